//! The declarations of these tests in addition to the common schema.

use pusher_typed::{Channel, Event, WebhookEvent, webhook::ClientEvent};
use serde::{Deserialize, Serialize};

pub(crate) use crate::service::*;

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-encrypted-vault")]
pub(crate) struct Vault;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = Vault, event = "secret")]
pub(crate) struct Secret {
    pub(crate) text: String,
}

#[derive(Debug, Clone, PartialEq, WebhookEvent)]
pub(crate) enum Hook {
    #[pusher(channel_occupied)]
    Occupied(News),
    #[pusher(channel_vacated)]
    Vacated(News),
    #[pusher(member_added)]
    Joined { channel: Room, user_id: u64 },
    #[pusher(member_removed)]
    Left { channel: Room, user_id: u64 },
    #[pusher(client_event)]
    Typing(ClientEvent<Room, Typing>),
    #[pusher(cache_miss)]
    Stale(Price),
    #[pusher(subscription_count)]
    Count { channel: News, subscription_count: u32 },
}

pub(crate) fn ada() -> Member {
    Member { id: 7, name: "Ada".into() }
}
