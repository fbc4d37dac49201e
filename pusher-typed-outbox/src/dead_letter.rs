//! Events that the service rejected as invalid.

use std::{fmt, time::SystemTime};

use sqlx::{Error, Pool};

use crate::{
    database::{Database, DeadRow},
    stats::time,
};

/// An event that cannot be sent: its row is invalid, or the service refused a request with only this event
/// with 400, 413 or 422.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeadLetter {
    /// The id. Ids are in the order in which the events were published.
    pub id: i64,
    /// The name of the channel, or `#server-to-user-ID`.
    pub channel: String,
    /// The name of the event.
    pub event: String,
    /// The payload as JSON, not encrypted.
    pub data: String,
    /// The connection that was excluded from receiving the event.
    pub socket_id: Option<String>,
    /// The offset of an event on a recoverable channel. The event is still in the history of the channel.
    pub offset: Option<u64>,
    /// The status of the service's response; `None` if the row was invalid and nothing was sent.
    pub status: Option<u16>,
    /// The reason: the text of the response, or a description of the error in the row.
    pub reason: String,
    /// The time of publication.
    pub published_at: SystemTime,
    /// The time of the refusal.
    pub died_at: SystemTime,
}

impl DeadLetter {
    fn from_row(row: DeadRow) -> Self {
        let (id, channel, event, data, socket_id, offset, status, reason, published_at, died_at) = row;
        DeadLetter {
            id,
            channel,
            event,
            data,
            socket_id,
            offset: offset.and_then(|offset| offset.try_into().ok()),
            status: status.and_then(|status| status.try_into().ok()),
            reason,
            published_at: time(published_at),
            died_at: time(died_at),
        }
    }
}

/// Omits the payload.
impl fmt::Debug for DeadLetter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeadLetter")
            .field("id", &self.id)
            .field("channel", &self.channel)
            .field("event", &self.event)
            .field("offset", &self.offset)
            .field("status", &self.status)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

/// The dead letters of an outbox; see [`Outbox::dead_letters`](crate::Outbox::dead_letters).
///
/// ```no_run
/// use pusher_typed_outbox::{Database, Outbox};
///
/// # async fn example<DB: Database>(outbox: Outbox<DB>) -> Result<(), sqlx::Error> {
/// for dead in outbox.dead_letters().list(100).await? {
///     println!("{} on {}: {}", dead.event, dead.channel, dead.reason);
///     if dead.status == Some(413) {
///         outbox.dead_letters().discard(dead.id).await?; // too large for the service
///     } else {
///         outbox.dead_letters().retry(dead.id).await?; // published again, as the newest event of its channel
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct DeadLetters<'o, DB: Database> {
    pub(crate) pool: &'o Pool<DB>,
}

impl<DB: Database> DeadLetters<'_, DB> {
    /// The oldest dead letters, at most `limit`.
    ///
    /// # Errors
    /// Returns an error if the database fails.
    pub async fn list(&self, limit: u32) -> Result<Vec<DeadLetter>, Error> {
        self.list_after(i64::MIN, limit).await
    }

    /// The oldest dead letters after the one with this id, at most `limit`. Use it for the next page of a
    /// list.
    ///
    /// # Errors
    /// Returns an error if the database fails.
    pub async fn list_after(&self, id: i64, limit: u32) -> Result<Vec<DeadLetter>, Error> {
        let mut conn = self.pool.acquire().await?;
        let rows = DB::dead_letters(&mut conn, id, limit.into()).await?;
        Ok(rows.into_iter().map(DeadLetter::from_row).collect())
    }

    /// Publishes a dead letter again, as the newest event of its channel: events that were published after it
    /// may already have been sent. Returns `false` if there is no dead letter with this id.
    ///
    /// A dead letter with an [`offset`](DeadLetter::offset) is in the history of its channel, and does not get another
    /// offset: it is sent again with the same position. If it is no longer in the history, nothing is sent.
    ///
    /// # Errors
    /// Returns an error if the database fails. The dead letter is then unchanged.
    pub async fn retry(&self, id: i64) -> Result<bool, Error> {
        DB::retry(&mut *self.pool.acquire().await?, id).await
    }

    /// Deletes a dead letter. Returns `false` if there is no dead letter with this id. An event with an
    /// [`offset`](DeadLetter::offset) stays in the history of its channel.
    ///
    /// # Errors
    /// Returns an error if the database fails. The dead letter is then unchanged.
    pub async fn discard(&self, id: i64) -> Result<bool, Error> {
        DB::discard(&mut *self.pool.acquire().await?, id).await
    }
}
