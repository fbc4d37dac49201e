//! The requests for the histories of all channels of a connection: which channels wait for a request, which requests
//! are under way, and when the next ones are made.

use std::{collections::HashMap, error::Error, fmt, mem, sync::Arc, time::Duration};

use tokio::{
    task::{self, JoinError, JoinSet},
    time::{Instant, timeout},
};

use super::{
    config::Settings,
    error::{BoxError, SubscribeError},
    history::HistoryError,
    pauses::{later, random_per_mille},
    recovery::{Request, Wait},
};
use crate::history::{ChannelHistory, HistoryPage, HistoryQuery};

/// A request of one channel.
pub(super) struct ChannelRequest {
    pub(super) channel: Arc<str>,
    /// Of the subscription.
    pub(super) id: u64,
    pub(super) request: Request,
}

/// A response for one channel.
pub(super) struct ChannelResponse {
    pub(super) channel: Arc<str>,
    /// Of the subscription.
    pub(super) id: u64,
    /// Of the request.
    pub(super) number: u64,
    pub(super) result: Response,
    /// The random part of a pause after a failure. It is the same for all channels of a response, so that they are
    /// requested again together.
    pub(super) per_mille: u32,
}

pub(super) enum Response {
    /// `has_others` is whether the response has events of other channels.
    Page {
        history: Option<ChannelHistory>,
        has_others: bool,
    },
    Refused(BoxError),
    Failed {
        error: SubscribeError,
        retry_after: Option<Duration>,
    },
}

/// The result of a request's task.
pub(super) type Finished = Result<(task::Id, Result<HistoryPage, Failure>), JoinError>;

pub(super) enum Failure {
    History(HistoryError),
    Timeout,
}

pub(super) struct Histories {
    settings: Arc<Settings>,
    /// The channels that wait until the window ends, or until a running request ends because their number is limited.
    waiting: Vec<ChannelRequest>,
    /// When a request is made for the channels that wait.
    collected: Option<Instant>,
    running: JoinSet<Result<HistoryPage, Failure>>,
    requested: HashMap<task::Id, Vec<ChannelRequest>>,
    times: Times,
}

/// The times that all channels of a connection share, so that they are requested together.
pub(super) struct Times {
    reconnected: Option<Instant>,
    check: Option<Instant>,
}

impl Times {
    /// How long a missing event may still arrive.
    const GAP: Duration = Duration::from_millis(100);
    /// The shortest time between two checks. The longest is three times as long.
    const CHECK: Duration = Duration::from_secs(30);

    /// When a wait ends, except that after a failure.
    pub(super) fn end(&mut self, wait: Wait, now: Instant) -> Instant {
        match wait {
            Wait::Gap => later(now, Self::GAP),
            Wait::Reconnect => self.reconnected.filter(|time| *time > now).unwrap_or(now),
            Wait::Check => *self.check.get_or_insert_with(|| now + random(Self::CHECK * 2) + Self::CHECK),
            Wait::None | Wait::Retry { .. } => now,
        }
    }

    /// A check that is due is not the next one.
    fn pass(&mut self, now: Instant) {
        self.check.take_if(|time| *time <= now);
    }
}

/// A random part of a time.
fn random(longest: Duration) -> Duration {
    (longest / 1000).saturating_mul(random_per_mille())
}

impl Histories {
    /// How long channels are collected for one request.
    const WINDOW: Duration = Duration::from_millis(10);
    /// How many requests of a connection are made at the same time.
    const AT_ONCE: usize = 4;

    pub(super) fn new(settings: Arc<Settings>) -> Self {
        Histories {
            settings,
            waiting: Vec::new(),
            collected: None,
            running: JoinSet::new(),
            requested: HashMap::new(),
            times: Times { reconnected: None, check: None },
        }
    }

    pub(super) fn times(&mut self, now: Instant) -> &mut Times {
        self.times.pass(now);
        &mut self.times
    }

    /// The service has accepted a connection. The channels are requested after a random time.
    pub(super) fn connected(&mut self, now: Instant) {
        self.times.reconnected = Some(later(now, random(self.settings.history_jitter)));
    }

