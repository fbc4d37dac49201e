//! Webhooks, in the process and to an endpoint.

use std::{
    collections::HashSet,
    net::Ipv4Addr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{Router, extract::State, http::StatusCode, routing::post};
use pusher_typed::{
    testing::{ReceiveError, Server},
    webhook::{ClientEvent, Webhook, WebhookKind},
};
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    time::timeout,
};

use crate::{
    schema::{Hook, Member, News, Outcome, Price, Room, Typing, ada},
    socket::Socket,
};

/// The delay of the webhooks about clients that left.
const DELAY: Duration = Duration::from_secs(3);

#[tokio::test]
async fn every_kind_in_the_order_in_which_it_happened() -> Outcome {
    let server = Server::builder().subscription_counts(true).start().await?;
    let mut hooks = server.webhooks::<Hook>();
    let mut socket = Socket::open(&server).await;
    socket.subscribe("news-1").await;
    socket.event("pusher_internal:subscription_count").await;
    socket.subscribe_with(&Room, &server.client().authorize_member(&socket.id, &Room, &ada())?).await;
    socket.say(json!({ "event": "client-typing", "channel": "presence-room", "data": { "on": true } })).await;
    socket.subscribe("cache-price").await;
    let id = socket.id.clone();
    drop(socket);
    server.wait_for_connections(0).await?;
    server.advance(DELAY);

    let (news, room) = (News { id: 1 }, Room);
    let expected = [
        Hook::Occupied(news.clone()),
        Hook::Count { channel: news.clone(), subscription_count: 1 },
        Hook::Joined { channel: room.clone(), user_id: 7 },
        Hook::Typing(ClientEvent::new(room.clone(), Typing { on: true }, id).from_user(7)),
        Hook::Stale(Price),
        Hook::Count { channel: news.clone(), subscription_count: 0 },
        Hook::Vacated(news),
        Hook::Left { channel: room, user_id: 7 },
    ];
    for event in expected {
        assert_eq!(hooks.next_event().await?, event);
    }
    Ok(())
}

#[tokio::test]
async fn a_client_that_returns_within_the_delay_causes_no_webhooks() -> Outcome {
    // Long, because a client does not return by the server's clock.
    let delay = Duration::from_secs(500);
    let server = Server::builder().webhook_delay(delay).start().await?;
    let mut hooks = server.webhooks::<Hook>();
    let (news, joined) = (News { id: 1 }, Hook::Joined { channel: Room, user_id: 7 });
    for _ in 0..3 {
        let mut socket = Socket::open(&server).await;
        socket.subscribe("news-1").await;
        socket.subscribe_with(&Room, &server.client().authorize_member(&socket.id, &Room, &ada())?).await;
        drop(socket);
        server.wait_for_connections(0).await?;
    }
    server.advance(delay);

    // The first arrival and the last departure.
    let left = Hook::Left { channel: Room, user_id: 7 };
    for expected in [Hook::Occupied(news.clone()), joined, Hook::Vacated(news), left] {
        assert_eq!(hooks.next_event().await?, expected);
    }
    let mut socket = Socket::open(&server).await;
    socket.subscribe("news-2").await;
    assert_eq!(hooks.next_event().await?, Hook::Occupied(News { id: 2 }));
    Ok(())
}

#[tokio::test]
async fn another_member_and_another_channel_take_nothing_back() -> Outcome {
    let server = Server::start().await?;
    let mut hooks = server.webhooks::<Hook>();
    let (mut one, mut two) = (Socket::open(&server).await, Socket::open(&server).await);
    let bob = Member { id: 8, name: "Bob".into() };
    one.subscribe_with(&Room, &server.client().authorize_member(&one.id, &Room, &ada())?).await;
    one.subscribe("news-1").await;
    drop(one);
    server.wait_for_connections(1).await?;
    two.subscribe_with(&Room, &server.client().authorize_member(&two.id, &Room, &bob)?).await;
    two.subscribe("news-2").await;
    server.advance(DELAY);

    let (news, joined) = (|id| News { id }, |user_id| Hook::Joined { channel: Room, user_id });
    let arrivals = [joined(7), Hook::Occupied(news(1)), joined(8), Hook::Occupied(news(2))];
    let departures = [Hook::Vacated(news(1)), Hook::Left { channel: Room, user_id: 7 }];
    for expected in arrivals.into_iter().chain(departures) {
        assert_eq!(hooks.next_event().await?, expected);
    }
    Ok(())
}

