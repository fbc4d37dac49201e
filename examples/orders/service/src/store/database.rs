//! One of the two databases.

use std::{error::Error, fmt, sync::Arc};

use orders_schema::{
    FloorChannel, Name, Order, OrderId, Person, PersonId, ShopChannel, Snapshot, WebhookReceived,
};
use pusher_typed::{ChannelNameError, Client};
use pusher_typed_outbox::{
    AuthorizedHistory, HistoryError, HistoryResponse, PositionsError, PublishError, Relay, RelayReport,
};
use sqlx::{Postgres, Sqlite};
use tempfile::TempDir;

use super::tables::Tables;
use crate::orders::Wish;

/// The database of the shop: SQLite or PostgreSQL. Its outbox has the events about what is stored in it.
#[derive(Clone)]
pub struct Database {
    pub(super) kind: Kind,
    /// The folder of a temporary database.
    pub(super) _folder: Option<Arc<TempDir>>,
}

#[derive(Clone)]
pub(super) enum Kind {
    Sqlite(Tables<Sqlite>),
    Postgres(Tables<Postgres>),
}

macro_rules! on {
    ($database:expr, $tables:ident => $result:expr) => {
        match &$database.kind {
            Kind::Sqlite($tables) => $result,
            Kind::Postgres($tables) => $result,
        }
    };
}

type Result<T, E = StoreError> = std::result::Result<T, E>;

impl Database {
    /// Creates a person and a session.
    pub(crate) async fn sign_in(&self, token: &str, name: &Name) -> Result<Person> {
        on!(self, tables => tables.sign_in(token, name).await)
    }

    /// The person of a session.
    pub(crate) async fn signed_in(&self, token: &str) -> Result<Option<Person>> {
        on!(self, tables => tables.signed_in(token).await)
    }

    pub(crate) async fn sign_out(&self, token: &str) -> Result<()> {
        on!(self, tables => tables.sign_out(token).await)
    }

    /// The name of a person who is or was signed in.
    pub(crate) async fn name(&self, id: PersonId) -> Result<Option<Name>> {
        on!(self, tables => tables.name(id).await)
    }

    /// Stores an order and its event; `None` if too many orders are open.
    pub(crate) async fn place(
        &self,
        shop: &ShopChannel,
        wish: Wish,
        customer: Person,
    ) -> Result<Option<Order>> {
        on!(self, tables => tables.place(shop, wish, customer).await)
    }

    // A report that does not follow from the order's progress, because it arrived twice or out of order, changes nothing.

    pub(crate) async fn pack(&self, shop: &ShopChannel, order: OrderId) -> Result<()> {
        on!(self, tables => tables.pack(shop, order).await)
    }

    pub(crate) async fn ship(&self, shop: &ShopChannel, order: OrderId, carrier: String) -> Result<()> {
        on!(self, tables => tables.ship(shop, order, carrier).await)
    }

    pub(crate) async fn deliver(&self, shop: &ShopChannel, order: OrderId) -> Result<()> {
        on!(self, tables => tables.deliver(shop, order).await)
    }

    /// The open orders, and the position of the last event about them.
    pub(crate) async fn snapshot(&self, shop: &ShopChannel) -> Result<Snapshot> {
        on!(self, tables => tables.snapshot(shop).await)
    }

    /// Sends all open orders to the warehouse.
    pub(crate) async fn send_all(&self, shop: &ShopChannel) -> Result<()> {
        on!(self, tables => tables.send_all(shop).await)
    }

    pub(crate) async fn publish_webhook(
        &self,
        floor: &FloorChannel,
        webhook: &WebhookReceived,
    ) -> Result<()> {
        on!(self, tables => {
            let mut conn = tables.pool.acquire().await?;
            Ok(tables.outbox.publish_on(&mut conn, floor, webhook).await?)
        })
    }

    /// The events after the positions of a request.
    pub(crate) async fn history(&self, request: AuthorizedHistory) -> Result<HistoryResponse, HistoryError> {
        on!(self, tables => tables.outbox.history(request).await)
    }

    /// Sends the events.
    pub(crate) fn relay(
        &self,
        client: Client,
        report: impl Fn(&RelayReport) + Send + Sync + 'static,
    ) -> Relay {
        on!(self, tables => tables.outbox.relay(client).on_report(report).start())
    }

    /// How many events wait to be sent.
    pub(crate) async fn waiting(&self) -> Result<u64> {
        on!(self, tables => Ok(tables.outbox.stats().await?.waiting))
    }
}

/// Why the database did not do something.
#[derive(Debug)]
pub(crate) enum StoreError {
    Database(sqlx::Error),
    Publish(PublishError),
    Positions(PositionsError),
    Channel(ChannelNameError),
    NoPosition,
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        StoreError::Database(error)
    }
}

impl From<PublishError> for StoreError {
    fn from(error: PublishError) -> Self {
        StoreError::Publish(error)
    }
}

impl From<PositionsError> for StoreError {
    fn from(error: PositionsError) -> Self {
        StoreError::Positions(error)
    }
}

impl From<ChannelNameError> for StoreError {
    fn from(error: ChannelNameError) -> Self {
        StoreError::Channel(error)
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::Database(error) => write!(f, "the database failed: {error}"),
            StoreError::Publish(error) => write!(f, "an event was not stored: {error}"),
            StoreError::Positions(error) => write!(f, "the position was not read: {error}"),
            StoreError::Channel(error) => write!(f, "the channel has no name: {error}"),
            StoreError::NoPosition => f.write_str("the channel has no position"),
        }
    }
}

impl Error for StoreError {}
