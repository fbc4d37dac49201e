//! Publishes the service's events in the background.

use orders_schema::{Feed, FloorChannel, Notice, OpenOrders, PersonId, Shop, ShopChannel, WebhookReceived};
use pusher_typed::{
    Client,
    publisher::{PublishError, Publisher, PublisherStats},
};
use tracing::error;

/// The publisher, and the channels of the shop. Publishing does not wait, and does not fail in an outage of the realtime
/// service.
#[derive(Debug, Clone)]
pub(crate) struct News {
    publisher: Publisher,
    feed: ShopChannel,
    floor: FloorChannel,
}

impl News {
    pub(crate) fn start(client: &Client, shop: Shop) -> News {
        let publisher = client
            .publisher()
            // Pages ignore events that arrive twice: every event has a number. They notice the gap of one that is missing.
            .at_least_once()
            .on_failure(|undelivered| error!("{undelivered}"))
            .start();
        News { publisher, feed: ShopChannel { shop: shop.clone() }, floor: FloorChannel { shop } }
    }

    pub(crate) fn feed(&self, event: &Feed) {
        let (publisher, feed) = (&self.publisher, &self.feed);
        log(match event {
            Feed::Placed(event) => publisher.publish_on(feed, event),
            Feed::Packed(event) => publisher.publish_on(feed, event),
            Feed::Shipped(event) => publisher.publish_on(feed, event),
            Feed::Delivered(event) => publisher.publish_on(feed, event),
        });
    }

    pub(crate) fn all(&self, open: &OpenOrders) {
        log(self.publisher.publish_on(&self.feed, open));
    }

    pub(crate) fn customer(&self, id: PersonId, notice: &Notice) {
        log(self.publisher.publish_to_user(&id, notice));
    }

    pub(crate) fn webhook(&self, webhook: &WebhookReceived) {
        log(self.publisher.publish_on(&self.floor, webhook));
    }

    pub(crate) fn stats(&self) -> PublisherStats {
        self.publisher.stats()
    }

    /// Waits until everything is sent, within the publisher's limit.
    pub(crate) async fn close(&self) {
        let report = self.publisher.close().await;
        if report.failed > 0 {
            error!("{} events were not sent", report.failed);
        }
    }
}

/// The order is placed all the same; a page notices the gap in the numbers.
fn log(published: Result<(), PublishError>) {
    if let Err(error) = published {
        error!("an event was not published: {error}");
    }
}
