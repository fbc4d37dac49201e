//! Orders, and the feed that tells what becomes of them.

use std::fmt;

use pusher_typed::{ChannelParam, Event, EventSet};
use serde::{Deserialize, Serialize};

use crate::{Person, ShopChannel};

/// An order's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ChannelParam)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrderId(pub u64);

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How far an order is. A delivered one is forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The shop has it.
    Placed,
    /// The warehouse has packed it.
    Packed,
    /// It is on its way.
    Shipped,
}

/// An order that is not delivered yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Order {
    /// Its number.
    pub id: OrderId,
    /// What was ordered, in the customer's words.
    pub item: String,
    /// How many of it, 1 to 99.
    pub quantity: u32,
    /// Who ordered.
    pub customer: Person,
    /// How far it is.
    pub stage: Stage,
    /// Who carries it, once it is shipped.
    pub carrier: Option<String>,
}

/// All orders at one moment: what a page starts from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The number of the last event of the feed that is in it. Whoever
    /// subscribes first and asks for the snapshot then, and leaves out the
    /// events up to this number, misses nothing and sees nothing twice.
    pub seq: u64,
    /// In the order in which they were placed.
    pub orders: Vec<Order>,
}

/// Somebody has ordered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[pusher(channel = ShopChannel, event = "order-placed")]
pub struct OrderPlaced {
    /// One more than that of the event before.
    pub seq: u64,
    /// The new order.
    pub order: Order,
}

/// The order is in its box.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[pusher(channel = ShopChannel, event = "order-packed")]
pub struct OrderPacked {
    /// One more than that of the event before.
    pub seq: u64,
    /// Which order.
    pub id: OrderId,
}

/// The order is on its way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[pusher(channel = ShopChannel, event = "order-shipped")]
pub struct OrderShipped {
    /// One more than that of the event before.
    pub seq: u64,
    /// Which order.
    pub id: OrderId,
    /// Who carries it.
    pub carrier: String,
}

/// The order has arrived, and is forgotten.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[pusher(channel = ShopChannel, event = "order-delivered")]
pub struct OrderDelivered {
    /// One more than that of the event before.
    pub seq: u64,
    /// Which order.
    pub id: OrderId,
}

/// Everything that the feed tells.
#[derive(Debug, Clone, PartialEq, EventSet)]
pub enum Feed {
    /// A new order.
    Placed(OrderPlaced),
    /// It is packed.
    Packed(OrderPacked),
    /// It is on its way.
    Shipped(OrderShipped),
    /// It has arrived.
    Delivered(OrderDelivered),
}

/// All that is not delivered yet: told when the warehouse asks, and when the
/// shop's service may have missed what the warehouse told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[pusher(channel = ShopChannel, event = "orders-open")]
pub struct OpenOrders {
    /// In the order in which they were placed.
    pub orders: Vec<OpenOrder>,
}

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenOrder {
    /// Its number.
    pub id: OrderId,
    /// How far it is.
    pub stage: Stage,
}

/// What the warehouse listens to.
#[derive(Debug, Clone, PartialEq, EventSet)]
#[pusher(channel = ShopChannel)]
pub enum Task {
    /// Something has become of an order.
    Feed(Feed),
    /// Whatever was missed is in here.
    Open(OpenOrders),
}
