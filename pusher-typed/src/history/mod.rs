//! The history of recoverable channels: positions, and the messages by which subscribers request missed events.
//!
//! Each event on a recoverable channel has an offset: 1, 2, 3, … without gaps. A [`Position`] is an offset together with
//! the [`Epoch`] of the history, which changes when a database is restored from a backup. In a payload, the position
//! is the first key, `"_position": "k3v9.41"`.
//!
//! `pusher-typed-outbox` stores the history and serves it. A service in another language can serve it too: it reads
//! a [`HistoryQuery`] and responds with a [`HistoryPage`], both as JSON.

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
