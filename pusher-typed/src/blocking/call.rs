//! A call that has not been sent yet.

use std::{fmt, sync::Arc};

use super::runtime::Background;
use crate::{
    Channel, ChannelOf, PresenceChannel, SocketId, TriggerEvent, TriggerEventBy,
    channel::{CacheChannel, SubscriptionCounted},
    client::{Batch, CachedEvent, ChannelQuery, ChannelsQuery, Trigger, TriggerError},
};

/// A call of the async client and its options; [`send`](Call::send) makes it.
///
/// `B` is what the async client's method of the same name returns.
///
/// ```
/// # #[cfg(feature = "testing")] {
/// # use pusher_typed::{Event, blocking::Client, testing::Recorder};
/// # #[derive(serde::Serialize, Event)]
/// # #[pusher(channel = "private-orders-<id>", event = "shipped")]
/// # struct OrderShipped { id: u64 }
/// # let recorder = Recorder::new();
/// # let client = Client::new(recorder.client())?;
/// let call = client.trigger(&OrderShipped { id: 7 }).exclude(&"1234.1234".parse()?);
/// assert_eq!(call.recipients(), ["private-orders-7"]);
/// call.send()?; // blocks until the response arrives
/// assert_eq!(recorder.sent().len(), 1);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a call does nothing until it is sent"]
pub struct Call<B> {
    background: Arc<Background>,
    builder: B,
}

impl<B> Call<B> {
    pub(super) fn new(background: &Arc<Background>, builder: B) -> Self {
        Call { background: Arc::clone(background), builder }
    }

    /// What it is made of.
    #[cfg(feature = "publisher")]
    pub(super) fn into_parts(self) -> (Arc<Background>, B) {
        (self.background, self.builder)
    }

    /// Sets an option.
    pub(super) fn with<T>(self, option: impl FnOnce(B) -> T) -> Call<T> {
        Call { background: self.background, builder: option(self.builder) }
    }
}

impl<B: IntoFuture> Call<B> {
    /// Makes the call and blocks until the response arrives, at most for as long as the client's
    /// timeout and retry policy allow.
    ///
    /// # Errors
    /// Returns the same errors as the call of the async client; see the documentation of `B`.
    pub fn send(self) -> B::Output {
        self.background.wait(self.builder)
    }
}

impl Call<Trigger> {
    /// Does not send to this connection; see [`Trigger::exclude`].
    pub fn exclude(self, socket_id: &SocketId) -> Self {
        self.with(|trigger| trigger.exclude(socket_id))
    }

    /// Requests information about the channels; see [`Trigger::info`].
    pub fn info(self) -> Self {
        self.with(Trigger::info)
    }

    /// Sends an idempotency key; see [`Trigger::idempotent`].
    pub fn idempotent(self) -> Self {
        self.with(Trigger::idempotent)
    }

    /// The event's name; see [`Trigger::event_name`].
    pub fn event_name(&self) -> Option<&str> {
        self.builder.event_name()
    }

    /// The names of the channels; see [`Trigger::recipients`].
    pub fn recipients(&self) -> Vec<String> {
        self.builder.recipients()
    }

    /// The size of the payload in bytes; see [`Trigger::size`].
    pub fn size(&self) -> Option<usize> {
        self.builder.size()
    }

    /// Why the event is invalid; see [`Trigger::error`].
    pub fn error(&self) -> Option<&TriggerError> {
        self.builder.error()
    }
}

impl Call<Batch> {
    /// Adds an event for the channels that its fields identify; see [`Batch::event`].
    pub fn event<E: TriggerEvent + ?Sized>(self, event: &E) -> Self {
        self.with(|batch| batch.event(event))
    }

    /// Adds an event for a channel; see [`Batch::event_on`].
    pub fn event_on<C, E, D>(self, channel: &C, event: &E) -> Self
    where
        C: Channel<Delivery = D> + ?Sized,
        E: TriggerEventBy<C, D> + ?Sized,
    {
        self.with(|batch| batch.event_on(channel, event))
    }

    /// Adds an event with its own options; see [`Batch::add`].
    #[expect(
        clippy::should_implement_trait,
        reason = "it adds to a batch, as `Vec::push` does to a list; `batch + trigger` has no meaning"
    )]
    pub fn add(self, trigger: Call<Trigger>) -> Self {
        self.with(|batch| batch.add(trigger.builder))
    }

    /// Sends an idempotency key with each request; see [`Batch::idempotent`].
    pub fn idempotent(self) -> Self {
        self.with(Batch::idempotent)
    }
}

impl<C> Call<ChannelsQuery<C>> {
    /// Requests the number of distinct users of each channel; see [`ChannelsQuery::user_count`].
    pub fn user_count(self) -> Self
    where
        C: PresenceChannel,
    {
        self.with(ChannelsQuery::user_count)
    }

    /// Requests the number of subscriptions to each channel; see
    /// [`ChannelsQuery::subscription_count`].
    pub fn subscription_count(self) -> Self
    where
        C: SubscriptionCounted,
    {
        self.with(ChannelsQuery::subscription_count)
    }
}

impl<C, Cache> Call<ChannelQuery<C, Cache>> {
    /// Requests the number of distinct users of the channel; see [`ChannelQuery::user_count`].
    pub fn user_count(self) -> Self
    where
        C: PresenceChannel,
    {
        self.with(ChannelQuery::user_count)
    }

    /// Requests the number of subscriptions; see [`ChannelQuery::subscription_count`].
    pub fn subscription_count(self) -> Self
    where
        C: SubscriptionCounted,
    {
        self.with(ChannelQuery::subscription_count)
    }

    /// Requests the cached event; see [`ChannelQuery::cache`].
    pub fn cache<E>(self) -> Call<ChannelQuery<C, Option<CachedEvent<E>>>>
    where
        C: CacheChannel + ChannelOf<E>,
    {
        self.with(ChannelQuery::cache::<E>)
    }
}

impl<B: fmt::Debug> fmt::Debug for Call<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Call").field(&self.builder).finish()
    }
}
