//! When the relay polls for events.

use std::time::Duration;

use tokio::time::Instant;

/// The time of the next poll.
#[derive(Debug)]
pub(super) struct Poll {
    interval: Duration,
    next: Instant,
    last: Instant,
    /// The next pause after an event was published in this process. It grows until it is as long as the
    /// interval.
    eager: Option<Duration>,
}

impl Poll {
    /// The pause after a query is at least this many times as long as the query.
    const SHARE: u32 = 4;
    /// The shortest pause after a publication, if the interval is more than ten times as long.
    const EAGER: Duration = Duration::from_millis(10);

    pub(super) fn new(interval: Duration, now: Instant) -> Self {
        Poll { interval, next: now, last: now, eager: None }
    }

    pub(super) fn next(&self) -> Instant {
        self.next
    }

    pub(super) fn started(&mut self, now: Instant) {
        self.last = now;
    }

    /// An event was published in this process. It becomes visible with the commit, which may take a while.
    pub(super) fn woken(&mut self, now: Instant) {
        let shortest = (self.interval / 10).min(Self::EAGER);
        self.eager = Some(shortest);
        self.next = self.next.min(now.max(self.last + shortest));
    }

    /// There are more rows to fetch.
    pub(super) fn at_once(&mut self, now: Instant) {
        self.next = now;
    }

    /// All visible rows were fetched. The query took `took`.
    pub(super) fn all_fetched(&mut self, now: Instant, took: Duration) {
        let pause = self.eager.filter(|pause| *pause < self.interval);
        self.eager = pause.map(|pause| pause * 2);
        self.next = now + pause.unwrap_or(self.interval).max(took * Self::SHARE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn pauses_after_a_publication_double_up_to_the_interval() {
        let start = Instant::now();
        let mut poll = Poll::new(100 * MS, start);
        poll.all_fetched(start, MS);
        assert_eq!(poll.next(), start + 100 * MS);
        poll.woken(start + 50 * MS);
        assert_eq!(poll.next(), start + 50 * MS);
        let mut pauses = Vec::new();
        for _ in 0..6 {
            poll.started(start);
            poll.all_fetched(start, MS);
            pauses.push((poll.next() - start).as_millis());
        }
        assert_eq!(pauses, [10, 20, 40, 80, 100, 100]);
    }

    #[test]
    fn many_publications_are_looked_for_together() {
        let start = Instant::now();
        let mut poll = Poll::new(100 * MS, start);
        poll.started(start);
        poll.all_fetched(start, MS);
        poll.woken(start + MS);
        assert_eq!(poll.next(), start + 10 * MS);
    }

    #[test]
    fn a_long_query_is_repeated_less_often() {
        let start = Instant::now();
        let mut poll = Poll::new(100 * MS, start);
        poll.all_fetched(start, 500 * MS);
        assert_eq!(poll.next(), start + 2000 * MS);
    }
}
