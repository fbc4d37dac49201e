//! The whole library in one program that needs nothing but Rust.
//!
//! `cargo run --bin tour` starts the service in process. With `PUSHER_URL=http://KEY:SECRET@HOST:PORT/apps/ID` it uses
//! that service instead, without webhooks.

mod schema;

use std::{env, error::Error, time::Instant};

use pusher_typed::{
    Client,
    client::ClientBuilder,
    subscriber::{Item, PresenceItem, Subscriber, SubscriberConfig, Trusted},
    testing::{Server, Webhooks},
};
use pusher_typed_examples::screen;

use crate::schema::{Greeting, Hook, Lobby, OrderChannel, OrderCreated, OrderEvent, OrderShipped, Visitor};

/// The encryption master key for a service that is not in process: an example, not a secret.
const MASTER_KEY: &str = "ZXhhbXBsZSBrZXksIHNlY3VyZXMgbm90aGluZyBhdC4=";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let started = Instant::now();
    let url = env::var("PUSHER_URL").ok().filter(|url| !url.is_empty());
    let server = if url.is_none() { Some(Server::start().await?) } else { None };
    let client = match (&server, url) {
        (Some(server), _) => server.client().clone(),
        (None, url) => ClientBuilder::from_url(&url.unwrap_or_default())?
            .encryption_master_key_base64(MASTER_KEY)
            .build()?,
    };
    let mut webhooks = server.as_ref().map(Server::webhooks::<Hook>);

    let ada = Visitor { id: 7, name: "Ada".into() };
    let authorizer = Trusted::new(&client).member(&ada)?;
    let subscriber =
        Subscriber::connect(SubscriberConfig::from_client(&client).authorizer(authorizer)).await?;
    screen::note("connected: `client` sends and `subscriber` receives");

    orders(&client, &subscriber).await?;
    lobby(&client, &subscriber).await?;
    if let Some(webhooks) = &mut webhooks {
        handle(webhooks).await?;
    }
    refusals(&client).await?;
    subscriber.close().await;
    screen::note(&format!("done in {:.1} s", started.elapsed().as_secs_f32()));
    Ok(())
}

fn received(what: &str) {
    screen::received("received", what);
}

/// Events whose own fields name the channel, encrypted end to end, received as a stream of an enum.
async fn orders(client: &Client, subscriber: &Subscriber) -> Result<(), Box<dyn Error>> {
    screen::title("Typed events, encrypted end to end");
    let mut order = subscriber.subscribe::<OrderEvent>(&OrderChannel { id: 7 }).await?;
    let created = OrderCreated { id: 7, total_cents: 4_200 };
    let shipped = OrderShipped { id: 7, carrier: "post".into() };
    screen::sent("client.batch().event(&created).event(&shipped).send()");
    client.batch().event(&created).event(&shipped).send().await?;
    for _ in 0..2 {
        match order.next().await {
            Some(Item::Event(OrderEvent::Created(created))) => {
                received(&format!("order {} was created: {} cents", created.id, created.total_cents));
            }
            Some(Item::Event(OrderEvent::Shipped(shipped))) => {
                received(&format!("order {} was shipped by {}", shipped.id, shipped.carrier));
            }
            other => return Err(format!("expected an order, received {other:?}").into()),
        }
    }
    Ok(())
}

/// A presence channel: its members, and how many they are.
async fn lobby(client: &Client, subscriber: &Subscriber) -> Result<(), Box<dyn Error>> {
    screen::title("A presence channel with typed members");
    let mut lobby = subscriber.subscribe_presence::<Greeting, Lobby>(&Lobby).await?;
    for member in lobby.members() {
        received(&format!("user {} is in the lobby: {}", member.id, member.name));
    }
    screen::sent("client.trigger_on(&Lobby, &greeting).info()");
    let triggered = client.trigger_on(&Lobby, &Greeting { text: "hello".into() }).info().await?;
    match lobby.next().await {
        Some(PresenceItem::Channel(Item::Event(greeting))) => received(&greeting.text),
        other => return Err(format!("expected a greeting, received {other:?}").into()),
    }
    let users = triggered.channels.values().find_map(|info| info.user_count).unwrap_or_default();
    let ids = client.users(&Lobby).await?;
    screen::note(&format!("  users in the channel: {users}; their ids: {ids:?}"));
    Ok(())
}

/// One `match` over the webhooks.
async fn handle(webhooks: &mut Webhooks<Hook>) -> Result<(), Box<dyn Error>> {
    screen::title("Webhooks, verified and decoded");
    loop {
        match webhooks.next_event().await? {
            Hook::Occupied(order) => received(&format!("order {} has a subscriber", order.id)),
            Hook::Entered { channel: Lobby, user_id } => {
                received(&format!("user {user_id} entered the lobby"));
                return Ok(());
            }
            Hook::Other(raw) => received(raw.json()),
        }
    }
}

/// A value that is invalid is an error before anything is sent.
async fn refusals(client: &Client) -> Result<(), Box<dyn Error>> {
    screen::title("Invalid names are refused before anything is sent");
    screen::sent("client.trigger_untyped([\"private orders\"], \"created\", &7)");
    match client.trigger_untyped(["private orders"], "created", &7).await {
        Ok(_) => Err("a name with a space was accepted".into()),
        Err(error) => {
            screen::refused(&error);
            Ok(())
        }
    }
}
