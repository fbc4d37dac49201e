//! Checks of handlers of recoverable channels.

use std::{fmt, ops::Range, pin::pin, task::Poll};

use super::{memory_history::MemoryHistory, random::Random};
use crate::{
    ChannelName, ChannelNameError, DecodeEvent, EventSet, Position, RecoverableChannel,
    history::{ChannelHistory, PositionedPayloadError, attach_position},
    subscriber::{
        Item, RawEvent,
        rehearsal::{Chance, Rehearsal},
    },
};

/// Checks that a handler of the events of a recoverable channel leads to the same state with and without faults.
///
/// For each seed, the handler receives the events of a [`MemoryHistory`] with faults: messages are lost, repeated and
/// reordered, connections are lost, the history fails, and the process restarts. A restart cancels the handler at one
/// of its `await` points, or occurs between two items; the events after the stored position follow. At the end, the
/// state must equal that of a run without faults.
///
/// This finds handlers that do not store the position together with the effect, that do not store it after an event
/// without an effect, or that fail at an item such as [`Item::Disconnected`].
///
/// ```
/// use pusher_typed::{Event, Position, subscriber::Item, testing::{HandlerCheck, MemoryHistory}};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, Event)]
/// #[pusher(channel = "private-stock-<id>", recoverable, event = "sold")]
/// struct Sold { id: u64, count: u64 }
///
/// /// What the application has stored.
/// #[derive(Debug, Default, PartialEq)]
/// struct Stock { sold: u64, position: Option<Position> }
///
/// async fn handle(stock: &mut Stock, item: Item<Sold>, position: &Position) {
///     // In an application, this is one transaction.
///     if let Item::Event(Sold { count, .. }) = item {
///         stock.sold += count;
///     }
///     stock.position = Some(position.clone());
/// }
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
/// # runtime.block_on(async {
/// let history = MemoryHistory::new();
/// for count in 1..=20 {
///     history.append(&Sold { id: 7, count })?;
/// }
/// let stock = HandlerCheck::new(&history, &SoldChannel { id: 7 })?
///     .seeds(0..50)
///     .run(handle, |stock| stock.position.clone())
///     .await?;
/// assert_eq!(stock.sold, 210);
///
/// // The effect and the position are stored one after the other.
/// let wrong = async |stock: &mut Stock, item: Item<Sold>, position: &Position| {
///     if let Item::Event(Sold { count, .. }) = item {
///         stock.sold += count;
///     }
///     tokio::task::yield_now().await; // any access to a database
///     stock.position = Some(position.clone());
/// };
/// let check = HandlerCheck::new(&history, &SoldChannel { id: 7 })?;
/// assert!(check.run(wrong, |stock| stock.position.clone()).await.is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a check does nothing until `run` is awaited"]
pub struct HandlerCheck {
    history: MemoryHistory,
    channel: ChannelName,
    seeds: Range<u64>,
}

impl HandlerCheck {
    /// Creates a check with the events of a channel.
    ///
    /// # Errors
    /// Returns an error if the channel has no valid name.
    pub fn new<C: RecoverableChannel>(
        history: &MemoryHistory,
        channel: &C,
    ) -> Result<Self, ChannelNameError> {
        Ok(HandlerCheck { history: history.clone(), channel: channel.name()?, seeds: 0..100 })
    }

    /// The seeds of the runs; 0 to 99 by default. The same seed always has the same faults.
    pub fn seeds(mut self, seeds: Range<u64>) -> Self {
        self.seeds = seeds;
        self
    }

    /// Runs the handler without faults, then once for each seed. The handler receives each item with the position after
    /// it. `stored` returns the position that the state contains. If it is `None`, the first event follows.
    ///
    /// Returns the state, which is the same after each run.
    ///
    /// # Errors
    /// Returns an error if the state of a run differs, or if the handler does not store the position of an event.
    pub async fn run<E, S>(
        &self,
        mut handler: impl AsyncFnMut(&mut S, Item<E>, &Position),
        stored: impl Fn(&S) -> Option<Position>,
    ) -> Result<S, HandlerCheckError>
    where
        E: EventSet + for<'d> DecodeEvent<'d>,
        S: Default + PartialEq + fmt::Debug,
    {
        let mut faults = Faults { history: &self.history, channel: &self.channel, random: None };
        let expected = self.run_once(&mut faults, &mut handler, &stored).await?;
        for seed in self.seeds.clone() {
            faults.random = Some(Random::new(seed, 0));
            let state = self.run_once(&mut faults, &mut handler, &stored).await;
            let state = state.map_err(|error| error.with_seed(seed))?;
            if state != expected {
                let (expected, actual) = (format!("{expected:?}"), format!("{state:?}"));
                return Err(HandlerCheckError::Different { seed, expected, actual });
            }
        }
        Ok(expected)
    }
}

