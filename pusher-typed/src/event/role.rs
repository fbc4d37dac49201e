//! The roles of events as types, and the requirements of each method of the client.
//!
//! Every derived event and set declares its role. The requirements of a method are a chain of
//! traits. Each trait is implemented for the roles that satisfy it, and its associated type is the
//! subject of the next trait. A type that is not an event has no role, so the compiler reports only
//! the first requirement that is not satisfied.
//!
//! `#[diagnostic::do_not_recommend]` keeps this crate's implementations out of the messages.

use std::marker::PhantomData;

use serde::Serialize;

use super::{
    Addressed, DecodeEvent, DecodeEventError, Event, EventOn, EventSet, UserEvent,
    delivery::{
        AddressedDeliveries, Deliveries, DeliversTriggers, ExcludesConnections, LiveChannel, StoredChannel,
    },
    set::Events,
};
use crate::channel::{ChannelName, ChannelNameError};

/// An event whose fields name its channels.
pub struct AddressedEvent<P = OwnedPayload>(PhantomData<P>);

/// An event for channels that the call names.
pub struct EventOnChannel<P = OwnedPayload>(PhantomData<P>);

/// An event for one signed-in user.
pub struct EventForUser<P = OwnedPayload>(PhantomData<P>);

/// An event that browsers send.
pub struct EventFromClient<P = OwnedPayload>(PhantomData<P>);

/// An enum of events.
pub struct SetOfEvents<P = OwnedPayload>(PhantomData<P>);

/// An event with an invalid declaration. The error is reported there, so every use is allowed.
pub struct InvalidEvent(());

/// The event's fields own their data, so it outlives the message from which it was decoded.
pub struct OwnedPayload(());

/// A field of the event borrows from the message from which it was decoded.
pub struct BorrowedPayload(());

/// One event, not a set.
#[diagnostic::on_unimplemented(
    message = "`{E}` is a set of events, of which one is sent at a time",
    label = "a set of events",
    note = "`match` on it and trigger the event of each variant"
)]
pub trait SingleEvent<E> {
    /// The event's name.
    const NAME: &'static str;
    /// The role, which decides who sends the event.
    type Sender;
}

/// An event that servers send.
#[diagnostic::on_unimplemented(
    message = "`{E}` cannot be triggered by a server",
    label = "a client event",
    note = "names that begin with `client-` are for browsers; rename the event if the server sends it"
)]
pub trait SentByServer<E> {
    /// The role, which decides the recipients.
    type Recipients;
}

/// An event that browsers send.
#[diagnostic::on_unimplemented(
    message = "`{E}` is not a client event",
    label = "not a client event",
    note = "the names of events that browsers send begin with `client-`"
)]
pub trait SentByClient<E> {
    /// The role.
    type Recipients;
}

/// An event that is sent to channels.
#[diagnostic::on_unimplemented(
    message = "`{E}` is an event for a user, not for a channel",
    label = "an event for a user",
    note = "send it with `client.send_to_user(&user_id, &event)`, or `publish_to_user` of a publisher or an outbox"
)]
pub trait SentToChannels<E> {
    /// The role, which decides how the channels are named.
    type Address;
}

/// An event that is sent to one signed-in user.
#[diagnostic::on_unimplemented(
    message = "`{E}` is not an event for a user",
    label = "an event for channels",
    note = "declare it with `#[pusher(user, event = \"…\")]`, or trigger it on a channel"
)]
pub trait SentToUser<E> {
    /// Whether the payload owns its data.
    type Payload;
}

/// An event whose fields name its channels.
#[diagnostic::on_unimplemented(
    message = "`{E}` does not know its channel",
    label = "which channel?",
    note = "name it in the call: `client.trigger_on(&channel, &event)`, in a batch `.event_on(&channel, &event)`, or `publish_on` of a publisher or an outbox",
    note = "or fill it from the event's fields: `#[pusher(channel = OrderChannel {{ id }}, …)]`"
)]
pub trait NamesItsChannels<E> {
    /// Whether the payload owns its data.
    type Payload;
    /// How the channels deliver the event.
    type Deliveries: Deliveries;

    /// The names of the channels.
    fn channels(event: &E) -> Result<Vec<ChannelName>, ChannelNameError>;
}

