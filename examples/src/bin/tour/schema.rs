//! The declarations of the application.

use pusher_typed::{Channel, Event, EventSet, PresenceMember, WebhookEvent, webhook::RawWebhookEvent};
use serde::{Deserialize, Serialize};

#[derive(Debug, Channel)]
#[pusher(channel = "private-encrypted-orders-<id>")]
pub(crate) struct OrderChannel {
    pub(crate) id: u64,
}

#[derive(Debug, Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel { id }, event = "created")]
pub(crate) struct OrderCreated {
    pub(crate) id: u64,
    pub(crate) total_cents: u64,
}

#[derive(Debug, Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel { id }, event = "shipped")]
pub(crate) struct OrderShipped {
    pub(crate) id: u64,
    pub(crate) carrier: String,
}

/// The events that a subscriber of an order receives.
#[derive(Debug, EventSet)]
#[pusher(channel = OrderChannel)]
pub(crate) enum OrderEvent {
    Created(OrderCreated),
    Shipped(OrderShipped),
}

#[derive(Debug, Serialize, Deserialize, PresenceMember)]
pub(crate) struct Visitor {
    #[pusher(user_id)]
    pub(crate) id: u64,
    pub(crate) name: String,
}

#[derive(Debug, Channel)]
#[pusher(channel = "presence-lobby", member = Visitor)]
pub(crate) struct Lobby;

#[derive(Debug, Serialize, Deserialize, Event)]
#[pusher(channel = Lobby, event = "greeting")]
pub(crate) struct Greeting {
    pub(crate) text: String,
}

/// The webhooks that the application handles.
#[derive(Debug, WebhookEvent)]
pub(crate) enum Hook {
    #[pusher(channel_occupied)]
    Occupied(OrderChannel),
    #[pusher(member_added)]
    Entered { channel: Lobby, user_id: u64 },
    #[pusher(other)]
    Other(RawWebhookEvent),
}
