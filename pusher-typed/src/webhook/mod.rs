//! Webhooks: requests by which the service reports events to the application
//! ([webhooks](https://pusher.com/docs/channels/server_api/webhooks/)).
//!
//! An enum declares the events that the application handles, and their channels:
//!
//! ```
//! use pusher_typed::{Channel, Event, PresenceMember, WebhookEvent};
//! use pusher_typed::webhook::{ClientEvent, RawWebhookEvent, Webhook};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Debug, PartialEq, Channel)]
//! #[pusher(channel = "private-orders-<id>")]
//! struct OrderChannel { id: u64 }
//!
//! #[derive(Debug, Serialize, Deserialize, PresenceMember)]
//! struct Member { #[pusher(user_id)] id: u64, name: String }
//!
//! #[derive(Debug, PartialEq, Channel)]
//! #[pusher(channel = "presence-room-<room>", member = Member)]
//! struct RoomChannel { room: String }
//!
//! #[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
//! #[pusher(channel = RoomChannel, event = "client-typing")]
//! struct Typing { on: bool }
//!
//! #[derive(Debug, PartialEq, WebhookEvent)]
//! enum AppHook {
//!     #[pusher(channel_occupied)]
//!     Watched(OrderChannel),
//!     #[pusher(member_added)]
//!     Joined { channel: RoomChannel, user_id: u64 },
//!     #[pusher(client_event)]
//!     Typing(ClientEvent<RoomChannel, Typing>),
//!     #[pusher(other)]
//!     Other(RawWebhookEvent),
//! }
//!
//! # let body = br#"{"time_ms":1327078148132,"events":[
//! #     {"name":"channel_occupied","channel":"private-orders-7"},
//! #     {"name":"member_added","channel":"presence-room-attic","user_id":"42"}]}"#;
//! # let webhook: Webhook<AppHook> = Webhook::from_verified("00".repeat(32).parse()?, body)?;
//! # let mut seen = Vec::new();
//! for event in webhook.events {
//!     match event {
//!         AppHook::Watched(order) => println!("order {} has subscribers", order.id),
//!         AppHook::Joined { channel, user_id } => println!("{user_id} joined {}", channel.room),
//!         AppHook::Typing(typing) => println!("{:?} types in {}", typing.user_id, typing.channel.room),
//!         AppHook::Other(raw) => println!("{}", raw.json()),
//!     }
//! #   seen.push(0);
//! }
//! # assert_eq!(seen.len(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! With the feature `client`, `client.webhook::<AppHook>(key, signature, body)`
//! verifies the signature before it parses the body.
//!
//! No event is lost. An event that no variant matches goes to the variant `other`, or to
//! [`Webhook::unmatched`] if there is no variant `other`. An event whose content does not match its variant
//! goes to [`Webhook::misfits`].

mod client_event;
pub mod declared;
mod decode;
#[cfg(feature = "testing")]
pub(crate) mod encode;
#[cfg(feature = "testing")]
pub(crate) mod encode_field;
mod event;
mod incoming;
mod kind;
mod raw;
mod received;
mod scalar;

#[cfg(feature = "testing")]
pub use self::encode::EncodeError;
#[cfg(feature = "testing")]
#[doc(hidden)]
pub use self::encode::EncodeWebhookEvent;
#[doc(hidden)]
pub use self::incoming::Incoming;
#[cfg(feature = "client")]
pub(crate) use self::incoming::{Decrypt, EncryptedPayload};
pub use self::{
    client_event::ClientEvent,
    decode::{WebhookBodyError, WebhookEvent},
    event::Event,
    kind::WebhookKind,
    raw::{Misfit, MisfitError, RawWebhookEvent},
    received::{EventOutcome, ParseWebhookIdError, Webhook, WebhookId},
};
