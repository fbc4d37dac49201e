//! The open orders: the source of every event.

use std::{
    collections::BTreeMap,
    time::{SystemTime, UNIX_EPOCH},
};

use orders_schema::{
    Feed, Notice, OpenOrder, OpenOrders, Order, OrderDelivered, OrderId, OrderPacked, OrderPlaced,
    OrderShipped, Person, Report, Snapshot, Stage,
};

use crate::{news::News, orders::Wish, refusal::Refusal};

/// The maximum number of open orders.
const MOST: usize = 100;

/// The open orders. Each change is published to the feed under the same lock, so that the feed has the changes in the
/// order in which they were made.
pub(crate) struct Book {
    seq: u64,
    last: u64,
    open: BTreeMap<OrderId, Order>,
    news: News,
}

impl Book {
    /// Without orders. The numbers of events start at the clock's milliseconds, so that they are greater than those of
    /// the previous process.
    pub(crate) fn new(news: News) -> Book {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let seq = u64::try_from(now.as_millis()).unwrap_or_default();
        Book { seq, last: 0, open: BTreeMap::new(), news }
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot { seq: self.seq, orders: self.open.values().cloned().collect() }
    }

    /// Sends all open orders to the warehouse.
    pub(crate) fn send_all(&self) {
        let orders = self.open.values().map(|order| OpenOrder { id: order.id, stage: order.stage });
        self.news.all(&OpenOrders { orders: orders.collect() });
    }

    pub(crate) fn place(&mut self, wish: Wish, customer: Person) -> Result<Order, Refusal> {
        if self.open.len() >= MOST {
            return Err(Refusal::TooManyOrders { most: MOST });
        }
        self.last += 1;
        let Wish { item, quantity } = wish;
        let (id, stage) = (OrderId(self.last), Stage::Placed);
        let order = Order { id, item, quantity, customer, stage, carrier: None };
        self.open.insert(id, order.clone());
        let seq = self.count();
        self.news.feed(&Feed::Placed(OrderPlaced { seq, order: order.clone() }));
        Ok(order)
    }

    /// Records a report of the warehouse. A report that does not follow from the order's progress, because it arrived
    /// twice or out of order, changes nothing.
    pub(crate) fn note(&mut self, report: Report) {
        match report {
            Report::Packed(packed) => self.packed(packed.id),
            Report::Shipped(shipped) => self.shipped(shipped.id, shipped.carrier),
            Report::Delivered(delivered) => self.delivered(delivered.id),
            Report::WhatIsOpen(_) => self.send_all(),
        }
    }

    fn packed(&mut self, id: OrderId) {
        let Some(order) = self.order(id, Stage::Placed) else { return };
        order.stage = Stage::Packed;
        let seq = self.count();
        self.news.feed(&Feed::Packed(OrderPacked { seq, id }));
    }

    fn shipped(&mut self, id: OrderId, carrier: String) {
        let Some(order) = self.order(id, Stage::Packed) else { return };
        order.stage = Stage::Shipped;
        order.carrier = Some(carrier.clone());
        let (customer, text) =
            (order.customer.id, format!("{} × {} goes by {carrier}", order.quantity, order.item));
        let seq = self.count();
        self.news.feed(&Feed::Shipped(OrderShipped { seq, id, carrier }));
        self.news.customer(customer, &Notice { id, text });
    }

    fn delivered(&mut self, id: OrderId) {
        if self.order(id, Stage::Shipped).is_none() {
            return;
        }
        self.open.remove(&id);
        let seq = self.count();
        self.news.feed(&Feed::Delivered(OrderDelivered { seq, id }));
    }

    fn order(&mut self, id: OrderId, stage: Stage) -> Option<&mut Order> {
        self.open.get_mut(&id).filter(|order| order.stage == stage)
    }

    fn count(&mut self) -> u64 {
        self.seq += 1;
        self.seq
    }
}
