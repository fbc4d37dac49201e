//! The outbox.

use std::{fmt, sync::Arc};

use pusher_typed::{
    Channel, ChannelParam, Client, PublishEvent, PublishEventBy, RecoverableChannel, SendUserEvent,
    client::{Limits, stored::StoredEvent},
    event::delivery::LiveChannel,
};
use sqlx::{Error, Pool, Transaction};
use tokio::sync::Notify;

use crate::{
    database::Database,
    dead_letter::DeadLetters,
    history::{self, AuthorizedHistory, HistoryError, HistoryResponse, PositionsFuture},
    migrate::MigrateError,
    publish::Publish,
    relay::RelayBuilder,
    stats::Stats,
};

/// An outbox: events are stored in the application's own database, within the application's own transactions,
/// and sent after the commit.
///
/// Clones share the pool and wake the same relay. The [guarantee](crate::guarantee) describes what an outbox
/// guarantees.
pub struct Outbox<DB: Database> {
    pool: Pool<DB>,
    limits: Limits,
    wake: Arc<Notify>,
}

impl<DB: Database> Outbox<DB> {
    /// Creates an outbox in the database of this pool: `Outbox<Postgres>` or `Outbox<Sqlite>`.
    ///
    /// The pool is used by [`migrate`](Outbox::migrate), the relay and the queries of this type. Events are
    /// published on the application's own connections.
    pub fn new(pool: Pool<DB>) -> Self {
        Outbox { pool, limits: Limits::default(), wake: Arc::default() }
    }

