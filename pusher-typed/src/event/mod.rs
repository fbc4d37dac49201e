//! Events: what they are called and which channels they belong to.

#[cfg(any(feature = "subscriber", feature = "testing"))]
mod encode;
pub(crate) mod set;

#[cfg(any(feature = "subscriber", feature = "testing"))]
pub use self::encode::EncodeEvent;
pub use self::set::{DecodeEvent, DecodeEventError, EventSet};
use crate::channel::{ChannelName, ChannelNameError};

/// A payload with the name under which it is sent.
///
/// Derived together with the traits that say where it may go:
///
/// ```
/// use pusher_typed::{Addressed, Channel, Event};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Channel)]
/// #[pusher(channel = "private-orders-<id>")]
/// struct OrderChannel { id: u64 }
///
/// #[derive(Serialize, Deserialize, Event)]
/// #[pusher(channel = OrderChannel { id }, event = "shipped")]
/// struct OrderShipped { id: u64, carrier: String }
///
/// let event = OrderShipped { id: 7, carrier: "DHL".into() };
/// assert_eq!(OrderShipped::NAME, "shipped");
/// assert_eq!(event.channels()?[0], "private-orders-7");
/// # Ok::<(), pusher_typed::ChannelNameError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "needs a type with an event name",
    note = "add `#[derive(Event)]` and `#[pusher(channel = …, event = \"…\")]` to the struct"
)]
pub trait Event {
    /// The event's name, at most 200 characters.
    const NAME: &'static str;
}

/// An event that was declared for the channel type `C`.
#[diagnostic::on_unimplemented(
    message = "the event `{Self}` was not declared for the channel `{C}`",
    label = "not an event of this channel",
    note = "events name their channels: add `channel = {C}` to the `#[pusher(…)]` of `{Self}`"
)]
pub trait EventOn<C>: Event {}

/// An event that knows its channels from its own fields.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not know its channel",
    label = "which channel?",
    note = "an event declared with `user` goes to `client.send_to_user(&user_id, &event)`",
    note = "say it in the call, as in `client.trigger_on(&channel, &event)`, or take it from the event's fields: `#[pusher(channel = OrderChannel {{ id }}, …)]`"
)]
pub trait Addressed: Event {
    /// The names of the channels that this value goes to, at least one.
    ///
    /// # Errors
    /// When a field's value cannot stand in a channel name.
    fn channels(&self) -> Result<Vec<ChannelName>, ChannelNameError>;
}

/// An event that servers send, to channels or to users: its name does not begin with `client-`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be triggered by a server",
    label = "a client event",
    note = "names that begin with `client-` are for browsers; rename the event if the server sends it"
)]
pub trait FromServer: Event {}

/// An event that browsers send: its name begins with `client-`
/// ([client events](https://pusher.com/docs/channels/using_channels/events/#triggering-client-events)).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent by a browser",
    label = "not a client event",
    note = "the names of events that browsers send begin with `client-`"
)]
pub trait FromClient: Event {}

/// An event for one signed-in user, on all of the user's connections
/// ([sending events to users](https://pusher.com/docs/channels/server_api/server-to-user-messages/)).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event for a user",
    label = "an event for channels",
    note = "declare it with `#[pusher(user, event = \"…\")]`"
)]
pub trait UserEvent: FromServer {}
