//! What waits for one consumer, never more than was agreed.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

/// A queue that neither grows without end nor holds up who fills it: beyond its
/// capacity items are counted instead of kept, and the count stands where they would.
pub(super) struct Queue<T> {
    inner: Mutex<Inner<T>>,
    capacity: usize,
}

/// What comes out.
#[derive(Debug, PartialEq)]
pub(super) enum Entry<T> {
    Item(T),
    Lagged(u64),
}

struct Inner<T> {
    entries: VecDeque<Entry<T>>,
    waker: Option<Waker>,
    finished: bool,
}

impl<T> Queue<T> {
    pub(super) fn new(capacity: usize) -> Self {
        let inner = Inner { entries: VecDeque::new(), waker: None, finished: false };
        Queue { inner: Mutex::new(inner), capacity: capacity.max(1) }
    }

    /// How many items have room.
    pub(super) fn capacity(&self) -> usize {
        self.capacity
    }

    /// Adds an item, or counts it where there is no room.
    pub(super) fn push(&self, item: T) {
        let mut inner = self.lock();
        if inner.finished {
            return;
        }
        let full = inner.entries.len() >= self.capacity;
        match inner.entries.back_mut() {
            Some(Entry::Lagged(count)) if full => *count += 1,
            _ if full => inner.entries.push_back(Entry::Lagged(1)),
            _ => inner.entries.push_back(Entry::Item(item)),
        }
        wake(inner);
    }

    /// Adds the last item, for which there is always room, and ends the queue.
    pub(super) fn finish(&self, last: Option<T>) {
        let mut inner = self.lock();
        if !inner.finished {
            inner.finished = true;
            inner.entries.extend(last.map(Entry::Item));
        }
        wake(inner);
    }

    /// The next entry; `None` after the last.
    pub(super) fn poll_next(&self, context: &mut Context<'_>) -> Poll<Option<Entry<T>>> {
        let mut inner = self.lock();
        match inner.entries.pop_front() {
            Some(entry) => Poll::Ready(Some(entry)),
            None if inner.finished => Poll::Ready(None),
            None => {
                inner.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner<T>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Wakes the consumer after the lock is free again.
fn wake<T>(mut inner: MutexGuard<'_, Inner<T>>) {
    let waker = inner.waker.take();
    drop(inner);
    if let Some(waker) = waker {
        waker.wake();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(queue: &Queue<u8>) -> Vec<Entry<u8>> {
        let mut context = Context::from_waker(Waker::noop());
        let next = || match queue.poll_next(&mut context) {
            Poll::Ready(entry) => entry,
            Poll::Pending => None,
        };
        std::iter::from_fn(next).collect()
    }

    #[test]
    fn what_finds_no_room_is_counted_where_it_would_stand() {
        let queue = Queue::new(2);
        (1..=5).for_each(|item| queue.push(item));
        assert_eq!(all(&queue), [Entry::Item(1), Entry::Item(2), Entry::Lagged(3)]);
        queue.push(6);
        queue.push(7);
        queue.finish(Some(8));
        queue.push(9);
        assert_eq!(all(&queue), [Entry::Item(6), Entry::Item(7), Entry::Item(8)]);
    }
}
