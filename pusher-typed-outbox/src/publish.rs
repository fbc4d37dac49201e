//! Publishing in the application's own transaction.

use std::{fmt, pin::Pin, sync::Arc};

use pusher_typed::{
    SocketId,
    client::{TriggerError, stored::StoredEvent},
};
use tokio::sync::Notify;

use crate::{
    database::{Database, NewRows},
    fail_point,
};

/// Why an event was not published.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The event is invalid, or over a limit. No statement was executed.
    #[error(transparent)]
    Event(#[from] TriggerError),
    /// The database rejected the row. In PostgreSQL the transaction can then only be rolled back.
    #[error("the event could not be stored in the outbox")]
    Database(#[from] sqlx::Error),
}

/// The future of a [`Publish`].
pub type PublishFuture<'c> = Pin<Box<dyn Future<Output = Result<(), PublishError>> + Send + 'c>>;

/// An event that has been checked and serialized. Awaiting it inserts its rows.
///
/// If the event is invalid, awaiting it returns the error.
#[must_use = "nothing is published until this is awaited"]
pub struct Publish<'c, DB: Database> {
    conn: &'c mut DB::Connection,
    event: Result<StoredEvent, TriggerError>,
    socket_id: Option<String>,
    wake: Arc<Notify>,
}

impl<'c, DB: Database> Publish<'c, DB> {
    pub(crate) fn new(
        conn: &'c mut DB::Connection,
        event: Result<StoredEvent, TriggerError>,
        wake: Arc<Notify>,
    ) -> Self {
        Publish { conn, event, socket_id: None, wake }
    }

    /// Does not send the event to this connection, which is usually the one that caused the event ([excluding
    /// recipients](https://pusher.com/docs/channels/server_api/excluding-event-recipients/)).
    pub fn exclude(mut self, socket_id: &SocketId) -> Self {
        self.socket_id = Some(socket_id.to_string());
        self
    }
}

impl<'c, DB: Database> IntoFuture for Publish<'c, DB> {
    type Output = Result<(), PublishError>;
    type IntoFuture = PublishFuture<'c>;

    fn into_future(self) -> PublishFuture<'c> {
        Box::pin(async move {
            let StoredEvent { recipients, event, data } = self.event?;
            fail_point::reached("publish: before");
            let socket_id = self.socket_id.as_deref();
            DB::publish(self.conn, NewRows { recipients: &recipients, event, data: &data, socket_id })
                .await?;
            fail_point::reached("publish: after");
            self.wake.notify_one();
            Ok(())
        })
    }
}

/// Omits the payload.
impl<DB: Database> fmt::Debug for Publish<'_, DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("Publish");
        match &self.event {
            Ok(stored) => f.field("event", &stored.event).field("channels", &stored.recipients),
            Err(error) => f.field("error", error),
        };
        f.field("exclude", &self.socket_id).finish_non_exhaustive()
    }
}
