//! The positions of channels, read in a transaction of the application.

use std::{collections::BTreeMap, pin::Pin};

use pusher_typed::{ChannelNameError, Position};

use super::page::{HistoryError, position};
use crate::database::Database;

/// Why positions could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PositionsError {
    /// A channel's name is invalid.
    #[error(transparent)]
    ChannelName(#[from] ChannelNameError),
    /// The connection has no transaction, or the isolation level of the PostgreSQL transaction is `READ COMMITTED`: each
    /// query sees another state. The positions would not belong to the state that another query reads.
    /// `outbox.snapshot()` begins a transaction in which they do.
    #[error(
        "positions agree with the state in a transaction only, in PostgreSQL at REPEATABLE READ: read both in a transaction of `outbox.snapshot()`"
    )]
    Isolation,
    /// The positions could not be read.
    #[error(transparent)]
    History(#[from] HistoryError),
}

/// The future of [`Outbox::positions`](crate::Outbox::positions).
pub type PositionsFuture<'c> =
    Pin<Box<dyn Future<Output = Result<BTreeMap<String, Position>, PositionsError>> + Send + 'c>>;

pub(crate) async fn positions<DB: Database>(
    conn: &mut DB::Connection,
    names: Result<Vec<String>, ChannelNameError>,
) -> Result<BTreeMap<String, Position>, PositionsError> {
    let names = names?;
    let read = DB::last_offsets(conn, names.clone()).await.map_err(HistoryError::from)?;
    if !read.is_snapshot {
        return Err(PositionsError::Isolation);
    }
    let positions = names.into_iter().zip(read.channels).map(|(name, (epoch, offset))| {
        let offset = u64::try_from(offset).map_err(|_| HistoryError::InvalidPosition)?;
        Ok((name, position(&epoch, offset)?))
    });
    positions.collect()
}
