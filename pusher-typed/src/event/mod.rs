//! Events: their names and their channels.
//!
//! ```
//! use pusher_typed::{Addressed, Channel, Event};
//!
//! #[derive(Channel)]
//! #[pusher(channel = "private-orders-<id>")]
//! struct OrderChannel { id: u64 }
//!
//! #[derive(Event)] // the field `id` identifies the channel
//! #[pusher(channel = OrderChannel { id }, event = "shipped")]
//! struct OrderShipped { id: u64 }
//!
//! #[derive(Event)] // the channel is an argument of the call
//! #[pusher(channel = OrderChannel, event = "note")]
//! struct Note { text: String }
//!
//! #[derive(Event)] // for one signed-in user
//! #[pusher(user, event = "notice")]
//! struct Notice { text: String }
//!
//! assert_eq!(OrderShipped { id: 7 }.channels()?[0], "private-orders-7");
//! assert_eq!([Note::NAME, Notice::NAME], ["note", "notice"]);
//! # Ok::<(), pusher_typed::ChannelNameError>(())
//! ```

mod call;
pub(crate) mod decode;
pub mod delivery;
#[cfg(any(feature = "subscriber", feature = "testing"))]
mod encode;
pub mod role;
pub(crate) mod set;

#[cfg(any(feature = "subscriber", feature = "testing"))]
pub use self::encode::EncodeEvent;
use self::set::Events;
pub use self::{
    call::{
        ChannelOf, PublishEvent, PublishEventBy, PublishEventOn, ReceiveUserEvent, SendClientEvent,
        SendClientEventBy, SendUserEvent, TriggerEvent, TriggerEventBy, TriggerEventOn,
    },
    set::{DecodeEvent, DecodeEventError, EventSet},
};
use crate::channel::{ChannelName, ChannelNameError};

/// A payload with the name of its event.
///
/// It is derived together with the traits for the event's channels:
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
pub trait Event: EventSet {
    /// The event's name, at most 200 characters.
    const NAME: &'static str = Self::__DECLARED.name();

    /// [`EventSet::EVENTS`] of the event.
    #[doc(hidden)]
    const __DECLARED: Events;

    /// [`EventSet::Role`] of the event.
    #[doc(hidden)]
    type OwnRole;

    /// How it is decoded: a type of `event::decode`.
    #[doc(hidden)]
    type Decoding;
}

/// An event that was declared for the channel type `C`, or a set of events that names it.
///
/// ```
/// use pusher_typed::{Channel, Event, EventOn};
///
/// /// The name by which subscribers of `C` bind to the event.
/// fn bind_name<C: Channel, E: Event + EventOn<C>>() -> String {
///     format!("{} on {}", E::NAME, C::PATTERN.as_str())
/// }
/// # #[derive(Channel)]
/// # #[pusher(channel = "news")]
/// # struct NewsChannel;
/// # #[derive(Event)]
/// # #[pusher(channel = NewsChannel, event = "headline")]
/// # struct Headline;
/// # assert_eq!(bind_name::<NewsChannel, Headline>(), "headline on news");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` was not declared for the channel `{C}`",
    label = "not for this channel",
    note = "events and sets of events name their channels: add `channel = {C}` to the `#[pusher(…)]` of `{Self}`"
)]
pub trait EventOn<C: ?Sized>: EventSet {}

/// An event whose fields identify its channels.
///
/// ```
/// use pusher_typed::{Addressed, ChannelNameError, Event};
///
/// #[derive(Event)]
/// #[pusher(channel = "private-orders-<id>", event = "shipped")]
/// struct OrderShipped { id: u64 }
///
/// fn audit<E: Addressed>(event: &E) -> Result<Vec<String>, ChannelNameError> {
///     Ok(event.channels()?.iter().map(|name| format!("{} to {name}", E::NAME)).collect())
/// }
///
/// assert_eq!(audit(&OrderShipped { id: 7 })?, ["shipped to private-orders-7"]);
/// # Ok::<(), ChannelNameError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not know its channel",
    label = "which channel?",
    note = "an event declared with `user` goes to `client.send_to_user(&user_id, &event)`",
    note = "name the channel in the call: `client.trigger_on(&channel, &event)`, or fill it from the event's fields: `#[pusher(channel = OrderChannel {{ id }}, …)]`"
)]
pub trait Addressed: Event {
    /// The names of the channels to which this value is sent, at least one.
    ///
    /// # Errors
    /// Returns an error if the value of a field is not allowed in a channel name.
    fn channels(&self) -> Result<Vec<ChannelName>, ChannelNameError>;

    /// The channels that the fields identify, in their order.
    #[doc(hidden)]
    const __ADDRESSED: Events = Self::__DECLARED;
}

/// An event for one signed-in user, on all of the user's connections, or a set with such an event
/// ([sending events to users](https://pusher.com/docs/channels/server_api/server-to-user-messages/)).
///
/// ```
/// use pusher_typed::{Event, UserEvent};
///
/// #[derive(Event)]
/// #[pusher(user, event = "notice")]
/// struct Notice { text: String }
///
/// fn user_event_name<E: Event + UserEvent>() -> &'static str {
///     E::NAME
/// }
///
/// assert_eq!(user_event_name::<Notice>(), "notice");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event for a user",
    label = "an event for channels",
    note = "declare it with `#[pusher(user, event = \"…\")]`"
)]
pub trait UserEvent: EventSet {}
