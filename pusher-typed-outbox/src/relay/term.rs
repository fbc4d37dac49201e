//! An active relay, from taking the lease to losing or releasing it.

use std::{
    collections::{HashMap, VecDeque},
    pin::Pin,
    time::Duration,
};

use pusher_typed::{
    client::RequestError,
    publisher::schedule::{Allowance, Backoff, Breaker, Group, Verdict},
};
use sqlx::Error;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep_until},
};

use super::{
    backlog::{Backlog, Row},
    config::Config,
    dispatch::{Dispatch, Outcome, Sent, send},
    handle::{RelayError, Stop},
    lease::Lease,
    poll::Poll,
    report::{PauseReason, RelayReport, StatementError},
    statement::{Executed, Statement, TRIMMED_AT_ONCE, Terms, execute},
};
use crate::database::{Database, Refusal, SentRows, WaitingRow};

/// Why a term has ended.
pub(super) enum Ended {
    Stopped,
    LeaseLost,
}

type Executing = Pin<Box<dyn Future<Output = (Instant, Executed)> + Send>>;

/// The activity of a relay during one lease.
pub(super) struct Term<'r, DB: Database> {
    config: &'r Config<DB>,
    lease: Lease,
    backlog: Backlog,
    breaker: Breaker,
    requests: JoinSet<Sent>,
    statement: Option<Executing>,
    /// Rows that were sent but not yet acknowledged.
    sent: SentRows,
    /// Rows that will be moved to the dead letters.
    dead: VecDeque<(Row, Refusal)>,
    poll: Poll,
    /// The number of rows to fetch with one query.
    fetch: usize,
    trim_at: Instant,
    /// No statement is executed before this time, after one has failed.
    retry_at: Option<Instant>,
    stopping: bool,
}

impl<'r, DB: Database> Term<'r, DB> {
    const SMALLEST_FETCH: usize = 100;
    /// The pause after a failed statement.
    const RETRY: Duration = Duration::from_millis(250);
    const BACKOFF: Backoff = Backoff { first: Duration::from_millis(200), longest: Duration::from_secs(30) };

    pub(super) fn new(config: &'r Config<DB>, lease: Lease) -> Self {
        let now = Instant::now();
        Term {
            config,
            lease,
            backlog: Backlog::new(config.capacity),
            breaker: Breaker::new(Self::BACKOFF),
            requests: JoinSet::new(),
            statement: None,
            sent: SentRows::default(),
            dead: VecDeque::new(),
            poll: Poll::new(config.poll, now),
            fetch: Self::SMALLEST_FETCH,
            trim_at: now,
            retry_at: None,
            stopping: false,
        }
    }

    /// Runs until the relay is stopped, the lease is lost, or the pool is closed.
    pub(super) async fn work(mut self, stop: &mut Stop) -> Result<Ended, RelayError> {
        loop {
            let now = Instant::now();
            self.start_requests(now);
            self.start_statement(now);
            if self.stopping && self.is_idle() {
                return Ok(Ended::Stopped);
            }
            let wake_at = self.wake_at();
            tokio::select! {
                // Biased, so that nothing is started after the relay was closed.
                biased;
                () = stop.requested(), if !self.stopping => self.stopping = true,
                Some(sent) = self.requests.join_next() => match sent {
                    Ok(sent) => self.sent(sent),
                    // The task panicked. Its rows are still waiting in the database, so the next term sends
                    // them.
                    Err(error) => return Err(RelayError::Task(error)),
                },
                (began, executed) = ended(&mut self.statement) => {
                    self.statement = None;
                    if let Some(ended) = self.executed(began, executed)? {
                        return Ok(ended);
                    }
                }
                () = self.config.wake.notified() => self.poll.woken(Instant::now()),
                () = sleep_until(wake_at) => {}
            }
        }
    }

    fn is_idle(&self) -> bool {
        self.requests.is_empty() && self.statement.is_none() && self.sent.is_empty() && self.dead.is_empty()
    }

    /// The time of the next action, if no other event occurs before.
    fn wake_at(&self) -> Instant {
        /// A fallback: a statement ends earlier, and each iteration computes the time again.
        const LATER: Duration = Duration::from_mins(1);
        let probe = self.breaker.next_probe().map(Instant::from_std);
        let probe = probe.filter(|_| !self.stopping && self.backlog.has_ready());
        let statement = self.statement.is_none().then(|| self.statement_at());
        let later = Instant::now() + LATER;
        [probe, statement].into_iter().flatten().fold(later, Instant::min)
    }

    // --- requests -----------------------------------------------------------------------------

