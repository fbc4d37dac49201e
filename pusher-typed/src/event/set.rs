//! Sets of events, and how they are decoded.

use crate::channel::Patterns;

/// An event type, or an enum of event types.
///
/// A derived event is a set of one. Derive a set for an enum with `#[derive(EventSet)]`.
///
/// ```
/// use pusher_typed::{Event, EventSet};
/// use serde::Deserialize;
///
/// #[derive(Debug, PartialEq, Deserialize, Event)]
/// #[pusher(channel = "private-orders-<id>", event = "created")]
/// struct Created { id: u64 }
///
/// #[derive(Debug, PartialEq, Deserialize, Event)]
/// #[pusher(channel = "news", event = "headline")]
/// struct Headline { text: String }
///
/// #[derive(Debug, PartialEq, EventSet)]
/// enum AppEvent { Created(Created), Headline(Headline) }
///
/// let event = AppEvent::decode("private-orders-7", "created", r#"{"id":7}"#)?;
/// assert_eq!(event, AppEvent::Created(Created { id: 7 }));
/// # Ok::<(), pusher_typed::DecodeEventError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event or a set of events",
    label = "needs an event type",
    note = "add `#[derive(Event)]` to a struct, or `#[derive(EventSet)]` to an enum of events"
)]
pub trait EventSet: Sized {
    #[doc(hidden)]
    const EVENTS: Events;

    /// The role of the event: a type of `event::role`.
    #[doc(hidden)]
    type Role;

    /// Decodes a received event: `event` is its name, `data` its payload as JSON.
    ///
    /// A field that serde skips and that is in the channel's pattern gets its value from the
    /// channel's name.
    ///
    /// # Errors
    /// Returns [`DecodeEventError::Unknown`] if the set has no event of this name on this channel, and
    /// [`DecodeEventError::Payload`] if `data` does not match the event's type.
    fn decode<'d>(channel: &'d str, event: &str, data: &'d str) -> Result<Self, DecodeEventError>
    where
        Self: DecodeEvent<'d>,
    {
        Self::decode_event(ReceivedEvent { channel, event, data }).unwrap_or_else(|| {
            Err(DecodeEventError::Unknown { channel: channel.to_owned(), event: event.to_owned() })
        })
    }
}

/// A set of events whose payloads implement serde's `Deserialize<'d>`.
///
/// ```
/// use pusher_typed::{DecodeEvent, DecodeEventError, EventSet};
///
/// /// Decodes events that were stored as channel, name and payload.
/// fn decode_all<'d, E: EventSet + DecodeEvent<'d>>(
///     rows: &[(&'d str, &str, &'d str)],
/// ) -> Result<Vec<E>, DecodeEventError> {
///     rows.iter().map(|(channel, name, data)| E::decode(channel, name, data)).collect()
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be decoded",
    label = "not decodable",
    note = "add `#[derive(serde::Deserialize)]` to the event, or to every event of the set"
)]
pub trait DecodeEvent<'d>: Sized {
    /// `None` if the event is not in this set.
    #[doc(hidden)]
    fn decode_event(received: ReceivedEvent<'d, '_>) -> Option<Result<Self, DecodeEventError>>;
}

/// A received event: the channel, the name, and the payload as JSON.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct ReceivedEvent<'d, 'e> {
    pub channel: &'d str,
    pub event: &'e str,
    pub data: &'d str,
}

/// The names and channels of a set of events, for the proofs.
#[derive(Debug, Clone, Copy)]
pub enum Events {
    /// One event on the channels for which it was declared.
    One(&'static str, Patterns),
    /// One event for users.
    User(&'static str),
    /// The events of all variants.
    Any(&'static [Events]),
}

impl Events {
    /// The name of a single event; empty if the event's declaration is invalid.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Events::One(name, _) | Events::User(name) => name,
            Events::Any(_) => "",
        }
    }
}

/// Why a received event was not decoded.
///
/// ```
/// use pusher_typed::{DecodeEventError, Event, EventSet};
///
/// #[derive(Debug, serde::Deserialize, Event)]
/// #[pusher(channel = "private-orders-<id>", event = "shipped")]
/// struct OrderShipped { id: u64 }
///
/// let decode = |name: &str, data| OrderShipped::decode("private-orders-7", name, data).unwrap_err();
/// assert!(matches!(decode("created", "{}"), DecodeEventError::Unknown { .. }));
/// assert!(matches!(decode("shipped", "{}"), DecodeEventError::Payload { event: "shipped", .. }));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeEventError {
    /// No event of the set has this name on this channel.
    #[error("no event {event:?} was declared for the channel {channel:?}")]
    Unknown {
        /// The channel's name, as received.
        channel: String,
        /// The event's name, as received.
        event: String,
    },
    /// The event is known, but its payload does not match the type.
    #[error("the payload does not match the type of the event {event:?}")]
    Payload {
        /// The event's name.
        event: &'static str,
        /// What does not match, and where.
        #[source]
        error: serde_json::Error,
    },
}
