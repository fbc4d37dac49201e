//! The bounded queue of items between the connection and one stream.

use std::{
    collections::VecDeque,
    mem::{self, discriminant},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

/// How much a queue keeps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Capacity {
    pub(super) items: usize,
    /// The sum of [`Queued::bytes`]; a single larger item is kept if it is the only one.
    pub(super) bytes: usize,
}

/// What a queue has to know about its items.
pub(super) trait Queued {
    /// The size of the text in the item.
    fn bytes(&self) -> usize;

    /// Whether the item is kept when the queue is full, as it reports that
    /// events may be missing. Of several with the same discriminant that come
    /// while the queue is full, the last is kept.
    fn is_report(&self) -> bool;
}

/// An item, or the number of items that were dropped in its place.
#[derive(Debug, PartialEq)]
pub(super) enum Entry<T> {
    Item(T),
    Lagged(u64),
}

/// A queue that neither grows without limit nor blocks the connection: beyond
/// its capacity, items are dropped and counted, and the count replaces them.
pub(super) fn bounded<T: Queued>(capacity: Capacity) -> (Sender<T>, Receiver<T>) {
    let queue = Queue {
        capacity,
        entries: VecDeque::new(),
        bytes: 0,
        overflow: 0,
        waker: None,
        finished: false,
        abandoned: false,
        refused: false,
    };
    let queue = Arc::new(Mutex::new(queue));
    (Sender(Arc::clone(&queue)), Receiver(queue))
}

struct Queue<T> {
    capacity: Capacity,
    entries: VecDeque<Entry<T>>,
    bytes: usize,
    /// How many of the last entries were added while the queue was full.
    overflow: usize,
    waker: Option<Waker>,
    finished: bool,
    /// Whether the receiver was dropped.
    abandoned: bool,
    /// Whether an item was refused since the queue was empty.
    refused: bool,
}

impl<T: Queued> Queue<T> {
    fn push(&mut self, item: T) {
        if self.has_room(item.bytes()) {
            self.overflow = 0;
            self.append(Entry::Item(item));
        } else if item.is_report() {
            self.remove_from_overflow(&item);
            self.append(Entry::Item(item));
            self.overflow += 1;
        } else if let Some(Entry::Lagged(count)) = self.entries.back_mut() {
            *count += 1;
        } else {
            self.append(Entry::Lagged(1));
            self.overflow += 1;
        }
    }

    fn has_room(&self, bytes: usize) -> bool {
        let fits = self.bytes.saturating_add(bytes) <= self.capacity.bytes || self.entries.is_empty();
        self.entries.len() < self.capacity.items.max(1) && fits
    }

    /// Removes an earlier report of the same kind, and joins the counts around it.
    fn remove_from_overflow(&mut self, item: &T) {
        let first = self.entries.len() - self.overflow;
        let same = |entry: &Entry<T>| match entry {
            Entry::Item(other) => other.is_report() && discriminant(other) == discriminant(item),
            Entry::Lagged(_) => false,
        };
        let Some(at) = (first..self.entries.len()).find(|at| self.entries.get(*at).is_some_and(same)) else {
            return;
        };
        self.remove(at);
        self.overflow -= 1;
        if let Some(Entry::Lagged(later)) = self.entries.get(at)
            && let later = *later
            && let Some(Entry::Lagged(earlier)) = at.checked_sub(1).and_then(|at| self.entries.get_mut(at))
        {
            *earlier += later;
            self.remove(at);
            self.overflow -= 1;
        }
    }

    fn append(&mut self, entry: Entry<T>) {
        self.bytes = self.bytes.saturating_add(size(&entry));
        self.entries.push_back(entry);
    }

    fn remove(&mut self, at: usize) -> Option<Entry<T>> {
        let entry = self.entries.remove(at)?;
        self.bytes = self.bytes.saturating_sub(size(&entry));
        Some(entry)
    }

    fn pop(&mut self) -> Option<Entry<T>> {
        let entry = self.remove(0);
        self.overflow = self.overflow.min(self.entries.len());
        entry
    }
}

fn size<T: Queued>(entry: &Entry<T>) -> usize {
    match entry {
        Entry::Item(item) => item.bytes(),
        Entry::Lagged(_) => 0,
    }
}

/// The connection's end of a queue. Dropping it ends the queue.
pub(super) struct Sender<T: Queued>(Arc<Mutex<Queue<T>>>);

