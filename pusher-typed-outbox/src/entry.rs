//! One row of the outbox, for other database libraries.

use std::{fmt, marker::PhantomData, ops::Deref};

use pusher_typed::{
    Channel, ChannelParam, PublishEvent, PublishEventBy, SendUserEvent, SocketId,
    client::{
        Limits, TriggerError,
        stored::{StoredEvent, StoredRecipient},
    },
    event::delivery::{ExcludesConnections, LiveChannel},
};

/// The columns of one row of the table `pusher_outbox`: one event for one channel or user.
///
/// [`Outbox::publish`](crate::Outbox::publish) writes rows with sqlx. With another database library, insert the columns
/// of an entry in your own transaction, with the statement [`Database::INSERT`](crate::Database::INSERT):
///
/// ```sql
/// INSERT INTO pusher_outbox (channel, event, data, socket_id, recoverable) VALUES ($1, $2, $3, $4, $5)
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
    /// The column `socket_id`: the connection that does not receive the event. It is `None` if the channel is
    /// recoverable.
    pub socket_id: Option<String>,
    /// The column `recoverable`: whether the channel is recoverable. The database then assigns the event's offset, at
    /// the commit.
    pub recoverable: bool,
}

impl OutboxEntry {
    /// The rows of an event for the channels that its own fields identify.
    ///
    /// # Errors
    /// Returns an error if a name is invalid, or a name or the payload is over a limit, or the payload cannot be
    /// published on a recoverable channel.
    pub fn for_event<E: PublishEvent + ?Sized>(
        event: &E,
        limits: &Limits,
    ) -> Result<OutboxEntries<E::Deliveries>, TriggerError> {
        StoredEvent::new(event, limits).map(OutboxEntries::new)
    }

    /// The row of an event for a channel that it was declared for.
    ///
    /// # Errors
    /// Returns the same errors as [`for_event`](OutboxEntry::for_event).
    pub fn for_event_on<C, E, D>(
        channel: &C,
        event: &E,
        limits: &Limits,
    ) -> Result<OutboxEntries<D>, TriggerError>
    where
        C: Channel<Delivery = D> + ?Sized,
        E: PublishEventBy<C, D> + ?Sized,
    {
        StoredEvent::on(channel, event, limits).map(OutboxEntries::new)
    }

    /// The row of an event for a signed-in user.
    ///
    /// # Errors
    /// Returns the same errors as [`for_event`](OutboxEntry::for_event).
    pub fn for_user<I, E>(
        user_id: &I,
        event: &E,
        limits: &Limits,
    ) -> Result<OutboxEntries<LiveChannel<()>>, TriggerError>
    where
        I: ChannelParam + ?Sized,
        E: SendUserEvent + ?Sized,
    {
        StoredEvent::to_user(user_id, event, limits).map(OutboxEntries::new)
    }
}

/// The rows of one event, one for each channel.
///
/// `D` says how the channels deliver the event.
pub struct OutboxEntries<D> {
    entries: Vec<OutboxEntry>,
    delivery: PhantomData<fn() -> D>,
}

impl<D> OutboxEntries<D> {
    fn new(stored: StoredEvent) -> Self {
        let StoredEvent { recipients, event, data } = stored;
        let entry = |StoredRecipient { name, recoverable }| OutboxEntry {
            channel: name,
            event: event.to_owned(),
            data: data.clone(),
            socket_id: None,
            recoverable,
        };
        OutboxEntries { entries: recipients.into_iter().map(entry).collect(), delivery: PhantomData }
    }

    /// Does not send the event to this connection, which is usually the one that caused the event. For an event on a
    /// recoverable channel, this does not compile.
    #[must_use]
    pub fn exclude(mut self, socket_id: &SocketId) -> Self
    where
        D: ExcludesConnections,
    {
        for entry in &mut self.entries {
            entry.socket_id = Some(socket_id.to_string());
        }
        self
    }
}

impl<D> Deref for OutboxEntries<D> {
    type Target = [OutboxEntry];

    fn deref(&self) -> &[OutboxEntry] {
        &self.entries
    }
}

impl<D> IntoIterator for OutboxEntries<D> {
    type Item = OutboxEntry;
    type IntoIter = std::vec::IntoIter<OutboxEntry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

/// Omits the payloads.
impl<D> fmt::Debug for OutboxEntries<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.entries).finish()
    }
}

/// Omits the payload.
impl fmt::Debug for OutboxEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutboxEntry")
            .field("channel", &self.channel)
            .field("event", &self.event)
            .field("socket_id", &self.socket_id)
            .field("recoverable", &self.recoverable)
            .finish_non_exhaustive()
    }
}
