//! Exact accounting: every accepted event ends exactly once, either delivered or failed.

use std::{
    collections::VecDeque,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::{Notify, Semaphore, TryAcquireError};

use super::{
    error::PublishError,
    scheduler::{Failed, Reason},
    trace,
    undelivered::Undelivered,
};
use crate::client::{Client, Outgoing};

/// The callback for events that were not delivered.
pub(super) type OnFailure = Box<dyn Fn(Undelivered) + Send + Sync>;

/// The free capacity, and the outcomes of accepted events.
pub(super) struct Accounts {
    client: Client,
    events: Semaphore,
    bytes: Semaphore,
    capacity: u32,
    on_failure: Option<OnFailure>,
    counts: Mutex<Counts>,
    /// Notified when events that a caller waits for have ended.
    ended: Notify,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Counts {
    pub(super) accepted: u64,
    pub(super) delivered: u64,
    pub(super) failed: u64,
    /// The number of failed events that may have arrived.
    pub(super) may_have_arrived: u64,
    pub(super) rejected: u64,
    pub(super) bytes: usize,
    /// The number of pending events of each generation. A flush begins a new generation.
    generations: VecDeque<u64>,
    /// The number of the first generation.
    first: u64,
}

impl Counts {
    /// The number of pending events.
    pub(super) fn outstanding(&self) -> u64 {
        self.accepted - self.delivered - self.failed
    }

    /// The number of the generation that new events belong to.
    fn current(&self) -> u64 {
        self.first + (self.generations.len() as u64).saturating_sub(1)
    }

    fn accept(&mut self, bytes: u32) -> u64 {
        self.accepted += 1;
        self.bytes += bytes as usize;
        match self.generations.back_mut() {
            Some(count) => *count += 1,
            None => self.generations.push_back(1),
        }
        self.current()
    }

    /// Returns whether a whole generation has ended.
    fn end(&mut self, generation: u64) -> bool {
        let at = usize::try_from(generation - self.first).unwrap_or(usize::MAX);
        if let Some(count) = self.generations.get_mut(at) {
            *count -= 1;
        }
        let before = self.first;
        while self.generations.front() == Some(&0) {
            self.generations.pop_front();
            self.first += 1;
        }
        self.first > before
    }
}

impl Accounts {
    pub(super) fn new(
        client: Client,
        capacity: usize,
        capacity_bytes: usize,
        on_failure: Option<OnFailure>,
    ) -> Self {
        let bytes = capacity_bytes.min(Semaphore::MAX_PERMITS).min(u32::MAX as usize);
        Accounts {
            client,
            events: Semaphore::new(capacity.min(Semaphore::MAX_PERMITS)),
            bytes: Semaphore::new(bytes),
            capacity: u32::try_from(bytes).unwrap_or(u32::MAX),
            on_failure,
            counts: Mutex::default(),
            ended: Notify::new(),
        }
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn counts(&self) -> Counts {
        self.lock().clone()
    }

    /// Counts an event that was not accepted.
    pub(super) fn reject(&self) {
        self.lock().rejected += 1;
    }

    /// Accepts no more events, and wakes all callers that wait for room.
    pub(super) fn close(&self) {
        self.events.close();
        self.bytes.close();
    }

    /// Waits until all events that were accepted before have ended.
    pub(super) async fn flush(&self) {
        let target = {
            let mut counts = self.lock();
            if counts.generations.is_empty() {
                return;
            }
            if counts.generations.back() != Some(&0) {
                counts.generations.push_back(0);
            }
            counts.current()
        };
        loop {
            let mut ended = pin!(self.ended.notified());
            ended.as_mut().enable();
            let counts = self.lock().clone();
            if counts.first >= target || counts.generations.is_empty() {
                return;
            }
            ended.await;
        }
    }

    fn end(&self, generation: u64) {
        if self.lock().end(generation) {
            self.ended.notify_waiters();
        }
    }

    /// Reports a failure. A panic of the callback does not affect other events.
    fn report(&self, undelivered: Undelivered) {
        trace::note_undelivered(&undelivered);
        let Some(on_failure) = &self.on_failure else { return };
        if catch_unwind(AssertUnwindSafe(|| on_failure(undelivered))).is_err() {
            trace::note_panic();
        }
    }
}

/// Reserved room for an event, released when it is dropped.
pub(super) struct Room {
    accounts: Arc<Accounts>,
    bytes: u32,
}

impl Room {
    /// Room for an event of this size, if it is available now.
    pub(super) fn take(accounts: &Arc<Accounts>, bytes: usize) -> Result<Self, PublishError> {
        let mut room = Room::without_bytes(accounts, accounts.events.try_acquire())?;
        room.resize(bytes)?;
        Ok(room)
    }

    /// Waits for room for an event of the usual size.
    pub(super) async fn wait(accounts: &Arc<Accounts>, bytes: usize) -> Result<Self, PublishError> {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX).min(accounts.capacity);
        let permit = accounts.events.acquire().await.map_err(|_| TryAcquireError::Closed);
        let mut room = Room::without_bytes(accounts, permit)?;
        accounts.bytes.acquire_many(bytes).await.map_err(|_| PublishError::Closed)?.forget();
        room.bytes = bytes;
        Ok(room)
    }

    fn without_bytes(
        accounts: &Arc<Accounts>,
        permit: Result<tokio::sync::SemaphorePermit<'_>, TryAcquireError>,
    ) -> Result<Self, PublishError> {
        permit?.forget();
        Ok(Room { accounts: Arc::clone(accounts), bytes: 0 })
    }

    /// Adjusts the reserved room to an event of this size.
    pub(super) fn resize(&mut self, bytes: usize) -> Result<(), PublishError> {
        let capacity = self.accounts.capacity;
        let wanted = u32::try_from(bytes).ok().filter(|wanted| *wanted <= capacity);
        let wanted = wanted.ok_or(PublishError::TooLarge { size: bytes, capacity: capacity as usize })?;
        if wanted > self.bytes {
            self.accounts.bytes.try_acquire_many(wanted - self.bytes)?.forget();
        } else if wanted < self.bytes {
            self.accounts.bytes.add_permits((self.bytes - wanted) as usize);
        }
        self.bytes = wanted;
        Ok(())
    }
}

impl From<TryAcquireError> for PublishError {
    fn from(error: TryAcquireError) -> Self {
        match error {
            TryAcquireError::Closed => PublishError::Closed,
            TryAcquireError::NoPermits => PublishError::Full,
        }
    }
}

impl fmt::Debug for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Room").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.accounts.events.add_permits(1);
        self.accounts.bytes.add_permits(self.bytes as usize);
    }
}

