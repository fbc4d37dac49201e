//! Webhooks of a real server reach the application's enum through the extractor.

use std::{
    net::Ipv4Addr,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use axum::{
    Router,
    extract::{FromRef, State},
    http::StatusCode,
    routing::post,
};
use pusher_typed::{
    Client, Event, WebhookEvent,
    webhook::{ClientEvent, RawWebhookEvent, Webhook, WebhookId},
};
use pusher_typed_tests::Sockudo;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::{
    net::TcpListener,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    time::timeout,
};

use super::stage::{Outcome, Stage, received};
use crate::schema::{NewsChannel, OrderChannel, PriceChannel, RoomChannel, message};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = RoomChannel, channel = OrderChannel, event = "client-typing")]
struct Typing {
    on: bool,
}

#[derive(Debug, Clone, PartialEq, WebhookEvent)]
enum Hook {
    #[pusher(channel_occupied)]
    Occupied(NewsChannel),
    #[pusher(channel_vacated)]
    Vacated(NewsChannel),
    #[pusher(member_added)]
    Joined { channel: RoomChannel, user_id: u64 },
    #[pusher(member_removed)]
    Left { channel: RoomChannel, user_id: u64 },
    #[pusher(client_event)]
    TypingInRoom(ClientEvent<RoomChannel, Typing>),
    #[pusher(client_event)]
    TypingAtOrder { channel: OrderChannel, event: Typing },
    #[pusher(cache_miss)]
    Stale(PriceChannel),
    #[pusher(subscription_count)]
    Count { channel: NewsChannel, subscription_count: u32 },
    #[pusher(other)]
    Other(RawWebhookEvent),
}

/// An application that receives webhooks.
#[derive(Clone)]
struct App {
    client: Client,
    taken: UnboundedSender<Webhook<Hook>>,
    /// The ids of the webhooks that get the response status 500.
    refused: Arc<Mutex<Vec<WebhookId>>>,
    refuse: usize,
}

impl FromRef<App> for Client {
    fn from_ref(app: &App) -> Client {
        app.client.clone()
    }
}

async fn hooks(State(app): State<App>, webhook: Webhook<Hook>) -> StatusCode {
    let mut refused = app.refused.lock().expect("no panic");
    if refused.len() < app.refuse {
        refused.push(webhook.id());
        return StatusCode::INTERNAL_SERVER_ERROR;
    }
    app.taken.send(webhook).expect("the test listens");
    StatusCode::NO_CONTENT
}

struct Hooked {
    stage: Stage,
    webhooks: UnboundedReceiver<Webhook<Hook>>,
    refused: Arc<Mutex<Vec<WebhookId>>>,
    /// Events that came in a webhook with others.
    kept: Vec<Hook>,
}

impl Hooked {
    async fn new(batch: Option<Duration>, refuse: usize) -> Result<Self, Box<dyn std::error::Error>> {
        let (taken, webhooks) = unbounded_channel();
        let client = Client::builder("any", Sockudo::KEY, Sockudo::SECRET).tls(false).build()?;
        let refused = Arc::default();
        let app = App { client, taken, refuse, refused: Arc::clone(&refused) };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}/hooks", listener.local_addr()?);
        let routes = Router::new().route("/hooks", post(hooks)).with_state(app);
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let stage = Stage::with(Stage::server_with_webhooks(&url, batch).await).await?;
        Ok(Hooked { stage, webhooks, refused, kept: Vec::new() })
    }

    async fn webhook(&mut self) -> Webhook<Hook> {
        let webhook = timeout(Duration::from_secs(10), self.webhooks.recv()).await;
        let webhook = webhook.expect("a webhook in time").expect("the application runs");
        assert!(webhook.misfits.is_empty() && webhook.unmatched.is_empty(), "{webhook:?}");
        webhook
    }

    /// Waits for this event. The server promises no order.
    async fn expect(&mut self, event: Hook) {
        while !self.kept.contains(&event) {
            let webhook = self.webhook().await;
            self.kept.extend(webhook.events);
        }
        self.kept.retain(|kept| *kept != event);
    }
}

fn room() -> RoomChannel {
    RoomChannel { room: "attic".to_owned() }
}

