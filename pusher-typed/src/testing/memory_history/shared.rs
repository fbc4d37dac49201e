//! The handle of a history in memory.

use std::{
    collections::BTreeSet,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::log::{Logs, PageLimits};
use crate::{
    ChannelNameError, Position, RecoverableChannel,
    history::{ChannelHistory, Epoch, HistoryPage, HistoryQuery},
};

/// The history of recoverable channels in memory, which replaces the outbox and its database in tests.
///
/// [`publish`](MemoryHistory::publish) stores an event and sends it with its position.
/// [`append`](MemoryHistory::append) only stores it, as if the message was lost on the way. Pass a clone to
/// [`SubscriberConfig::history`](crate::subscriber::SubscriberConfig::history). Clones share the events.
///
/// ```
/// # #[cfg(all(feature = "subscriber", feature = "testing-server"))] {
/// use pusher_typed::{
///     Event,
///     subscriber::{Item, Subscriber, SubscriberConfig},
///     testing::{MemoryHistory, Server},
/// };
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
/// #[pusher(channel = "private-orders-<id>", recoverable, event = "shipped")]
/// struct OrderShipped { id: u64, carrier: String }
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
/// # runtime.block_on(async {
/// let server = Server::start().await?;
/// let history = MemoryHistory::new();
/// let config = SubscriberConfig::from_client(server.client()).history(history.clone());
/// let subscriber = Subscriber::connect(config).await?;
/// let channel = OrderShippedChannel { id: 7 };
/// let mut orders = subscriber.subscribe::<OrderShipped>(&channel).await?;
///
/// // This message is lost …
/// history.append(&OrderShipped { id: 7, carrier: "DHL".into() })?;
/// // … and this one is received.
/// history.publish(server.client(), &OrderShipped { id: 7, carrier: "UPS".into() }).await?;
///
/// for (carrier, offset) in [("DHL", 1), ("UPS", 2)] {
///     match orders.next().await {
///         Some(Item::Event(shipped)) => assert_eq!(shipped.carrier, carrier),
///         other => panic!("{other:?}"),
///     }
///     assert_eq!(orders.position().unwrap().offset(), offset);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct MemoryHistory {
    state: Arc<Mutex<State>>,
}

pub(super) struct State {
    pub(super) logs: Logs,
    epochs: u64,
    limits: PageLimits,
    refused: BTreeSet<String>,
    queries: Vec<HistoryQuery>,
}

/// The events of a [`MemoryHistory`] at one time.
///
/// ```
/// # use pusher_typed::{Event, testing::MemoryHistory};
/// # #[derive(serde::Serialize, Event)]
/// # #[pusher(channel = "private-orders-<id>", recoverable, event = "shipped")]
/// # struct OrderShipped { id: u64 }
/// let history = MemoryHistory::new();
/// history.append(&OrderShipped { id: 7 })?;
/// let backup = history.backup();
/// history.append(&OrderShipped { id: 7 })?;
/// assert_eq!(history.last(&OrderShippedChannel { id: 7 })?.to_string(), "epoch1.2");
///
/// history.restore(&backup); // subscribers receive a reset
/// assert_eq!(history.last(&OrderShippedChannel { id: 7 })?.to_string(), "epoch2.1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct HistoryBackup(Logs);

impl Default for MemoryHistory {
    fn default() -> Self {
        MemoryHistory::new()
    }
}

