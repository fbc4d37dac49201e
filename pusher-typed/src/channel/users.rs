//! Of what type the ids of a channel's users are.

use std::marker::PhantomData;

use super::{ChannelParam, ChannelSet, PresenceChannel};
use crate::{PresenceMember, UserId};

/// The type of the ids of the users of `C`: the member's on a presence
/// channel, else [`UserId`].
pub type UserIdOf<C> = <<C as ChannelSet>::Users as Users>::Id;

/// Who is subscribed to a channel, as far as ids are concerned.
pub trait Users {
    /// The type of their ids.
    type Id: ChannelParam;
    /// What a field for one of them may be: [`Ids`] or [`AnyIds`].
    type Ids;
}

/// Ids of one type.
pub struct Ids<I>(PhantomData<I>);

/// That nobody is added to or removed from the channel is said elsewhere, so
/// that every type will do.
pub struct AnyIds(());

/// The members of the presence channel `C`.
pub struct Members<C>(PhantomData<C>);

impl<C: PresenceChannel> Users for Members<C> {
    type Id = <C::Member as PresenceMember>::Id;
    type Ids = Ids<Self::Id>;
}

/// Users of channels of different types, which may have ids of different types.
pub struct AnyUsers(());

impl Users for AnyUsers {
    type Id = UserId;
    type Ids = Ids<UserId>;
}

/// The subscribers of a channel that does not know who they are.
pub struct NoUsers(());

impl Users for NoUsers {
    type Id = UserId;
    type Ids = AnyIds;
}