#[tokio::test]
async fn every_kind_arrives_as_its_variant() -> Outcome {
    let mut hooked = Hooked::new(None, 0).await?;
    let mut ada = hooked.stage.browser("7").await;

    ada.subscribe("news-1").await;
    hooked.expect(Hook::Occupied(NewsChannel { id: 1 })).await;
    hooked.expect(Hook::Count { channel: NewsChannel { id: 1 }, subscription_count: 1 }).await;

    ada.subscribe("presence-room-attic").await;
    hooked.expect(Hook::Joined { channel: room(), user_id: 7 }).await;

    ada.trigger("presence-room-attic", "client-typing", &json!({ "on": true }));
    let typing = ClientEvent::new(room(), Typing { on: true }, ada.socket_id().parse()?);
    let typing = if Stage::DEVIATIONS.client_events_without_users { typing } else { typing.from_user(7) };
    hooked.expect(Hook::TypingInRoom(typing)).await;

    ada.subscribe("private-orders-3").await;
    ada.trigger("private-orders-3", "client-typing", &json!({ "on": false }));
    hooked.expect(Hook::TypingAtOrder { channel: OrderChannel { id: 3 }, event: Typing { on: false } }).await;

    ada.subscribe("cache-prices-5").await;
    hooked.expect(Hook::Stale(PriceChannel { id: 5 })).await;

    ada.disconnect().await;
    // These come after the delay of three seconds.
    hooked.expect(Hook::Vacated(NewsChannel { id: 1 })).await;
    hooked.expect(Hook::Left { channel: room(), user_id: 7 }).await;

    // Sockudo counts no subscriptions when a connection ends.
    hooked.kept.retain(|event| !matches!(event, Hook::Count { subscription_count: 0, .. }));
    let others: Vec<_> = hooked.kept.iter().map(|event| matches!(event, Hook::Other(_))).collect();
    assert!(others.iter().all(|other| *other) && !others.is_empty(), "{:?}", hooked.kept);
    Ok(())
}

#[tokio::test]
async fn a_batch_has_many_events_in_one_request() -> Outcome {
    let started = SystemTime::now();
    let mut hooked = Hooked::new(Some(Duration::from_secs(1)), 0).await?;
    let mut ada = hooked.stage.browser("7").await;
    for channel in ["news-1", "news-2", "presence-room-attic", "cache-prices-5"] {
        ada.subscribe(channel).await;
    }

    let mut expected = vec![
        Hook::Occupied(NewsChannel { id: 1 }),
        Hook::Occupied(NewsChannel { id: 2 }),
        Hook::Joined { channel: room(), user_id: 7 },
        Hook::Stale(PriceChannel { id: 5 }),
    ];
    // How many batches there are depends on how fast the machine is; an event for each request would be seven.
    let mut sizes = Vec::new();
    while !expected.is_empty() {
        let webhook = hooked.webhook().await;
        assert!(webhook.time >= started - Duration::from_millis(1), "{webhook:?}");
        sizes.push(webhook.events.len());
        expected.retain(|event| !webhook.events.contains(event));
    }
    assert!(sizes.iter().any(|size| *size > 1), "{sizes:?}");
    Ok(())
}

#[tokio::test]
async fn a_repetition_has_the_id_of_the_first_attempt() -> Outcome {
    let mut hooked = Hooked::new(Some(Duration::from_millis(200)), 2).await?;
    let mut anyone = hooked.stage.anyone().await;
    anyone.subscribe("news-1").await;

    let webhook = hooked.webhook().await;

    assert!(webhook.events.contains(&Hook::Occupied(NewsChannel { id: 1 })), "{webhook:?}");
    assert_eq!(*hooked.refused.lock().expect("no panic"), [webhook.id(); 2]);
    Ok(())
}

#[tokio::test]
async fn a_cache_miss_can_be_filled_in_one_line() -> Outcome {
    let mut hooked = Hooked::new(None, 0).await?;
    let mut anyone = hooked.stage.anyone().await;
    anyone.subscribe("cache-prices-5").await;

    let channel = loop {
        let webhook = hooked.webhook().await;
        if let [Hook::Stale(channel)] = &webhook.events[..] {
            break channel.clone();
        }
    };
    hooked.stage.client.trigger_on(&channel, &message("the latest price")).await?;

    let mut event = anyone.next_event().await;
    while event.event.starts_with("pusher:") {
        event = anyone.next_event().await;
    }
    assert_eq!(event, received("cache-prices-5", "message", json!({ "text": "the latest price" })));
    Ok(())
}
