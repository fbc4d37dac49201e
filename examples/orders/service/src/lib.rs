//! The shop's service: accepts orders, publishes their progress, authorizes pages, and handles webhooks.
//!
//! | route | |
//! |---|---|
//! | `GET /` | the page |
//! | `GET /config` | the connection settings of the page |
//! | `POST`, `GET`, `DELETE /session` | sign in with a name, the current person, sign out |
//! | `POST`, `GET /orders` | place an order, all open orders |
//! | `GET /realtime` | whether the realtime service is available, for the banner of the page |
//! | `POST /pusher/auth`, `/pusher/user-auth` | authorization of channels and users, for pusher-js |
//! | `POST /pusher/history` | the events that a subscriber has missed |
//! | `POST /pusher/webhooks` | webhooks of the realtime service |
//!
//! Orders are in a database, with an outbox: each change and its event are stored in one transaction, and sent after it.
//! The channel of the orders is recoverable, so a page that has missed an event requests it from `/pusher/history`. The
//! service can be killed at any time.

mod access;
mod config;
mod history;
mod json;
mod orders;
mod page;
mod realtime;
mod refusal;
mod relay;
mod reports;
mod run;
mod sessions;
mod store;
mod webhooks;

use axum::{
    Router,
    extract::FromRef,
    routing::{get, post},
};
use orders_schema::{FloorChannel, Shop, ShopChannel};
use pusher_typed::{Client, subscriber::Subscriber};
use pusher_typed_outbox::Relay;
use tracing::error;

pub use crate::{
    config::{PageConfig, UrlError},
    history::ShopHistory,
    realtime::Realtime,
    reports::StartError,
    run::run,
    store::{Database, OpenError},
};
use crate::{history::WarehouseToken, relay::Outage};

/// The state that the handlers share.
#[derive(Clone, FromRef)]
pub(crate) struct App {
    client: Client,
    config: PageConfig,
    shop: Shop,
    orders: ShopChannel,
    floor: FloorChannel,
    database: Database,
    outage: Outage,
    token: WarehouseToken,
}

/// The running service.
pub struct Service {
    app: App,
    warehouse: Subscriber,
    relay: Relay,
}

impl Service {
    /// Connects to the realtime service, subscribes to the reports of the warehouse, and sends the events of the database.
    ///
    /// # Errors
    /// Returns an error if the realtime service cannot be reached or refuses.
    pub async fn start(realtime: &Realtime, shop: Shop, database: Database) -> Result<Service, StartError> {
        let app = App {
            client: realtime.client.clone(),
            config: realtime.config.clone().with_shop(&shop),
            orders: ShopChannel { shop: shop.clone() },
            floor: FloorChannel { shop: shop.clone() },
            shop,
            database,
            outage: Outage::default(),
            token: WarehouseToken::default(),
        };
        let warehouse = reports::listen(&app).await?;
        let relay = relay::start(&app.database, app.client.clone(), app.outage.clone());
        Ok(Service { app, warehouse, relay })
    }

    /// The token by which a warehouse in another process may read the history. An empty token is ignored.
    #[must_use]
    pub fn with_warehouse_token(mut self, token: Option<String>) -> Service {
        self.app.token = WarehouseToken(token.filter(|token| !token.is_empty()));
        self
    }

    /// The history for a warehouse in this process.
    pub fn history(&self) -> ShopHistory {
        ShopHistory(self.app.database.clone())
    }

    /// The routes of the service.
    pub fn routes(&self) -> Router {
        router(self.app.clone())
    }

    /// Ends the subscription to the warehouse, and sends what has been published.
    pub async fn close(self) {
        self.warehouse.close().await;
        if let Err(error) = self.relay.close().await {
            error!("the relay has failed: {error}");
        }
    }
}

fn router(app: App) -> Router {
    Router::new()
        .merge(page::routes())
        .route("/config", get(config::show))
        .route("/session", post(access::sign_in).get(access::who_am_i).delete(access::sign_out))
        .route("/orders", post(orders::place).get(orders::open))
        .route("/realtime", get(relay::show))
        .route("/pusher/auth", post(access::authorize))
        .route("/pusher/user-auth", post(access::authenticate))
        .route("/pusher/history", post(history::read))
        .route("/pusher/webhooks", post(webhooks::receive))
        .with_state(app)
}
