//! The warehouse with the in-process server.

use std::{error::Error, sync::Arc};

use orders_schema::{
    Delivered, Feed, Name, OpenOrder, OpenOrders, Order, OrderDelivered, OrderId, OrderPacked, OrderPlaced,
    OrderShipped, Packed, Person, PersonId, Report, Shop, ShopChannel, Stage, WhatIsOpen,
};
use orders_warehouse::{Pace, Step};
use pusher_typed::{
    Client, PublishEventOn,
    testing::{MemoryHistory, Server},
};
use tokio::{sync::Semaphore, task::JoinHandle};

type Outcome = Result<(), Box<dyn Error>>;

/// Each step waits for a permit.
struct OneByOne(Arc<Semaphore>);

impl Pace for OneByOne {
    async fn work(&self, _: Step) {
        self.0.acquire().await.expect("the semaphore is never closed").forget();
    }
}

struct Shift {
    server: Server,
    permits: Arc<Semaphore>,
    shop: ShopChannel,
    history: MemoryHistory,
    _warehouse: JoinHandle<()>,
}

impl Shift {
    /// A warehouse that has requested the open orders.
    async fn open() -> Result<Shift, Box<dyn Error>> {
        let server = Server::start().await?;
        let (permits, history) = (Arc::new(Semaphore::new(0)), MemoryHistory::new());
        let shop: Shop = "corner".parse()?;
        let (client, pace) = (server.client().clone(), OneByOne(Arc::clone(&permits)));
        let run = orders_warehouse::run(client, history.clone(), shop.clone(), pace);
        let warehouse = tokio::spawn(async move { run.await.expect("the warehouse works") });
        let stage = Shift { server, permits, shop: ShopChannel { shop }, history, _warehouse: warehouse };
        assert_eq!(stage.reports(1).await?, [Report::WhatIsOpen(WhatIsOpen {})]);
        Ok(stage)
    }

    fn client(&self) -> &Client {
        self.server.client()
    }

    async fn reports(&self, count: usize) -> Result<Vec<Report>, Box<dyn Error>> {
        Ok(self.server.wait_for_events(count).await?)
    }

    /// Sends what the shop's service would send.
    async fn send(&self, event: Feed) -> Outcome {
        match event {
            Feed::Placed(event) => self.publish(&event).await,
            Feed::Packed(event) => self.publish(&event).await,
            Feed::Shipped(event) => self.publish(&event).await,
            Feed::Delivered(event) => self.publish(&event).await,
        }
    }

    async fn publish(&self, event: &impl PublishEventOn<ShopChannel>) -> Outcome {
        Ok(self.history.publish_on(self.client(), &self.shop, event).await?)
    }
}

const ID: OrderId = OrderId(3);

fn placed() -> Feed {
    let customer = Person { id: PersonId(7), name: Name::new("Ada").expect("a name") };
    let (item, stage) = ("tea".to_owned(), Stage::Placed);
    let order = Order { id: ID, item, quantity: 2, customer, stage, carrier: None };
    Feed::Placed(OrderPlaced { order })
}

#[tokio::test]
async fn an_order_is_packed_shipped_and_delivered_one_after_the_other() -> Outcome {
    let stage = Shift::open().await?;
    stage.permits.add_permits(3);

    stage.send(placed()).await?;
    assert_eq!(stage.reports(2).await?[1], Report::Packed(Packed { id: ID }));
    stage.send(Feed::Packed(OrderPacked { id: ID })).await?;
    let Report::Shipped(shipped) = stage.reports(3).await?.remove(2) else { panic!("it was not shipped") };
    assert_eq!((shipped.id, &*shipped.carrier), (ID, "DHL"));
    stage.send(Feed::Shipped(OrderShipped { id: ID, carrier: shipped.carrier })).await?;
    assert_eq!(stage.reports(4).await?[3], Report::Delivered(Delivered { id: ID }));
    stage.send(Feed::Delivered(OrderDelivered { id: ID })).await?;

    // Nothing follows on a delivery: the next report is that of the next order.
    stage.permits.add_permits(1);
    stage.send(placed()).await?;
    assert_eq!(stage.reports(5).await?[4], Report::Packed(Packed { id: ID }));
    Ok(())
}

#[tokio::test]
async fn missed_orders_are_requested_and_added() -> Outcome {
    let stage = Shift::open().await?;
    stage.server.drop_connections();
    assert_eq!(stage.reports(2).await?[1], Report::WhatIsOpen(WhatIsOpen {}));

    stage.permits.add_permits(2);
    let orders =
        vec![OpenOrder { id: ID, stage: Stage::Placed }, OpenOrder { id: OrderId(4), stage: Stage::Shipped }];
    stage.publish(&OpenOrders { orders }).await?;
    let reports = stage.reports(4).await?;
    assert!(reports[2..].contains(&Report::Packed(Packed { id: ID })), "{reports:?}");
    assert!(reports[2..].contains(&Report::Delivered(Delivered { id: OrderId(4) })), "{reports:?}");
    Ok(())
}

#[tokio::test]
async fn a_repeated_webhook_is_handled_once() -> Outcome {
    let stage = Shift::open().await?;
    stage.send(placed()).await?;
    let orders =
        vec![OpenOrder { id: ID, stage: Stage::Placed }, OpenOrder { id: OrderId(4), stage: Stage::Placed }];
    stage.publish(&OpenOrders { orders }).await?;
    stage.permits.add_permits(3);
    let first = stage.reports(3).await?;
    let ids: Vec<_> = first[1..]
        .iter()
        .map(|report| if let Report::Packed(packed) = report { packed.id } else { OrderId(0) })
        .collect();
    assert!(ids.contains(&ID) && ids.contains(&OrderId(4)), "{first:?}");

    // The third permit was not taken: it is there for what comes now.
    stage.send(Feed::Packed(OrderPacked { id: ID })).await?;
    assert!(matches!(&stage.reports(4).await?[3], Report::Shipped(shipped) if shipped.id == ID));
    Ok(())
}

#[tokio::test]
async fn it_stops_when_the_service_ends_the_connection_for_good() -> Outcome {
    let server = Server::start().await?;
    let shop: Shop = "corner".parse()?;
    let run = orders_warehouse::run(
        server.client().clone(),
        MemoryHistory::new(),
        shop.clone(),
        OneByOne(Arc::new(Semaphore::new(0))),
    );
    let warehouse = tokio::spawn(run);
    // It asks when it is subscribed.
    server.wait_for_events::<Report>(1).await?;
    let connection = server.connections().remove(0);
    server.close(&connection, 4003, "the app is disabled");
    let stopped = warehouse.await?.expect_err("it has stopped");
    assert!(
        matches!(stopped, orders_warehouse::Stopped::Ended(ref why) if why.code == Some(4003)),
        "{stopped:?}"
    );
    Ok(())
}