impl HandlerCheck {
    async fn run_once<E, S>(
        &self,
        faults: &mut Faults<'_>,
        handler: &mut impl AsyncFnMut(&mut S, Item<E>, &Position),
        stored: &impl Fn(&S) -> Option<Position>,
    ) -> Result<S, HandlerCheckError>
    where
        E: EventSet + for<'d> DecodeEvent<'d>,
        S: Default,
    {
        let (first, last) = self.history.range(&self.channel);
        // Each event may need some restarts; a handler that stores no position would need them without end.
        let limit = 100 + 20 * last.offset();
        let mut state = S::default();
        for _ in 0..limit {
            let after = stored(&state).unwrap_or_else(|| first.clone());
            let rehearsal =
                Rehearsal::new(&self.channel, after.clone(), self.messages(&after)?, last.clone());
            if faults.live(rehearsal, &mut state, handler).await {
                break;
            }
        }
        match stored(&state).unwrap_or(first) {
            position if position == last => Ok(state),
            position => Err(HandlerCheckError::NotStored { seed: None, stored: position, last }),
        }
    }

    /// The messages of the events after a position.
    fn messages(&self, after: &Position) -> Result<Vec<RawEvent>, HandlerCheckError> {
        let history = self.history.page(&self.channel, Some(after), usize::MAX);
        let ChannelHistory::Events { events, last } = history else { return Ok(Vec::new()) };
        let messages = events.into_iter().map(|event| {
            let position = Position::new(last.epoch().clone(), event.offset).unwrap_or_else(|_| last.clone());
            let data = attach_position(event.data.get(), &position)?;
            Ok(RawEvent { event: event.event, data, user_id: None, position: None, in_string: false })
        });
        messages.collect()
    }
}

struct Faults<'h> {
    history: &'h MemoryHistory,
    channel: &'h ChannelName,
    /// `None` for no faults.
    random: Option<Random>,
}

impl Chance for Faults<'_> {
    fn hits(&mut self, probability: f64) -> bool {
        self.random.as_mut().is_some_and(|random| random.hits(probability))
    }

    fn read(&mut self, after: Option<&Position>) -> Option<ChannelHistory> {
        if self.hits(0.1) {
            return None;
        }
        let page = if self.hits(0.5) { 1 } else { 5 };
        Some(self.history.page(self.channel, after, page))
    }
}

impl Faults<'_> {
    /// Runs the handler until the process restarts. Returns whether all events were handled.
    async fn live<E, S>(
        &mut self,
        mut rehearsal: Rehearsal,
        state: &mut S,
        handler: &mut impl AsyncFnMut(&mut S, Item<E>, &Position),
    ) -> bool
    where
        E: EventSet + for<'d> DecodeEvent<'d>,
    {
        while let Some((item, position)) = rehearsal.next(self) {
            let is_reset = matches!(item, Item::Reset { .. });
            let work = handler(state, item, &position);
            let is_complete = completes_within(self.polls(), work).await;
            if !is_complete || is_reset || self.hits(0.05) {
                return false;
            }
        }
        true
    }

    /// How often the handler is polled before it is cancelled.
    fn polls(&mut self) -> usize {
        if !self.hits(0.2) {
            return usize::MAX;
        }
        let mut polls = 1;
        while self.hits(0.5) {
            polls += 1;
        }
        polls
    }
}

/// Drops a future that is not complete after so many polls.
async fn completes_within(mut polls: usize, work: impl Future<Output = ()>) -> bool {
    let mut work = pin!(work);
    std::future::poll_fn(|context| {
        polls = polls.saturating_sub(1);
        match work.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(true),
            Poll::Pending if polls == 0 => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// Why a handler did not pass a [`HandlerCheck`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HandlerCheckError {
    /// The state of a run with faults differs from that of the run without faults.
    #[error("the faults of seed {seed} lead to another state: {actual} instead of {expected}")]
    Different {
        /// The seed.
        seed: u64,
        /// The state without faults.
        expected: String,
        /// The state with the faults.
        actual: String,
    },
    /// The handler received all events, or the same event repeatedly, and the stored position is not that of the last
    /// event.
    #[error("the stored position is {stored} instead of {last}{}", of_seed(*seed))]
    NotStored {
        /// The seed; `None` without faults.
        seed: Option<u64>,
        /// The stored position.
        stored: Position,
        /// The position of the last event.
        last: Position,
    },
    /// A payload of the history cannot have a position.
    #[error(transparent)]
    Payload(#[from] PositionedPayloadError),
}

fn of_seed(seed: Option<u64>) -> String {
    seed.map_or_else(String::new, |seed| format!(" with the faults of seed {seed}"))
}

impl HandlerCheckError {
    fn with_seed(self, of: u64) -> Self {
        match self {
            HandlerCheckError::NotStored { stored, last, .. } => {
                HandlerCheckError::NotStored { seed: Some(of), stored, last }
            }
            other => other,
        }
    }
}
