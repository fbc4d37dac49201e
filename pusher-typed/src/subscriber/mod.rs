//! Subscriptions as streams of typed events, for services that consume events.
//!
//! ```
//! use pusher_typed::{Channel, Event, subscriber::{Item, Subscriber, SubscriberConfig}, testing::Server};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Channel)]
//! #[pusher(channel = "private-orders-<id>")]
//! struct OrderChannel { id: u64 }
//!
//! #[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
//! #[pusher(channel = OrderChannel { id }, event = "shipped")]
//! struct OrderShipped { id: u64, carrier: String }
//!
//! # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! # runtime.block_on(async {
//! let server = Server::start().await?;
//! let client = server.client();
//!
//! let subscriber = Subscriber::connect(SubscriberConfig::from_client(client)).await?;
//! let mut orders = subscriber.subscribe::<OrderShipped>(&OrderChannel { id: 7 }).await?;
//!
//! client.trigger(&OrderShipped { id: 7, carrier: "DHL".into() }).await?;
//!
//! match orders.next().await {
//!     Some(Item::Event(shipped)) => assert_eq!(shipped.carrier, "DHL"),
//!     other => panic!("{other:?}"),
//! }
//! subscriber.close().await;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Missed events
//!
//! The subscriber reconnects by the protocol's rules: never after the close codes 4000 to 4099,
//! immediately after 4200 to 4299 (the first time), otherwise after a pause. Each stream reports the loss
//! ([`Item::Disconnected`]) and the new subscription ([`Item::Gap`]); events that were sent in between
//! were not received.
//!
//! An event that cannot be decrypted is an item as well ([`DecodeItemError::Undecryptable`]),
//! after another key was requested from the authorizer.
//!
//! A slow consumer does not block others. Its stream keeps up to [`SubscriberConfig::capacity`] items, drops those
//! that follow, and reports how many were dropped ([`Item::Lagged`]).

mod abandoned;
mod authorizations;
mod authorizer;
mod channel;
mod config;
mod deadlines;
mod decryption;
mod driver;
mod error;
mod handle;
mod item;
mod outgoing;
mod presence;
mod protocol;
mod queue;
mod received;
mod redaction;
mod session;
mod sign_in;
mod stream;
mod trace;
mod websocket;

pub use self::{
    authorizer::{Authorizer, Authorizing, Endpoint, EndpointUrlError, Trusted},
    config::SubscriberConfig,
    error::{AuthorizeError, BoxError, ConnectError, Disconnect, SendError, SubscribeError},
    handle::{Sending, SigningIn, Subscriber, Subscribing},
    item::{ConnectionItem, DecodeItemError, Item, RawEvent, State, UserItem},
    presence::{MemberId, Presence, PresenceItem, UndecodableMember},
    stream::{ConnectionItems, Subscription, UserEvents},
};
