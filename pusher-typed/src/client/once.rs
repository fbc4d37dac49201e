//! Prepared events, sent in a single attempt.

use std::{sync::Arc, time::Duration};

use super::{
    error::RequestError,
    handle::Client,
    outgoing::{Outgoing, Recipients},
    unsigned_request::{Subject, UnsignedRequest},
};
use crate::wire::{
    body::batch_body,
    endpoint::{Endpoint, Method},
    signature::QueryParams,
};

/// Room for the parts around an event in a batch, in bytes: the channel's name and two options.
const AROUND: usize = 256;

impl Client {
    /// Sends events to one recipient each in one batch, in one attempt.
    pub(crate) async fn send_batch_once(
        &self,
        events: &[&Outgoing],
        key: Option<&str>,
        timeout: Duration,
    ) -> Result<(), RequestError> {
        let room = events.iter().map(|event| event.head.len() + AROUND).sum();
        let items = events.iter().flat_map(|event| {
            event.to.each().map(|to| (&event.head, to, event.options(event.to.channels())))
        });
        let body = batch_body(items, room);
        let (endpoint, key) = (&self.inner.batch_events, key.map(str::to_owned));
        self.post_once(endpoint, body, key, Subject::Events(events), timeout).await
    }

    /// Sends an event to its recipients, in one attempt for each request that the limit of channels needs.
    ///
    /// Recipients of accepted requests are removed from the event. After an error, those remain to which
    /// the event can be sent again.
    pub(crate) async fn send_event_once(
        &self,
        event: &mut Outgoing,
        key: Option<&str>,
    ) -> Result<(), RequestError> {
        let limit = self.config().limits.channels;
        loop {
            let remaining = event.to.each().count();
            let count = remaining.min(limit);
            // An idempotency key belongs to one body.
            let key = match key {
                Some(key) if remaining > limit => Some(format!("{key}-{remaining}")),
                key => key.map(str::to_owned),
            };
            let body = event.head.to_body(event.to.each().take(count), event.options(event.to.channels()));
            let subject = Subject::Event(event, 0..count);
            self.post_once(&self.inner.events, body, key, subject, self.request_timeout()).await?;
            match &mut event.to {
                Recipients::Channels(names) if count < remaining => drop(names.drain(..count)),
                _ => return Ok(()),
            }
        }
    }

    async fn post_once(
        &self,
        endpoint: &Arc<Endpoint>,
        body: Vec<u8>,
        idempotency_key: Option<String>,
        subject: Subject<'_>,
        timeout: Duration,
    ) -> Result<(), RequestError> {
        let (method, params) = (Method::Post, QueryParams::default());
        let body = Some(body.into());
        let unsigned = UnsignedRequest { method, endpoint, params, body, idempotency_key, subject };
        self.execute_once(unsigned, timeout).await.map(drop)
    }

    /// How long a request may take.
    #[doc(hidden)]
    pub fn request_timeout(&self) -> Duration {
        self.config().timeout
    }

    /// The maximum number of events in one batch.
    #[doc(hidden)]
    pub fn batch_limit(&self) -> usize {
        self.config().limits.batch
    }

    /// The maximum size of a payload in bytes.
    #[doc(hidden)]
    pub fn payload_limit(&self) -> usize {
        self.config().limits.payload
    }
}
