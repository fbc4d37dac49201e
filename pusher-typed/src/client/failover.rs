//! Several hosts of one service: if nothing of a request was sent, it goes to the next host, within the time limit of the
//! request.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime},
};

use tokio::time::Instant;

use super::clock::Clock;
use crate::{
    transport::{Request, Response, SendFuture, Transport, TransportError, TransportErrorKind},
    wire::endpoint::AppUrl,
};

/// Sends each request to the current host, and to the next one if nothing could be sent. The host that was reached
/// becomes the current one, so that requests keep their order.
pub(super) struct Failover {
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    hosts: Vec<Host>,
    current: AtomicUsize,
}

struct Host {
    url: AppUrl,
    /// In milliseconds since 1970. Before this time, requests go to this host only if no other host can be reached.
    rests_until: AtomicU64,
}

impl Failover {
    /// How long a host that could not be reached is not used.
    const REST: Duration = Duration::from_secs(30);

    /// `urls` are the app's URLs on all hosts. Requests are made for the first one.
    pub(super) fn new(transport: Arc<dyn Transport>, clock: Arc<dyn Clock>, urls: Vec<AppUrl>) -> Self {
        let host = |url| Host { url, rests_until: AtomicU64::new(0) };
        Failover {
            transport,
            clock,
            hosts: urls.into_iter().map(host).collect(),
            current: AtomicUsize::new(0),
        }
    }

    async fn send_to_any(&self, request: Request) -> Result<Response, TransportError> {
        let mut failure = TransportError::not_sent("no host is configured");
        let (began, limit) = (Instant::now(), request.timeout);
        for at in self.order() {
            let Some(host) = self.hosts.get(at) else { continue };
            let left = limit.saturating_sub(began.elapsed());
            match self.transport.send(self.addressed(host, &request, left)).await {
                Err(error) if error.kind() == TransportErrorKind::NotSent => {
                    host.rest(self.now());
                    failure = error;
                    if began.elapsed() >= limit {
                        break;
                    }
                }
                outcome => {
                    self.current.store(at, Ordering::Relaxed);
                    return outcome;
                }
            }
        }
        Err(failure)
    }

    /// The hosts in the order of the attempts: those that could not be reached recently are the last.
    fn order(&self) -> Vec<usize> {
        let (count, now) = (self.hosts.len(), self.now());
        let current = self.current.load(Ordering::Relaxed);
        let all = (0..count).map(|step| (current + step) % count);
        let rests = |at: &usize| self.hosts.get(*at).is_some_and(|host| host.rests(now));
        let (resting, ready): (Vec<_>, Vec<_>) = all.partition(rests);
        ready.into_iter().chain(resting).collect()
    }

    /// The request for a host, and the time that is left for it. The signature does not include the host.
    fn addressed(&self, host: &Host, request: &Request, left: Duration) -> Request {
        let mut request = Request { timeout: left, ..request.clone() };
        if let Some(first) = self.hosts.first()
            && let Some(endpoint) = host.url.instead_of(&first.url, &request.endpoint)
        {
            request.endpoint = Arc::new(endpoint);
        }
        request
    }

    fn now(&self) -> u64 {
        let since = self.clock.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        millis(since)
    }
}

impl Host {
    fn rest(&self, now: u64) {
        self.rests_until.store(now.saturating_add(millis(Failover::REST)), Ordering::Relaxed);
    }

    /// Whether the host could not be reached recently. A time too far in the future means that the clock was set back.
    fn rests(&self, now: u64) -> bool {
        let left = self.rests_until.load(Ordering::Relaxed).saturating_sub(now);
        (1..=millis(Failover::REST)).contains(&left)
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

impl Transport for Failover {
    fn send(&self, request: Request) -> SendFuture<'_> {
        Box::pin(self.send_to_any(request))
    }
}
