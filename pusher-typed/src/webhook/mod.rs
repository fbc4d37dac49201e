//! Webhooks: what the service tells the application
//! ([webhooks](https://pusher.com/docs/channels/server_api/webhooks/)).
//!
//! An enum says which events the application wants, and of which channels:
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
//!         AppHook::Watched(order) => println!("somebody watches order {}", order.id),
//!         AppHook::Joined { channel, user_id } => println!("{user_id} is in {}", channel.room),
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
//! verifies the signature before it looks at the body.
//!
//! Nothing is lost: an event that no variant takes goes to the variant
//! `other`, or without one to [`Webhook::unmatched`]; one whose content does
//! not fit its variant to [`Webhook::misfits`].

mod client_event;
pub(crate) mod crypt;
pub(crate) mod declared;
#[cfg(feature = "testing")]
pub(crate) mod encode;
#[cfg(feature = "testing")]
pub(crate) mod encode_field;
mod envelope;
mod event;
mod field;
mod incoming;
mod kind;
mod misfit;
pub(crate) mod proof;
mod raw;
mod read;
mod received;
mod sorter;

#[cfg(feature = "testing")]
pub use self::encode::EncodeError;
#[cfg(feature = "testing")]
#[doc(hidden)]
pub use self::encode::EncodeWebhookEvent;
#[doc(hidden)]
pub use self::incoming::Incoming;
pub use self::{
    client_event::ClientEvent,
    envelope::WebhookBodyError,
    event::Event,
    kind::WebhookKind,
    misfit::{Misfit, MisfitError},
    raw::RawWebhookEvent,
    received::{Item, ParseWebhookIdError, Webhook, WebhookId},
};

/// The events of webhooks that an application wants: an enum with
/// `#[derive(WebhookEvent)]`, or [`webhook::Event`](Event).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an enum of webhook events",
    label = "needs a type with `#[derive(WebhookEvent)]`",
    note = "declare an enum with `#[derive(WebhookEvent)]`, or take all kinds as `webhook::Event`"
)]
pub trait WebhookEvent: Sized {
    /// `None` when no variant takes the event.
    #[doc(hidden)]
    fn decode_webhook(event: &Incoming<'_>) -> Option<Result<Self, MisfitError>>;

    /// Takes what nothing else took, or gives it back.
    #[doc(hidden)]
    fn other(raw: RawWebhookEvent) -> Result<Self, RawWebhookEvent> {
        Err(raw)
    }
}
