//! The members of presence channels.

use serde::Serializer;

use crate::param::ChannelParam;

/// A member of a presence channel, as the other members see it ([presence
/// channels](https://pusher.com/docs/channels/using_channels/presence-channels/)).
///
/// One field is the user's id, the others are the user's info.
///
/// ```
/// use pusher_typed::PresenceMember;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, PresenceMember)]
/// struct Member { #[pusher(user_id)] id: u64, name: String }
///
/// let member = Member { id: 7, name: "Ada".into() };
/// assert_eq!(member.user_id(), &7);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a presence member",
    label = "needs a type with `#[derive(PresenceMember)]`",
    note = "`#[derive(PresenceMember)]` is for structs with a user's id and info: add it to the struct, and `#[pusher(user_id)]` to the field with the id"
)]
pub trait PresenceMember {
    /// The type of the user's id.
    type Id: ChannelParam;

    /// The user's id: a string of 1 to 128 characters on the wire.
    fn user_id(&self) -> &Self::Id;

    /// Serializes the user's info, at most 1 KB of JSON: all fields except the id, with serde's
    /// attributes.
    ///
    /// # Errors
    /// Returns the error of the serializer or of a field's `Serialize`.
    fn serialize_info<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}