impl<T: Queued> Sender<T> {
    /// Adds an item, or drops and counts it if the queue is full.
    pub(super) fn push(&self, item: T) {
        let mut queue = lock(&self.0);
        if !queue.finished && !queue.abandoned {
            queue.push(item);
            wake(queue);
        }
    }

    /// Adds the last item, which is kept even if the queue is full, and ends the queue.
    pub(super) fn finish(&self, last: Option<T>) {
        let mut queue = lock(&self.0);
        if !queue.finished {
            queue.finished = true;
            if let Some(last) = last {
                queue.append(Entry::Item(last));
            }
            wake(queue);
        }
    }

    /// Adds an item even if the queue is full.
    pub(super) fn append(&self, item: T) {
        let mut queue = lock(&self.0);
        if !queue.finished && !queue.abandoned {
            queue.overflow = 0;
            queue.append(Entry::Item(item));
            wake(queue);
        }
    }

    /// Whether there is room for an item of this size. If not, [`Receiver::is_drained`] reports when there is.
    pub(super) fn has_room(&self, bytes: usize) -> bool {
        let mut queue = lock(&self.0);
        let has_room = queue.has_room(bytes);
        queue.refused |= !has_room;
        has_room
    }

    /// Drops all items: nobody has the receiver yet.
    pub(super) fn clear(&self) {
        let mut queue = lock(&self.0);
        let entries = mem::take(&mut queue.entries);
        (queue.bytes, queue.overflow) = (0, 0);
        drop(queue);
        drop(entries);
    }

    /// Whether the receiver was dropped.
    pub(super) fn is_abandoned(&self) -> bool {
        lock(&self.0).abandoned
    }
}

impl<T: Queued> Drop for Sender<T> {
    fn drop(&mut self) {
        self.finish(None);
    }
}

/// The stream's end of a queue.
pub(super) struct Receiver<T: Queued>(Arc<Mutex<Queue<T>>>);

