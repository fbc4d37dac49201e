//! The handle for publishing events.

use std::{fmt, sync::Arc};

use super::{
    accounts::{Accepted, Accounts, Room},
    engine::Engine,
    error::PublishError,
    stats::{CloseReport, PublisherStats},
};
use crate::{
    Channel, ChannelParam, Client, SendUserEvent, TriggerEvent, TriggerEventBy,
    client::{Outgoing, Trigger},
};

/// Sends events in the background.
///
/// A publisher is cheap to clone and to send to other threads; all clones share one queue. When the last one is
/// dropped, the publisher is closed in the background, as with [`close`](Publisher::close).
///
/// The [module](super) describes what happens to an event.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// # use pusher_typed::{Event, testing::{Recorder, ScriptedResponse}};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
/// # #[pusher(channel = "private-orders-<id>", event = "shipped")]
/// # struct OrderShipped { id: u64 }
/// # let recorder = Recorder::new();
/// # let client = recorder.client();
/// let publisher = client.publisher().start();
/// publisher.publish(&OrderShipped { id: 7 })?; // never waits
/// publisher.flush().await; // waits until it is delivered or failed
/// assert_eq!(publisher.stats().delivered, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Publisher {
    inner: Arc<CloseOnDrop>,
}

struct CloseOnDrop(Arc<Engine>);

impl Drop for CloseOnDrop {
    fn drop(&mut self) {
        self.0.begin_close();
    }
}

impl Publisher {
    pub(super) fn new(engine: Arc<Engine>) -> Self {
        Publisher { inner: Arc::new(CloseOnDrop(engine)) }
    }

    fn engine(&self) -> &Engine {
        &self.inner.0
    }

    fn accounts(&self) -> &Arc<Accounts> {
        &self.engine().accounts
    }

    /// The client that sends the events.
    pub fn client(&self) -> &Client {
        self.accounts().client()
    }

    /// Publishes an event to the channels that its fields identify; see [`Client::trigger`].
    ///
    /// The event is checked, serialized and queued. This never waits.
    ///
    /// # Errors
    /// Returns an error if the event is invalid, there is no room for it, or the publisher is closed.
    pub fn publish<E: TriggerEvent + ?Sized>(&self, event: &E) -> Result<(), PublishError> {
        self.enqueue(self.client().trigger(event))
    }

    /// Publishes an event to a channel that it was declared for; see [`Client::trigger_on`].
    ///
    /// # Errors
    /// Returns the same errors as [`publish`](Publisher::publish).
    pub fn publish_on<C, E, D>(&self, channel: &C, event: &E) -> Result<(), PublishError>
    where
        C: Channel<Delivery = D> + ?Sized,
        E: TriggerEventBy<C, D> + ?Sized,
    {
        self.enqueue(self.client().trigger_on(channel, event))
    }

    /// Publishes an event to a signed-in user; see [`Client::send_to_user`].
    ///
    /// # Errors
    /// Returns the same errors as [`publish`](Publisher::publish).
    pub fn publish_to_user<I, E>(&self, user_id: &I, event: &E) -> Result<(), PublishError>
    where
        I: ChannelParam + ?Sized,
        E: SendUserEvent + ?Sized,
    {
        self.enqueue(self.client().send_to_user(user_id, event))
    }

    /// Publishes an event with options, created by any of the client's methods.
    ///
    /// The option [`exclude`](Trigger::exclude) applies. [`info`](Trigger::info) has no effect, because the response is not
    /// returned; neither has [`idempotent`](Trigger::idempotent), for which the publisher has [its own
    /// option](super::PublisherBuilder::idempotent).
    ///
    /// ```no_run
    /// # use pusher_typed::{SocketId, TriggerEvent, publisher::{PublishError, Publisher}};
    /// # fn example(publisher: Publisher, shipped: impl TriggerEvent, socket_id: SocketId) -> Result<(), PublishError> {
    /// publisher.enqueue(publisher.client().trigger(&shipped).exclude(&socket_id))?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Returns the same errors as [`publish`](Publisher::publish), and an error if the trigger was created by another
    /// client.
    pub fn enqueue(&self, trigger: Trigger) -> Result<(), PublishError> {
        self.accept(trigger, None)
    }

