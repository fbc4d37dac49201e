//! The bounds of the methods of the client and the subscriber, one trait for each method.

use serde::Serialize;

use super::{
    DecodeEventError, EventSet,
    delivery::{Deliveries, DeliversTriggers, LiveChannel, StoredChannel, UnknownDelivery},
    role::{
        BelongsTo, Decodes, InvalidEvent, NamesItsChannels, OutlivesMessage, ReceivedByUser,
        ReceivedOnChannels, Receives, SentByClient, SentByServer, SentToChannels, SentToUser,
        SerializablePayload, SingleEvent,
    },
    set::Events,
};
use crate::channel::{Channel, ChannelName, ChannelNameError};

type Sender<E> = <<E as EventSet>::Role as SingleEvent<E>>::Sender;
type Recipients<E> = <Sender<E> as SentByServer<E>>::Recipients;
type Address<E> = <Recipients<E> as SentToChannels<E>>::Address;
type AddressedDeliveries<E> = <Address<E> as NamesItsChannels<E>>::Deliveries;
type AddressedPayload<E> = <Address<E> as NamesItsChannels<E>>::Payload;
type UserPayload<E> = <Recipients<E> as SentToUser<E>>::Payload;
type Delivery<C> = <C as Channel>::Delivery;
type DeliveryOn<E, C, D> = <Address<E> as BelongsTo<E, C, D>>::Delivery;
type PayloadOn<E, C, D> = <Address<E> as BelongsTo<E, C, D>>::Payload;
type ClientPayload<E, C, D> = <<Sender<E> as SentByClient<E>>::Recipients as BelongsTo<E, C, D>>::Payload;
type Received<E> = <<E as EventSet>::Role as ReceivedOnChannels<E>>::Received;
type ReceivedPayload<E, C, D> = <Received<E> as BelongsTo<E, C, D>>::Payload;
type ReceivedData<E, C, D> = <ReceivedPayload<E, C, D> as OutlivesMessage<E>>::Data;
type ReceivedUserPayload<E> = <<E as EventSet>::Role as ReceivedByUser<E>>::Payload;
type ReceivedUserData<E> = <ReceivedUserPayload<E> as OutlivesMessage<E>>::Data;

/// The name and the payload of an event, in an impl for the event `E`.
macro_rules! sends_payload {
    ($payload:ty) => {
        const EVENT: &'static str = <E::Role as SingleEvent<E>>::NAME;
        type Data = <$payload as SerializablePayload<E>>::Data;

        fn data(&self) -> &Self::Data {
            <$payload as SerializablePayload<E>>::data(self)
        }
    };
}

/// Implements the bound of a method with a channel argument for the unknown delivery of an argument that is not a channel,
/// so that the event argument is not a second error.
macro_rules! allows_unknown_delivery {
    ($($bound:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<E: ?Sized, C: ?Sized> $bound<C, UnknownDelivery> for E {
            const EVENT: &'static str = "";
            type Data = ();

            fn data(&self) -> &() {
                &()
            }
        }
    )*};
}

allows_unknown_delivery!(TriggerEventBy PublishEventBy SendClientEventBy);

/// An event that servers trigger on the channels that its fields identify.
///
/// This is the bound of `Client::trigger`, for generic functions that call it. An event satisfies
/// it if servers send the event, its fields identify its channels, none of them is recoverable, and it
/// implements serde's `Serialize`.
///
/// ```
/// # #[cfg(feature = "client")] {
/// use pusher_typed::{Client, TriggerEvent, client::TriggerError};
///
/// async fn announce<E: TriggerEvent>(client: &Client, event: &E) -> Result<(), TriggerError> {
///     client.trigger(event).info().await?;
///     Ok(())
/// }
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "not an event",
    note = "an event is a struct of your own with `#[derive(Event)]` and `#[pusher(channel = …, event = \"…\")]`",
    note = "to send what no type declares, use `client.trigger_untyped([\"channel\"], \"event\", &data)`"
)]
pub trait TriggerEvent {
    #[doc(hidden)]
    const EVENT: &'static str;
    #[doc(hidden)]
    type Data: Serialize;

