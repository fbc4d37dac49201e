//! Sends the service's events one after the other.

use orders_schema::{Feed, FloorChannel, Notice, OpenOrders, PersonId, Shop, ShopChannel, WebhookReceived};
use pusher_typed::{Client, client::TriggerError};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tracing::error;

/// A queue of events; adding one does not wait until it is sent.
#[derive(Debug, Clone)]
pub(crate) struct News(UnboundedSender<Item>);

#[derive(Debug)]
enum Item {
    Feed(Feed),
    All(OpenOrders),
    Customer(PersonId, Notice),
    Webhook(WebhookReceived),
}

impl News {
    /// Starts a task that sends until the last clone is dropped.
    pub(crate) fn start(client: Client, shop: Shop) -> News {
        let (news, items) = unbounded_channel();
        let sender =
            Sender { client, feed: ShopChannel { shop: shop.clone() }, floor: FloorChannel { shop } };
        tokio::spawn(sender.run(items));
        News(news)
    }

    pub(crate) fn feed(&self, event: Feed) {
        self.push(Item::Feed(event));
    }

    pub(crate) fn all(&self, open: OpenOrders) {
        self.push(Item::All(open));
    }

    pub(crate) fn customer(&self, id: PersonId, notice: Notice) {
        self.push(Item::Customer(id, notice));
    }

    pub(crate) fn webhook(&self, webhook: WebhookReceived) {
        self.push(Item::Webhook(webhook));
    }

    fn push(&self, item: Item) {
        if let Err(unsent) = self.0.send(item) {
            error!("the sender has stopped: {:?}", unsent.0);
        }
    }
}

struct Sender {
    client: Client,
    feed: ShopChannel,
    floor: FloorChannel,
}

impl Sender {
    async fn run(self, mut items: UnboundedReceiver<Item>) {
        while let Some(item) = items.recv().await {
            // The client has already retried. Pages notice the gap in the numbers.
            if let Err(error) = self.send(&item).await {
                error!("not sent: {item:?}: {error}");
            }
        }
    }

    async fn send(&self, item: &Item) -> Result<(), TriggerError> {
        let (client, feed) = (&self.client, &self.feed);
        match item {
            Item::Feed(Feed::Placed(event)) => client.trigger_on(feed, event).await?,
            Item::Feed(Feed::Packed(event)) => client.trigger_on(feed, event).await?,
            Item::Feed(Feed::Shipped(event)) => client.trigger_on(feed, event).await?,
            Item::Feed(Feed::Delivered(event)) => client.trigger_on(feed, event).await?,
            Item::All(open) => client.trigger_on(feed, open).await?,
            Item::Customer(id, notice) => client.send_to_user(id, notice).await?,
            Item::Webhook(webhook) => client.trigger_on(&self.floor, webhook).await?,
        };
        Ok(())
    }
}