    /// Waits for room for one event: back-pressure for programs that produce faster than the service accepts.
    ///
    /// Waiting calls receive room in order. The room is sufficient for an event to one channel or user with a
    /// payload up to the limit. An event that needs more room, for example for many channels, is accepted if
    /// the additional room is available at that moment.
    ///
    /// ```no_run
    /// # use pusher_typed::{TriggerEvent, publisher::{PublishError, Publisher}};
    /// # async fn example(publisher: Publisher, readings: Vec<impl TriggerEvent>) -> Result<(), PublishError> {
    /// for reading in &readings {
    ///     publisher.reserve().await?.publish(reading)?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Returns an error if the publisher is closed, including while this call waits.
    pub async fn reserve(&self) -> Result<Permit<'_>, PublishError> {
        let usual = Accepted::usual_size(self.client().payload_limit());
        let room = Room::wait(self.accounts(), usual).await?;
        Ok(Permit { publisher: self, room })
    }

    /// Waits until every event that was published before this call is delivered or failed.
    ///
    /// It does not wait for events that are published later.
    pub async fn flush(&self) {
        self.accounts().flush().await;
    }

    /// Accepts no more events, and waits until all accepted ones are delivered or failed, at most for the
    /// [drain timeout](super::PublisherBuilder::drain_timeout). The remaining events then fail with
    /// [`DeliveryError::Ended`](super::DeliveryError::Ended).
    ///
    /// It closes all clones. It can be called several times; each call waits. Dropping the future does not
    /// cancel the closing.
    pub async fn close(&self) -> CloseReport {
        self.engine().begin_close();
        self.engine().wait_for_end().await;
        let counts = self.accounts().counts();
        let (delivered, failed, may_have_arrived) =
            (counts.delivered, counts.failed, counts.may_have_arrived);
        CloseReport { delivered, failed, may_have_arrived }
    }

    /// The current state. The cost is proportional to the number of channels with waiting events.
    pub fn stats(&self) -> PublisherStats {
        self.engine().stats()
    }

    /// Accepts an event, in reserved room or in room that is reserved now.
    fn accept(&self, trigger: Trigger, reserved: Option<Room>) -> Result<(), PublishError> {
        let accepted = self.try_accept(trigger, reserved);
        if accepted.is_err() {
            self.accounts().reject();
        }
        accepted
    }

    fn try_accept(&self, trigger: Trigger, reserved: Option<Room>) -> Result<(), PublishError> {
        if !trigger.is_made_by(self.client()) {
            return Err(PublishError::OtherClient);
        }
        let mut outgoing: Outgoing = trigger.into_outgoing()?;
        outgoing.ignore_info();
        let size = Accepted::size(&mut outgoing);
        let room = match reserved {
            None => Room::take(self.accounts(), size)?,
            Some(mut room) => {
                room.resize(size)?;
                room
            }
        };
        self.engine().accept(outgoing, room)
    }
}

impl fmt::Debug for Publisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Publisher")
            .field("client", self.client())
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}

/// Room for one event, from [`Publisher::reserve`]; dropping it releases the room.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// # use pusher_typed::{Event, testing::{Recorder, ScriptedResponse}};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
/// # #[pusher(channel = "private-orders-<id>", event = "shipped")]
/// # struct OrderShipped { id: u64 }
/// # let recorder = Recorder::new();
/// # let client = recorder.client();
/// let publisher = client.publisher().capacity(10).start();
/// for id in 1..=100 {
///     let permit = publisher.reserve().await?; // waits while 10 events are queued
///     permit.publish(&OrderShipped { id })?;
/// }
/// assert_eq!(publisher.close().await.delivered, 100);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[must_use = "unused room is released"]
pub struct Permit<'p> {
    publisher: &'p Publisher,
    room: Room,
}

impl Permit<'_> {
    /// Publishes an event to the channels that its fields identify; see [`Publisher::publish`].
    ///
    /// # Errors
    /// Returns an error if the event is invalid, it needs more room than is reserved and available, or the publisher is
    /// closed.
    pub fn publish<E: TriggerEvent + ?Sized>(self, event: &E) -> Result<(), PublishError> {
        let trigger = self.publisher.client().trigger(event);
        self.enqueue(trigger)
    }

    /// Publishes an event to a channel that it was declared for; see [`Publisher::publish_on`].
    ///
    /// # Errors
    /// Returns the same errors as [`publish`](Permit::publish).
    pub fn publish_on<C, E, D>(self, channel: &C, event: &E) -> Result<(), PublishError>
    where
        C: Channel<Delivery = D> + ?Sized,
        E: TriggerEventBy<C, D> + ?Sized,
    {
        let trigger = self.publisher.client().trigger_on(channel, event);
        self.enqueue(trigger)
    }

    /// Publishes an event to a signed-in user; see [`Publisher::publish_to_user`].
    ///
    /// # Errors
    /// Returns the same errors as [`publish`](Permit::publish).
    pub fn publish_to_user<I, E>(self, user_id: &I, event: &E) -> Result<(), PublishError>
    where
        I: ChannelParam + ?Sized,
        E: SendUserEvent + ?Sized,
    {
        let trigger = self.publisher.client().send_to_user(user_id, event);
        self.enqueue(trigger)
    }

    /// Publishes an event with options; see [`Publisher::enqueue`].
    ///
    /// # Errors
    /// Returns the same errors as [`Publisher::enqueue`].
    pub fn enqueue(self, trigger: Trigger) -> Result<(), PublishError> {
        self.publisher.accept(trigger, Some(self.room))
    }
}