impl MemoryHistory {
    /// Creates a history without events, whose epoch is `epoch1`.
    pub fn new() -> Self {
        let limits = PageLimits { events: 1_000, bytes: 1024 * 1024 };
        let (refused, queries) = (BTreeSet::new(), Vec::new());
        let state = State { logs: Logs::new(epoch(1)), epochs: 1, limits, refused, queries };
        MemoryHistory { state: Arc::new(Mutex::new(state)) }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The position of the last event of a channel; its offset is 0 if there are none.
    ///
    /// # Errors
    /// Returns an error if the channel has no valid name.
    pub fn last<C: RecoverableChannel>(&self, channel: &C) -> Result<Position, ChannelNameError> {
        Ok(self.lock().logs.last(&channel.name()?))
    }

    /// Removes the events of a channel up to a position. A subscriber that needs one of them receives
    /// [`Item::Reset`](crate::subscriber::Item::Reset).
    ///
    /// # Errors
    /// Returns an error if the channel has no valid name.
    pub fn trim<C: RecoverableChannel>(
        &self,
        channel: &C,
        through: &Position,
    ) -> Result<(), ChannelNameError> {
        self.lock().logs.trim(&channel.name()?, through.offset());
        Ok(())
    }

    /// Begins another epoch with the same events: all subscribers receive a reset.
    pub fn new_epoch(&self) {
        self.lock().new_epoch();
    }

    /// The current events of all channels.
    pub fn backup(&self) -> HistoryBackup {
        HistoryBackup(self.lock().logs.clone())
    }

    /// Replaces the events of all channels with those of a backup, in another epoch, as when a database is restored.
    pub fn restore(&self, backup: &HistoryBackup) {
        let mut state = self.lock();
        state.logs = backup.0.clone();
        state.new_epoch();
    }

    /// Refuses queries for a channel from now on.
    ///
    /// # Errors
    /// Returns an error if the channel has no valid name.
    pub fn refuse<C: RecoverableChannel>(&self, channel: &C) -> Result<(), ChannelNameError> {
        let name = channel.name()?;
        self.lock().refused.insert(name.as_str().to_owned());
        Ok(())
    }

    /// The maximum number of events in a page, over all its channels, and of bytes of payloads; 1,000 and 1 MiB by
    /// default.
    pub fn set_page_limits(&self, events: usize, bytes: usize) {
        self.lock().limits = PageLimits { events, bytes };
    }

    /// The response to a query.
    pub fn read(&self, query: &HistoryQuery) -> HistoryPage {
        let mut state = self.lock();
        state.queries.push(query.clone());
        let mut page = state.logs.read(query, state.limits);
        for (name, history) in &mut page.channels {
            if state.refused.contains(name) {
                *history = ChannelHistory::Refused;
            }
        }
        page
    }

    /// The position before the first event of a channel that can be read, and that of the last event.
    #[cfg(feature = "subscriber")]
    pub(in crate::testing) fn range(&self, channel: &str) -> (Position, Position) {
        let state = self.lock();
        (state.logs.first(channel), state.logs.last(channel))
    }

    /// A page of one channel, which is not in [`queries`](MemoryHistory::queries).
    #[cfg(feature = "subscriber")]
    pub(in crate::testing) fn page(
        &self,
        channel: &str,
        after: Option<&Position>,
        events: usize,
    ) -> ChannelHistory {
        let mut limits = PageLimits { events, bytes: usize::MAX };
        self.lock().logs.read_channel(channel, after, &mut limits, true)
    }

    /// The queries so far, in order.
    pub fn queries(&self) -> Vec<HistoryQuery> {
        self.lock().queries.clone()
    }
}

impl State {
    fn new_epoch(&mut self) {
        self.epochs += 1;
        self.logs.epoch = epoch(self.epochs);
    }
}

#[expect(clippy::expect_used, reason = "the text has at most 25 valid characters")]
fn epoch(number: u64) -> Epoch {
    Epoch::new(&format!("epoch{number}")).expect("a valid epoch")
}

/// A history for subscribers.
#[cfg(feature = "subscriber")]
impl crate::subscriber::History for MemoryHistory {
    fn read(&self, query: HistoryQuery) -> crate::subscriber::ReadingHistory<'_> {
        Box::pin(std::future::ready(Ok(MemoryHistory::read(self, &query))))
    }
}

impl fmt::Debug for MemoryHistory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryHistory").field("epoch", &self.lock().logs.epoch).finish_non_exhaustive()
    }
}
