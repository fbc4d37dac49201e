//! The reports of the warehouse, on a channel between the two services.

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

/// The order is packed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[pusher(channel = WarehouseChannel, event = "packed")]
pub struct Packed {
    /// The order.
    pub id: OrderId,
}

/// The order was handed to a carrier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[pusher(channel = WarehouseChannel, event = "shipped")]
pub struct Shipped {
    /// The order.
    pub id: OrderId,
    /// The carrier.
    pub carrier: String,
}

/// The order was delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[pusher(channel = WarehouseChannel, event = "delivered")]
pub struct Delivered {
    /// The order.
    pub id: OrderId,
}

/// The warehouse has started, or may have missed events, and requests `OpenOrders`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Event)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[pusher(channel = WarehouseChannel, event = "what-is-open")]
pub struct WhatIsOpen {}

/// All reports of the warehouse.
#[derive(Debug, Clone, PartialEq, Eq, EventSet)]
#[pusher(channel = WarehouseChannel)]
pub enum Report {
    /// It is packed.
    Packed(Packed),
    /// It is on its way.
    Shipped(Shipped),
    /// It was delivered.
    Delivered(Delivered),
    /// The warehouse requests the open orders.
    WhatIsOpen(WhatIsOpen),
}
