//! The events of the tests.

use pusher_typed::{Channel, Event};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Channel)]
#[pusher(channel = "private-orders-<id>")]
pub(crate) struct OrderChannel {
    pub id: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Channel)]
#[pusher(channel = "private-customers-<id>")]
pub(crate) struct CustomerChannel {
    pub id: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Channel)]
#[pusher(channel = "private-encrypted-notes-<id>")]
pub(crate) struct NoteChannel {
    pub id: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Channel)]
#[pusher(channel = "private-stock-<id>", recoverable)]
pub(crate) struct StockChannel {
    pub id: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Channel)]
#[pusher(channel = "private-encrypted-stock-<id>", recoverable)]
pub(crate) struct SecretChannel {
    pub id: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Channel)]
#[pusher(channel = "private-warehouses-<id>")]
pub(crate) struct WarehouseChannel {
    pub id: u64,
}

/// The `n`-th event of a recoverable channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[pusher(channel = StockChannel { id }, event = "counted")]
pub(crate) struct Counted {
    pub id: u64,
    pub n: u64,
}

/// An event on a recoverable channel and on another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[pusher(channel = StockChannel { id }, channel = WarehouseChannel { id: warehouse }, event = "moved")]
pub(crate) struct Moved {
    pub id: u64,
    pub warehouse: u64,
    pub n: u64,
}

/// An event of any size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[pusher(channel = StockChannel, channel = SecretChannel, event = "described")]
pub(crate) struct Described {
    pub text: String,
}

/// An event that is no JSON object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[pusher(channel = StockChannel, event = "number")]
pub(crate) struct Number(pub u64);

/// An event with the reserved key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[pusher(channel = StockChannel, event = "reserved")]
pub(crate) struct Reserved {
    pub _position: u64,
}

/// The `n`-th event of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel { id }, event = "changed")]
pub(crate) struct Changed {
    pub id: u64,
    pub n: u64,
}

/// An event on two channels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel { id }, channel = CustomerChannel { id: customer }, event = "paid")]
pub(crate) struct Paid {
    pub id: u64,
    pub customer: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[pusher(channel = NoteChannel { id }, event = "note")]
pub(crate) struct Note {
    pub id: u64,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel, event = "comment")]
pub(crate) struct Comment {
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[pusher(user, event = "notice")]
pub(crate) struct Notice {
    pub text: String,
}