    fn start_requests(&mut self, now: Instant) {
        while !self.stopping && self.requests.len() < self.config.in_flight && self.lease.may_start(now) {
            let probe = match self.breaker.allows(now.into_std()) {
                Allowance::Everything => false,
                Allowance::Probe => true,
                Allowance::Nothing => break,
            };
            let Some(rows) = self.backlog.take(self.config.client.batch_limit()) else { break };
            if probe {
                self.breaker.begin_probe();
            }
            let dispatch = Dispatch { rows, probe };
            self.requests.spawn(send(self.config.client.clone(), dispatch, self.config.request_timeout()));
        }
    }

    /// A request has ended.
    fn sent(&mut self, sent: Sent) {
        let Sent { dispatch: Dispatch { rows, probe }, invalid, outcome } = sent;
        match outcome {
            Outcome::NothingToSend => {
                if probe {
                    self.breaker.abandon_probe();
                }
                self.delivered(rows, invalid);
            }
            Outcome::NotEncrypted(error) => self.failed(rows, probe, None, PauseReason::Event(error)),
            Outcome::Responded(response) => match (Verdict::new(&response), response) {
                (Verdict::Refused, Err(error)) => {
                    self.is_alive(probe);
                    self.refused(rows, &error);
                }
                (_, Ok(())) => {
                    self.is_alive(probe);
                    self.delivered(rows, invalid);
                }
                (_, Err(error)) => {
                    self.failed(rows, probe, error.retry_after(), PauseReason::Request(error));
                }
            },
        }
    }

    fn delivered(&mut self, rows: Group<Row>, invalid: Vec<(i64, Refusal)>) {
        let mut invalid: HashMap<_, _> = invalid.into_iter().collect();
        for row in self.backlog.finish(rows) {
            match invalid.remove(&row.id) {
                Some(refusal) => self.dead.push_back((row, refusal)),
                None => self.acknowledge(row),
            }
        }
    }

    /// The row is removed, or kept for the history or because the configuration says so.
    fn acknowledge(&mut self, row: Row) {
        let kept = row.position.is_some() || !self.config.keep.is_zero();
        if kept { &mut self.sent.keep } else { &mut self.sent.remove }.push(row.id);
        if let (Some(position), Some(Refusal { status, reason })) = (row.position, row.position_only) {
            let (channel, event) = (row.channel.to_string(), row.event);
            self.config.reporter.report(&RelayReport::PositionOnly {
                channel,
                event,
                position,
                status,
                reason,
            });
        }
    }

    /// The service refuses one of the rows as invalid. It may have delivered the rows before it.
    fn refused(&mut self, mut rows: Group<Row>, error: &RequestError) {
        if rows.len() > 1 {
            return self.backlog.put_back_alone(rows);
        }
        let refusal = Refusal { status: error.status(), reason: error.to_string() };
        // The history has the event, so its position is sent instead.
        let recoverable = rows.values_mut().find(|row| row.position.is_some() && row.position_only.is_none());
        if let Some(row) = recoverable {
            row.position_only = Some(refusal);
            return self.backlog.put_back(rows);
        }
        self.dead.extend(self.backlog.finish(rows).into_iter().map(|row| (row, refusal.clone())));
    }

    /// The service has responded, so it is available, even if it has refused the request.
    fn is_alive(&mut self, probe: bool) {
        let since = self.breaker.outage_since();
        if let Some(since) = since.filter(|_| self.breaker.succeeded(probe)) {
            let after = Instant::now().into_std().saturating_duration_since(since);
            self.config.reporter.report(&RelayReport::Resumed { after });
        }
    }

    /// Nothing was sent, or the request may have arrived. All rows are sent again.
    fn failed(&mut self, rows: Group<Row>, probe: bool, retry_after: Option<Duration>, reason: PauseReason) {
        self.backlog.put_back(rows);
        let (now, random) = (Instant::now().into_std(), getrandom::u64().unwrap_or_default());
        if let Some(pause) = self.breaker.failed(probe, now, retry_after, random) {
            self.config.reporter.report(&RelayReport::Paused { reason, pause });
        }
    }

    // --- statements ---------------------------------------------------------------------------

    /// When the next statement is due.
    fn statement_at(&self) -> Instant {
        let fetch = (!self.stopping && self.backlog.has_room()).then(|| self.poll.next());
        let trim = (!self.stopping).then_some(self.trim_at);
        let due = [fetch, trim].into_iter().flatten().fold(self.lease.renew_at(), Instant::min);
        self.retry_at.map_or(due, |retry_at| due.max(retry_at))
    }

    fn start_statement(&mut self, now: Instant) {
        if self.statement.is_none()
            && self.retry_at.is_none_or(|retry_at| now >= retry_at)
            && let Some(statement) = self.next_statement(now)
        {
            let terms = Terms {
                pool: self.config.pool.clone(),
                fence: self.lease.fence,
                lease: self.config.lease,
                keep: self.config.keep,
                keep_history: self.config.keep_history,
                payload: self.config.client.payload_limit(),
                limit: self.config.step(),
            };
            self.statement = Some(Box::pin(execute(terms, statement)));
        }
    }

