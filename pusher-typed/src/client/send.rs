//! One call, split into as many requests as the service's limits need.

use std::{ops::Range, sync::Arc};

use super::{
    Client, Delivery, Inner, RequestError, TriggerError, Triggered, execute::Call, outgoing::Outgoing,
    trace::Subject,
};
use crate::{
    ChannelName,
    transport::Method,
    wire::{
        body::{Address, batch_body},
        endpoint::Endpoint,
        signature::QueryParams,
    },
};

/// The requests of one call.
pub(super) trait Plan: Send + Sync {
    /// How many requests there are.
    fn parts(&self) -> usize;
    /// The endpoint of all of them.
    fn endpoint<'i>(&self, inner: &'i Inner) -> &'i Arc<Endpoint>;
    /// The body of one; each is asked for once.
    fn body(&mut self, part: usize) -> Vec<u8>;
    /// What one is about.
    fn subject(&self, part: usize) -> Subject<'_>;
    /// Adds what was answered to one, where something was asked for.
    fn read(&self, part: usize, body: &[u8], into: &mut Triggered) -> Result<(), serde_json::Error>;
    /// What a range of them delivers.
    fn deliveries(&self, parts: Range<usize>) -> Vec<Delivery>;
}

/// Sends the requests one after the other and stops at the first that fails.
///
/// An answer that cannot be understood does not stop it, for the event was
/// accepted; it is the call's error if there is no other.
pub(super) async fn send<P: Plan>(client: &Client, mut plan: P) -> Result<Triggered, TriggerError> {
    let mut triggered = Triggered::default();
    let mut not_understood = None;
    for part in 0..plan.parts() {
        let body = plan.body(part).into();
        let call = Call {
            method: Method::Post,
            endpoint: plan.endpoint(&client.inner),
            params: QueryParams::default(),
            body: Some(body),
            subject: plan.subject(part),
        };
        match client.execute(call).await {
            Ok(response) => {
                if let Err(source) = plan.read(part, response.body(), &mut triggered) {
                    not_understood = Some(RequestError::Answer { source });
                }
            }
            Err(error) => return Err(failed(&plan, part, error)),
        }
    }
    match not_understood {
        Some(error) => Err(TriggerError::Request(error)),
        None => Ok(triggered),
    }
}

/// The error of a call whose request `part` failed.
fn failed(plan: &impl Plan, part: usize, error: RequestError) -> TriggerError {
    if plan.parts() == 1 {
        return TriggerError::Request(error);
    }
    TriggerError::Split {
        delivered: plan.deliveries(0..part),
        failed: plan.deliveries(part..part + 1),
        unsent: plan.deliveries(part + 1..plan.parts()),
        source: Box::new(error),
    }
}

fn delivery(outgoing: &Outgoing, to: Address<'_>) -> Delivery {
    Delivery { event: outgoing.event.clone().into_owned(), channel: to.to_string() }
}

/// The range of things that a range of requests is about.
fn scaled(parts: &Range<usize>, limit: usize) -> Range<usize> {
    parts.start * limit..parts.end.saturating_mul(limit)
}

/// One event to any number of channels.
pub(super) struct EventPlan {
    outgoing: Outgoing,
    parts: usize,
    limit: usize,
}

impl EventPlan {
    pub(super) fn new(outgoing: Outgoing, client: &Client) -> Self {
        let limit = client.inner.parts.limits.channels;
        let parts = outgoing.to.addresses().count().div_ceil(limit);
        EventPlan { outgoing, parts, limit }
    }

    fn addresses(&self, parts: &Range<usize>) -> impl Iterator<Item = Address<'_>> {
        let range = scaled(parts, self.limit);
        self.outgoing.to.addresses().skip(range.start).take(range.len())
    }
}

impl Plan for EventPlan {
    fn parts(&self) -> usize {
        self.parts
    }

    fn endpoint<'i>(&self, inner: &'i Inner) -> &'i Arc<Endpoint> {
        &inner.events
    }

    fn body(&mut self, part: usize) -> Vec<u8> {
        // The last request takes the payload with it; the others copy it.
        let last = part + 1 == self.parts;
        let head = if last { std::mem::take(&mut self.outgoing.head) } else { self.outgoing.head.clone() };
        let options = self.outgoing.options(self.outgoing.to.channels());
        head.into_body(self.addresses(&(part..part + 1)), options)
    }

    fn subject(&self, part: usize) -> Subject<'_> {
        let range = scaled(&(part..part + 1), self.limit);
        Subject::Event(&self.outgoing, range)
    }

    fn read(&self, _: usize, body: &[u8], into: &mut Triggered) -> Result<(), serde_json::Error> {
        if self.outgoing.info { into.add_event(body) } else { Ok(()) }
    }

    fn deliveries(&self, parts: Range<usize>) -> Vec<Delivery> {
        self.addresses(&parts).map(|to| delivery(&self.outgoing, to)).collect()
    }
}

/// One event to one of its addresses, in a batch.
pub(super) struct Item {
    outgoing: Arc<Outgoing>,
    at: usize,
}

impl Item {
    pub(super) fn new(outgoing: Arc<Outgoing>, at: usize) -> Self {
        Item { outgoing, at }
    }

    fn address(&self) -> Option<Address<'_>> {
        self.outgoing.to.addresses().nth(self.at)
    }

    fn channel(&self) -> Option<&ChannelName> {
        self.outgoing.to.channels().get(self.at)
    }

    /// The event and its address.
    pub(super) fn parts(&self) -> Option<(&Outgoing, Address<'_>)> {
        Some((&self.outgoing, self.address()?))
    }

    pub(super) fn delivery(&self) -> Option<Delivery> {
        self.parts().map(|(outgoing, to)| delivery(outgoing, to))
    }
}

/// Any number of events to one address each.
pub(super) struct BatchPlan {
    items: Vec<Item>,
    limit: usize,
}

impl BatchPlan {
    pub(super) fn new(items: Vec<Item>, client: &Client) -> Self {
        BatchPlan { items, limit: client.inner.parts.limits.batch }
    }

    fn items(&self, parts: &Range<usize>) -> &[Item] {
        let range = scaled(parts, self.limit);
        self.items.get(range.start..range.end.min(self.items.len())).unwrap_or_default()
    }

    fn part(&self, part: usize) -> &[Item] {
        self.items(&(part..part + 1))
    }
}

impl Plan for BatchPlan {
    fn parts(&self) -> usize {
        self.items.len().div_ceil(self.limit)
    }

    fn endpoint<'i>(&self, inner: &'i Inner) -> &'i Arc<Endpoint> {
        &inner.batch_events
    }

    fn body(&mut self, part: usize) -> Vec<u8> {
        let items = self.part(part);
        // What stands around a head: the channel's name and two options.
        let room = items.iter().map(|item| item.outgoing.head.len() + 256).sum();
        let events = items.iter().filter_map(|item| {
            let (outgoing, to) = item.parts()?;
            Some((&outgoing.head, to, outgoing.options(item.channel())))
        });
        batch_body(events, room)
    }

    fn subject(&self, part: usize) -> Subject<'_> {
        Subject::Batch(self.part(part))
    }

    fn read(&self, part: usize, body: &[u8], into: &mut Triggered) -> Result<(), serde_json::Error> {
        let items = self.part(part);
        if items.iter().any(|item| item.outgoing.info) {
            into.add_batch(items.iter().map(Item::channel), body)
        } else {
            Ok(())
        }
    }

    fn deliveries(&self, parts: Range<usize>) -> Vec<Delivery> {
        self.items(&parts).iter().filter_map(Item::delivery).collect()
    }
}
