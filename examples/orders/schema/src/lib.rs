//! What the shop's services and its page say to each other, declared once.
//!
//! The crate needs serde and the derive half of pusher-typed: no runtime, no
//! HTTP, no cryptography. The services share these types, the page gets its own
//! from the catalog (`orders-catalog`), so all of them spell every name alike.

mod floor;
mod orders;
mod shop;
mod warehouse;
mod webhooks;

pub use self::{
    floor::{FloorChannel, Heard, Name, NameError, Notice, Person, PersonId, Typing, Webhook},
    orders::{
        Feed, OpenOrder, OpenOrders, Order, OrderDelivered, OrderId, OrderPacked, OrderPlaced, OrderShipped,
        Snapshot, Stage, Task,
    },
    shop::{PageChannel, Shop, ShopChannel},
    warehouse::{Delivered, Packed, Report, Shipped, WarehouseChannel, WhatIsOpen},
    webhooks::ShopHook,
};
