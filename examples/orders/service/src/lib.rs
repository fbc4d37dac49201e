//! The shop's service: takes orders, tells everybody what becomes of them, lets
//! pages subscribe, and handles webhooks.
//!
//! | route | |
//! |---|---|
//! | `GET /` | the page |
//! | `GET /config` | where the page connects |
//! | `POST`, `GET`, `DELETE /session` | sign in by a name, who am I, sign out |
//! | `POST`, `GET /orders` | order, and all that is open |
//! | `POST /pusher/auth`, `/pusher/user-auth` | pusher-js asks for its signatures |
//! | `POST /pusher/webhooks` | the realtime service tells |
//!
//! What is true stands in the book of orders; the feed tells of its changes, in
//! its order and numbered, so that a page knows when it has missed one.

mod access;
mod book;
mod config;
mod json;
mod news;
mod orders;
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

/// What the handlers share.
#[derive(Clone, FromRef)]
pub(crate) struct App {
    client: Client,
    config: PageConfig,
    shop: Shop,
    sessions: Sessions,
    book: Arc<Mutex<Book>>,
    news: News,
}

/// The service while it runs.
pub struct Service {
    app: App,
    warehouse: Subscriber,
}

impl Service {
    /// Connects to the realtime service, and listens to the warehouse.
    ///
    /// # Errors
    /// When the realtime service cannot be reached or refuses.
    pub async fn start(realtime: &Realtime, shop: Shop) -> Result<Service, StartError> {
        let news = News::spread(realtime.client.clone(), shop.clone());
        let app = App {
            client: realtime.client.clone(),
            config: realtime.config.clone().of_shop(&shop),
            shop,
            sessions: Sessions::default(),
            book: Arc::new(Mutex::new(Book::new(news.clone()))),
            news,
        };
        let warehouse = reports::listen(&app).await?;
        Ok(Service { app, warehouse })
    }

    /// What it answers to.
    pub fn routes(&self) -> Router {
        router(self.app.clone())
    }

    /// Listens to the warehouse no longer.
    pub async fn close(self) {
        self.warehouse.close().await;
    }
}

fn router(app: App) -> Router {
    Router::new()
        .merge(page::routes())
        .route("/config", get(config::show))
        .route("/session", post(access::sign_in).get(access::who_am_i).delete(access::sign_out))
        .route("/orders", post(orders::place).get(orders::open))
        .route("/pusher/auth", post(access::authorize))
        .route("/pusher/user-auth", post(access::authenticate))
        .route("/pusher/webhooks", post(webhooks::receive))
        .with_state(app)
}