#[tokio::test]
async fn without_a_delay_departures_are_reported_at_once() -> Outcome {
    let server = Server::builder().webhook_delay(Duration::ZERO).start().await?;
    let mut hooks = server.webhooks::<Hook>();
    let mut socket = Socket::open(&server).await;
    for _ in 0..2 {
        socket.subscribe("news-1").await;
        socket.unsubscribe("news-1").await;
    }

    let news = News { id: 1 };
    let once = [Hook::Occupied(news.clone()), Hook::Vacated(news)];
    for expected in once.iter().chain(&once) {
        assert_eq!(hooks.next_event().await?, *expected);
    }
    Ok(())
}

#[tokio::test]
async fn an_endpoint_has_four_seconds_by_the_server_s_clock() -> Outcome {
    const ATTEMPTS: usize = 8;
    let (bodies, mut received) = unbounded_channel();
    let silent = |State(bodies): State<UnboundedSender<String>>, body: String| async move {
        bodies.send(body).expect("the test listens");
        std::future::pending::<StatusCode>().await
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}/", listener.local_addr()?);
    let routes = Router::new().route("/", post(silent)).with_state(bodies);
    tokio::spawn(axum::serve(listener, routes).into_future());
    let server = Server::builder().webhook_url(url).start().await?;
    let mut socket = Socket::open(&server).await;
    socket.subscribe("news-1").await;

    // By the system's clock the attempts would take eight times four seconds.
    let started = Instant::now();
    let mut attempts = Vec::new();
    while attempts.len() < ATTEMPTS {
        match timeout(Duration::from_millis(20), received.recv()).await {
            Ok(body) => attempts.push(body.ok_or("an endpoint that runs")?),
            // Any advance may come before the server has started to wait.
            Err(_) => drop(server.advance(Duration::from_secs(4))),
        }
    }
    assert!(started.elapsed() < Duration::from_secs(4) * ATTEMPTS.try_into()?);
    assert!(attempts.iter().all(|body| *body == attempts[0]), "{attempts:?}");
    Ok(())
}

#[tokio::test]
async fn a_batch_has_what_came_within_its_window() -> Outcome {
    let server = Server::builder().batch_webhooks(Duration::from_secs(60)).start().await?;
    let mut hooks = server.webhooks::<Hook>();
    let mut socket = Socket::open(&server).await;
    for id in 1..=3 {
        socket.subscribe(&format!("news-{id}")).await;
    }

    server.advance(Duration::from_secs(60));

    let webhook = hooks.next().await?;
    assert_eq!(webhook.events.len(), 3, "{webhook:?}");
    Ok(())
}

#[tokio::test]
async fn a_batch_has_at_most_twenty_events() -> Outcome {
    let server = Server::builder().batch_webhooks(Duration::from_secs(60)).start().await?;
    let mut hooks = server.webhooks::<Hook>();
    let mut socket = Socket::open(&server).await;
    for id in 1..=45 {
        socket.subscribe(&format!("news-{id}")).await;
    }

    // Full batches are sent at once, the rest at the end of the window.
    let full = [hooks.next().await?, hooks.next().await?];
    server.advance(Duration::from_secs(60));
    let rest = loop {
        // The window of the rest may have begun after the clock was advanced.
        match timeout(Duration::from_millis(50), hooks.next()).await {
            Ok(webhook) => break webhook?,
            Err(_) => server.advance(Duration::from_secs(60)),
        };
    };

    let occupied = full.iter().chain([&rest]).map(|webhook| webhook.events.len()).collect::<Vec<_>>();
    assert_eq!(occupied, [20, 20, 5]);
    assert_eq!(rest.events[4], Hook::Occupied(News { id: 45 }));
    Ok(())
}