impl<T: Queued> Receiver<T> {
    /// The next entry; `None` after the last.
    pub(super) fn poll_next(&self, context: &mut Context<'_>) -> Poll<Option<Entry<T>>> {
        let mut queue = lock(&self.0);
        match queue.pop() {
            Some(entry) => Poll::Ready(Some(entry)),
            None if queue.finished => Poll::Ready(None),
            None => {
                queue.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl<T: Queued> Receiver<T> {
    /// Whether the queue is empty, after there was no room for an item. It is reported once.
    pub(super) fn is_drained(&self) -> bool {
        let mut queue = lock(&self.0);
        queue.entries.is_empty() && mem::take(&mut queue.refused)
    }
}

impl<T: Queued> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut queue = lock(&self.0);
        queue.abandoned = true;
        let entries = mem::take(&mut queue.entries);
        drop(queue);
        drop(entries);
    }
}

fn lock<T>(queue: &Mutex<Queue<T>>) -> MutexGuard<'_, Queue<T>> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Wakes the consumer after the lock was released.
fn wake<T>(mut queue: MutexGuard<'_, Queue<T>>) {
    let waker = queue.waker.take();
    drop(queue);
    if let Some(waker) = waker {
        waker.wake();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Clone)]
    enum Number {
        Event(usize),
        Lost(u8),
        Back(u8),
    }

    use Number::{Back, Event, Lost};

    impl Queued for Number {
        fn bytes(&self) -> usize {
            match self {
                Event(bytes) => *bytes,
                Lost(_) | Back(_) => 0,
            }
        }

        fn is_report(&self) -> bool {
            !matches!(self, Event(_))
        }
    }

    fn queue(items: usize, bytes: usize) -> (Sender<Number>, Receiver<Number>) {
        bounded(Capacity { items, bytes })
    }

    fn next(queue: &Receiver<Number>) -> Option<Entry<Number>> {
        match queue.poll_next(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(entry) => entry,
            Poll::Pending => None,
        }
    }

    fn all(queue: &Receiver<Number>) -> Vec<Entry<Number>> {
        std::iter::from_fn(|| next(queue)).collect()
    }

    fn items(items: impl IntoIterator<Item = Number>) -> Vec<Entry<Number>> {
        items.into_iter().map(Entry::Item).collect()
    }

    #[test]
    fn items_beyond_the_capacity_are_counted_in_their_place() {
        let (sender, receiver) = queue(2, 100);
        (1..=5).for_each(|item| sender.push(Event(item)));
        assert_eq!(all(&receiver), [Entry::Item(Event(1)), Entry::Item(Event(2)), Entry::Lagged(3)]);
        sender.push(Event(6));
        sender.push(Event(7));
        sender.finish(Some(Event(8)));
        sender.push(Event(9));
        assert_eq!(all(&receiver), items([Event(6), Event(7), Event(8)]));
    }

    #[test]
    fn the_bytes_of_waiting_items_are_limited() {
        let (sender, receiver) = queue(100, 10);
        for item in [Event(4), Event(4), Event(4), Event(2)] {
            sender.push(item);
        }
        let expected =
            [Entry::Item(Event(4)), Entry::Item(Event(4)), Entry::Lagged(1), Entry::Item(Event(2))];
        assert_eq!(all(&receiver), expected);
        // An item that is larger than the limit is kept alone.
        sender.push(Event(11));
        sender.push(Event(1));
        assert_eq!(all(&receiver), [Entry::Item(Event(11)), Entry::Lagged(1)]);
    }

    #[test]
    fn reports_are_kept_when_the_queue_is_full() {
        let (sender, receiver) = queue(1, 100);
        for item in [Event(1), Event(2), Lost(1), Event(3), Event(4), Back(1), Event(5)] {
            sender.push(item);
        }
        let expected = [
            Entry::Item(Event(1)),
            Entry::Lagged(1),
            Entry::Item(Lost(1)),
            Entry::Lagged(2),
            Entry::Item(Back(1)),
            Entry::Lagged(1),
        ];
        assert_eq!(all(&receiver), expected);
    }

    #[test]
    fn of_repeated_reports_the_last_is_kept() {
        let (sender, receiver) = queue(1, 100);
        sender.push(Event(1));
        for number in 1..=50 {
            for item in [Lost(number), Event(1), Back(number), Event(1)] {
                sender.push(item);
            }
        }
        let entries = all(&receiver);
        assert!(entries.len() <= 6, "{entries:?}");
        let dropped: u64 =
            entries.iter().map(|it| if let Entry::Lagged(count) = it { *count } else { 0 }).sum();
        assert_eq!(dropped, 100);
        let reports: Vec<_> =
            entries.into_iter().filter(|it| matches!(it, Entry::Item(Lost(_) | Back(_)))).collect();
        assert_eq!(reports, items([Lost(50), Back(50)]));
    }

    #[test]
    fn reports_before_and_after_an_item_are_both_kept() {
        let (sender, receiver) = queue(2, 100);
        for item in [Event(1), Event(2), Lost(1)] {
            sender.push(item);
        }
        assert_eq!([next(&receiver), next(&receiver)], [1, 2].map(|it| Some(Entry::Item(Event(it)))));
        for item in [Event(3), Lost(2)] {
            sender.push(item);
        }
        assert_eq!(all(&receiver), items([Lost(1), Event(3), Lost(2)]));
    }

    #[test]
    fn a_queue_that_had_no_room_reports_that_it_is_drained() {
        let (sender, receiver) = queue(1, 100);
        assert!(sender.has_room(1) && !receiver.is_drained());
        sender.append(Event(1));
        sender.append(Event(2));
        assert!(!sender.has_room(0));
        assert_eq!((next(&receiver), receiver.is_drained()), (Some(Entry::Item(Event(1))), false));
        assert_eq!((next(&receiver), receiver.is_drained()), (Some(Entry::Item(Event(2))), true));
        assert!(!receiver.is_drained());
    }

    #[test]
    fn a_dropped_sender_ends_the_queue() {
        let (sender, receiver) = queue(2, 100);
        sender.push(Event(1));
        drop(sender);
        assert_eq!(all(&receiver), items([Event(1)]));
        assert!(matches!(receiver.poll_next(&mut Context::from_waker(Waker::noop())), Poll::Ready(None)));
    }

    #[test]
    fn a_dropped_receiver_is_noticed_and_takes_nothing_more() {
        let (sender, receiver) = queue(2, 100);
        drop(receiver);
        assert!(sender.is_abandoned());
        sender.push(Event(1));
        assert!(lock(&sender.0).entries.is_empty());
    }
}
