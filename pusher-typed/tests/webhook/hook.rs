//! The application of these tests: its channels, its events, and the webhooks that it wants.

use std::time::{Duration, SystemTime};

use pusher_typed::{
    Channel, Client, Event, PresenceMember, WebhookEvent,
    client::{ClientBuilder, Clock},
    testing::{Recorder, SignedWebhook},
    webhook::{ClientEvent, RawWebhookEvent, Webhook},
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-orders-<id>")]
pub struct OrderChannel {
    pub id: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, PresenceMember)]
pub struct Member {
    #[pusher(user_id)]
    pub id: u64,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "presence-room-<room>", member = Member)]
pub struct RoomChannel {
    pub room: String,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "cache-prices-<id>")]
pub struct PriceChannel {
    pub id: u32,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-encrypted-vault-<id>")]
pub struct VaultChannel {
    pub id: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = RoomChannel, channel = VaultChannel, event = "client-typing")]
pub struct Typing {
    pub on: bool,
}

#[derive(Debug, Clone, PartialEq, WebhookEvent)]
pub enum AppHook {
    #[pusher(channel_occupied)]
    Watched(OrderChannel),
    #[pusher(channel_vacated)]
    Unwatched(OrderChannel),
    #[pusher(member_added)]
    Joined { channel: RoomChannel, user_id: u64 },
    #[pusher(member_removed)]
    Left { channel: RoomChannel, user_id: u64 },
    #[pusher(client_event)]
    Typing(ClientEvent<RoomChannel, Typing>),
    #[pusher(client_event)]
    Sealed(ClientEvent<VaultChannel, Typing>),
    #[pusher(cache_miss)]
    Stale(PriceChannel),
    #[pusher(subscription_count)]
    Watching { channel: OrderChannel, subscription_count: u64 },
    #[pusher(other)]
    Other(RawWebhookEvent),
}

pub fn order(id: u64) -> OrderChannel {
    OrderChannel { id }
}

pub fn room(room: &str) -> RoomChannel {
    RoomChannel { room: room.to_owned() }
}

pub const KEY: &str = "278d425bdf160c739803";
pub const SECRET: &str = "7ad3773142a6692b25b8";
/// The time of the recorded bodies, in milliseconds since 1970.
pub const TIME_MS: u64 = 1_327_078_148_132;

/// A client whose clock always shows the time of the recorded bodies.
pub fn builder() -> ClientBuilder {
    Client::builder("3", KEY, SECRET)
        .transport(Recorder::new())
        .clock(StoppedAt(TIME_MS))
        .encryption_master_key_base64("zyrm8pvV2C9fJcBfhyXzvxbJVN/H7QLmbe0xJi1GhPU=")
}

pub fn client() -> Client {
    builder().build().expect("a client")
}

/// `{"time_ms": …, "events": …}`
pub fn body(events: &str) -> String {
    format!(r#"{{"time_ms":{TIME_MS},"events":{events}}}"#)
}

/// Signs these events as the service does, and decodes the webhook.
pub fn received<E: WebhookEvent>(events: &str) -> Webhook<E> {
    accepted(&client(), &body(events))
}

/// Signs this body as the service does, and decodes the webhook.
pub fn accepted<E: WebhookEvent>(client: &Client, body: &str) -> Webhook<E> {
    let request = SignedWebhook::new(client, body);
    client.webhook(&*request.key, &*request.signature, body).expect("a signed webhook")
}

pub struct StoppedAt(pub u64);

impl Clock for StoppedAt {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(self.0)
    }

    fn sleep(&self, _: Duration) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}
