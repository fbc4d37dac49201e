//! The history of recoverable channels, for subscribers that have missed events.
//!
//! `request` parses and authorizes a request, `page` reads the events, `response` writes them, and `positions` reads
//! the position of the last event of a channel.

#[cfg(feature = "axum")]
mod extract;
mod page;
mod positions;
mod request;
mod response;

#[cfg(feature = "axum")]
pub use self::extract::HistoryRejection;
pub use self::{
    page::HistoryError,
    positions::{PositionsError, PositionsFuture},
    request::{AuthorizedHistory, HistoryRequest, HistoryRequestError},
    response::HistoryResponse,
};
pub(crate) use self::{page::read, positions::positions};
