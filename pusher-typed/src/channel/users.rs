//! Of what type the ids of a channel's users are.

use std::marker::PhantomData;

use super::{ChannelParam, ChannelSet, ParseChannelParam, PresenceChannel, param};
use crate::{PresenceMember, UserId};

/// The type of the ids of the users of `C`: the member's on a presence
/// channel, else [`UserId`].
pub type UserIdOf<C> = <<C as ChannelSet>::Users as Users>::Id;

/// Who is subscribed to a channel, as far as ids are concerned.
pub trait Users {
    /// The type of their ids.
    type Id: ChannelParam;
}

/// The members of the presence channel `C`.
pub struct Members<C>(PhantomData<C>);

impl<C: PresenceChannel> Users for Members<C> {
    type Id = <C::Member as PresenceMember>::Id;
}

/// Users of channels of different types, which may have ids of different types.
pub struct AnyUsers(());

impl Users for AnyUsers {
    type Id = UserId;
}

/// The subscribers of a channel that does not know who they are.
pub struct NoUsers(());

impl Users for NoUsers {
    type Id = UserId;
}

/// Whether a field of the type `T` can hold the ids of users.
#[diagnostic::on_unimplemented(
    message = "the users of this channel have no ids of the type `{T}`",
    label = "not the type of the members' ids",
    note = "it is the type of the member's field with `#[pusher(user_id)]`; for a set of channels write `UserId`"
)]
pub trait HaveIds<T> {
    /// The id that is written so.
    fn parse_id<'t>(text: &'t str) -> Option<T>
    where
        T: ParseChannelParam<'t>;
}

impl<T: ChannelParam, C: PresenceChannel<Member: PresenceMember<Id = T>>> HaveIds<T> for Members<C> {
    fn parse_id<'t>(text: &'t str) -> Option<T>
    where
        T: ParseChannelParam<'t>,
    {
        param::parse(text)
    }
}

impl HaveIds<UserId> for AnyUsers {
    fn parse_id<'t>(text: &'t str) -> Option<UserId>
    where
        UserId: ParseChannelParam<'t>,
    {
        param::parse(text)
    }
}

/// That nobody is added to or removed from such a channel is said elsewhere, so
/// that every type will do here.
impl<T> HaveIds<T> for NoUsers {
    fn parse_id<'t>(_: &'t str) -> Option<T>
    where
        T: ParseChannelParam<'t>,
    {
        None
    }
}
