//! The rows that the relay has in memory: waiting, in flight, or not yet acknowledged.

use std::{
    collections::{HashMap, HashSet},
    hash::RandomState,
    sync::Arc,
};

use pusher_typed::publisher::schedule::{Group, LaneKey, LaneKeys, Lanes};

use crate::database::WaitingRow;

/// A row in memory.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) channel: Arc<str>,
    pub(super) event: String,
    pub(super) data: String,
    pub(super) socket_id: Option<String>,
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
        rows.into_iter().map(|row| usize::from(self.push(row))).sum()
    }

    fn push(&mut self, (id, channel, event, data, socket_id): WaitingRow) -> bool {
        let channel: Arc<str> = channel.into();
        let count = self.counts.entry(Arc::clone(&channel)).or_default();
        if *count >= self.per_channel || self.left.contains(&channel) {
            self.left.insert(channel);
            return false;
        }
        *count += 1;
        self.known.insert(id, Arc::clone(&channel));
        if let Some(keys) = LaneKeys::new([LaneKey::new(&self.keys, &channel)]) {
            self.lanes.push(Row { id, channel, event, data, socket_id }, keys);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: i64, channel: &str) -> WaitingRow {
        (id, channel.to_owned(), "event".to_owned(), "1".to_owned(), None)
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
