//! The tasks of a publisher: workers that send requests, and a timekeeper that supervises them.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::Arc,
    task::Poll,
};

use tokio::{
    task::{JoinSet, yield_now},
    time::{sleep_until, timeout},
};

use super::{accounts::Accepted, engine::Engine, scheduler::Dispatch};
use crate::{client::RequestError, transport::TransportError};

/// Runs a publisher until it is closed and drained.
///
/// `end` is dropped after the workers have ended, and also if the runtime drops this future before its first
/// poll.
pub(super) async fn supervise(end: EndOnDrop, workers: usize) {
    let engine = &end.0;
    let mut tasks = JoinSet::new();
    for _ in 0..workers {
        tasks.spawn(work(Arc::clone(engine)));
    }
    let closed = async {
        engine.closing.notified().await;
        // A timeout is not an error: the remaining events are counted.
        let _ = timeout(engine.drain_timeout, engine.accounts.flush()).await;
    };
    tokio::select! {
        () = closed => {}
        () = keep_time(engine) => {}
    }
    tasks.shutdown().await;
}

/// Fails all remaining events when it is dropped.
pub(super) struct EndOnDrop(pub(super) Arc<Engine>);

impl Drop for EndOnDrop {
    fn drop(&mut self) {
        self.0.end_tasks();
    }
}

/// Lets events expire, and wakes a worker for each probe.
async fn keep_time(engine: &Engine) {
    loop {
        match engine.tick() {
            None => engine.time.notified().await,
            Some(deadline) => tokio::select! {
                () = engine.time.notified() => {}
                () = sleep_until(deadline.into()) => {}
            },
        }
    }
}

/// Sends one request after another.
async fn work(engine: Arc<Engine>) {
    loop {
        match engine.next() {
            None => {
                engine.work.notified().await;
                // Lets tasks that are about to publish run first, so that the request contains more events.
                yield_now().await;
            }
            Some(dispatch) => Sending { engine: &engine, dispatch: Some(dispatch) }.run().await,
        }
    }
}

/// A request that is being sent. If its task is aborted, its events are ended as well.
struct Sending<'e> {
    engine: &'e Engine,
    /// `None` only after the request has ended.
    dispatch: Option<Dispatch<Box<Accepted>>>,
}

impl Sending<'_> {
    async fn run(mut self) {
        let Some(dispatch) = &mut self.dispatch else { return };
        let outcome = unless_it_panics(send(self.engine, dispatch)).await;
        if let Some(dispatch) = self.dispatch.take() {
            self.engine.end(dispatch, outcome);
        }
    }
}

impl Drop for Sending<'_> {
    fn drop(&mut self) {
        if let Some(dispatch) = self.dispatch.take() {
            self.engine.lose(dispatch);
        }
    }
}

async fn send(engine: &Engine, dispatch: &mut Dispatch<Box<Accepted>>) -> Result<(), RequestError> {
    let client = engine.accounts.client();
    if engine.idempotent && dispatch.key.is_none() {
        dispatch.key = Some(random_key()?);
    }
    let key = dispatch.key.clone();
    if dispatch.len() == 1 {
        let event = dispatch.events_mut().next().and_then(|accepted| accepted.outgoing_mut());
        return match event {
            Some(event) => client.send_event_once(event, key.as_deref()).await,
            None => Ok(()),
        };
    }
    let events: Vec<_> = dispatch.events().filter_map(|accepted| accepted.outgoing()).collect();
    client.send_batch_once(&events, key.as_deref(), client.request_timeout()).await
}

/// A random key of 32 hexadecimal digits.
fn random_key() -> Result<Arc<str>, TransportError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(TransportError::not_sent)?;
    Ok(hex::encode(bytes).into())
}

/// Converts a panic of the transport into an error. The transport may have sent the request.
async fn unless_it_panics(
    sending: impl Future<Output = Result<(), RequestError>>,
) -> Result<(), RequestError> {
    let mut sending = pin!(sending);
    poll_fn(|context| {
        let poll = catch_unwind(AssertUnwindSafe(|| sending.as_mut().poll(context)));
        poll.unwrap_or_else(|_| Poll::Ready(Err(TransportError::other("the transport panicked").into())))
    })
    .await
}