    #[doc(hidden)]
    fn data(&self) -> &Self::Data;
    #[doc(hidden)]
    fn channel_names(&self) -> Result<Vec<ChannelName>, ChannelNameError>;
}

impl<E: ?Sized> TriggerEvent for E
where
    E: EventSet<Role: SingleEvent<E>>,
    Sender<E>: SentByServer<E>,
    Recipients<E>: SentToChannels<E>,
    Address<E>: NamesItsChannels<E>,
    AddressedDeliveries<E>: DeliversTriggers<E>,
    AddressedPayload<E>: SerializablePayload<E>,
{
    sends_payload!(AddressedPayload<E>);

    fn channel_names(&self) -> Result<Vec<ChannelName>, ChannelNameError> {
        Address::<E>::channels(self)
    }
}

/// An event that servers trigger on channels of the type `C`.
///
/// This is the bound of `Client::trigger_on` and `Client::trigger_on_many`, for generic
/// functions that call them. An event satisfies it if servers send the event, it was declared for
/// `C`, which is not recoverable, and it implements serde's `Serialize`.
///
/// ```
/// # #[cfg(feature = "client")] {
/// use pusher_typed::{Channel, Client, TriggerEventOn, client::Trigger};
/// fn prepare<C: Channel>(client: &Client, channel: &C, event: &impl TriggerEventOn<C>) -> Trigger {
///     client.trigger_on(channel, event)
/// }
/// # }
/// ```
pub trait TriggerEventOn<C: Channel + ?Sized>: TriggerEventBy<C, C::Delivery> {}

impl<E: TriggerEventBy<C, C::Delivery> + ?Sized, C: Channel + ?Sized> TriggerEventOn<C> for E {}

/// [`TriggerEventOn`] for a channel type with this delivery. It does not require that `C` is a
/// channel: what is not a channel is reported once, at the channel.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "not an event",
    note = "an event is a struct of your own with `#[derive(Event)]` and `#[pusher(channel = {C}, event = \"…\")]`",
    note = "to send what no type declares, use `client.trigger_untyped([\"channel\"], \"event\", &data)`"
)]
pub trait TriggerEventBy<C: ?Sized, Delivery> {
    #[doc(hidden)]
    const EVENT: &'static str;
    #[doc(hidden)]
    type Data: Serialize;

    #[doc(hidden)]
    fn data(&self) -> &Self::Data;
}

impl<E: ?Sized, C: ?Sized, D: Deliveries> TriggerEventBy<C, D> for E
where
    E: EventSet<Role: SingleEvent<E>>,
    Sender<E>: SentByServer<E>,
    Recipients<E>: SentToChannels<E>,
    Address<E>: BelongsTo<E, C, D>,
    DeliveryOn<E, C, D>: DeliversTriggers<E>,
    PayloadOn<E, C, D>: SerializablePayload<E>,
{
    sends_payload!(PayloadOn<E, C, D>);
}

/// An event that is published through an outbox on the channels that its fields identify. In addition to the events of
/// [`TriggerEvent`], these are events on recoverable channels.
///
/// This is the bound of `Outbox::publish` of the crate `pusher-typed-outbox`, for generic functions that call it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "not an event",
    note = "an event is a struct of your own with `#[derive(Event)]` and `#[pusher(channel = …, event = \"…\")]`"
)]
pub trait PublishEvent {
    #[doc(hidden)]
    const EVENT: &'static str;
    #[doc(hidden)]
    type Data: Serialize;
    #[doc(hidden)]
    type Deliveries: Deliveries;

    #[doc(hidden)]
    fn data(&self) -> &Self::Data;
    #[doc(hidden)]
    fn channel_names(&self) -> Result<Vec<ChannelName>, ChannelNameError>;
}