    /// Sets the limits for published events; the limits of the hosted service by default. They should be the
    /// limits of the relay's client, which checks the events again.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Creates the tables, or migrates them to the version of this crate. If the tables are up to date,
    /// nothing changes. If several processes call this at the same time, one migrates while the others wait.
    ///
    /// The tables are `pusher_outbox`, `pusher_dead_letters`, `pusher_offsets`, `pusher_epoch`, `pusher_lease` and
    /// `pusher_schema`. The statements are in the folder `sql` of this crate, for use with another migration tool. A
    /// SQLite file is switched to WAL mode.
    ///
    /// A relay of an earlier version of this crate, in a process that still runs, loses its lease and ends with
    /// [`RelayError::Newer`](crate::RelayError::Newer).
    ///
    /// # Errors
    /// Returns an error if the tables are newer than this crate, or a statement fails. Nothing is changed in
    /// these cases.
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        DB::migrate(&self.pool).await
    }

    /// Publishes an event on the channels that its own fields identify, when the transaction commits.
    ///
    /// `conn` is the connection with the application's transaction: `&mut tx`. On a connection without a
    /// transaction, the event is published immediately.
    ///
    /// If the future is dropped before it has ended, or the database fails, some of the rows may be stored: roll the
    /// transaction back.
    ///
    /// An event on several channels is stored as several rows. The payload is stored unencrypted, also for
    /// encrypted channels; the relay encrypts it.
    ///
    /// At the commit, an event on a [recoverable channel](crate::guarantee#recoverable-channels) is assigned the next
    /// offset of the channel. Its payload must be a JSON object without the key `_position`.
    pub fn publish<'c, E: PublishEvent + ?Sized>(
        &self,
        conn: &'c mut DB::Connection,
        event: &E,
    ) -> Publish<'c, DB, E::Deliveries> {
        Publish::new(conn, StoredEvent::new(event, &self.limits), Arc::clone(&self.wake))
    }

    /// Publishes an event on a channel that it was declared for; see [`publish`](Outbox::publish).
    pub fn publish_on<'c, C, E, D>(
        &self,
        conn: &'c mut DB::Connection,
        channel: &C,
        event: &E,
    ) -> Publish<'c, DB, D>
    where
        C: Channel<Delivery = D> + ?Sized,
        E: PublishEventBy<C, D> + ?Sized,
    {
        Publish::new(conn, StoredEvent::on(channel, event, &self.limits), Arc::clone(&self.wake))
    }

    /// Publishes an event for a signed-in user; see [`publish`](Outbox::publish).
    pub fn publish_to_user<'c, I, E>(
        &self,
        conn: &'c mut DB::Connection,
        user_id: &I,
        event: &E,
    ) -> Publish<'c, DB, LiveChannel<()>>
    where
        I: ChannelParam + ?Sized,
        E: SendUserEvent + ?Sized,
    {
        Publish::new(conn, StoredEvent::to_user(user_id, event, &self.limits), Arc::clone(&self.wake))
    }

    /// Makes the relay of this process poll for events immediately.
    ///
    /// Publishing also wakes the relay, but the relay cannot see an event before the commit. It polls again
    /// after 10, 20, 40 and 80 ms. Calling this method after the commit avoids this delay.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Configures a relay, which sends the events with this client. Start one in every process: one is
    /// active, the others are on standby.
    pub fn relay(&self, client: Client) -> RelayBuilder<DB> {
        RelayBuilder::new(self.pool.clone(), client, Arc::clone(&self.wake))
    }

    /// Reads the events that a subscriber has missed on recoverable channels; see
    /// [`HistoryRequest`](crate::HistoryRequest).
    ///
    /// One statement reads all channels of a request. A page has at most 1,000 events, and at most 1 MiB of payloads
    /// except for a single larger event; the subscriber requests the next page. The response for a channel is a reset
    /// if the subscriber has missed more than 10,000 events, or if its position is of another epoch, after the last
    /// event, or older than the kept events.
    ///
    /// # Errors
    /// Returns an error if the database fails, or is a standby.
    pub async fn history(&self, request: AuthorizedHistory) -> Result<HistoryResponse, HistoryError> {
        history::read(&self.pool, request).await.map(HistoryResponse::new)
    }

    /// Begins a transaction in which the state of the application and [`positions`](Outbox::positions) agree: a
    /// subscriber that starts from these positions receives exactly the events whose changes are not in the state.
    ///
    /// In PostgreSQL it is a read-only transaction at `REPEATABLE READ`, in SQLite a deferred one.
    ///
    /// ```no_run
    /// # use pusher_typed::{Channel, Position};
    /// # use pusher_typed_outbox::Outbox;
    /// # use std::collections::BTreeMap;
    /// # #[derive(Channel)]
    /// # #[pusher(channel = "private-orders-<id>", recoverable)]
    /// # struct OrderChannel { id: u64 }
    /// # #[cfg(feature = "sqlite")]
    /// async fn page(
    ///     outbox: &Outbox<sqlx::Sqlite>,
    /// ) -> Result<(i64, BTreeMap<String, Position>), Box<dyn std::error::Error>> {
    ///     let mut tx = outbox.snapshot().await?;
    ///     let total: i64 =
    ///         sqlx::query_scalar("SELECT total_cents FROM orders WHERE id = 7").fetch_one(&mut *tx).await?;
    ///     let positions = outbox.positions(&mut tx, &[OrderChannel { id: 7 }]).await?;
    ///     tx.commit().await?;
    ///     Ok((total, positions)) // as JSON: {"private-orders-7":"k3v9.41"}
    /// }
    /// ```
    ///
    /// # Errors
    /// Returns an error if the database fails.
    pub async fn snapshot(&self) -> Result<Transaction<'static, DB>, Error> {
        self.pool.begin_with(DB::BEGIN_SNAPSHOT).await
    }

    /// The positions of the last events of channels, by the names of the channels, in a transaction that
    /// [`snapshot`](Outbox::snapshot) has begun. A channel without events has the offset 0.
    ///
    /// # Errors
    /// Returns an error if a channel's name is invalid, sqlx has begun no transaction on the connection, the isolation
    /// level of the transaction is below `REPEATABLE READ`, or the database fails or is a standby.
    pub fn positions<'c, C: RecoverableChannel>(
        &self,
        conn: &'c mut DB::Connection,
        channels: &[C],
    ) -> PositionsFuture<'c> {
        let names = channels.iter().map(|channel| channel.name().map(|name| name.to_string())).collect();
        Box::pin(history::positions::<DB>(conn, names))
    }

    /// Begins a new epoch: all positions become invalid, and every subscriber of a recoverable channel receives a
    /// reset, after which it loads the state again.
    ///
    /// Call it after you have restored a SQLite file from a copy, or the disk of a PostgreSQL server from a snapshot,
    /// before events are published: the offsets of the lost events are assigned again. A restored PostgreSQL dump, a
    /// recovery from an archive and a standby that became the primary are detected without it.
    ///
    /// # Errors
    /// Returns an error if the database fails.
    pub async fn new_epoch(&self) -> Result<(), Error> {
        DB::new_epoch(&mut *self.pool.acquire().await?).await
    }

    /// The events that the service refused as invalid.
    pub fn dead_letters(&self) -> DeadLetters<'_, DB> {
        DeadLetters { pool: &self.pool }
    }

    /// The number of waiting events, the age of the oldest one, and the number of dead letters.
    ///
    /// This counts the waiting rows. With a million of them it takes a fraction of a second.
    ///
    /// ```no_run
    /// # async fn example<DB: pusher_typed_outbox::Database>(outbox: pusher_typed_outbox::Outbox<DB>) -> Result<(), sqlx::Error> {
    /// let stats = outbox.stats().await?;
    /// println!("{} events wait, the oldest for {:?}; {} dead letters", stats.waiting, stats.lag, stats.dead);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Returns an error if the database fails.
    pub async fn stats(&self) -> Result<Stats, Error> {
        Ok(Stats::from_row(DB::stats(&mut *self.pool.acquire().await?).await?))
    }
}

impl<DB: Database> Clone for Outbox<DB> {
    fn clone(&self) -> Self {
        Outbox { pool: self.pool.clone(), limits: self.limits, wake: Arc::clone(&self.wake) }
    }
}

impl<DB: Database> fmt::Debug for Outbox<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbox")
            .field("database", &DB::NAME)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