    /// The most urgent of the due statements.
    fn next_statement(&mut self, now: Instant) -> Option<Statement> {
        if now >= self.lease.renew_at() {
            return Some(Statement::Renew);
        }
        if let Some((row, refusal)) = self.dead.front() {
            return Some(Statement::Bury(row.id, refusal.clone()));
        }
        if !self.sent.is_empty() {
            return Some(Statement::Acknowledge(std::mem::take(&mut self.sent)));
        }
        if self.stopping {
            return None;
        }
        if now >= self.poll.next() && self.backlog.has_room() {
            self.poll.started(now);
            return Some(Statement::Fetch(self.backlog.query(self.fetch)));
        }
        (now >= self.trim_at).then_some(Statement::Trim)
    }

    /// A statement has ended.
    fn executed(&mut self, began: Instant, executed: Executed) -> Result<Option<Ended>, RelayError> {
        let now = Instant::now();
        if let Executed::Failed(statement, error) = executed {
            return self.statement_failed(statement, error, now).map(|()| None);
        }
        if self.retry_at.take().is_some() {
            self.config.reporter.report(&RelayReport::DatabaseRecovered);
        }
        match executed {
            Executed::LeaseLost => return Ok(Some(Ended::LeaseLost)),
            Executed::Renewed => self.lease.renew(began),
            Executed::Fetched { rows, limit } => self.fetched(rows, limit, now, now - began),
            Executed::Acknowledged(rows) => {
                self.settle(&rows.remove, now);
                self.settle(&rows.keep, now);
            }
            Executed::Buried => self.buried(now),
            Executed::Trimmed(rows) => {
                let pause = if rows == TRIMMED_AT_ONCE { Duration::ZERO } else { self.trim_pause() };
                self.trim_at = now + pause;
            }
            Executed::Failed(..) => {}
        }
        Ok(None)
    }

    fn fetched(&mut self, rows: Vec<WaitingRow>, limit: usize, now: Instant, took: Duration) {
        let (count, added) = (rows.len(), self.backlog.add(rows));
        if count < limit {
            self.poll.all_fetched(now, took);
            return;
        }
        self.poll.at_once(now);
        // Reading a row that is then left in the database is wasted work.
        let next = if added * 2 < count { self.fetch / 2 } else { self.fetch * 2 };
        self.fetch = next.clamp(Self::SMALLEST_FETCH, self.config.capacity);
    }

    /// Removes rows that are no longer waiting in the database.
    fn settle(&mut self, ids: &[i64], now: Instant) {
        if self.backlog.settle(ids) {
            self.poll.at_once(now);
        }
    }

    fn buried(&mut self, now: Instant) {
        let Some((Row { id, channel, event, .. }, Refusal { status, reason })) = self.dead.pop_front() else {
            return;
        };
        self.settle(&[id], now);
        let channel = channel.to_string();
        self.config.reporter.report(&RelayReport::Dead { id, channel, event, status, reason });
    }

    /// The pause between two trims: a tenth of the time for which rows are kept, at least one second and at most one
    /// minute. If no rows are kept, an earlier relay with another setting may have left some.
    fn trim_pause(&self) -> Duration {
        const SHORTEST: Duration = Duration::from_secs(1);
        const LONGEST: Duration = Duration::from_mins(1);
        let kept = [self.config.keep, self.config.keep_history].into_iter().filter(|keep| !keep.is_zero());
        kept.min().map_or(LONGEST, |keep| (keep / 10).clamp(SHORTEST, LONGEST))
    }

    /// The statement is repeated, because every statement can safely be executed twice.
    fn statement_failed(
        &mut self,
        statement: Statement,
        error: StatementError,
        now: Instant,
    ) -> Result<(), RelayError> {
        if let Statement::Acknowledge(mut rows) = statement {
            rows.remove.append(&mut self.sent.remove);
            rows.keep.append(&mut self.sent.keep);
            self.sent = rows;
        }
        if matches!(error, StatementError::Database(Error::PoolClosed)) {
            return Err(RelayError::PoolClosed);
        }
        let events = self.sent.len() + self.dead.len();
        if self.stopping && self.requests.is_empty() && events > 0 {
            return Err(RelayError::Unacknowledged { events, source: error });
        }
        if self.retry_at.replace(now + Self::RETRY).is_none() {
            self.config.reporter.report(&RelayReport::DatabaseFailed { error });
        }
        Ok(())
    }
}

/// Waits for the running statement; without one, never returns.
async fn ended(statement: &mut Option<Executing>) -> (Instant, Executed) {
    match statement {
        Some(executing) => executing.await,
        None => std::future::pending().await,
    }
}