impl<E: ?Sized> PublishEvent for E
where
    E: EventSet<Role: SingleEvent<E>>,
    Sender<E>: SentByServer<E>,
    Recipients<E>: SentToChannels<E>,
    Address<E>: NamesItsChannels<E>,
    AddressedPayload<E>: SerializablePayload<E>,
{
    type Deliveries = AddressedDeliveries<E>;

    sends_payload!(AddressedPayload<E>);

    fn channel_names(&self) -> Result<Vec<ChannelName>, ChannelNameError> {
        Address::<E>::channels(self)
    }
}

/// An event that is published through an outbox on channels of the type `C`, which may be recoverable. In addition to
/// the events of [`TriggerEventOn`], these are events on recoverable channels.
///
/// This is the bound of `Outbox::publish_on` of the crate `pusher-typed-outbox`, for generic functions that call it.
pub trait PublishEventOn<C: Channel + ?Sized>: PublishEventBy<C, C::Delivery> {}

impl<E: PublishEventBy<C, C::Delivery> + ?Sized, C: Channel + ?Sized> PublishEventOn<C> for E {}

/// [`PublishEventOn`] for a channel type with this delivery. It does not require that `C` is a
/// channel: what is not a channel is reported once, at the channel.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "not an event",
    note = "an event is a struct of your own with `#[derive(Event)]` and `#[pusher(channel = {C}, event = \"…\")]`"
)]
pub trait PublishEventBy<C: ?Sized, Delivery> {
    #[doc(hidden)]
    const EVENT: &'static str;
    #[doc(hidden)]
    type Data: Serialize;

    #[doc(hidden)]
    fn data(&self) -> &Self::Data;
}

impl<E: ?Sized, C: ?Sized, D: Deliveries> PublishEventBy<C, D> for E
where
    E: EventSet<Role: SingleEvent<E>>,
    Sender<E>: SentByServer<E>,
    Recipients<E>: SentToChannels<E>,
    Address<E>: BelongsTo<E, C, D>,
    PayloadOn<E, C, D>: SerializablePayload<E>,
{
    sends_payload!(PayloadOn<E, C, D>);
}

/// An event that servers send to one signed-in user.
///
/// This is the bound of `Client::send_to_user`, for generic functions that call it. Every event
/// that was declared with `user` and implements serde's `Serialize` satisfies it.
///
/// ```
/// # #[cfg(feature = "client")] {
/// use pusher_typed::{Client, SendUserEvent, client::Trigger};
/// fn prepare(client: &Client, user: u64, event: &impl SendUserEvent) -> Trigger {
///     client.send_to_user(&user, event)
/// }
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "not an event",
    note = "an event is a struct of your own with `#[derive(Event)]` and `#[pusher(user, event = \"…\")]`"
)]
pub trait SendUserEvent {
    #[doc(hidden)]
    const EVENT: &'static str;
    #[doc(hidden)]
    type Data: Serialize;

    #[doc(hidden)]
    fn data(&self) -> &Self::Data;
}

impl<E: ?Sized> SendUserEvent for E
where
    E: EventSet<Role: SingleEvent<E>>,
    Sender<E>: SentByServer<E>,
    Recipients<E>: SentToUser<E>,
    UserPayload<E>: SerializablePayload<E>,
{
    sends_payload!(UserPayload<E>);
}

/// A `client-` event that subscribers send to each other on channels of the type `C`.
///
/// This is the bound of `Subscriber::send`, for generic functions that call it. An event
/// satisfies it if its name begins with `client-`, it was declared for `C`, and it implements
/// serde's `Serialize`.
pub trait SendClientEvent<C: Channel + ?Sized>: SendClientEventBy<C, C::Delivery> {}

impl<E: SendClientEventBy<C, C::Delivery> + ?Sized, C: Channel + ?Sized> SendClientEvent<C> for E {}

/// [`SendClientEvent`] for a channel type with this delivery. It does not require that `C` is a
/// channel: what is not a channel is reported once, at the channel.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "not an event",
    note = "an event is a struct of your own with `#[derive(Event)]` and `#[pusher(channel = {C}, event = \"client-…\")]`"
)]
pub trait SendClientEventBy<C: ?Sized, Delivery> {
    #[doc(hidden)]
    const EVENT: &'static str;
    #[doc(hidden)]
    type Data: Serialize;