#[tokio::test]
async fn subscription_counts_are_sent_only_by_apps_that_have_enabled_them() -> Outcome {
    let server = Server::start().await?;
    let mut hooks = server.webhooks::<Hook>();
    let mut socket = Socket::open(&server).await;
    socket.subscribe("news-1").await;
    socket.unsubscribe("news-1").await;
    socket.subscribe("cache-price").await;
    socket.event("pusher:cache_miss").await;

    let news = News { id: 1 };
    for expected in [Hook::Occupied(news.clone()), Hook::Stale(Price)] {
        assert_eq!(hooks.next_event().await?, expected);
    }
    server.advance(DELAY);
    assert_eq!(hooks.next_event().await?, Hook::Vacated(news));
    Ok(())
}

/// An endpoint that reports the channel of each request, and refuses it as long as `refusals` are left.
async fn endpoint(
    refusals: &Arc<AtomicUsize>,
) -> Result<(String, UnboundedReceiver<String>), Box<dyn std::error::Error>> {
    type Endpoint = (Arc<AtomicUsize>, UnboundedSender<String>);
    let respond = |State((refusals, channels)): State<Endpoint>, body: String| async move {
        let webhook: Value = serde_json::from_str(&body).expect("JSON");
        let channel = webhook["events"][0]["channel"].as_str().expect("a channel").to_owned();
        let left = refusals.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        channels.send(channel).expect("the test listens");
        // A redirect does not accept the webhook either.
        if left.is_ok() { StatusCode::FOUND } else { StatusCode::NO_CONTENT }
    };
    let (channels, received) = unbounded_channel();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}/", listener.local_addr()?);
    let routes = Router::new().route("/", post(respond)).with_state((Arc::clone(refusals), channels));
    tokio::spawn(axum::serve(listener, routes).into_future());
    Ok((url, received))
}

/// The next request, while the server's clock is advanced by `step`, at most `steps` times. A response that takes four
/// seconds by that clock counts as a refusal, so a slow machine needs small steps.
async fn next_within(
    server: &Server,
    received: &mut UnboundedReceiver<String>,
    step: Duration,
    steps: &mut usize,
) -> Option<String> {
    let patience = if step < Duration::from_secs(1) { 300 } else { 20 };
    loop {
        match timeout(Duration::from_millis(patience), received.recv()).await {
            Ok(channel) => return channel,
            Err(_) => *steps = steps.checked_sub(1)?,
        }
        server.advance(step);
    }
}

#[tokio::test]
async fn a_webhook_is_repeated_until_it_is_accepted() -> Outcome {
    let refusals = Arc::new(AtomicUsize::new(2));
    let (url, mut received) = endpoint(&refusals).await?;
    // The silent connection is closed after some time, which vacates its channel.
    let server = Server::builder().webhook_url_for(url, [WebhookKind::ChannelOccupied]).start().await?;
    let mut socket = Socket::open(&server).await;

    socket.subscribe("news-1").await;
    for _ in 0..3 {
        let step = Duration::from_millis(500);
        assert_eq!(next_within(&server, &mut received, step, &mut 1000).await.as_deref(), Some("news-1"));
    }

    // Meanwhile the server has read the response to the third attempt.
    for id in 2..6 {
        socket.subscribe(&format!("news-{id}")).await;
        assert_eq!(received.recv().await, Some(format!("news-{id}")));
    }
    server.advance(Duration::from_secs(3600));
    let mut socket = Socket::open(&server).await;
    socket.subscribe("news-6").await;
    assert_eq!(received.recv().await.as_deref(), Some("news-6"));
    Ok(())
}

#[tokio::test]
async fn a_webhook_is_repeated_for_five_minutes_at_most() -> Outcome {
    let refusals = Arc::new(AtomicUsize::new(usize::MAX));
    let (url, mut received) = endpoint(&refusals).await?;
    // The silent connection is closed after some time, which vacates its channel.
    let server = Server::builder().webhook_url_for(url, [WebhookKind::ChannelOccupied]).start().await?;
    let mut socket = Socket::open(&server).await;

    socket.subscribe("news-1").await;
    let (mut attempts, mut steps) = (0, 100);
    while let Some(channel) = next_within(&server, &mut received, Duration::from_secs(5), &mut steps).await {
        assert_eq!(channel, "news-1");
        attempts += 1;
    }
    // The pauses from half a second to 128 seconds fit into five minutes; a slow machine fits fewer.
    assert!((4..=10).contains(&attempts), "{attempts}");

    refusals.store(0, Ordering::SeqCst);
    server.advance(Duration::from_secs(3600));
    let mut socket = Socket::open(&server).await;
    socket.subscribe("news-2").await;
    assert_eq!(received.recv().await.as_deref(), Some("news-2"));
    Ok(())
}

