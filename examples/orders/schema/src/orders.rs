//! Orders, and the events about their progress.

use std::fmt;

use pusher_typed::{ChannelParam, Event, EventSet, Position};
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

/// The progress of an open order.
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
    /// The quantity, 1 to 99.
    pub quantity: u32,
    /// The person who ordered.
    pub customer: Person,
    /// Its progress.
    pub stage: Stage,
    /// The carrier, once it is shipped.
    pub carrier: Option<String>,
}

/// All open orders at one moment: what a page starts with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// That of the last event which it includes. A page that subscribes from it misses no change and applies none twice.
    pub position: Position,
    /// In the order in which they were placed.
    pub orders: Vec<Order>,
}

/// An order was placed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[pusher(channel = ShopChannel, event = "order-placed")]
pub struct OrderPlaced {
    /// The new order.
    pub order: Order,
}

/// The order is packed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[pusher(channel = ShopChannel, event = "order-packed")]
pub struct OrderPacked {
    /// The order.
    pub id: OrderId,
}

/// The order is on its way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[pusher(channel = ShopChannel, event = "order-shipped")]
pub struct OrderShipped {
    /// The order.
    pub id: OrderId,
    /// The carrier.
    pub carrier: String,
}

/// The order was delivered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[pusher(channel = ShopChannel, event = "order-delivered")]
pub struct OrderDelivered {
    /// The order.
    pub id: OrderId,
}

/// All events about the progress of orders.
#[derive(Debug, Clone, PartialEq, EventSet)]
pub enum Feed {
    /// A new order.
    Placed(OrderPlaced),
    /// It is packed.
    Packed(OrderPacked),
    /// It is on its way.
    Shipped(OrderShipped),
    /// It was delivered.
    Delivered(OrderDelivered),
}

/// All open orders: sent when the warehouse requests them, and when the shop's service may have missed a report of the
/// warehouse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[pusher(channel = ShopChannel, event = "orders-open")]
pub struct OpenOrders {
    /// In the order in which they were placed.
    pub orders: Vec<OpenOrder>,
}

/// An open order, without its details.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenOrder {
    /// Its number.
    pub id: OrderId,
    /// Its progress.
    pub stage: Stage,
}

/// The events that the warehouse receives.
#[derive(Debug, Clone, PartialEq, EventSet)]
#[pusher(channel = ShopChannel)]
pub enum Task {
    /// The progress of an order.
    Feed(Feed),
    /// All open orders.
    Open(OpenOrders),
}
