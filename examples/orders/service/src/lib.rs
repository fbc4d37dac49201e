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
//! | `POST /pusher/webhooks` | webhooks of the realtime service |
//!
//! The book of orders has the current state. Its changes are published as numbered events, in order, so that a page
//! notices when it has missed one.

mod access;
mod book;
mod config;
mod json;
mod news;
mod orders;
mod outage;
mod page;
mod realtime;
mod refusal;
mod reports;
mod sessions;
mod webhooks;

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    extract::FromRef,
    routing::{get, post},
};
use orders_schema::Shop;
use pusher_typed::{Client, subscriber::Subscriber};

use crate::{book::Book, news::News, sessions::Sessions};
pub use crate::{
    config::{PageConfig, UrlError},
    realtime::Realtime,
    reports::StartError,
};

/// The state that the handlers share.
#[derive(Clone, FromRef)]
pub(crate) struct App {
    client: Client,
    config: PageConfig,
    shop: Shop,
    sessions: Sessions,
    book: Arc<Mutex<Book>>,
    news: News,
}

/// The running service.
pub struct Service {
    app: App,
    warehouse: Subscriber,
}

impl Service {
    /// Connects to the realtime service and subscribes to the reports of the warehouse.
    ///
    /// # Errors
    /// Returns an error if the realtime service cannot be reached or refuses.
    pub async fn start(realtime: &Realtime, shop: Shop) -> Result<Service, StartError> {
        let news = News::start(&realtime.client, shop.clone());
        let app = App {
            client: realtime.client.clone(),
            config: realtime.config.clone().with_shop(&shop),
            shop,
            sessions: Sessions::default(),
            book: Arc::new(Mutex::new(Book::new(news.clone()))),
            news,
        };
        let warehouse = reports::listen(&app).await?;
        Ok(Service { app, warehouse })
    }

    /// The routes of the service.
    pub fn routes(&self) -> Router {
        router(self.app.clone())
    }

    /// Ends the subscription to the warehouse, and sends what has been published.
    pub async fn close(self) {
        self.warehouse.close().await;
        self.app.news.close().await;
    }
}

fn router(app: App) -> Router {
    Router::new()
        .merge(page::routes())
        .route("/config", get(config::show))
        .route("/session", post(access::sign_in).get(access::who_am_i).delete(access::sign_out))
        .route("/orders", post(orders::place).get(orders::open))
        .route("/realtime", get(outage::show))
        .route("/pusher/auth", post(access::authorize))
        .route("/pusher/user-auth", post(access::authenticate))
        .route("/pusher/webhooks", post(webhooks::receive))
        .with_state(app)
}
