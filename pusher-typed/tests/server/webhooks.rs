//! Webhooks, in the process and to an endpoint.

use std::{
    collections::HashSet,
    net::Ipv4Addr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Router, extract::State, http::StatusCode, routing::post};
use pusher_typed::{
    testing::{ReceiveError, Server},
    webhook::{ClientEvent, Webhook, WebhookKind},
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::mpsc::UnboundedSender, time::timeout};

use crate::{
    schema::{Hook, News, Outcome, Price, Room, Typing, ada},
    socket::Socket,
};

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
    for expected in [Hook::Occupied(news.clone()), Hook::Vacated(news), Hook::Stale(Price)] {
        assert_eq!(hooks.next_event().await?, expected);
    }
    Ok(())
}

#[tokio::test]
async fn a_webhook_is_repeated_until_it_is_taken_and_for_five_minutes_at_most() -> Outcome {
    let calls = Arc::new(AtomicUsize::new(0));
    let taken = |State(calls): State<Arc<AtomicUsize>>| async move {
        match calls.fetch_add(1, Ordering::SeqCst) {
            2 => StatusCode::NO_CONTENT,
            _ => StatusCode::FOUND,
        }
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}/", listener.local_addr()?);
    let routes = Router::new().route("/", post(taken)).with_state(Arc::clone(&calls));
    tokio::spawn(axum::serve(listener, routes).into_future());
    let server = Server::builder().webhook_url(url).batch_webhooks(Duration::from_millis(50)).start().await?;
    let mut socket = Socket::open(&server).await;

    socket.subscribe("news-1").await;
    let three = async {
        while calls.load(Ordering::SeqCst) < 3 {
            server.advance(Duration::from_secs(1));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(10), three).await?;
    server.advance(Duration::from_secs(100));
    tokio::time::sleep(Duration::from_millis(200)).await;

    assert_eq!(calls.load(Ordering::SeqCst), 3);
    // The next one is refused for as long as it is repeated.
    socket.unsubscribe("news-1").await;
    for _ in 0..40 {
        server.advance(Duration::from_secs(10));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let given_up = calls.load(Ordering::SeqCst);
    server.advance(Duration::from_secs(3600));
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(given_up > 6, "{given_up}");
    assert!(calls.load(Ordering::SeqCst) <= given_up + 1);
    Ok(())
}

#[tokio::test]
async fn a_receiver_that_refuses_gets_the_webhook_again() -> Outcome {
    let server = Server::start().await?;
    let (mut hooks, mut others) = (server.webhooks::<Hook>(), server.webhooks::<Hook>());
    let mut socket = Socket::open(&server).await;
    hooks.refuse_next(2);

    // `channel_occupied`, which `Hook` does not take for this channel, and `cache_miss`.
    socket.subscribe("cache-price").await;
    socket.event("pusher:cache_miss").await;
    let attempts = [hooks.next().await?, hooks.next().await?];
    server.advance(Duration::from_millis(500));
    let again = [hooks.next().await?, hooks.next().await?];

    let ids = |webhooks: &[Webhook<Hook>]| webhooks.iter().map(Webhook::id).collect::<HashSet<_>>();
    assert_eq!(ids(&attempts), ids(&again));
    assert_eq!(attempts.iter().flat_map(|it| &it.events).collect::<Vec<_>>(), [&Hook::Stale(Price)]);
    // Nobody else refused it, and this one no more.
    server.advance(Duration::from_secs(60));
    socket.subscribe("news-1").await;
    let occupied = Hook::Occupied(News { id: 1 });
    assert_eq!(hooks.next_event().await?, occupied);
    assert_eq!([others.next_event().await?, others.next_event().await?], [Hook::Stale(Price), occupied]);
    Ok(())
}

#[tokio::test]
async fn an_endpoint_gets_the_kinds_that_it_wants() -> Outcome {
    let (bodies, mut received) = tokio::sync::mpsc::unbounded_channel();
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
        .batch_webhooks(Duration::from_secs(60))
        .subscription_counts(true)
        .start()
        .await?;
    let mut socket = Socket::open(&server).await;
    socket.subscribe_with(&Room, &server.client().authorize_member(&socket.id, &Room, &ada())?).await;
    socket.subscribe("news-1").await;
    socket.event("pusher_internal:subscription_count").await;
    socket.unsubscribe("news-1").await;
    socket.subscribe("news-2").await;

    let kinds = ["subscription_count", "subscription_count", "channel_vacated", "subscription_count"];
    let mut names = Vec::new();
    while names.len() < kinds.len() {
        server.advance(Duration::from_secs(60));
        // A window begins with the first event that the server sees after the last one.
        let Ok(events) = timeout(Duration::from_millis(50), received.recv()).await else { continue };
        let events = events.ok_or("a server that runs")?;
        names.extend(events.as_array().ok_or("events")?.iter().map(|event| event["name"].clone()));
    }
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
