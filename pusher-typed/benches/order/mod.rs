//! The event that is measured.
#![allow(dead_code, reason = "no benchmark uses all of it")]

use pusher_typed::{Channel, Event};
use serde::Serialize;

/// The channel of a customer's orders.
#[derive(Channel)]
#[pusher(channel = "private-orders-<customer>")]
pub struct Orders {
    pub customer: u64,
}

/// An order, of any size.
#[derive(Serialize, Event)]
#[pusher(channel = Orders { customer }, event = "order-placed")]
pub struct OrderPlaced {
    pub customer: u64,
    express: bool,
    note: String,
    lines: Vec<Line>,
}

/// The same on an encrypted channel.
#[derive(Channel)]
#[pusher(channel = "private-encrypted-orders-<customer>")]
pub struct Vault {
    pub customer: u64,
}

#[derive(Serialize, Event)]
#[serde(transparent)]
#[pusher(channel = Vault, event = "order-placed")]
pub struct SecretOrder {
    pub order: OrderPlaced,
}

#[derive(Serialize)]
struct Line {
    sku: String,
    quantity: u32,
    price_cents: u64,
}

impl OrderPlaced {
    /// An order that is `size` bytes of JSON.
    pub fn of_size(size: usize) -> Self {
        let mut order =
            OrderPlaced { customer: 271_828, express: true, note: String::new(), lines: Vec::new() };
        let line = |at| Line { sku: format!("ACME \"{at:04}\""), quantity: 3, price_cents: 129_900 };
        while json(&order).len() + json(&line(0)).len() < size {
            order.lines.push(line(order.lines.len()));
        }
        order.note = "x".repeat(size - json(&order).len());
        assert_eq!(json(&order).len(), size);
        order
    }
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("an order is JSON")
}
