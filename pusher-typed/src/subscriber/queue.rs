//! The bounded queue of items between the connection and one stream.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

/// A queue that neither grows without limit nor blocks the connection: beyond
/// its capacity items are dropped and counted, and the count takes their place.
pub(super) struct Queue<T> {
    inner: Mutex<Inner<T>>,
    capacity: usize,
}

/// An item, or the number of items that were dropped in its place.
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

    /// How many items are kept.
    pub(super) fn capacity(&self) -> usize {
        self.capacity
    }

    /// Adds an item, or drops and counts it if the queue is full.
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

    /// Adds the last item, which is kept even if the queue is full, and ends the queue.
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
    fn items_beyond_the_capacity_are_counted_in_their_place() {
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