#[tokio::test]
async fn a_receiver_that_refuses_gets_the_webhook_again() -> Outcome {
    let server = Server::start().await?;
    let (mut hooks, mut others) = (server.webhooks::<Hook>(), server.webhooks::<Hook>());
    let mut socket = Socket::open(&server).await;
    hooks.refuse_next(2);

    // `channel_occupied`, which `Hook` does not declare for this channel, and `cache_miss`.
    socket.subscribe("cache-price").await;
    socket.event("pusher:cache_miss").await;
    let attempts = [hooks.next().await?, hooks.next().await?];
    server.advance(Duration::from_millis(500));
    let again = [hooks.next().await?, hooks.next().await?];

    let ids = |webhooks: &[Webhook<Hook>]| webhooks.iter().map(Webhook::id).collect::<HashSet<_>>();
    assert_eq!(ids(&attempts), ids(&again));
    assert_eq!(attempts.iter().flat_map(|it| &it.events).collect::<Vec<_>>(), [&Hook::Stale(Price)]);
    // No other receiver refused it, and this one refuses no more.
    server.advance(Duration::from_secs(60));
    socket.subscribe("news-1").await;
    let occupied = Hook::Occupied(News { id: 1 });
    assert_eq!(hooks.next_event().await?, occupied);
    assert_eq!([others.next_event().await?, others.next_event().await?], [Hook::Stale(Price), occupied]);
    Ok(())
}

#[tokio::test]
async fn an_endpoint_gets_the_kinds_that_it_wants() -> Outcome {
    let (bodies, mut received) = unbounded_channel();
    let taken = |State(bodies): State<UnboundedSender<Value>>, body: String| async move {
        let webhook: Value = serde_json::from_str(&body).expect("JSON");
        bodies.send(webhook["events"].clone()).expect("the test listens");
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}/", listener.local_addr()?);
    let routes = Router::new().route("/", post(taken)).with_state(bodies);
    tokio::spawn(axum::serve(listener, routes).into_future());
    let server = Server::builder()
        .webhook_url_for(url, [WebhookKind::ChannelVacated, WebhookKind::SubscriptionCount])
        .webhook_delay(Duration::ZERO)
        .subscription_counts(true)
        .start()
        .await?;
    let mut socket = Socket::open(&server).await;
    socket.subscribe_with(&Room, &server.client().authorize_member(&socket.id, &Room, &ada())?).await;
    socket.subscribe("news-1").await;
    socket.event("pusher_internal:subscription_count").await;
    socket.unsubscribe("news-1").await;
    socket.subscribe("news-2").await;

    // Requests of different webhooks have no order.
    let kinds = ["channel_vacated", "subscription_count", "subscription_count", "subscription_count"];
    let mut names = Vec::new();
    while names.len() < kinds.len() {
        let events = received.recv().await.ok_or("a server that runs")?;
        let events = events.as_array().ok_or("events")?;
        names.extend(events.iter().filter_map(|event| event["name"].as_str().map(str::to_owned)));
    }
    names.sort();
    assert_eq!(names, kinds);
    Ok(())
}

#[tokio::test]
async fn waiting_for_no_webhook_ends() -> Outcome {
    let server = Server::start().await?;
    let error = server.webhooks::<Hook>().next().await.unwrap_err();
    assert!(matches!(error, ReceiveError::Timeout), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn an_own_endpoint_gets_them_as_they_were_signed() -> Outcome {
    let server = Server::start().await?;
    let mut hooks = server.webhooks::<Hook>();
    let mut socket = Socket::open(&server).await;
    socket.subscribe("news-1").await;

    let signed = hooks.next_signed().await?;

    let webhook = server.client().webhook::<Hook>(&*signed.key, &*signed.signature, &signed.body)?;
    assert_eq!(webhook.events, [Hook::Occupied(News { id: 1 })]);
    Ok(())
}
