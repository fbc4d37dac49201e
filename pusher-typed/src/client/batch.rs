//! Several events in one request.

use std::{fmt, sync::Arc};

use super::{
    error::TriggerError,
    handle::Client,
    outgoing::{BatchItem, Outgoing},
    send::{BatchPlan, send},
    trigger::{SendTrigger, Trigger},
    triggered::Triggered,
};
use crate::{Channel, TriggerEvent, TriggerEventBy};

impl Client {
    /// Begins a batch: different events to different channels in one request.
    ///
    /// ```no_run
    /// # use pusher_typed::{Client, PresenceChannel, TriggerEvent, TriggerEventOn, client::TriggerError};
    /// # async fn example<C: PresenceChannel>(
    /// #     client: Client, room: C, shipped: impl TriggerEvent,
    /// #     message: impl TriggerEventOn<C>, socket_id: pusher_typed::SocketId,
    /// # ) -> Result<(), TriggerError> {
    /// client
    ///     .batch()
    ///     .event(&shipped)
    ///     .event_on(&room, &message)
    ///     .add(client.trigger_on(&room, &message).exclude(&socket_id))
    ///     .send()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn batch(&self) -> Batch {
        Batch { client: self.clone(), items: Ok(Vec::new()), idempotent: false }
    }
}

/// Different events to different channels, sent together
/// ([batch events](https://pusher.com/docs/channels/library_auth_reference/rest-api/#post-batch-events-trigger-multiple-events)).
///
/// An event with several channels becomes one item per channel. More than 10 items are sent in
/// several requests, in order. An empty batch sends nothing and succeeds. See [`Client::batch`].
///
/// ```
/// # #[cfg(feature = "testing")]
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// # use pusher_typed::{Event, testing::Recorder};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
/// # #[pusher(channel = "private-orders-<id>", event = "shipped")]
/// # struct OrderShipped { id: u64 }
/// # let recorder = Recorder::new();
/// # let client = recorder.client();
/// let mut batch = client.batch();
/// for id in [7, 8] {
///     batch = batch.event(&OrderShipped { id });
/// }
/// batch.await?; // one request
///
/// assert_eq!(recorder.events::<OrderShipped>()?, [OrderShipped { id: 7 }, OrderShipped { id: 8 }]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a batch does nothing until it is sent"]
pub struct Batch {
    client: Client,
    /// The items so far, or the first error.
    items: Result<Vec<BatchItem>, TriggerError>,
    idempotent: bool,
}

impl Batch {
    /// Adds an event for the channels that its own fields identify; see [`Client::trigger`].
    pub fn event<E: TriggerEvent + ?Sized>(self, event: &E) -> Self {
        let trigger = self.client.trigger(event);
        self.add(trigger)
    }

    /// Adds an event for a channel; see [`Client::trigger_on`].
    pub fn event_on<C, E, D>(self, channel: &C, event: &E) -> Self
    where
        C: Channel<Delivery = D> + ?Sized,
        E: TriggerEventBy<C, D> + ?Sized,
    {
        let trigger = self.client.trigger_on(channel, event);
        self.add(trigger)
    }

    /// Adds an event with its own options, created by any of the client's methods.
    #[expect(
        clippy::should_implement_trait,
        reason = "it adds to a batch, as `Vec::push` does to a list; `batch + trigger` has no meaning"
    )]
    pub fn add(mut self, trigger: Trigger) -> Self {
        if let Ok(items) = &mut self.items {
            match trigger.into_outgoing() {
                Ok(outgoing) => push_items(items, outgoing),
                Err(error) => self.items = Err(error),
            }
        }
        self
    }

    /// Sends an idempotency key with each request; see [`Trigger::idempotent`].
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// Sends the events in the order in which they were added; awaiting the batch does the same.
    ///
    /// # Errors
    /// Returns an error if an event that was added is invalid (then nothing is sent), or a request fails.
    pub async fn send(self) -> Result<Triggered, TriggerError> {
        let plan = BatchPlan::new(self.items?, &self.client);
        send(&self.client, plan, self.idempotent).await
    }
}

impl IntoFuture for Batch {
    type Output = Result<Triggered, TriggerError>;
    type IntoFuture = SendTrigger;

    fn into_future(self) -> SendTrigger {
        Box::pin(self.send())
    }
}

fn push_items(items: &mut Vec<BatchItem>, outgoing: Outgoing) {
    let outgoing = Arc::new(outgoing);
    let count = outgoing.to.each().count();
    items.extend((0..count).map(|at| BatchItem::new(Arc::clone(&outgoing), at)));
}

/// Without the payloads.
impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("Batch");
        match &self.items {
            Ok(items) => {
                let items: Vec<_> = items.iter().filter_map(BatchItem::delivery).collect();
                f.field("items", &items).finish_non_exhaustive()
            }
            Err(error) => f.field("error", error).finish_non_exhaustive(),
        }
    }
}