    #[doc(hidden)]
    fn data(&self) -> &Self::Data;
}

impl<E: ?Sized, C: ?Sized, D: Deliveries> SendClientEventBy<C, D> for E
where
    E: EventSet<Role: SingleEvent<E>>,
    Sender<E>: SentByClient<E>,
    <Sender<E> as SentByClient<E>>::Recipients: BelongsTo<E, C, D>,
    ClientPayload<E, C, D>: SerializablePayload<E>,
{
    sends_payload!(ClientPayload<E, C, D>);
}

/// A channel type on which events of `E` are received: an event type that was declared
/// for it, or a set that names it.
///
/// This is the bound of `Subscriber::subscribe` and of `ChannelQuery::cache`, for
/// generic functions that call them.
///
/// ```
/// # #[cfg(feature = "subscriber")] {
/// use pusher_typed::{ChannelOf, subscriber::{SubscribeError, Subscriber, Subscription}};
///
/// async fn follow<E, C: ChannelOf<E>>(
///     subscriber: &Subscriber,
///     channel: &C,
/// ) -> Result<Subscription<E>, SubscribeError> {
///     subscriber.subscribe(channel).await
/// }
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{E}` is not received on `{Self}`",
    label = "needs a channel type with these events",
    note = "a channel is a value of a struct with `#[derive(Channel)]` and `#[pusher(channel = \"…\")]`, not its name as a text",
    note = "an event is a struct with `#[derive(Event)]`; for several events, use an enum with `#[derive(EventSet)]`"
)]
pub trait ChannelOf<E>: Channel {
    #[doc(hidden)]
    fn events() -> Events;
    #[doc(hidden)]
    fn decode(channel: &str, event: &str, data: &str) -> Result<E, DecodeEventError>;
}

impl<E, C: Channel<Delivery: Receives<E, C>>> ChannelOf<E> for C {
    fn events() -> Events {
        Delivery::<C>::EVENTS
    }

    fn decode(channel: &str, event: &str, data: &str) -> Result<E, DecodeEventError> {
        Delivery::<C>::decode(channel, event, data)
    }
}

macro_rules! receives {
    ($($delivery:ident)*) => {$(
        impl<E, C> Receives<E, C> for $delivery<C>
        where
            E: EventSet<Role: ReceivedOnChannels<E>>,
            Received<E>: BelongsTo<E, C, $delivery<C>>,
            ReceivedPayload<E, C, $delivery<C>>: OutlivesMessage<E>,
            ReceivedData<E, C, $delivery<C>>: Decodes<E>,
        {
            const EVENTS: Events = E::EVENTS;

            fn decode(channel: &str, event: &str, data: &str) -> Result<E, DecodeEventError> {
                ReceivedData::<E, C, $delivery<C>>::decode(channel, event, data)
            }
        }

        /// A second implementation, so that a call without an event type is one error, about the call,
        /// instead of one for each bound.
        impl<C> Receives<InvalidEvent, C> for $delivery<C> {
            const EVENTS: Events = Events::Any(&[]);

            fn decode(channel: &str, event: &str, _: &str) -> Result<InvalidEvent, DecodeEventError> {
                Err(DecodeEventError::Unknown { channel: channel.to_owned(), event: event.to_owned() })
            }
        }
    )*};
}

receives!(LiveChannel StoredChannel);

/// Events that a signed-in user receives: an event that was declared with `user`, or a
/// set that was.
///
/// This is the bound of `Subscriber::sign_in`, for generic functions that call it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "not an event",
    note = "an event is a struct of your own with `#[derive(Event)]` and `#[pusher(user, event = \"…\")]`, or for several events an enum with `#[derive(EventSet)]` and `#[pusher(user)]`"
)]
pub trait ReceiveUserEvent: Sized {}

impl<E> ReceiveUserEvent for E
where
    E: EventSet<Role: ReceivedByUser<E>>,
    ReceivedUserPayload<E>: OutlivesMessage<E>,
    ReceivedUserData<E>: Decodes<E>,
{
}
