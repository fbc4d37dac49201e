//! A service that accepts every request after a fixed time.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use pusher_typed::{
    Client,
    transport::{Request, Response, SendFuture, Transport},
};
use tokio::sync::Notify;

#[derive(Clone)]
pub(crate) struct Service {
    takes: Duration,
    events: Arc<AtomicU64>,
    changed: Arc<Notify>,
}

impl Service {
    pub(crate) fn new(takes: Duration) -> Self {
        Service { takes, events: Arc::default(), changed: Arc::default() }
    }

    pub(crate) fn client(&self) -> Client {
        let client = Client::builder("1", "key", "secret").host("nowhere.invalid").transport(self.clone());
        client.build().expect("a client")
    }

    pub(crate) fn count(&self) -> u64 {
        self.events.load(Ordering::SeqCst)
    }

    /// Waits until so many events have arrived, and returns when that was.
    pub(crate) async fn wait_for(&self, count: u64) -> Instant {
        loop {
            let changed = self.changed.notified();
            if self.count() >= count {
                return Instant::now();
            }
            changed.await;
        }
    }

    /// Waits for the duration of a request.
    pub(crate) async fn receive(&self, events: u64) {
        if !self.takes.is_zero() {
            tokio::time::sleep(self.takes).await;
        }
        self.events.fetch_add(events, Ordering::SeqCst);
        self.changed.notify_waiters();
    }
}

impl Transport for Service {
    fn send(&self, request: Request) -> SendFuture<'_> {
        Box::pin(async move {
            let body = request.body().map_or(&[][..], |body| &body[..]);
            // Every event of a batch has one `"channel":` outside of its payload, where quotes are escaped.
            let events = body.windows(10).filter(|window| window == b"\"channel\":").count();
            self.receive(events as u64).await;
            Ok(Response::new(200, "{}"))
        })
    }
}
