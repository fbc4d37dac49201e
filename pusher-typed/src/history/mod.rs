//! The history of recoverable channels: positions, and the messages by which subscribers request missed events.
//!
//! Each event on a recoverable channel has an offset: 1, 2, 3, … without gaps. A [`Position`] is an offset together with
//! the [`Epoch`] of the history, which changes when a database is restored from a backup. In a payload, the position
//! is the first key, `"_position": "k3v9.41"`.
//!
//! `pusher-typed-outbox` stores the history and serves it. A service in another language can serve it too: it reads
//! a [`HistoryQuery`] and responds with a [`HistoryPage`], both as JSON.
//!
//! ```
//! # #[cfg(feature = "testing")] {
//! # use pusher_typed::{Event, testing::MemoryHistory};
//! use pusher_typed::history::{ChannelHistory, HistoryQuery};
//!
//! # #[derive(serde::Serialize, Event)]
//! # #[pusher(channel = "private-orders-<id>", recoverable, event = "shipped")]
//! # struct OrderShipped { id: u64 }
//! # let history = MemoryHistory::new();
//! # for _ in 1..=3 { history.append(&OrderShipped { id: 7 })?; }
//! let query: HistoryQuery = serde_json::from_str(r#"{"channels":{"private-orders-7":"epoch1.1"}}"#)?;
//! let page = history.read(&query);
//! let ChannelHistory::Events { last, events } = &page.channels["private-orders-7"] else { panic!() };
//! assert_eq!(last.to_string(), "epoch1.3");
//! assert_eq!(events.iter().map(|event| event.offset).collect::<Vec<_>>(), [2, 3]);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod payload;
mod position;
mod protocol;

#[cfg(feature = "publisher")]
pub(crate) use self::payload::check_payload;
#[cfg(feature = "subscriber")]
pub(crate) use self::payload::take_position;
pub use self::{
    payload::{POSITION_KEY, PositionedPayloadError, attach_position, detach_position},
    position::{Epoch, ParsePositionError, Position},
    protocol::{ChannelHistory, HistoryEvent, HistoryPage, HistoryQuery, POSITION_EVENT},
};
