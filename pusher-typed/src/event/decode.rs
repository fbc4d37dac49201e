//! How events are decoded. The code is here, and not in the derives, so that the compiler checks it once and not for
//! each event.

use serde::Deserialize;

use super::{
    DecodeEvent, DecodeEventError, Event, EventSet,
    role::InvalidEvent,
    set::{Events, ReceivedEvent},
};
/// The payload has all fields of the event.
pub struct FromPayload(());

/// Serde skips some fields of the event. They are filled from the channel's name.
pub struct FilledFromName(());

/// An event with fields that are filled from the channel's name. The derive implements it.
pub trait DecodeFilled<'d>: Sized {
    /// Decodes a received event of this name; `None` if it was received on another channel.
    fn decode_filled(received: ReceivedEvent<'d, '_>) -> Option<Result<Self, DecodeEventError>>;
}

/// A way to decode the event `E`.
pub trait Decoding<'d, E> {
    /// Decodes a received event of this name; `None` if it was received on another channel.
    fn decode(received: ReceivedEvent<'d, '_>) -> Option<Result<E, DecodeEventError>>;
}

#[diagnostic::do_not_recommend]
impl<E: Event> EventSet for E {
    const EVENTS: Events = E::__DECLARED;
    type Role = E::OwnRole;
}

#[diagnostic::do_not_recommend]
impl<'d, E: Event<Decoding: Decoding<'d, E>>> DecodeEvent<'d> for E {
    fn decode_event(received: ReceivedEvent<'d, '_>) -> Option<Result<Self, DecodeEventError>> {
        if received.event == E::NAME { E::Decoding::decode(received) } else { None }
    }
}

impl<'d, E: Event + Deserialize<'d>> Decoding<'d, E> for FromPayload {
    fn decode(received: ReceivedEvent<'d, '_>) -> Option<Result<E, DecodeEventError>> {
        is_received_on::<E>(received.channel).then(|| payload(received.data))
    }
}

impl<'d, E: DecodeFilled<'d>> Decoding<'d, E> for FilledFromName {
    fn decode(received: ReceivedEvent<'d, '_>) -> Option<Result<E, DecodeEventError>> {
        E::decode_filled(received)
    }
}

impl<E> Decoding<'_, E> for InvalidEvent {
    fn decode(_: ReceivedEvent<'_, '_>) -> Option<Result<E, DecodeEventError>> {
        None
    }
}

/// Whether the event was declared for the channel with this name. The service sends events for users on a
/// channel for each user.
fn is_received_on<E: Event>(channel: &str) -> bool {
    match &E::__DECLARED {
        Events::One(_, channels) => channels.fit(channel),
        Events::User(_) => channel.starts_with("#server-to-user-"),
        Events::Any(_) => false,
    }
}

/// Decodes the payload of the event `E`.
pub(crate) fn payload<'d, E: Event + Deserialize<'d>>(data: &'d str) -> Result<E, DecodeEventError> {
    serde_json::from_str(data).map_err(|error| DecodeEventError::Payload { event: E::NAME, error })
}
