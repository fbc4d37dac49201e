//! Webhooks in the process that they are about.

use std::{collections::VecDeque, error::Error, fmt, time::Duration};

use tokio::sync::mpsc::UnboundedReceiver;

use super::sinks::{Refusals, Sinks};
use crate::{
    Client,
    client::WebhookError,
    testing::SignedWebhook,
    webhook::{Webhook, WebhookEvent},
};

/// Takes the webhooks of a [`Server`](crate::testing::Server), verified and
/// decoded as an endpoint would.
#[derive(Debug)]
pub struct Webhooks<E> {
    client: Client,
    queue: UnboundedReceiver<SignedWebhook>,
    refusals: Refusals,
    events: VecDeque<E>,
}

impl<E: WebhookEvent> Webhooks<E> {
    const PATIENCE: Duration = Duration::from_secs(5);

    pub(in crate::testing::server) fn new(client: Client, sinks: &Sinks) -> Self {
        let (queue, refusals) = sinks.receive();
        Webhooks { client, queue, refusals, events: VecDeque::new() }
    }

    /// Refuses the next attempts, so many of them, as an endpoint does that
    /// answers 500. They come nevertheless, and then again: the first time half a
    /// second later in the server's time, which
    /// [`Server::advance`](crate::testing::Server::advance) moves.
    pub fn refuse_next(&self, attempts: usize) {
        self.refusals.add(attempts);
    }

    /// The next webhook as it was signed, for an endpoint of the application's own.
    ///
    /// # Errors
    /// When none comes within 5 seconds.
    pub async fn next_signed(&mut self) -> Result<SignedWebhook, ReceiveError> {
        let next = tokio::time::timeout(Self::PATIENCE, self.queue.recv()).await;
        next.ok().flatten().ok_or(ReceiveError::Nothing)
    }

    /// The next webhook.
    ///
    /// # Errors
    /// When none comes within 5 seconds.
    pub async fn next(&mut self) -> Result<Webhook<E>, ReceiveError> {
        let signed = self.next_signed().await?;
        self.client.webhook(&*signed.key, &*signed.signature, &signed.body).map_err(ReceiveError::Webhook)
    }

    /// The next event that `E` takes. Others, and those that do not fit, are left out.
    ///
    /// # Errors
    /// When none comes within 5 seconds.
    pub async fn next_event(&mut self) -> Result<E, ReceiveError> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Ok(event);
            }
            let webhook = self.next().await?;
            self.events.extend(webhook.events);
        }
    }
}

/// Why there is no webhook.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReceiveError {
    /// None came in time, or the server is gone.
    Nothing,
    /// One came that the client refuses.
    Webhook(WebhookError),
}

impl fmt::Display for ReceiveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ReceiveError::Nothing => "no webhook came in time",
            ReceiveError::Webhook(_) => "a webhook came that the client refuses",
        })
    }
}

impl Error for ReceiveError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            ReceiveError::Nothing => None,
            ReceiveError::Webhook(error) => Some(error),
        }
    }
}
