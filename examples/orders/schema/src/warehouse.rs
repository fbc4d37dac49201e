//! What the warehouse answers, on a channel between the two services.

use pusher_typed::{Channel, Event, EventSet};
use serde::{Deserialize, Serialize};

use crate::{OrderId, Shop};

/// From the warehouse to the shop's service.
#[derive(Debug, Clone, PartialEq, Eq, Channel)]
#[pusher(channel = "private-warehouse-<shop>")]
pub struct WarehouseChannel {
    /// The shop that it packs for.
    pub shop: Shop,
}

/// The order is in its box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[pusher(channel = WarehouseChannel, event = "packed")]
pub struct Packed {
    /// Which order.
    pub id: OrderId,
}

/// The order was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[pusher(channel = WarehouseChannel, event = "shipped")]
pub struct Shipped {
    /// Which order.
    pub id: OrderId,
    /// To whom.
    pub carrier: String,
}

/// The carrier has brought it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[pusher(channel = WarehouseChannel, event = "delivered")]
pub struct Delivered {
    /// Which order.
    pub id: OrderId,
}

/// The warehouse has begun, or has missed something, and asks for `OpenOrders`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Event)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[pusher(channel = WarehouseChannel, event = "what-is-open")]
pub struct WhatIsOpen {}

/// Everything that the warehouse tells.
#[derive(Debug, Clone, PartialEq, Eq, EventSet)]
#[pusher(channel = WarehouseChannel)]
pub enum Report {
    /// It is packed.
    Packed(Packed),
    /// It is on its way.
    Shipped(Shipped),
    /// It has arrived.
    Delivered(Delivered),
    /// What is there to do?
    WhatIsOpen(WhatIsOpen),
}
