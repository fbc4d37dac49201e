//! The outbox itself.

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

/// Events that are stored in the application's own database, in the application's own transactions, and sent after
/// the commit.
///
/// Clones share the pool, and wake the same relay. The module page describes what an outbox promises.
pub struct Outbox<DB: Database> {
    pool: Pool<DB>,
    limits: Limits,
    wake: Arc<Notify>,
}

impl<DB: Database> Outbox<DB> {
    /// An outbox in the database of this pool: `Outbox<Postgres>` or `Outbox<Sqlite>`.
    ///
    /// The pool is used by [`migrate`](Outbox::migrate), the relay and the queries of this type. Events are published on
    /// connections of the application.
    pub fn new(pool: Pool<DB>) -> Self {
        Outbox { pool, limits: Limits::default(), wake: Arc::default() }
    }

    /// Sets the limits that events are checked against when they are published; those of the hosted service by
    /// default. They should be the limits of the relay's client, which checks again.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Creates the tables, or brings them to the version of this crate. Without anything to do it changes nothing; in
    /// several processes at once, one does it while the others wait.
    ///
    /// The tables are `pusher_outbox`, `pusher_dead_letters`, `pusher_lease` and `pusher_schema`. The statements are in
    /// the folder `sql` of this crate, for those who migrate with another tool. A SQLite file is switched to WAL mode.
    ///
    /// # Errors
    /// When the tables are newer than this crate, or a statement fails. Nothing has changed then.
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        DB::migrate(&self.pool).await
    }

    /// Publishes an event on the channels that its own fields name, if and when the transaction commits.
    ///
    /// `conn` is the connection with the application's transaction: `&mut tx`. Without a transaction, as with a
    /// connection of a pool, the event is published at once.
    ///
    /// An event on several channels becomes several rows, inserted by one statement. The payload is stored as plain
    /// text, also for encrypted channels: the relay encrypts.
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

    /// Has the relay of this process look for events at once.
    ///
    /// Publishing does so too, but the relay cannot see an event before the commit, and looks again after 10, 20, 40 and
    /// 80 ms. Called after the commit, this saves the difference.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// The relay, which sends the events with this client. Start one in every process: one works, the others stand by.
    pub fn relay(&self, client: Client) -> RelayBuilder<DB> {
        RelayBuilder::new(self.pool.clone(), client, Arc::clone(&self.wake))
    }

    /// The events that the service refuses for what they are.
    pub fn dead_letters(&self) -> DeadLetters<'_, DB> {
        DeadLetters { pool: &self.pool }
    }

    /// How many events wait, for how long, and how many are dead.
    ///
    /// It counts the waiting rows: with a million of them it takes a fraction of a second.
    ///
    /// # Errors
    /// When the database fails.
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
