//! Subscriptions as streams of typed events, for services that consume what
//! others trigger.
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
//! let subscriber = Subscriber::connect(SubscriberConfig::of(client)).await?;
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
//! # What is lost is told
//!
//! The library connects again by the protocol's rules: never after the close
//! codes 4000 to 4099, at once after 4200 to 4299 (the first time), else after
//! a pause. Each stream is told of the loss ([`Item::Disconnected`]) and of the
//! new subscription ([`Item::Gap`]); what was sent in between did not arrive.
//!
//! An event that cannot be decrypted is an item as well ([`MisfitError::Undecryptable`]), after the
//! authorizer was asked once more, in case that the key is a new one.
//!
//! A slow consumer holds up nobody else: its stream keeps as many items as
//! [`SubscriberConfig::capacity`] says, counts what comes beyond, and tells how
//! much that was where it would stand ([`Item::Lagged`]).

mod authorizer;
mod backoff;
mod command;
mod config;
mod connection;
mod decryption;
mod disconnect;
mod driver;
mod endpoint;
mod error;
mod frame;
mod guard;
mod handle;
mod item;
mod link;
mod pending;
mod presence;
mod queue;
mod receive;
mod session;
mod slot;
mod subscription;
mod user;

pub use self::{
    authorizer::{Authorizer, Authorizing, Trusted},
    config::SubscriberConfig,
    connection::{ConnectionItem, ConnectionItems, State},
    disconnect::Disconnect,
    endpoint::Endpoint,
    error::{BoxError, ConnectError, SendError, SubscribeError},
    handle::Subscriber,
    item::{Item, MisfitError, RawEvent},
    pending::{Sending, SigningIn, Subscribing},
    presence::{MemberId, Presence, PresenceItem, PresentMember},
    subscription::{Subscription, UserEvents, UserItem},
};
