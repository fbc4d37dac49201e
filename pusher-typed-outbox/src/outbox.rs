//! The outbox.

use std::{fmt, sync::Arc};

use pusher_typed::{
    Channel, ChannelParam, Client, SendUserEvent, TriggerEvent, TriggerEventOn,
    client::{Limits, stored::StoredEvent},
};
use sqlx::{Error, Pool};
use tokio::sync::Notify;

use crate::{
    database::Database, dead_letter::DeadLetters, migrate::MigrateError, publish::Publish,
    relay::RelayBuilder, stats::Stats,
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
    /// The tables are `pusher_outbox`, `pusher_dead_letters`, `pusher_lease` and `pusher_schema`. The
    /// statements are in the folder `sql` of this crate, for use with another migration tool. A SQLite file
    /// is switched to WAL mode.
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
    /// An event on several channels is stored as several rows. The payload is stored unencrypted, also for
    /// encrypted channels; the relay encrypts it.
    pub fn publish<'c, E: TriggerEvent + ?Sized>(
        &self,
        conn: &'c mut DB::Connection,
        event: &E,
    ) -> Publish<'c, DB> {
        Publish::new(conn, StoredEvent::new(event, &self.limits), Arc::clone(&self.wake))
    }

    /// Publishes an event on a channel that it was declared for; see [`publish`](Outbox::publish).
    pub fn publish_on<'c, C, E>(
        &self,
        conn: &'c mut DB::Connection,
        channel: &C,
        event: &E,
    ) -> Publish<'c, DB>
    where
        C: Channel + ?Sized,
        E: TriggerEventOn<C> + ?Sized,
    {
        Publish::new(conn, StoredEvent::on(channel, event, &self.limits), Arc::clone(&self.wake))
    }

    /// Publishes an event for a signed-in user; see [`publish`](Outbox::publish).
    pub fn publish_to_user<'c, I, E>(
        &self,
        conn: &'c mut DB::Connection,
        user_id: &I,
        event: &E,
    ) -> Publish<'c, DB>
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