/// Events that belong to the channel `C`, with the delivery `Delivery`.
pub trait BelongsTo<E, C: ?Sized, Delivery> {
    /// The delivery.
    type Delivery;
    /// Whether the payload owns its data.
    type Payload;
}

/// The delivery of events on a channel.
#[diagnostic::on_unimplemented(
    message = "`{E}` was not declared for the channel `{C}`",
    label = "not for this channel",
    note = "events and sets of events name their channels: add `channel = {C}` to the `#[pusher(…)]` of `{E}`"
)]
pub trait Carries<E, C: ?Sized> {}

/// A payload that can be sent.
#[diagnostic::on_unimplemented(
    message = "`{E}` cannot be serialized",
    label = "not serializable",
    note = "add `#[derive(serde::Serialize)]` to `{E}`"
)]
pub trait SerializablePayload<E> {
    /// What is serialized.
    type Data: Serialize;

    /// What is serialized.
    fn data(event: &E) -> &Self::Data;
}

/// Events that are received on channels.
#[diagnostic::on_unimplemented(
    message = "`{E}` is an event for a user, which is not received on channels",
    label = "an event for a user",
    note = "the events for the signed-in user come from `subscriber.sign_in::<{E}>()`"
)]
pub trait ReceivedOnChannels<E> {
    /// The role, which decides the channels.
    type Received;
}

/// The delivery of a channel, with the events that can be received. It is a bound of the delivery,
/// not of the channel, so that a type that is not a channel is one error.
#[diagnostic::on_unimplemented(
    message = "`{C}` is not known to have the events of `{E}`",
    label = "not known to have these events",
    note = "a generic function says so by its bound: `{C}: ChannelOf<{E}>`"
)]
pub trait Receives<E, C> {
    /// The names and channels of the events.
    const EVENTS: Events;

    /// See [`EventSet::decode`].
    fn decode(channel: &str, event: &str, data: &str) -> Result<E, DecodeEventError>;
}

/// Events that a signed-in user receives.
#[diagnostic::on_unimplemented(
    message = "`{E}` has no events for a user",
    label = "for channels only",
    note = "events for users are declared with `#[pusher(user, event = \"…\")]`, and sets of them with `#[pusher(user)]`"
)]
pub trait ReceivedByUser<E> {
    /// Whether the payload owns its data.
    type Payload;
}

/// A payload that outlives the message from which it was decoded.
#[diagnostic::on_unimplemented(
    message = "`{E}` borrows from the message that it is decoded from",
    label = "borrows from a message that is dropped before the event is returned",
    note = "use `String` instead of `&str`, or `Cow<'_, str>` without `#[serde(borrow)]`"
)]
pub trait OutlivesMessage<E> {
    /// The payload.
    type Data;
}

/// Events that are decoded from any message.
#[diagnostic::on_unimplemented(
    message = "`{E}` cannot be decoded",
    label = "not decodable",
    note = "add `#[derive(serde::Deserialize)]` to `{E}`, or to every event of the set"
)]
pub trait Decodes<E> {
    /// See [`EventSet::decode`].
    fn decode(channel: &str, event: &str, data: &str) -> Result<E, DecodeEventError>;
}

/// Implements a requirement for the roles that satisfy it; the next requirement applies to the same
/// role.
macro_rules! meets {
    ($requirement:ident, $next:ident: $($role:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<E, P> $requirement<E> for $role<P> {
            type $next = Self;
        }
    )*};
}

meets!(SentByServer, Recipients: AddressedEvent EventOnChannel EventForUser);
meets!(SentByClient, Recipients: EventFromClient);
meets!(SentToChannels, Address: AddressedEvent EventOnChannel);
meets!(ReceivedOnChannels, Received: AddressedEvent EventOnChannel EventFromClient SetOfEvents);

macro_rules! single_event {
    ($($role:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<E: Event, P> SingleEvent<E> for $role<P> {
            const NAME: &'static str = E::NAME;
            type Sender = Self;
        }
    )*};
}

single_event!(AddressedEvent EventOnChannel EventForUser EventFromClient);

#[diagnostic::do_not_recommend]
impl<E: Addressed, P> NamesItsChannels<E> for AddressedEvent<P> {
    type Payload = P;
    type Deliveries = AddressedDeliveries<E>;

