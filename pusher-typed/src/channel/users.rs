//! The types of the ids of a channel's users.

use crate::{ChannelParam, UserId};

/// The users of a channel, with the type of their ids.
pub trait Users {
    /// The type of their ids.
    type Id: ChannelParam;
    /// The type of a field for a user id; [`AnyIds`] for any type.
    type Ids;
}

/// A field may have any type. Another bound reports that the channel has no members.
pub struct AnyIds(());

/// The users of a set of channels, whose ids may have different types.
pub struct AnyUsers(());

impl Users for AnyUsers {
    type Id = UserId;
    type Ids = UserId;
}

/// The subscribers of a channel that is not a presence channel.
pub struct NoUsers(());

impl Users for NoUsers {
    type Id = UserId;
    type Ids = AnyIds;
}