/// An accepted event. It always ends as delivered or failed. If it is dropped, it ends as failed.
pub(super) struct Accepted {
    /// `None` only after the event has ended.
    outgoing: Option<(Outgoing, Room)>,
    accounts: Arc<Accounts>,
    at: Instant,
    generation: u64,
}

impl Accepted {
    /// The memory of an event in addition to its texts, in bytes: this value, its entry in a queue, and a queue
    /// for its channel.
    const OVERHEAD: usize = size_of::<Accepted>() + 768;

    /// The memory that is counted for an event, in bytes.
    pub(super) fn size(outgoing: &mut Outgoing) -> usize {
        outgoing.compact() + Self::OVERHEAD
    }

    /// Enough room for an event with a payload of up to `payload` bytes to one recipient. In the body, escaping
    /// at most doubles the bytes of a payload.
    pub(super) fn usual_size(payload: usize) -> usize {
        const NAMES: usize = 2048;
        payload.saturating_mul(2).saturating_add(NAMES + Self::OVERHEAD)
    }

    pub(super) fn new(outgoing: Outgoing, room: Room, at: Instant) -> Self {
        let accounts = Arc::clone(&room.accounts);
        let generation = accounts.lock().accept(room.bytes);
        Accepted { outgoing: Some((outgoing, room)), accounts, at, generation }
    }

    pub(super) fn outgoing(&self) -> Option<&Outgoing> {
        self.outgoing.as_ref().map(|(outgoing, _)| outgoing)
    }

    pub(super) fn outgoing_mut(&mut self) -> Option<&mut Outgoing> {
        self.outgoing.as_mut().map(|(outgoing, _)| outgoing)
    }

    /// Ends the event as delivered.
    pub(super) fn delivered(mut self) {
        self.end(|counts| counts.delivered += 1);
    }

    /// Counts the event's end and releases its room.
    fn end(&mut self, count: impl FnOnce(&mut Counts)) -> Option<Outgoing> {
        let (outgoing, room) = self.outgoing.take()?;
        let mut counts = self.accounts.lock();
        count(&mut counts);
        counts.bytes -= room.bytes as usize;
        Some(outgoing)
    }

    /// Ends the event with an error and reports the error.
    pub(super) fn failed(failed: Failed<Box<Accepted>>) {
        let Failed { event: mut accepted, reason, may_have_arrived, error } = failed;
        accepted.fail(reason, may_have_arrived, error);
    }

    fn fail(
        &mut self,
        reason: Reason,
        may_have_arrived: bool,
        error: Option<Arc<crate::client::RequestError>>,
    ) {
        let outgoing = self.end(|counts| {
            counts.failed += 1;
            counts.may_have_arrived += u64::from(may_have_arrived);
        });
        if let Some(outgoing) = outgoing {
            let client = self.accounts.client.clone();
            let age = now().saturating_duration_since(self.at);
            self.accounts.report(Undelivered::new(client, outgoing, reason, may_have_arrived, error, age));
        }
    }
}

impl Drop for Accepted {
    fn drop(&mut self) {
        // Has no effect if it has ended. It is unknown where the event was when it was dropped, so it may have arrived.
        self.fail(Reason::Ended, true, None);
        self.accounts.end(self.generation);
    }
}

/// The current time of Tokio's clock, which tests can pause.
pub(super) fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

/// The time since `then`.
pub(super) fn since(then: Instant) -> Duration {
    now().saturating_duration_since(then)
}
