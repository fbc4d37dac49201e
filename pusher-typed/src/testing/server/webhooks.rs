//! Receiving a server's webhooks in the same process.

use std::{collections::VecDeque, time::Duration};

use thiserror::Error;
use tokio::sync::mpsc::UnboundedReceiver;

use super::delivery::{Refusals, Sinks};
use crate::{
    client::{Client, WebhookError},
    testing::webhook::SignedWebhook,
    webhook::{Webhook, WebhookEvent},
};

/// Receives the webhooks of a [`Server`](crate::testing::Server), verified and
/// decoded as in an endpoint.
///
/// ```
/// # #[cfg(feature = "subscriber")]
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// # use pusher_typed::{Channel, Event, WebhookEvent, testing::Server};
/// # use pusher_typed::subscriber::{Subscriber, SubscriberConfig};
/// # #[derive(Debug, PartialEq, Channel)]
/// # #[pusher(channel = "private-orders-<id>")]
/// # struct OrderChannel { id: u64 }
/// # #[derive(serde::Deserialize, Event)]
/// # #[pusher(channel = OrderChannel { id }, event = "shipped")]
/// # struct OrderShipped { id: u64 }
/// #[derive(Debug, PartialEq, WebhookEvent)]
/// enum AppHook {
///     #[pusher(channel_occupied)]
///     Watched(OrderChannel),
/// }
///
/// let server = Server::start().await?;
/// let mut webhooks = server.webhooks::<AppHook>();
/// # let subscriber = Subscriber::connect(SubscriberConfig::from_client(server.client())).await?;
/// let orders = subscriber.subscribe::<OrderShipped>(&OrderChannel { id: 7 }).await?;
/// assert_eq!(webhooks.next_event().await?, AppHook::Watched(OrderChannel { id: 7 }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Webhooks<E> {
    client: Client,
    queue: UnboundedReceiver<SignedWebhook>,
    refusals: Refusals,
    events: VecDeque<E>,
}

impl<E: WebhookEvent> Webhooks<E> {
    const WAIT_LIMIT: Duration = Duration::from_secs(5);

    pub(super) fn new(client: Client, sinks: &Sinks) -> Self {
        let (queue, refusals) = sinks.add_receiver();
        Webhooks { client, queue, refusals, events: VecDeque::new() }
    }

    /// Refuses this number of attempts, like an endpoint that responds with status 500. Refused
    /// webhooks are still received, and then received again: the first time half a second later by
    /// the server's clock, which [`Server::advance`](crate::testing::Server::advance) moves.
    pub fn refuse_next(&self, attempts: usize) {
        self.refusals.add(attempts);
    }

    /// The next webhook as it was signed, for an endpoint of the application.
    ///
    /// # Errors
    /// Returns an error if no webhook arrives within 5 seconds.
    pub async fn next_signed(&mut self) -> Result<SignedWebhook, ReceiveError> {
        let next = tokio::time::timeout(Self::WAIT_LIMIT, self.queue.recv()).await;
        next.ok().flatten().ok_or(ReceiveError::Timeout)
    }

    /// The next webhook.
    ///
    /// # Errors
    /// Returns an error if no webhook arrives within 5 seconds.
    pub async fn next(&mut self) -> Result<Webhook<E>, ReceiveError> {
        let signed = self.next_signed().await?;
        self.client.webhook(&signed.key, &signed.signature, &signed.body).map_err(ReceiveError::Webhook)
    }

    /// The next decoded event. Events that no variant matches, and misfits, are left out.
    ///
    /// # Errors
    /// Returns an error if no webhook arrives within 5 seconds.
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

/// Why no webhook was received.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReceiveError {
    /// No webhook arrived in time, or the server has been dropped.
    #[error("no webhook arrived within 5 seconds")]
    Timeout,
    /// The client refused a webhook.
    #[error("the client refused a webhook")]
    Webhook(#[source] WebhookError),
}
