//! The declarations of the application.

use pusher_typed::{Channel, Event};
use serde::{Deserialize, Serialize};

#[derive(Debug, Channel)]
#[pusher(channel = "private-orders-<id>")]
pub struct OrderChannel {
    pub id: u64,
}

#[derive(Debug, Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel { id }, event = "created")]
pub struct OrderCreated {
    pub id: u64,
    pub total_cents: u64,
}

#[derive(Debug, Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel { id }, event = "shipped")]
pub struct OrderShipped {
    pub id: u64,
    pub carrier: String,
}

#[derive(Debug, Channel)]
#[pusher(channel = "private-encrypted-vault-<owner>")]
pub struct VaultChannel {
    pub owner: String,
}

#[derive(Debug, Serialize, Deserialize, Event)]
#[pusher(channel = VaultChannel, event = "opened")]
pub struct VaultOpened {
    pub by: String,
}

#[derive(Debug, Serialize, Deserialize, Event)]
#[pusher(user, event = "notice")]
pub struct Notice {
    pub text: String,
}
