//! The reports of the warehouse.

use std::{error::Error, fmt};

use orders_schema::{Report, ShopChannel, WarehouseChannel};
use pusher_typed::subscriber::{
    ConnectError, Item, SubscribeError, Subscriber, SubscriberConfig, Subscription,
};
use tracing::{error, warn};

use crate::{
    App,
    store::{Database, StoreError},
};

/// Subscribes to the reports of the warehouse, and stores them.
pub(crate) async fn listen(app: &App) -> Result<Subscriber, StartError> {
    let subscriber = Subscriber::connect(SubscriberConfig::from_client(&app.client)).await?;
    let reports = subscriber.subscribe::<Report>(&WarehouseChannel { shop: app.shop.clone() }).await?;
    tokio::spawn(follow(reports, app.database.clone(), app.orders.clone()));
    Ok(subscriber)
}

async fn follow(mut reports: Subscription<Report>, database: Database, shop: ShopChannel) {
    // A warehouse that started before this service has received no response to its request.
    log(database.send_all(&shop).await);
    while let Some(item) = reports.next().await {
        match item {
            Item::Event(report) => log(note(&database, &shop, report).await),
            // A report may have been missed: the warehouse repeats what the open orders lack.
            Item::Gap | Item::Lagged(_) => log(database.send_all(&shop).await),
            Item::Disconnected(why) => warn!("{why}"),
            Item::Refused(error) => error!("the subscription to the warehouse has ended: {error}"),
            Item::Ended(why) => error!("the subscription to the warehouse has ended: {why}"),
            other => warn!("unexpected: {other:?}"),
        }
    }
}

async fn note(database: &Database, shop: &ShopChannel, report: Report) -> Result<(), StoreError> {
    match report {
        Report::Packed(packed) => database.pack(shop, packed.id).await,
        Report::Shipped(shipped) => database.ship(shop, shipped.id, shipped.carrier).await,
        Report::Delivered(delivered) => database.deliver(shop, delivered.id).await,
        Report::WhatIsOpen(_) => database.send_all(shop).await,
    }
}

/// The warehouse asks again after its next reconnection.
fn log(stored: Result<(), StoreError>) {
    if let Err(error) = stored {
        error!("a report was not stored: {error}");
    }
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
