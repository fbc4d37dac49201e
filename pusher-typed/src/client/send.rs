//! One call, split into as many requests as the service's limits need.

use std::{ops::Range, sync::Arc};

use super::{
    error::{Delivery, RequestError, TriggerError},
    handle::{Client, Inner},
    outgoing::{BatchItem, Outgoing},
    triggered::Triggered,
    unsigned_request::{Subject, UnsignedRequest},
};
use crate::wire::{
    body::{Recipient, batch_body},
    endpoint::{Endpoint, Method},
    signature::QueryParams,
};

/// The requests of one call.
pub(super) trait Plan: Send + Sync {
    /// How many requests there are.
    fn requests(&self) -> usize;
    /// The endpoint of all of them.
    fn endpoint<'i>(&self, inner: &'i Inner) -> &'i Arc<Endpoint>;
    /// The body of one request. It is called once for each request.
    fn body(&mut self, request: usize) -> Vec<u8>;
    /// The events that one request sends.
    fn subject(&self, request: usize) -> Subject<'_>;
    /// Adds the information in the response to one request, if any was requested.
    fn read(&self, request: usize, body: &[u8], into: &mut Triggered) -> Result<(), serde_json::Error>;
    /// The deliveries of a range of requests.
    fn deliveries(&self, requests: Range<usize>) -> Vec<Delivery>;
}

/// Sends the requests one after the other and stops at the first failure.
///
/// A response that cannot be understood does not stop it, because the event was accepted. It
/// becomes the error of the call if there is no other.
///
/// If the call is idempotent, each request has its own key.
pub(super) async fn send<P: Plan>(
    client: &Client,
    mut plan: P,
    idempotent: bool,
) -> Result<Triggered, TriggerError> {
    let mut triggered = Triggered::default();
    let mut not_understood = None;
    for request in 0..plan.requests() {
        let body = plan.body(request).into();
        let unsigned = UnsignedRequest {
            method: Method::Post,
            endpoint: plan.endpoint(&client.inner),
            params: QueryParams::default(),
            body: Some(body),
            idempotency_key: if idempotent { Some(idempotency_key()?) } else { None },
            subject: plan.subject(request),
        };
        match client.execute(unsigned).await {
            Ok(response) => {
                if let Err(source) = plan.read(request, response.body(), &mut triggered) {
                    not_understood = Some(RequestError::InvalidResponse { source });
                }
            }
            Err(error) => return Err(failed(&plan, request, error)),
        }
    }
    match not_understood {
        Some(error) => Err(TriggerError::Request(error)),
        None => Ok(triggered),
    }
}

/// A random key: 32 hexadecimal digits.
fn idempotency_key() -> Result<String, TriggerError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| TriggerError::IdempotencyKey { source: error.into() })?;
    Ok(hex::encode(bytes))
}

/// The error of a call whose request `request` failed.
fn failed(plan: &impl Plan, request: usize, error: RequestError) -> TriggerError {
    if plan.requests() == 1 {
        return TriggerError::Request(error);
    }
    TriggerError::Split {
        delivered: plan.deliveries(0..request),
        failed: plan.deliveries(request..request + 1),
        unsent: plan.deliveries(request + 1..plan.requests()),
        source: Box::new(error),
    }
}

/// The range of recipients or items that a range of requests covers.
fn scaled(requests: &Range<usize>, limit: usize) -> Range<usize> {
    requests.start * limit..requests.end.saturating_mul(limit)
}

/// One event to any number of channels.
pub(super) struct EventPlan {
    outgoing: Outgoing,
    requests: usize,
    limit: usize,
}

impl EventPlan {
    pub(super) fn new(outgoing: Outgoing, client: &Client) -> Self {
        let limit = client.config().limits.channels;
        let requests = outgoing.to.each().count().div_ceil(limit);
        EventPlan { outgoing, requests, limit }
    }

    fn recipients(&self, requests: &Range<usize>) -> impl Iterator<Item = Recipient<'_>> {
        let range = scaled(requests, self.limit);
        self.outgoing.to.each().skip(range.start).take(range.len())
    }
}

impl Plan for EventPlan {
    fn requests(&self) -> usize {
        self.requests
    }

    fn endpoint<'i>(&self, inner: &'i Inner) -> &'i Arc<Endpoint> {
        &inner.events
    }

    fn body(&mut self, request: usize) -> Vec<u8> {
        // The last request moves the payload; the others copy it.
        let last = request + 1 == self.requests;
        let head = if last { std::mem::take(&mut self.outgoing.head) } else { self.outgoing.head.clone() };
        let options = self.outgoing.options(self.outgoing.to.channels());
        head.into_body(self.recipients(&(request..request + 1)), options)
    }

    fn subject(&self, request: usize) -> Subject<'_> {
        let range = scaled(&(request..request + 1), self.limit);
        Subject::Event(&self.outgoing, range)
    }

    fn read(&self, _: usize, body: &[u8], into: &mut Triggered) -> Result<(), serde_json::Error> {
        if self.outgoing.info { into.add_event(body) } else { Ok(()) }
    }

    fn deliveries(&self, requests: Range<usize>) -> Vec<Delivery> {
        self.recipients(&requests).map(|to| self.outgoing.delivery(to)).collect()
    }
}

/// Any number of events to one recipient each.
pub(super) struct BatchPlan {
    items: Vec<BatchItem>,
    limit: usize,
}

impl BatchPlan {
    pub(super) fn new(items: Vec<BatchItem>, client: &Client) -> Self {
        BatchPlan { items, limit: client.config().limits.batch }
    }

    fn items(&self, requests: &Range<usize>) -> &[BatchItem] {
        let range = scaled(requests, self.limit);
        self.items.get(range.start..range.end.min(self.items.len())).unwrap_or_default()
    }

    fn items_of(&self, request: usize) -> &[BatchItem] {
        self.items(&(request..request + 1))
    }
}

impl Plan for BatchPlan {
    fn requests(&self) -> usize {
        self.items.len().div_ceil(self.limit)
    }

    fn endpoint<'i>(&self, inner: &'i Inner) -> &'i Arc<Endpoint> {
        &inner.batch_events
    }

    fn body(&mut self, request: usize) -> Vec<u8> {
        let items = self.items_of(request);
        // Room for the channel's name and two options.
        let room = items.iter().map(|item| item.outgoing.head.len() + 256).sum();
        let events = items.iter().filter_map(|item| {
            let (outgoing, to) = item.event_and_recipient()?;
            Some((&outgoing.head, to, outgoing.options(item.channel())))
        });
        batch_body(events, room)
    }

    fn subject(&self, request: usize) -> Subject<'_> {
        Subject::Batch(self.items_of(request))
    }

    fn read(&self, request: usize, body: &[u8], into: &mut Triggered) -> Result<(), serde_json::Error> {
        let items = self.items_of(request);
        if items.iter().any(|item| item.outgoing.info) {
            into.add_batch(items.iter().map(BatchItem::channel), body)
        } else {
            Ok(())
        }
    }

    fn deliveries(&self, requests: Range<usize>) -> Vec<Delivery> {
        self.items(&requests).iter().filter_map(BatchItem::delivery).collect()
    }
}