    fn channels(event: &E) -> Result<Vec<ChannelName>, ChannelNameError> {
        event.channels()
    }
}

#[diagnostic::do_not_recommend]
impl<E, P> SentToUser<E> for EventForUser<P> {
    type Payload = P;
}

#[diagnostic::do_not_recommend]
impl<E, P> ReceivedByUser<E> for EventForUser<P> {
    type Payload = P;
}

#[diagnostic::do_not_recommend]
impl<E: UserEvent, P> ReceivedByUser<E> for SetOfEvents<P> {
    type Payload = P;
}

/// Without `do_not_recommend`: [`Carries`] has the message.
macro_rules! belongs_to {
    ($($role:ident)*) => {$(
        impl<E, C: ?Sized, D: Carries<E, C>, P> BelongsTo<E, C, D> for $role<P> {
            type Delivery = D;
            type Payload = P;
        }
    )*};
}

belongs_to!(AddressedEvent EventOnChannel EventFromClient SetOfEvents);

#[diagnostic::do_not_recommend]
impl<E: EventOn<C>, C: ?Sized> Carries<E, C> for LiveChannel<C> {}

#[diagnostic::do_not_recommend]
impl<E: EventOn<C>, C: ?Sized> Carries<E, C> for StoredChannel<C> {}

macro_rules! serializable {
    ($($payload:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<E: Serialize> SerializablePayload<E> for $payload {
            type Data = E;

            fn data(event: &E) -> &E {
                event
            }
        }
    )*};
}

serializable!(OwnedPayload BorrowedPayload);

#[diagnostic::do_not_recommend]
impl<E> OutlivesMessage<E> for OwnedPayload {
    type Data = Self;
}

#[diagnostic::do_not_recommend]
impl<E: EventSet + for<'d> DecodeEvent<'d>> Decodes<E> for OwnedPayload {
    fn decode(channel: &str, event: &str, data: &str) -> Result<E, DecodeEventError> {
        E::decode(channel, event, data)
    }
}

/// An invalid event satisfies every requirement.
mod invalid {
    #[allow(clippy::wildcard_imports, reason = "it implements every trait of this file")]
    use super::*;

    macro_rules! meets {
        ($($requirement:ident, $next:ident;)*) => {$(
            #[diagnostic::do_not_recommend]
            impl<E> $requirement<E> for InvalidEvent {
                type $next = Self;
            }
        )*};
    }

    meets! {
        SentByServer, Recipients;
        SentByClient, Recipients;
        SentToChannels, Address;
        SentToUser, Payload;
        ReceivedOnChannels, Received;
        ReceivedByUser, Payload;
        OutlivesMessage, Data;
    }

    #[diagnostic::do_not_recommend]
    impl<E, C: ?Sized, D> BelongsTo<E, C, D> for InvalidEvent {
        type Delivery = Self;
        type Payload = Self;
    }

    #[diagnostic::do_not_recommend]
    impl<E> DeliversTriggers<E> for InvalidEvent {}

    #[diagnostic::do_not_recommend]
    impl ExcludesConnections for InvalidEvent {}

    impl Deliveries for InvalidEvent {
        fn recoverable(_: &mut Vec<bool>) {}
    }

    #[diagnostic::do_not_recommend]
    impl<E> SingleEvent<E> for InvalidEvent {
        const NAME: &'static str = "";
        type Sender = Self;
    }

    #[diagnostic::do_not_recommend]
    impl<E> NamesItsChannels<E> for InvalidEvent {
        type Payload = Self;
        type Deliveries = Self;

        fn channels(_: &E) -> Result<Vec<ChannelName>, ChannelNameError> {
            Ok(Vec::new())
        }
    }

    #[diagnostic::do_not_recommend]
    impl<E> SerializablePayload<E> for InvalidEvent {
        type Data = ();

        fn data(_: &E) -> &() {
            &()
        }
    }

    #[diagnostic::do_not_recommend]
    impl<E> Decodes<E> for InvalidEvent {
        fn decode(channel: &str, event: &str, _: &str) -> Result<E, DecodeEventError> {
            Err(DecodeEventError::Unknown { channel: channel.to_owned(), event: event.to_owned() })
        }
    }
}
