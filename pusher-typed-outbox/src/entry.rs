//! One row of the outbox, for other database libraries.

use std::fmt;

use pusher_typed::{
    Channel, ChannelParam, SendUserEvent, SocketId, TriggerEvent, TriggerEventOn,
    client::{Limits, TriggerError, stored::StoredEvent},
};

/// The columns of one row of the table `pusher_outbox`: one event for one channel or user.
///
/// [`Outbox::publish`](crate::Outbox::publish) writes rows with sqlx. With another database library, insert the columns
/// of an entry in your own transaction, with the statement [`Database::INSERT`](crate::Database::INSERT):
///
/// ```sql
/// INSERT INTO pusher_outbox (channel, event, data, socket_id) VALUES ($1, $2, $3, $4)
/// ```
///
/// ```
/// use pusher_typed::{Event, client::Limits};
/// use pusher_typed_outbox::OutboxEntry;
/// use serde::Serialize;
///
/// #[derive(Serialize, Event)]
/// #[pusher(channel = "private-orders-<id>", event = "created")]
/// struct OrderCreated { id: u64 }
///
/// let entries = OutboxEntry::for_event(&OrderCreated { id: 7 }, &Limits::default())?;
/// assert_eq!(entries.len(), 1); // an event on several channels has one for each
/// assert_eq!(entries[0].channel, "private-orders-7");
/// assert_eq!((&*entries[0].event, &*entries[0].data), ("created", r#"{"id":7}"#));
/// # Ok::<(), pusher_typed::client::TriggerError>(())
/// ```
///
/// A relay in any process with a sqlx pool sends the rows.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutboxEntry {
    /// The column `channel`: the full name of the channel, or `#server-to-user-ID`.
    pub channel: String,
    /// The column `event`: the name of the event.
    pub event: String,
    /// The column `data`: the payload as JSON, not encrypted.
    pub data: String,
    /// The column `socket_id`: the connection that does not receive the event.
    pub socket_id: Option<String>,
}

impl OutboxEntry {
    /// The rows of an event for the channels that its own fields identify.
    ///
    /// # Errors
    /// Returns an error if a name is invalid, or a name or the payload is over a limit.
    pub fn for_event<E: TriggerEvent + ?Sized>(
        event: &E,
        limits: &Limits,
    ) -> Result<Vec<Self>, TriggerError> {
        StoredEvent::new(event, limits).map(Self::all)
    }

    /// The row of an event for a channel that it was declared for.
    ///
    /// # Errors
    /// Returns the same errors as [`for_event`](OutboxEntry::for_event).
    pub fn for_event_on<C, E>(channel: &C, event: &E, limits: &Limits) -> Result<Vec<Self>, TriggerError>
    where
        C: Channel + ?Sized,
        E: TriggerEventOn<C> + ?Sized,
    {
        StoredEvent::on(channel, event, limits).map(Self::all)
    }

    /// The row of an event for a signed-in user.
    ///
    /// # Errors
    /// Returns the same errors as [`for_event`](OutboxEntry::for_event).
    pub fn for_user<I, E>(user_id: &I, event: &E, limits: &Limits) -> Result<Vec<Self>, TriggerError>
    where
        I: ChannelParam + ?Sized,
        E: SendUserEvent + ?Sized,
    {
        StoredEvent::to_user(user_id, event, limits).map(Self::all)
    }

    fn all(stored: StoredEvent) -> Vec<Self> {
        let StoredEvent { recipients, event, data } = stored;
        let entry =
            |channel| OutboxEntry { channel, event: event.to_owned(), data: data.clone(), socket_id: None };
        recipients.into_iter().map(entry).collect()
    }

    /// Does not send the event to this connection, which is usually the one that caused the event.
    #[must_use]
    pub fn exclude(mut self, socket_id: &SocketId) -> Self {
        self.socket_id = Some(socket_id.to_string());
        self
    }
}

/// Omits the payload.
impl fmt::Debug for OutboxEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutboxEntry")
            .field("channel", &self.channel)
            .field("event", &self.event)
            .field("socket_id", &self.socket_id)
            .finish_non_exhaustive()
    }
}
