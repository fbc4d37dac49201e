//! Listening to the warehouse.

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

/// Subscribes to what the warehouse tells, and writes it into the book from then on.
pub(crate) async fn listen(app: &App) -> Result<Subscriber, StartError> {
    let subscriber = Subscriber::connect(SubscriberConfig::from_client(&app.client)).await?;
    let reports = subscriber.subscribe::<Report>(&WarehouseChannel { shop: app.shop.clone() }).await?;
    tokio::spawn(follow(reports, app.book.clone()));
    Ok(subscriber)
}

async fn follow(mut reports: Subscription<Report>, book: impl AsRef<Mutex<Book>>) {
    let book = book.as_ref();
    // A warehouse that began before this service asked in vain.
    lock(book).tell_all();
    while let Some(item) = reports.next().await {
        match item {
            Item::Event(report) => lock(book).note(report),
            // The warehouse may have told something in between: by what is open now it sees what is missing.
            Item::Gap | Item::Lagged(_) => lock(book).tell_all(),
            Item::Disconnected(why) => warn!("{why}"),
            Item::Refused(error) => error!("the warehouse is not heard any more: {error}"),
            Item::Ended(why) => error!("the warehouse is not heard any more: {why}"),
            other => warn!("not understood: {other:?}"),
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
    /// The channel of the warehouse was refused.
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
            StartError::Subscribe(_) => "the warehouse's channel was refused",
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
