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
//! were not received. On recoverable channels, they are received.
//!
//! An event that cannot be decrypted is an item as well ([`DecodeItemError::Undecryptable`]),
//! after another key was requested from the authorizer.
//!
//! A slow consumer does not block others. Its stream keeps up to [`SubscriberConfig::capacity`] items, drops those
//! that follow, and reports how many were dropped ([`Item::Lagged`]).
//!
//! # Recoverable channels
//!
//! On a channel that is declared with `recoverable`, each event has a [`Position`](crate::Position), and a service
//! stores the [`History`] of the channel, for example with the crate `pusher-typed-outbox`. The subscriber returns each
//! event once and in order, even if messages are lost, repeated or reordered on the way. It reads missed events from
//! [`SubscriberConfig::history`], which is required for these channels. Awaiting a subscription waits for the first
//! response of the history, and returns its error. The subscription begins with the next event that is published, or,
//! with [`Subscribing::after`], with the event after a position.
//!
//! No event is lost or applied twice, even if the process is killed, if the application stores
//! [`Subscription::position`] together with the effect of each event, in one transaction:
//!
//! ```
//! # #[cfg(feature = "testing-server")] {
//! use pusher_typed::{
//!     Event, Position,
//!     subscriber::{Item, Subscriber, SubscriberConfig},
//!     testing::{MemoryHistory, Server},
//! };
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize, Event)]
//! #[pusher(channel = "private-stock-<id>", recoverable, event = "sold")]
//! struct Sold { id: u64, count: u64 }
//!
//! /// One row of a database.
//! struct Stock { sold: u64, position: Position }
//!
//! # async fn load_again() -> Result<Stock, Box<dyn std::error::Error>> {
//! #     Ok(Stock { sold: 7, position: "epoch1.2".parse()? })
//! # }
//!
//! # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
//! # runtime.block_on(async {
//! # let (server, history) = (Server::start().await?, MemoryHistory::new());
//! # for count in [3, 4] { history.append(&Sold { id: 7, count })?; }
//! # let config = SubscriberConfig::from_client(server.client()).history(history.clone());
//! let subscriber = Subscriber::connect(config).await?;
//! let mut stock = Stock { sold: 3, position: "epoch1.1".parse()? }; // as it was stored
//! let mut events = subscriber
//!     .subscribe::<Sold>(&SoldChannel { id: 7 })
//!     .after(stock.position.clone())
//!     .await?;
//!
//! while let Some(item) = events.next().await {
//!     match item {
//!         Item::Event(Sold { count, .. }) => stock.sold += count,
//!         Item::Reset { .. } => {
//!             stock = load_again().await?; // the state and its position, from the service that publishes
//!             events.resume(stock.position.clone())?;
//!         }
//!         _ => {} // a lost connection, an unknown event, …
//!     }
//!     // In the same transaction as the effect, also after items without an effect.
//!     stock.position = events.position().expect("a recoverable channel").clone();
//! #   if stock.position.offset() == 2 { break; }
//! }
//! # assert_eq!(stock.sold, 7);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - Streams of recoverable channels have [`Item::Resubscribed`] instead of [`Item::Gap`]. An event of the history is
//!   never dropped: if the queue of a slow consumer is full, the events that follow are read from the history after the
//!   consumer has received the items in the queue. [`Item::Lagged`] counts other items only, such as client events.
//! - An event that is not declared, or whose payload does not match its type, is an item, and has a position as well.
//! - [`Item::Reset`] means that the events after the position are not available. No event is returned until
//!   [`Subscription::resume`].
//! - If the history cannot be read, it is read again after a pause, and [`Item::HistoryFailed`] reports it. If it refuses,
//!   the subscription ends with [`Item::Refused`].
//! - Messages without a position, such as client events, are returned as they arrive, and are not recovered. A position
//!   in a client event has no meaning.
//! - The history is read after each subscription; 100 ms after an event that does not follow the last one; and every 30 to
//!   90 seconds, because the last event may have been lost. The subscriptions of one connection share the requests.

mod abandoned;
mod authorizations;
mod authorizer;
mod channel;
mod commands;
mod config;
mod deadlines;
mod decryption;
mod driver;
mod error;
mod guard;
mod handle;
mod histories;
mod history;
mod hosts;
mod http;
mod item;
mod outgoing;
mod pauses;
mod presence;
mod protocol;
mod queue;
mod raw_event;
mod received;
mod recoveries;
mod recovery;
mod redaction;
#[cfg(feature = "testing")]
pub(crate) mod rehearsal;
mod session;
mod sign_in;
mod stream;
mod trace;
mod websocket;

pub use self::{
    authorizer::{Authorizer, Authorizing, Endpoint, Trusted},
    config::SubscriberConfig,
    error::{AuthorizeError, BoxError, ConnectError, Disconnect, SendError, SubscribeError},
    handle::{Sending, SigningIn, Subscriber, Subscribing},
    history::{History, HistoryEndpoint, HistoryError, ReadingHistory},
    http::EndpointUrlError,
    item::{ConnectionItem, DecodeItemError, Item, State, UserItem},
    presence::{MemberId, Presence, PresenceItem, UndecodableMember},
    raw_event::RawEvent,
    stream::{ConnectionItems, Subscription, UserEvents},
};
