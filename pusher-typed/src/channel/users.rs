//! Of what type the ids of a channel's users are.

use std::marker::PhantomData;

use crate::{ChannelParam, UserId};

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
