//! What is on its way to one connection.

use std::time::SystemTime;

use axum::extract::ws::Utf8Bytes;
use tokio::sync::mpsc::UnboundedReceiver;

use super::clock::ServerClock;

/// One step of what a connection is to see.
#[derive(Debug)]
pub(super) enum Out {
    Frame(Utf8Bytes),
    /// The closing handshake with this code and reason.
    Close(u16, Utf8Bytes),
    /// The end without a word.
    Cut,
}

/// A step, and the time when it is due.
pub(super) type Due = (SystemTime, Out);

/// The steps in their order, each held back until it is due.
pub(super) struct Outbox {
    queue: UnboundedReceiver<Due>,
    held: Option<Due>,
}

impl Outbox {
    pub(super) fn new(queue: UnboundedReceiver<Due>) -> Self {
        Outbox { queue, held: None }
    }

    /// The next step; none is lost where the future is dropped. `None` when the
    /// server has forgotten the connection.
    pub(super) async fn next(&mut self, clock: &ServerClock) -> Option<Out> {
        if self.held.is_none() {
            self.held = Some(self.queue.recv().await?);
        }
        if let Some((due, _)) = &self.held {
            clock.sleep_until(*due).await;
        }
        self.held.take().map(|(_, out)| out)
    }
}
