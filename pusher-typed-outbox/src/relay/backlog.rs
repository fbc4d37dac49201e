//! The rows that the relay has in memory: waiting, in flight, or not yet acknowledged.

use std::{
    collections::{HashMap, HashSet},
    hash::RandomState,
    sync::Arc,
};

use pusher_typed::publisher::schedule::{Group, LaneKey, LaneKeys, Lanes};

use crate::database::{Refusal, WaitingRow};

/// A row in memory.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) channel: Arc<str>,
    pub(super) event: String,
    /// `None` if the event is too large for one message, on a recoverable channel.
    pub(super) data: Option<String>,
    pub(super) socket_id: Option<String>,
    /// The position of an event on a recoverable channel.
    pub(super) position: Option<String>,
    /// If only the position is sent, the reason.
    pub(super) position_only: Option<Refusal>,
}

/// The rows in memory.
pub(super) struct Backlog {
    lanes: Lanes<Row>,
    keys: RandomState,
    /// The channel of each unsettled row.
    known: HashMap<i64, Arc<str>>,
    /// The number of unsettled rows of each channel.
    counts: HashMap<Arc<str>, usize>,
    /// Channels with rows that were left in the database, because enough of their rows are in memory.
    left: HashSet<Arc<str>>,
    capacity: usize,
    /// The maximum number of rows of one channel, so that a channel with many waiting events does not
    /// displace the others.
    per_channel: usize,
}

/// The parameters of a query for more rows.
pub(super) struct Query {
    pub(super) known: Vec<i64>,
    pub(super) full: Vec<String>,
    pub(super) limit: usize,
}

impl Backlog {
    pub(super) fn new(capacity: usize) -> Self {
        Backlog {
            lanes: Lanes::default(),
            keys: RandomState::new(),
            known: HashMap::new(),
            counts: HashMap::new(),
            left: HashSet::new(),
            capacity,
            per_channel: capacity.div_ceil(10),
        }
    }

    /// Whether at least half of the capacity is free.
    pub(super) fn has_room(&self) -> bool {
        self.known.len() <= self.capacity / 2
    }

    pub(super) fn has_ready(&self) -> bool {
        self.lanes.has_ready()
    }

    /// The next query, for at most `limit` rows. Channels with enough rows in memory are excluded.
    pub(super) fn query(&mut self, limit: usize) -> Query {
        let enough = self.per_channel.div_ceil(2);
        let full = self.counts.iter().filter(|(_, count)| **count >= enough);
        self.left = full.map(|(channel, _)| Arc::clone(channel)).collect();
        Query {
            known: self.known.keys().copied().collect(),
            full: self.left.iter().map(ToString::to_string).collect(),
            limit: limit.min(self.capacity - self.known.len().min(self.capacity)),
        }
    }

    /// Adds rows in the order of their ids. Rows above the limit of a channel are left in the database.
    /// Returns the number of added rows.
    pub(super) fn add(&mut self, rows: Vec<WaitingRow>) -> usize {
        sort_by_offset(rows).map(|row| usize::from(self.push(row))).sum()
    }

    fn push(&mut self, (id, channel, event, data, socket_id, position): WaitingRow) -> bool {
        let channel: Arc<str> = channel.into();
        let count = self.counts.entry(Arc::clone(&channel)).or_default();
        if *count >= self.per_channel || self.left.contains(&channel) {
            self.left.insert(channel);
            return false;
        }
        *count += 1;
        self.known.insert(id, Arc::clone(&channel));
        if let Some(keys) = LaneKeys::new([LaneKey::new(&self.keys, &channel)]) {
            let row = Row { id, channel, event, data, socket_id, position, position_only: None };
            self.lanes.push(row, keys);
        }
        true
    }

    /// The rows of the next request. Their channels are blocked until the rows are finished or put back.
    pub(super) fn take(&mut self, max: usize) -> Option<Group<Row>> {
        self.lanes.take(max)
    }

    pub(super) fn finish(&mut self, group: Group<Row>) -> Vec<Row> {
        self.lanes.finish(group)
    }

    pub(super) fn put_back(&mut self, group: Group<Row>) {
        self.lanes.put_back(group, |_| false);
    }

    /// Puts the rows back; each of them will be sent in a separate request.
    pub(super) fn put_back_alone(&mut self, group: Group<Row>) {
        self.lanes.put_back_alone(group, |_| false);
    }

    /// Removes rows that are no longer in the database or no longer waiting. Returns whether rows that were
    /// left in the database should be fetched now.
    pub(super) fn settle(&mut self, ids: &[i64]) -> bool {
        let enough = self.per_channel.div_ceil(2);
        let mut fetch = false;
        for id in ids {
            let Some(channel) = self.known.remove(id) else { continue };
            let Some(count) = self.counts.get_mut(&channel) else { continue };
            *count -= 1;
            let count = *count;
            if count < enough {
                fetch |= self.left.remove(&channel);
            }
            if count == 0 {
                self.counts.remove(&channel);
            }
        }
        fetch
    }
}

