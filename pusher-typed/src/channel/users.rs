//! The types of the ids of a channel's users.

use std::marker::PhantomData;

use crate::{ChannelParam, UserId};

/// The users of a channel, with the type of their ids.
pub trait Users {
    /// The type of their ids.
    type Id: ChannelParam;
    /// The types that a field for a user id may have: [`Ids`] or [`AnyIds`].
    type Ids;
}

/// A field must have the type `I`.
pub struct Ids<I>(PhantomData<I>);

/// A field may have any type. Another bound reports that the channel has no members.
pub struct AnyIds(());

/// The users of a set of channels, whose ids may have different types.
pub struct AnyUsers(());

impl Users for AnyUsers {
    type Id = UserId;
    type Ids = Ids<UserId>;
}

/// The subscribers of a channel that is not a presence channel.
pub struct NoUsers(());

impl Users for NoUsers {
    type Id = UserId;
    type Ids = AnyIds;
}
