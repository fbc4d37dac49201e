//! No headers and no body cause a panic, only signed webhooks are accepted, and no event of a
//! signed webhook is lost.
//!
//! The input is cut at line feeds into the header `X-Pusher-Key`, the header
//! `X-Pusher-Signature`, and the body.

use std::sync::LazyLock;

use pusher_typed::{
    Channel, Client, Event, PresenceMember, WebhookEvent,
    testing::{self, SignedWebhook},
    webhook::{self, ClientEvent, EventOutcome, Webhook},
};
use serde::{Deserialize, Serialize};

#[derive(Debug, PartialEq, Channel)]
#[pusher(channel = "private-orders-<id>")]
struct Orders {
    id: i32,
}

#[derive(PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
}

#[derive(Debug, PartialEq, Channel)]
#[pusher(channel = "presence-<floor>=<room>-end", member = Member)]
struct Room {
    floor: u8,
    room: String,
}

#[derive(Debug, PartialEq, Channel)]
#[pusher(channel = "private-encrypted-cache-<id>")]
struct Vault {
    id: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = Room, channel = Vault, event = "client-said")]
struct Said {
    text: String,
    #[serde(default)]
    loud: bool,
}

#[derive(Debug, PartialEq, WebhookEvent)]
enum Hook {
    #[pusher(channel_occupied)]
    Occupied(Orders),
    #[pusher(channel_vacated)]
    Vacated(Room),
    #[pusher(member_added)]
    Added { channel: Room, user_id: u64 },
    #[pusher(member_removed)]
    Removed(Room, u64),
    #[pusher(client_event)]
    Said(ClientEvent<Room, Said>),
    #[pusher(client_event)]
    Sealed { channel: Vault, event: Said, socket_id: Option<pusher_typed::SocketId> },
    #[pusher(client_event)]
    Any { channel: Orders, event: String, data: serde_json::Value },
    #[pusher(cache_miss)]
    Missed(Vault),
    #[pusher(subscription_count)]
    Count(Orders, u32),
}

/// The correct signature, computed independently of the library.
fn is_right(key: &str, signature: &str, body: &[u8]) -> bool {
    key == "key" && signature.eq_ignore_ascii_case(&super::signature(body))
}

/// Every event of the body is in one of the lists, at its place and with its own JSON.
fn nothing_is_lost(webhook: &Webhook<Hook>, body: &str) {
    let body: serde_json::Value = serde_json::from_str(body).expect("what was taken is JSON");
    let events = body["events"].as_array().expect("an array of events");
    let items: Vec<_> = webhook.in_order().collect();
    assert_eq!(items.len(), events.len());
    for (at, (item, event)) in items.iter().zip(events).enumerate() {
        let raw = match item {
            EventOutcome::Event(_) => continue,
            EventOutcome::Unmatched(raw) => raw,
            EventOutcome::Misfit(misfit) => &misfit.raw,
        };
        let json: serde_json::Value = raw.deserialize().expect("an event's JSON");
        assert_eq!((raw.index(), &json), (at, event));
    }
}

/// Created once, because this is slower than a run.
static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    Client::builder("1", "key", "secret")
        .tls(false)
        .webhook_window(None)
        .encryption_master_key_base64("zyrm8pvV2C9fJcBfhyXzvxbJVN/H7QLmbe0xJi1GhPU=")
        .build()
        .expect("a client")
});

/// Runs the target.
pub fn run(input: &[u8]) {
    let client = &*CLIENT;
    let mut parts = input.splitn(3, |byte| *byte == b'\n');
    let mut header = || std::str::from_utf8(parts.next()?).ok();
    let (key, signature) = (header(), header());
    let body = parts.next().unwrap_or_default();

    let unsigned = client.webhook::<webhook::Event>(key, signature, body);
    assert!(unsigned.is_err() || is_right(key.unwrap_or_default(), signature.unwrap_or_default(), body));

    let Ok(body) = std::str::from_utf8(body) else { return };
    let signed = SignedWebhook::new(client, body);
    let Ok(webhook) = client.webhook::<Hook>(&*signed.key, &*signed.signature, body) else { return };
    // Another parser reads half of a surrogate pair and a repeated `events` differently.
    if serde_json::from_str::<serde_json::Value>(body).is_ok() && body.matches("events").count() == 1 {
        nothing_is_lost(&webhook, body);
    }

    // An accepted webhook can be sent again, with the same result.
    let again = testing::webhook(client, &webhook.events).expect("it was taken");
    let again = client.webhook::<Hook>(&*again.key, &*again.signature, &again.body).expect("signed");
    assert_eq!(again.events, webhook.events);
}