/// Sorts the rows of each recoverable channel by their offsets, which are in the order of the commits, while ids are in the
/// order of the insertions. The channels stay in the order of their first rows.
fn sort_by_offset(rows: Vec<WaitingRow>) -> impl Iterator<Item = WaitingRow> {
    let mut first_rows = HashMap::new();
    let mut rows: Vec<_> = rows
        .into_iter()
        .enumerate()
        .map(|(at, row)| match &row.5 {
            Some(position) => {
                let first = *first_rows.entry(row.1.clone()).or_insert(at);
                ((first, offset(position)), row)
            }
            None => ((at, 0), row),
        })
        .collect();
    rows.sort_by_key(|(key, _)| *key);
    rows.into_iter().map(|(_, row)| row)
}

fn offset(position: &str) -> u64 {
    position.rsplit_once('.').and_then(|(_, offset)| offset.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: i64, channel: &str) -> WaitingRow {
        (id, channel.to_owned(), "event".to_owned(), Some("1".to_owned()), None, None)
    }

    fn recoverable_row(id: i64, channel: &str, offset: u64) -> WaitingRow {
        let (id, channel, event, data, socket_id, _) = row(id, channel);
        (id, channel, event, data, socket_id, Some(format!("k3v9.{offset}")))
    }

    fn ids(group: &Group<Row>) -> Vec<i64> {
        group.values().map(|row| row.id).collect()
    }

    #[test]
    fn rows_of_one_channel_wait_for_each_other_and_others_do_not() {
        let mut backlog = Backlog::new(100);
        backlog.add(vec![row(1, "a"), row(2, "a"), row(3, "b")]);
        let first = backlog.take(1).expect("a request");
        assert_eq!(ids(&first), [1]);
        let second = backlog.take(10).expect("a request");
        assert_eq!(ids(&second), [3]);
        backlog.put_back(first);
        assert_eq!(ids(&backlog.take(10).expect("a request")), [1, 2]);
        assert_eq!(backlog.finish(second).len(), 1);
    }

    /// The transaction of the row 1 was committed after that of the row 3.
    #[test]
    fn recoverable_rows_are_in_the_order_of_their_offsets() {
        let mut backlog = Backlog::new(100);
        let hot = |id, offset| recoverable_row(id, "hot", offset);
        backlog.add(vec![hot(1, 10), row(2, "a"), hot(3, 9), row(4, "a"), hot(5, 11)]);
        assert_eq!(ids(&backlog.take(100).expect("a request")), [3, 1, 5, 2, 4]);
    }

    #[test]
    fn what_is_in_memory_is_not_fetched_until_it_is_settled() {
        let mut backlog = Backlog::new(100);
        assert_eq!(backlog.add(vec![row(1, "a"), row(2, "b")]), 2);
        let group = backlog.take(10).expect("a request");
        backlog.finish(group);
        let mut query = backlog.query(1000);
        query.known.sort_unstable();
        assert_eq!((query.known, query.limit), (vec![1, 2], 98));
        assert!(!backlog.settle(&[1, 2]));
        assert!(backlog.query(1000).known.is_empty());
    }

    #[test]
    fn a_channel_with_many_rows_leaves_room_for_others_and_is_fetched_again_in_time() {
        let mut backlog = Backlog::new(100);
        backlog.query(100);
        assert_eq!(backlog.add((1..=50).map(|id| row(id, "hot")).collect()), 10);
        let query = backlog.query(100);
        assert_eq!((&*query.full, query.limit), (&["hot".to_owned()][..], 90));
        assert_eq!(backlog.add(vec![row(51, "cold")]), 1);
        assert!(!backlog.settle(&[1, 2, 3, 4, 5]), "five are enough");
        assert!(backlog.settle(&[6]), "four are not");
        assert!(backlog.query(100).full.is_empty());
        assert_eq!(backlog.add(vec![row(11, "hot"), row(12, "hot")]), 2);
        let group = backlog.take(100).expect("a request");
        assert_eq!(ids(&group), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 51]);
    }

    /// A channel may fall below its limit between a query and its result. Its newer rows from the result must
    /// not be queued before older rows that the query left out.
    #[test]
    fn a_channel_that_a_query_left_out_gets_no_rows_from_it() {
        let mut backlog = Backlog::new(100);
        backlog.query(100);
        backlog.add((1..=10).map(|id| row(id, "hot")).collect());
        assert_eq!(backlog.query(100).full, ["hot"]);
        assert_eq!(backlog.add(vec![row(12, "hot")]), 0);
    }
}