    /// Requests a channel together with the others that follow soon. It replaces a request of the same channel that
    /// still waits, whose response would be ignored.
    pub(super) fn enqueue(&mut self, request: ChannelRequest, now: Instant) {
        self.waiting.retain(|waiting| waiting.channel != request.channel);
        self.waiting.push(request);
        if self.waiting.len() >= self.max_channels() {
            self.request();
        } else {
            self.collected.get_or_insert_with(|| later(now, Self::WINDOW));
        }
    }

    /// When [`expire`](Histories::expire) is to be called.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.collected
    }

    pub(super) fn expire(&mut self, now: Instant) {
        if self.collected.is_some_and(|time| time <= now) {
            self.request();
        }
    }

    fn max_channels(&self) -> usize {
        self.settings.history.as_ref().map_or(1, |history| history.max_channels().max(1))
    }

    /// Makes requests for the channels that wait, as many as are allowed.
    pub(super) fn request(&mut self) {
        self.collected = None;
        while !self.waiting.is_empty() && self.running.len() < Self::AT_ONCE {
            let count = self.waiting.len().min(self.max_channels());
            let rest = self.waiting.split_off(count);
            let requests = mem::replace(&mut self.waiting, rest);
            self.spawn(requests);
        }
    }

    fn spawn(&mut self, requests: Vec<ChannelRequest>) {
        let Some(history) = self.settings.history.clone() else { return };
        let channels = requests.iter().map(|it| ((*it.channel).to_owned(), it.request.after.clone()));
        let query = HistoryQuery { channels: channels.collect() };
        let limit = self.settings.subscribe_timeout;
        let task = self.running.spawn(async move {
            timeout(limit, history.read(query))
                .await
                .map_or(Err(Failure::Timeout), |page| page.map_err(Failure::History))
        });
        self.requested.insert(task.id(), requests);
    }

    /// The next request that has ended; `None` if there are no requests. Dropping the future loses nothing.
    pub(super) async fn finished(&mut self) -> Option<Finished> {
        self.running.join_next_with_id().await
    }

    /// The response for each channel of a request. Makes the requests that waited for it to end.
    pub(super) fn responses(&mut self, finished: Finished) -> Vec<ChannelResponse> {
        let (task, result) = match finished {
            Ok((task, result)) => (task, result),
            Err(error) => (error.id(), Err(Failure::History("the history panicked".into()))),
        };
        let mut result = result.map_err(SharedFailure::from);
        if self.collected.is_none() {
            self.request();
        }
        let requests = self.requested.remove(&task).unwrap_or_default();
        let has_others = result.as_ref().is_ok_and(has_events);
        let per_mille = random_per_mille();
        let response = |ChannelRequest { channel, id, request }| {
            let result = match &mut result {
                Ok(page) => Response::Page { history: page.channels.remove(&*channel), has_others },
                Err(failure) => for_channel(failure),
            };
            ChannelResponse { channel, id, number: request.number, result, per_mille }
        };
        requests.into_iter().map(response).collect()
    }
}

fn has_events(page: &HistoryPage) -> bool {
    page.channels
        .values()
        .any(|history| matches!(history, ChannelHistory::Events { events, .. } if !events.is_empty()))
}

/// The failure of a request as that of each of its channels.
fn for_channel(failure: &SharedFailure) -> Response {
    match failure {
        SharedFailure::Timeout => {
            Response::Failed { error: SubscribeError::HistoryTimeout, retry_after: None }
        }
        SharedFailure::Refused(error) => Response::Refused(Box::new(error.clone())),
        SharedFailure::Failed(error, retry_after) => Response::Failed {
            error: SubscribeError::HistoryFailed(Box::new(error.clone())),
            retry_after: *retry_after,
        },
    }
}

/// A failure that is copied for every channel of the request.
enum SharedFailure {
    Timeout,
    Refused(SharedError),
    Failed(SharedError, Option<Duration>),
}

impl From<Failure> for SharedFailure {
    fn from(failure: Failure) -> Self {
        let Failure::History(error) = failure else { return SharedFailure::Timeout };
        let (is_refusal, retry_after) = (error.is_refusal(), error.retry_after());
        let shared = SharedError(error.into_inner().into());
        if is_refusal { SharedFailure::Refused(shared) } else { SharedFailure::Failed(shared, retry_after) }
    }
}

/// An error of the history.
#[derive(Debug, Clone)]
struct SharedError(Arc<dyn Error + Send + Sync>);

impl fmt::Display for SharedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for SharedError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}
