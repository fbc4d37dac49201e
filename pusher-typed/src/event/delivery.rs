//! How channels deliver events: when they are triggered, or through an outbox.

use std::marker::PhantomData;

use super::{Addressed, set::Events};
use crate::channel::{Channel, Patterns};

/// The delivery of events on the channel type `C`: subscribers receive them when they are
/// triggered.
pub struct LiveChannel<C: ?Sized>(PhantomData<C>);

/// The delivery of events on the recoverable channel type `C`: an outbox stores and sends them.
pub struct StoredChannel<C: ?Sized>(PhantomData<C>);

/// The deliveries of the channels that the fields of the event `E` identify. It does not name their
/// types, because a public event may have private channels.
pub struct AddressedDeliveries<E>(PhantomData<E>);

/// The delivery of a type that is not a channel. The compiler infers it after it has reported the type.
pub struct UnknownDelivery(());

/// An event whose fields identify live channels only. The derive implements it with a bound for each channel, and
/// the lifetime delays the check of these bounds.
pub trait OnLiveChannels<'p> {}

/// A channel that is not recoverable.
pub trait IsLive<'p> {}

impl<C: Channel<Delivery = LiveChannel<C>>> IsLive<'_> for C {}

/// How the channels of an event deliver it.
pub trait Deliveries {
    /// Adds whether each channel is recoverable, in the order of the declaration.
    fn recoverable(channels: &mut Vec<bool>);
}

/// A delivery by which a server triggers events, without an outbox.
#[diagnostic::on_unimplemented(
    message = "`{E}` is sent to a recoverable channel, on which events are not triggered",
    label = "to a recoverable channel",
    note = "publish it through an `Outbox` of the crate `pusher-typed-outbox`: `outbox.publish(&mut tx, &event).await?`, or with a channel `outbox.publish_on(&mut tx, &channel, &event).await?`"
)]
pub trait DeliversTriggers<E> {}

/// A delivery that can exclude a connection.
#[diagnostic::on_unimplemented(
    message = "an event on a recoverable channel is sent to all subscribers, so no connection can be excluded",
    label = "to a recoverable channel",
    note = "remove `.exclude(…)`; the connection recognizes its own event by an id in the payload"
)]
pub trait ExcludesConnections {}

#[diagnostic::do_not_recommend]
impl<E, C: ?Sized> DeliversTriggers<E> for LiveChannel<C> {}

#[diagnostic::do_not_recommend]
impl<E: for<'p> OnLiveChannels<'p>> DeliversTriggers<E> for AddressedDeliveries<E> {}

#[diagnostic::do_not_recommend]
impl<C: ?Sized> ExcludesConnections for LiveChannel<C> {}

#[diagnostic::do_not_recommend]
impl<E: for<'p> OnLiveChannels<'p>> ExcludesConnections for AddressedDeliveries<E> {}

impl<C: ?Sized> Deliveries for LiveChannel<C> {
    fn recoverable(channels: &mut Vec<bool>) {
        channels.push(false);
    }
}

impl<C: ?Sized> Deliveries for StoredChannel<C> {
    fn recoverable(channels: &mut Vec<bool>) {
        channels.push(true);
    }
}

impl<E: Addressed> Deliveries for AddressedDeliveries<E> {
    fn recoverable(channels: &mut Vec<bool>) {
        if let Events::One(_, addressed) = &E::__ADDRESSED {
            push_recoverable(addressed, channels);
        }
    }
}

fn push_recoverable(patterns: &Patterns, channels: &mut Vec<bool>) {
    match patterns {
        Patterns::One(pattern) => channels.push(pattern.is_recoverable()),
        Patterns::Any(each) => each.iter().for_each(|patterns| push_recoverable(patterns, channels)),
        Patterns::All => channels.push(false),
    }
}
