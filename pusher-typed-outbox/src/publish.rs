//! Publishing in the application's own transaction.

use std::{fmt, marker::PhantomData, pin::Pin, sync::Arc};

use pusher_typed::{
    SocketId,
    client::{TriggerError, stored::StoredEvent},
    event::delivery::ExcludesConnections,
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
    /// The event is invalid, or over a limit, or its payload cannot be published on a recoverable channel. No statement
    /// was executed.
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
/// If the event is invalid, awaiting it returns the error. `D` says how the channels deliver the event.
#[must_use = "nothing is published until this is awaited"]
pub struct Publish<'c, DB: Database, D> {
    conn: &'c mut DB::Connection,
    event: Result<StoredEvent, TriggerError>,
    socket_id: Option<String>,
    wake: Arc<Notify>,
    delivery: PhantomData<fn() -> D>,
}

impl<'c, DB: Database, D> Publish<'c, DB, D> {
    pub(crate) fn new(
        conn: &'c mut DB::Connection,
        event: Result<StoredEvent, TriggerError>,
        wake: Arc<Notify>,
    ) -> Self {
        Publish { conn, event, socket_id: None, wake, delivery: PhantomData }
    }

    /// Does not send the event to this connection, which is usually the one that caused the event ([excluding
    /// recipients](https://pusher.com/docs/channels/server_api/excluding-event-recipients/)).
    ///
    /// An event on a recoverable channel is sent to all subscribers, so this does not compile for it. The connection
    /// recognizes its own event by an id in the payload.
    pub fn exclude(mut self, socket_id: &SocketId) -> Self
    where
        D: ExcludesConnections,
    {
        self.socket_id = Some(socket_id.to_string());
        self
    }
}

impl<'c, DB: Database, D> IntoFuture for Publish<'c, DB, D> {
    type Output = Result<(), PublishError>;
    type IntoFuture = PublishFuture<'c>;

    fn into_future(self) -> PublishFuture<'c> {
        let Publish { conn, event, socket_id, wake, delivery: _ } = self;
        Box::pin(async move {
            let StoredEvent { recipients, event, data } = event?;
            fail_point::reached("publish: before");
            let socket_id = socket_id.as_deref();
            DB::publish(conn, NewRows { recipients: &recipients, event, data: &data, socket_id }).await?;
            fail_point::reached("publish: after");
            wake.notify_one();
            Ok(())
        })
    }
}

/// Omits the payload.
impl<DB: Database, D> fmt::Debug for Publish<'_, DB, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("Publish");
        match &self.event {
            Ok(stored) => f.field("event", &stored.event).field("channels", &stored.recipients),
            Err(error) => f.field("error", error),
        };
        f.field("exclude", &self.socket_id).finish_non_exhaustive()
    }
}
