//! The reports of the warehouse.

use std::{
    error::Error,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use orders_schema::{Report, WarehouseChannel};
use pusher_typed::subscriber::{
    ConnectError, Item, SubscribeError, Subscriber, SubscriberConfig, Subscription,
};
use tracing::{error, warn};

use crate::{App, book::Book};

/// Subscribes to the reports of the warehouse, and records them in the book.
pub(crate) async fn listen(app: &App) -> Result<Subscriber, StartError> {
    let subscriber = Subscriber::connect(SubscriberConfig::from_client(&app.client)).await?;
    let reports = subscriber.subscribe::<Report>(&WarehouseChannel { shop: app.shop.clone() }).await?;
    tokio::spawn(follow(reports, app.book.clone()));
    Ok(subscriber)
}

async fn follow(mut reports: Subscription<Report>, book: impl AsRef<Mutex<Book>>) {
    let book = book.as_ref();
    // A warehouse that started before this service has received no response to its request.
    lock(book).send_all();
    while let Some(item) = reports.next().await {
        match item {
            Item::Event(report) => lock(book).note(report),
            // A report may have been missed: the warehouse repeats what the open orders lack.
            Item::Gap | Item::Lagged(_) => lock(book).send_all(),
            Item::Disconnected(why) => warn!("{why}"),
            Item::Refused(error) => error!("the subscription to the warehouse has ended: {error}"),
            Item::Ended(why) => error!("the subscription to the warehouse has ended: {why}"),
            other => warn!("unexpected: {other:?}"),
        }
    }
}

fn lock(book: &Mutex<Book>) -> MutexGuard<'_, Book> {
    book.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Why the service did not start.
#[derive(Debug)]
pub enum StartError {
    /// The realtime service cannot be reached.
    Connect(ConnectError),
    /// The subscription to the warehouse was refused.
    Subscribe(SubscribeError),
}

impl From<ConnectError> for StartError {
    fn from(error: ConnectError) -> Self {
        StartError::Connect(error)
    }
}

impl From<SubscribeError> for StartError {
    fn from(error: SubscribeError) -> Self {
        StartError::Subscribe(error)
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            StartError::Connect(_) => "the realtime service cannot be reached",
            StartError::Subscribe(_) => "the subscription to the warehouse was refused",
        })
    }
}

impl Error for StartError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            StartError::Connect(error) => Some(error),
            StartError::Subscribe(error) => Some(error),
        }
    }
}
