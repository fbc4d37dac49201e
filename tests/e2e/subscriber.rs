//! The library's own subscriber, connected to a real server.

use std::time::Duration;

use pusher_typed::{
    Client,
    client::User,
    subscriber::{Item, PresenceItem, Subscriber, SubscriberConfig, Trusted, UserItem},
};
use tokio::time::timeout;

use super::stage::{Outcome, Stage};
use crate::schema::{
    Member, Message, NewsChannel, Notice, OrderChannel, OrderShipped, PriceChannel, RoomChannel, Secret,
    VaultChannel, message,
};

async fn soon<T>(work: impl Future<Output = Option<T>>) -> T {
    timeout(Duration::from_secs(10), work).await.expect("something in time").expect("an item")
}

async fn connect(client: &Client, who: &Member) -> Result<Subscriber, Box<dyn std::error::Error>> {
    let trusted = Trusted::new(client).member(who)?.user(&User::new(who))?;
    Ok(Subscriber::connect(SubscriberConfig::from_client(client).authorizer(trusted)).await?)
}

fn member(id: u64, name: &str) -> Member {
    Member { id, name: name.into() }
}

#[tokio::test]
async fn public_private_and_encrypted_channels() -> Outcome {
    let stage = Stage::new().await?;
    let subscriber = Subscriber::connect(SubscriberConfig::from_client(&stage.client)).await?;
    let mut news = subscriber.subscribe::<Message>(&NewsChannel { id: 1 }).await?;
    let mut orders = subscriber.subscribe::<OrderShipped>(&OrderChannel { id: 2 }).await?;
    let mut vault = subscriber.subscribe::<Secret>(&VaultChannel { id: 3 }).await?;
    let mut price = subscriber.subscribe::<Message>(&PriceChannel { id: 4 }).await?;
    assert!(matches!(soon(price.next()).await, Item::CacheMiss));

    stage.client.trigger_on(&NewsChannel { id: 1 }, &message("a")).await?;
    stage.client.trigger(&OrderShipped { id: 2, carrier: "DHL".into() }).await?;
    stage.client.trigger_on(&VaultChannel { id: 3 }, &Secret { text: "psst".into() }).await?;

    assert!(matches!(soon(news.next()).await, Item::Event(event) if event.text == "a"));
    assert!(matches!(soon(orders.next()).await, Item::Event(event) if event.carrier == "DHL"));
    assert!(matches!(soon(vault.next()).await, Item::Event(event) if event.text == "psst"));
    subscriber.close().await;
    Ok(())
}

#[tokio::test]
async fn members_and_signed_in_users() -> Outcome {
    let stage = Stage::new().await?;
    let ada = connect(&stage.client, &member(7, "Ada")).await?;
    let bob = connect(&stage.client, &member(8, "Bob")).await?;
    let channel = RoomChannel { room: "lobby".into() };
    let mut room = ada.subscribe_presence::<Message, _>(&channel).await?;
    let theirs = bob.subscribe_presence::<Message, _>(&channel).await?;
    assert!(matches!(soon(room.next()).await, PresenceItem::Joined(bob) if bob.id == 8));
    assert_eq!(theirs.members().len(), 2);
    drop(theirs);
    assert!(matches!(soon(room.next()).await, PresenceItem::Left(8)));

    let mut events = ada.sign_in::<Notice>().await?;
    stage.client.send_to_user(&7_u64, &Notice { text: "hello".into() }).await?;
    assert!(
        matches!(soon(events.next()).await, UserItem::Channel(Item::Event(event)) if event.text == "hello")
    );
    Ok(())
}
