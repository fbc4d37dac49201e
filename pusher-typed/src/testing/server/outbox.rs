//! The queue of everything that is sent to one connection.

use std::time::SystemTime;

use axum::extract::ws::Utf8Bytes;
use tokio::sync::mpsc::UnboundedReceiver;

use super::clock::ServerClock;

/// One item of the queue.
#[derive(Debug)]
pub(super) enum Out {
    Frame(Utf8Bytes),
    /// The closing handshake with this code and reason.
    Close(u16, Utf8Bytes),
    /// The end of the connection without a closing handshake.
    Cut,
}

/// An item, and the time at which it is sent.
pub(super) type Due = (SystemTime, Out);

/// The items in order, each held back until it is due.
pub(super) struct Outbox {
    queue: UnboundedReceiver<Due>,
    held: Option<Due>,
}

impl Outbox {
    pub(super) fn new(queue: UnboundedReceiver<Due>) -> Self {
        Outbox { queue, held: None }
    }

    /// The next item; none is lost if the future is dropped. `None` when the
    /// server has removed the connection.
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
