//! Authorizers that fail for a while, and authorizers that refuse.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Bytes, http::StatusCode, routing::post};
use pusher_typed::{
    Client,
    subscriber::{AuthorizeError, Endpoint, Item, SubscribeError, Subscriber, Subscription},
    testing::Server,
};
use tokio::time::Instant;

use crate::{
    schema::{Message, Orders, Outcome, config, event, message, next},
    scripted::Scripted,
    time_limits::{auth, within_an_hour},
};

const ORDERS: Orders = Orders { id: 1 };
const ORDERS_NAME: &str = "private-orders-1";

/// An application's endpoint that returns these responses in turn, and authorizes afterwards.
async fn endpoint(
    client: Client,
    responses: Vec<(u16, &'static str)>,
) -> Result<Endpoint, Box<dyn std::error::Error>> {
    let turns = Arc::new(Mutex::new(responses.into_iter()));
    let route = post(move |form: Bytes| {
        let turn = turns.lock().expect("no panic").next();
        let response = match turn {
            Some((200, "")) | None => (StatusCode::OK, authorize(&client, &form)),
            Some((status, body)) => (StatusCode::from_u16(status).expect("a status"), body.to_owned()),
        };
        std::future::ready(response)
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/auth", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/auth", route)).await });
    Ok(Endpoint::new(reqwest::Client::builder().no_proxy().build()?, &url)?)
}

fn authorize(client: &Client, form: &Bytes) -> String {
    let form = std::str::from_utf8(form).expect("a form");
    let socket_id = form.split('&').find_map(|field| field.strip_prefix("socket_id=")).expect("a socket id");
    let auth = client.authorize(&socket_id.parse().expect("a socket id"), &ORDERS).expect("signed");
    serde_json::to_string(&auth).expect("JSON")
}

#[tokio::test]
async fn an_endpoint_that_fails_for_a_while_costs_no_subscription() -> Outcome {
    let server = Server::start().await?;
    let responses =
        vec![(200, ""), (500, "boom"), (503, "deploying"), (200, "<html>"), (200, "{}"), (404, "")];
    let failures = responses.len() - 1;
    let endpoint = endpoint(server.client().clone(), responses).await?;
    let subscriber = Subscriber::connect(config(&server).authorizer(endpoint)).await?;
    let mut orders = subscriber.subscribe::<Message>(&ORDERS).await?;

    server.drop_connections();

    assert!(matches!(next(&mut orders).await, Item::Disconnected(_)));
    for _ in 0..failures {
        let failed = next(&mut orders).await;
        assert!(
            matches!(&failed, Item::SubscribeFailed { error: SubscribeError::AuthorizerFailed(_), .. }),
            "{failed:?}"
        );
    }
    assert!(matches!(next(&mut orders).await, Item::Gap));
    server.client().trigger_on(&ORDERS, &message("again")).await?;
    assert_eq!(event(&mut orders).await, message("again"));
    Ok(())
}

#[tokio::test]
async fn an_endpoint_that_refuses_is_obeyed() -> Outcome {
    for status in [401, 403] {
        let server = Server::start().await?;
        let endpoint = endpoint(server.client().clone(), vec![(200, ""), (status, "")]).await?;
        let subscriber = Subscriber::connect(config(&server).authorizer(endpoint)).await?;
        let mut orders = subscriber.subscribe::<Message>(&ORDERS).await?;

        server.drop_connections();

        assert!(matches!(next(&mut orders).await, Item::Disconnected(_)));
        let refused = next(&mut orders).await;
        assert!(
            matches!(&refused, Item::Refused(SubscribeError::Unauthorized(it)) if it.to_string().contains(&status.to_string())),
            "{refused:?}"
        );
        assert!(orders.next().await.is_none());
    }
    Ok(())
}

/// A subscription authorized by a closure, which gets the number of the call; after its connection was lost.
async fn reconnected(
    answer: impl Fn(usize) -> Result<(), AuthorizeError> + Send + Sync + 'static,
) -> (Scripted, crate::scripted::Peer, Subscription<Message>) {
    let calls = AtomicUsize::new(0);
    let configure = |config: pusher_typed::subscriber::SubscriberConfig| {
        config.authorize_with(move |_, _| {
            let answer = answer(calls.fetch_add(1, Ordering::SeqCst));
            async move { answer.map(|()| auth()) }
        })
    };
    let (mut service, mut peer, subscriber) = Scripted::connected(configure).await;
    let (orders, ()) = tokio::join!(subscriber.subscribe::<Message>(&ORDERS), peer.subscribe(ORDERS_NAME));
    let mut orders = orders.expect("a subscription");
    drop(peer);
    assert!(matches!(orders.next().await, Some(Item::Disconnected(_))));
    let peer = service.accept().await;
    (service, peer, orders)
}

#[tokio::test(start_paused = true)]
async fn pauses_after_failures_grow_and_are_kept() {
    const FAILURES: usize = 8;
    let (_service, mut peer, mut orders) =
        reconnected(|call| if (1..=FAILURES).contains(&call) { Err("not now".into()) } else { Ok(()) }).await;
    let mut last = Instant::now();
    let mut before = None;
    for attempt in 0..FAILURES {
        let item = orders.next().await;
        let Some(Item::SubscribeFailed { error: SubscribeError::AuthorizerFailed(error), retry_in }) = item
        else {
            panic!("{item:?}");
        };
        assert_eq!(error.to_string(), "not now");
        // By default they double from 1 s to 30 s, and up to a half is taken off.
        let full = Duration::from_secs(1 << attempt).min(Duration::from_secs(30));
        assert!(retry_in >= full / 2 && retry_in <= full, "{attempt} {retry_in:?}");
        if let Some(announced) = before.replace(retry_in) {
            let waited = last.elapsed();
            assert!(waited >= announced && waited <= announced + Duration::from_millis(2), "{waited:?}");
        }
        last = Instant::now();
    }
    peer.subscribe(ORDERS_NAME).await;
    assert!(matches!(orders.next().await, Some(Item::Gap)));
}

#[tokio::test(start_paused = true)]
async fn a_closure_tells_a_refusal_from_a_failure() {
    let (_service, _peer, mut orders) = reconnected(|call| match call {
        0 => Ok(()),
        1 => Err(AuthorizeError::failed("the database is away")),
        _ => Err(AuthorizeError::refused("not you")),
    })
    .await;
    assert!(matches!(orders.next().await, Some(Item::SubscribeFailed { .. })));
    let refused = orders.next().await;
    assert!(
        matches!(&refused, Some(Item::Refused(SubscribeError::Unauthorized(it))) if it.to_string() == "not you"),
        "{refused:?}"
    );
    assert!(orders.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn the_service_refuses_for_a_while_or_for_good() {
    let (_service, mut peer, mut orders) = reconnected(|_| Ok(())).await;
    for (status, is_final) in [(Some(500), false), (None, false), (Some(403), true)] {
        peer.expect_subscribe(ORDERS_NAME).await;
        let error = serde_json::json!({ "type": "Error", "error": "no", "status": status });
        peer.send("pusher:subscription_error", Some(ORDERS_NAME), &error).await;
        match within_an_hour(orders.next()).await {
            Some(Item::SubscribeFailed { error: SubscribeError::Refused { status: it, .. }, .. }) => {
                assert_eq!((it, is_final), (status, false));
            }
            Some(Item::Refused(SubscribeError::Refused { status: it, .. })) => {
                assert_eq!((it, is_final), (status, true));
            }
            other => panic!("{other:?}"),
        }
        peer.expect_unsubscribe(ORDERS_NAME).await;
    }
    assert!(orders.next().await.is_none());
}
