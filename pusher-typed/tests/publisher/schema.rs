//! The events of the tests.

use pusher_typed::{Channel, Event};
use serde::{Deserialize, Serialize};

pub(crate) type Outcome = Result<(), Box<dyn std::error::Error>>;

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-orders-<id>")]
pub(crate) struct Orders {
    pub(crate) id: u32,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-encrypted-vault-<id>")]
pub(crate) struct Vault {
    pub(crate) id: u32,
}

/// An event whose fields name its channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = Orders { id }, event = "shipped")]
pub(crate) struct Shipped {
    pub(crate) id: u32,
    pub(crate) number: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = Orders, channel = Vault, event = "note")]
pub(crate) struct Note {
    pub(crate) text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(user, event = "notice")]
pub(crate) struct Notice {
    pub(crate) text: String,
}

/// To the channel `private-orders-<id>`.
pub(crate) fn shipped(id: u32, number: u32) -> Shipped {
    Shipped { id, number }
}

pub(crate) fn note(text: impl Into<String>) -> Note {
    Note { text: text.into() }
}
