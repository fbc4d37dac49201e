//! The channels, events and webhooks of the shop, declared once.
//!
//! The crate depends on serde and the declarations of pusher-typed: no runtime, no HTTP, no cryptography. The services
//! share these types, and the page gets generated ones from the catalog (`orders-catalog`), so that all of them use the
//! same names.

mod floor;
mod orders;
mod shop;
mod warehouse;
mod webhooks;

pub use self::{
    floor::{FloorChannel, Name, NameError, Notice, Person, PersonId, Typing, Webhook, WebhookReceived},
    orders::{
        Feed, OpenOrder, OpenOrders, Order, OrderDelivered, OrderId, OrderPacked, OrderPlaced, OrderShipped,
        Snapshot, Stage, Task,
    },
    shop::{PageChannel, Shop, ShopChannel},
    warehouse::{Delivered, Packed, Report, Shipped, WarehouseChannel, WhatIsOpen},
    webhooks::ShopHook,
};
