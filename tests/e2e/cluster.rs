//! A cluster of two Sockudo nodes on Redis: what is published through one node is received through the other.

use std::{
    collections::BTreeMap,
    net::Ipv4Addr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, body::Bytes, extract::State, http::StatusCode, routing::post};
use pusher_typed::{
    Client,
    client::{ClientBuilder, RequestError},
    subscriber::{Item, PresenceItem, Subscriber, SubscriberConfig, Subscription, Trusted},
};
use pusher_typed_tests::{Cluster, PusherJs, Sockudo};
use serde_json::{Value, json};
use tokio::{net::TcpListener, time::timeout};

use crate::{
    deviations::Deviations,
    schema::{Member, Message, NewsChannel, RoomChannel, message},
    stage::{Outcome, builder, received},
};

const PATIENCE: Duration = Duration::from_secs(20);

fn client(cluster: &Cluster, node: usize) -> Result<Client, Box<dyn std::error::Error>> {
    Ok(builder(cluster.node(node), Sockudo::SECRET).build()?)
}

async fn subscriber(cluster: &Cluster, node: usize) -> Result<Subscriber, Box<dyn std::error::Error>> {
    Ok(Subscriber::connect(SubscriberConfig::from_client(&client(cluster, node)?)).await?)
}

async fn next(news: &mut Subscription<Message>) -> String {
    loop {
        match timeout(PATIENCE, news.next()).await.expect("an item in time") {
            Some(Item::Event(event)) => return event.text,
            Some(Item::Disconnected(_) | Item::Gap | Item::SubscribeFailed { .. }) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn events_are_published_through_one_node_and_received_through_the_other() -> Outcome {
    let cluster = Cluster::start(2).await;
    let channel = NewsChannel { id: 1 };
    let other = subscriber(&cluster, 1).await?;
    let mut news = other.subscribe::<Message>(&channel).await?;
    let mut browser = PusherJs::connect(cluster.node(1)).await;
    browser.subscribe("news-1").await;

    let publisher = client(&cluster, 0)?;
    publisher.trigger_on(&channel, &message("one")).await?;
    assert_eq!(next(&mut news).await, "one");
    assert_eq!(browser.next_event().await, received("news-1", "message", json!({ "text": "one" })));

    publisher
        .batch()
        .event_on(&channel, &message("two"))
        .event_on(&channel, &message("three"))
        .send()
        .await?;
    let both = [next(&mut news).await, next(&mut news).await];
    let in_order = both == ["two", "three"];
    assert!(in_order || Deviations::SOCKUDO.nodes_reorder_events && both == ["three", "two"], "{both:?}");
    let expected = ["two", "three"].map(|text| received("news-1", "message", json!({ "text": text })));
    browser.expect_in_any_order(expected.to_vec()).await;
    Ok(())
}

#[tokio::test]
async fn members_and_counts_are_those_of_both_nodes() -> Outcome {
    let cluster = Cluster::start(2).await;
    let room = RoomChannel { room: "lobby".to_owned() };
    let mut subscribers = Vec::new();
    for (node, id) in [(0, 7), (1, 8)] {
        let client = client(&cluster, node)?;
        let member = Trusted::new(&client).member(&Member { id, name: format!("member {id}") })?;
        let config = SubscriberConfig::from_client(&client).authorizer(member);
        subscribers.push(Subscriber::connect(config).await?);
    }
    let mut first = subscribers[0].subscribe_presence::<Message, _>(&room).await?;
    let second = subscribers[1].subscribe_presence::<Message, _>(&room).await?;

    let joined = timeout(PATIENCE, first.next()).await?;
    assert!(matches!(&joined, Some(PresenceItem::Joined(member)) if member.id == 8), "{joined:?}");
    let mut ids: Vec<u64> = second.members().iter().map(|member| member.id).collect();
    ids.sort_unstable();
    assert_eq!(ids, [7, 8]);
    for node in [0, 1] {
        let client = client(&cluster, node)?;
        let mut users = client.users(&room).await?;
        users.sort_unstable();
        assert_eq!(users, [7, 8]);
        assert_eq!(client.channel(&room).user_count().await?.user_count, Some(2));
    }

    drop(second);
    subscribers[1].close().await;
    let left = timeout(PATIENCE, first.next()).await?;
    assert!(matches!(&left, Some(PresenceItem::Left(_))), "{left:?}");
    Ok(())
}

/// Receives webhooks, and counts the events in them.
#[derive(Clone, Default)]
struct Hooks(Arc<Mutex<BTreeMap<String, usize>>>);

impl Hooks {
    async fn start() -> Result<(Hooks, String), Box<dyn std::error::Error>> {
        let hooks = Hooks::default();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}/hooks", listener.local_addr()?);
        let routes = Router::new().route("/hooks", post(Hooks::count)).with_state(hooks.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Ok((hooks, url))
    }

    #[expect(clippy::unused_async, reason = "handlers are async")]
    async fn count(State(hooks): State<Hooks>, body: Bytes) -> StatusCode {
        let webhook: Value = serde_json::from_slice(&body).expect("JSON");
        let mut counts = hooks.0.lock().expect("no panic");
        for event in webhook["events"].as_array().expect("a list of events") {
            let key = format!("{} {} {}", event["name"], event["channel"], event["user_id"]).replace('"', "");
            *counts.entry(key).or_default() += 1;
        }
        StatusCode::NO_CONTENT
    }

    fn counts(&self) -> BTreeMap<String, usize> {
        self.0.lock().expect("no panic").clone()
    }

    /// Waits until an event was reported.
    async fn has(&self, event: &str) {
        let reported = async {
            while !self.counts().contains_key(event) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, reported).await.unwrap_or_else(|_| panic!("{event}: {:?}", self.counts()));
    }
}

#[tokio::test]
async fn webhooks_are_sent_for_the_whole_cluster() -> Outcome {
    const EVENTS: [&str; 4] = [
        "channel_occupied presence-room-lobby null",
        "channel_vacated presence-room-lobby null",
        "member_added presence-room-lobby 7",
        "member_removed presence-room-lobby 7",
    ];
    let (hooks, url) = Hooks::start().await?;
    let cluster = Cluster::start_with_webhooks(2, &url).await;
    let room = RoomChannel { room: "lobby".to_owned() };
    let mut subscribers = Vec::new();
    for node in [0, 1] {
        let client = client(&cluster, node)?;
        let member = Trusted::new(&client).member(&Member { id: 7, name: "Ada".to_owned() })?;
        subscribers
            .push(Subscriber::connect(SubscriberConfig::from_client(&client).authorizer(member)).await?);
    }
    // The same user on both nodes is one member.
    let first = subscribers[0].subscribe_presence::<Message, _>(&room).await?;
    // The server promises no order.
    hooks.has("channel_occupied presence-room-lobby null").await;
    hooks.has("member_added presence-room-lobby 7").await;
    let second = subscribers[1].subscribe_presence::<Message, _>(&room).await?;
    drop(first);
    subscribers[0].close().await;
    drop(second);
    subscribers[1].close().await;
    hooks.has("member_removed presence-room-lobby 7").await;
    hooks.has("channel_vacated presence-room-lobby null").await;
    let most = if Deviations::SOCKUDO.webhooks_of_clusters_are_repeated { 2 } else { 1 };
    let counts = hooks.counts();
    assert!(counts.values().all(|count| *count <= most), "{counts:?}");
    let events: Vec<&str> = counts.keys().map(String::as_str).collect();
    assert_eq!(events, EVENTS);
    Ok(())
}

/// A client that knows all nodes, and none else.
fn with_all_hosts(cluster: &Cluster) -> ClientBuilder {
    Client::builder(cluster.node(1).app_id(), Sockudo::KEY, Sockudo::SECRET).hosts(cluster.hosts()).tls(false)
}

#[tokio::test]
async fn a_client_with_all_hosts_publishes_while_a_node_is_down() -> Outcome {
    let mut cluster = Cluster::start(2).await;
    let channel = NewsChannel { id: 1 };
    let other = subscriber(&cluster, 1).await?;
    let mut news = other.subscribe::<Message>(&channel).await?;
    let client = with_all_hosts(&cluster).build()?;

    client.trigger_on(&channel, &message("both")).await?;
    assert_eq!(next(&mut news).await, "both");
    cluster.kill(0);
    client.trigger_on(&channel, &message("one")).await?;
    assert_eq!(next(&mut news).await, "one");
    cluster.restart(0).await;
    client.trigger_on(&channel, &message("both again")).await?;
    assert_eq!(next(&mut news).await, "both again");
    Ok(())
}

#[tokio::test]
async fn a_node_without_redis_refuses_requests_with_an_idempotency_key() -> Outcome {
    let mut cluster = Cluster::start(1).await;
    let client = client(&cluster, 0)?;
    let channel = NewsChannel { id: 1 };
    client.trigger_on(&channel, &message("with Redis")).idempotent().await?;
    cluster.kill_redis();
    let outcome = client.trigger_on(&channel, &message("without Redis")).idempotent().await;
    let status = outcome.err().and_then(|error| error.request().and_then(RequestError::status));
    assert_eq!(status, Deviations::SOCKUDO.keys_need_redis.then_some(503));
    Ok(())
}
