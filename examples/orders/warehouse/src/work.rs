//! From received events to the reports of the warehouse.

use std::{collections::HashSet, error::Error, fmt, sync::Arc};

use orders_schema::{
    Delivered, OrderId, Packed, Shipped, Shop, ShopChannel, Task, WarehouseChannel, WhatIsOpen,
};
use pusher_typed::{
    Client,
    client::TriggerError,
    subscriber::{ConnectError, Disconnect, Item, SubscribeError, Subscriber, SubscriberConfig},
};
use tokio::task::JoinSet;
use tracing::{info, warn};

use crate::{Pace, Step};

const CARRIERS: [&str; 4] = ["the post", "a bicycle courier", "the night train", "DHL"];

/// Works for a shop until the connection has ended and is not opened again.
///
/// # Errors
/// Returns an error if the service cannot be reached or refuses at the start, or ends the connection later.
pub async fn run(client: Client, shop: Shop, pace: impl Pace) -> Result<(), Stopped> {
    let subscriber = Subscriber::connect(SubscriberConfig::from_client(&client)).await?;
    let mut tasks = subscriber.subscribe::<Task>(&ShopChannel { shop: shop.clone() }).await?;
    info!("waiting for the orders of the shop {shop:?}", shop = shop.to_string());
    let mut bench = Bench::new(client, shop, pace);
    bench.ask();
    loop {
        tokio::select! {
            item = tasks.next() => match item {
                Some(item) => bench.take(item)?,
                None => return Ok(()),
            },
            Some(done) = bench.running.join_next() => bench.settle(done),
        }
    }
}

/// The orders that are being worked on.
struct Bench<P> {
    client: Client,
    channel: WarehouseChannel,
    pace: Arc<P>,
    busy: HashSet<(OrderId, Step)>,
    running: JoinSet<Option<(OrderId, Step)>>,
}

impl<P: Pace> Bench<P> {
    fn new(client: Client, shop: Shop, pace: P) -> Self {
        Bench {
            client,
            channel: WarehouseChannel { shop },
            pace: Arc::new(pace),
            busy: HashSet::new(),
            running: JoinSet::new(),
        }
    }

    fn take(&mut self, item: Item<Task>) -> Result<(), Stopped> {
        match item {
            Item::Event(Task::Feed(event)) => self.begin_all(Step::after(&event)),
            Item::Event(Task::Open(open)) => self.begin_all(open.orders.into_iter().map(Step::next)),
            Item::Disconnected(why) => warn!("{why}"),
            // Events may have been missed.
            Item::Gap | Item::Lagged(_) => self.ask(),
            Item::Refused(error) => return Err(Stopped::Subscribe(error)),
            Item::Ended(why) => return Err(Stopped::Ended(why)),
            other => warn!("unexpected: {other:?}"),
        }
        Ok(())
    }

    /// Requests the open orders.
    fn ask(&mut self) {
        let (client, channel) = (self.client.clone(), self.channel.clone());
        self.running.spawn(async move {
            if let Err(error) = client.trigger_on(&channel, &WhatIsOpen {}).await {
                warn!("could not request the open orders: {error}");
            }
            None
        });
    }

    fn begin_all(&mut self, next: impl IntoIterator<Item = (OrderId, Step)>) {
        for (id, step) in next {
            self.begin(id, step);
        }
    }

    /// Starts a step unless it is already in progress.
    fn begin(&mut self, id: OrderId, step: Step) {
        if !self.busy.insert((id, step)) {
            return;
        }
        let (client, channel, pace) = (self.client.clone(), self.channel.clone(), Arc::clone(&self.pace));
        self.running.spawn(async move {
            pace.work(step).await;
            match report(&client, &channel, id, step).await {
                Ok(what) => info!("order {id} {what}"),
                Err(error) => warn!("could not report order {id}: {error}"),
            }
            Some((id, step))
        });
    }

    fn settle(&mut self, done: Result<Option<(OrderId, Step)>, tokio::task::JoinError>) {
        match done {
            Ok(Some(step)) => drop(self.busy.remove(&step)),
            Ok(None) => {}
            Err(error) => warn!("{error}"),
        }
    }
}

/// Reports a step to the shop's service; returns a description for the log.
async fn report(
    client: &Client,
    channel: &WarehouseChannel,
    id: OrderId,
    step: Step,
) -> Result<String, TriggerError> {
    match step {
        Step::Pack => {
            client.trigger_on(channel, &Packed { id }).await?;
            Ok("is packed".to_owned())
        }
        Step::Ship => {
            let carrier = carrier(id);
            client.trigger_on(channel, &Shipped { id, carrier: carrier.to_owned() }).await?;
            Ok(format!("goes by {carrier}"))
        }
        Step::Deliver => {
            client.trigger_on(channel, &Delivered { id }).await?;
            Ok("was delivered".to_owned())
        }
    }
}

fn carrier(id: OrderId) -> &'static str {
    let index = usize::try_from(id.0 % CARRIERS.len() as u64).unwrap_or_default();
    CARRIERS.get(index).copied().unwrap_or("the post")
}

/// Why the warehouse has stopped.
#[derive(Debug)]
pub enum Stopped {
    /// The first connection failed.
    Connect(ConnectError),
    /// The subscription to the feed was refused.
    Subscribe(SubscribeError),
    /// The service ended the connection, and it is not opened again.
    Ended(Disconnect),
}

impl From<ConnectError> for Stopped {
    fn from(error: ConnectError) -> Self {
        Stopped::Connect(error)
    }
}

impl From<SubscribeError> for Stopped {
    fn from(error: SubscribeError) -> Self {
        Stopped::Subscribe(error)
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stopped::Connect(_) => "the warehouse could not connect",
            Stopped::Subscribe(_) => "the warehouse could not subscribe to the feed",
            Stopped::Ended(_) => "the connection of the warehouse has ended and is not opened again",
        })
    }
}

impl Error for Stopped {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Stopped::Connect(error) => Some(error),
            Stopped::Subscribe(error) => Some(error),
            Stopped::Ended(disconnect) => Some(disconnect),
        }
    }
}
