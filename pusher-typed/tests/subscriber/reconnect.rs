//! Connections that end, and reconnecting.

use std::time::{Duration, Instant};

use pusher_typed::{
    subscriber::{Item, State, Subscriber},
    testing::Server,
};

use crate::schema::{Message, News, Orders, Outcome, config, connect, event, message, next, soon};

/// Closes the only connection with a code; how long it takes until the subscription is confirmed
/// again.
async fn lose(code: u16) -> Result<Duration, Box<dyn std::error::Error>> {
    let server = Server::start().await?;
    let pauses = (Duration::from_millis(600), Duration::from_secs(1));
    let subscriber = Subscriber::connect(config(&server).backoff(pauses.0, pauses.1)).await?;
    let mut orders = subscriber.subscribe::<Message>(&Orders { id: 1 }).await?;
    let began = Instant::now();
    server.close(&server.connections()[0], code, "a test");
    match next(&mut orders).await {
        Item::Disconnected(lost) => assert_eq!((lost.code, &*lost.reason), (Some(code), "a test")),
        other => panic!("{other:?}"),
    }
    assert!(matches!(next(&mut orders).await, Item::Gap));
    let took = began.elapsed();
    server.client().trigger_on(&Orders { id: 1 }, &message("again")).await?;
    assert_eq!(event(&mut orders).await, message("again"));
    Ok(took)
}

#[tokio::test]
async fn after_4200_at_once() -> Outcome {
    assert!(lose(4200).await? < Duration::from_millis(300));
    Ok(())
}

#[tokio::test]
async fn after_4100_and_anything_else_after_a_pause() -> Outcome {
    for code in [4100, 1001] {
        assert!(lose(code).await? >= Duration::from_millis(300));
    }
    Ok(())
}

#[tokio::test]
async fn after_4000_never() -> Outcome {
    let server = Server::start().await?;
    let subscriber = connect(&server).await;
    let mut news = subscriber.subscribe::<Message>(&News { id: 1 }).await?;
    server.close(&server.connections()[0], 4003, "disabled");
    assert!(matches!(next(&mut news).await, Item::Disconnected(_)));
    assert!(matches!(next(&mut news).await, Item::Ended(lost) if lost.code == Some(4003)));
    assert!(soon(news.next()).await.is_none());
    assert!(matches!(subscriber.state(), State::Ended(Some(_))));
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(server.connections().is_empty());
    Ok(())
}

#[tokio::test]
async fn a_service_that_refuses_temporarily_is_retried() -> Outcome {
    let server = Server::start().await?;
    let subscriber = connect(&server).await;
    let mut news = subscriber.subscribe::<Message>(&News { id: 1 }).await?;
    for code in [4100, 4201, 4100] {
        server.refuse_next_connection(code, "not now");
    }
    server.drop_connections();
    assert!(matches!(next(&mut news).await, Item::Disconnected(lost) if lost.code.is_none()));
    assert!(matches!(next(&mut news).await, Item::Gap));
    Ok(())
}

#[tokio::test]
async fn a_service_that_refuses_for_good_ends_it() -> Outcome {
    let server = Server::start().await?;
    let subscriber = connect(&server).await;
    let mut news = subscriber.subscribe::<Message>(&News { id: 1 }).await?;
    server.refuse_next_connection(4004, "over quota");
    server.drop_connections();
    assert!(matches!(next(&mut news).await, Item::Disconnected(_)));
    assert!(matches!(next(&mut news).await, Item::Ended(lost) if lost.code == Some(4004)));
    Ok(())
}

#[tokio::test]
async fn a_subscription_made_without_a_connection_is_made_on_the_next_one() -> Outcome {
    let server = Server::start().await?;
    let subscriber = connect(&server).await;
    server.drop_connections();
    server.wait_for_connections(0).await?;
    let mut news = subscriber.subscribe::<Message>(&News { id: 1 }).await?;
    server.client().trigger_on(&News { id: 1 }, &message("a")).await?;
    assert_eq!(event(&mut news).await, message("a"));
    Ok(())
}

#[tokio::test]
async fn a_silent_service_is_pinged_and_then_disconnected() -> Outcome {
    let server = Server::start().await?;
    let patience = Duration::from_millis(150);
    let subscriber = Subscriber::connect(config(&server).activity_timeout(patience, patience)).await?;
    let mut news = subscriber.subscribe::<Message>(&News { id: 1 }).await?;
    // The server responds to pings: nothing is lost.
    tokio::time::sleep(patience * 4).await;
    server.client().trigger_on(&News { id: 1 }, &message("a")).await?;
    assert_eq!(event(&mut news).await, message("a"));

    server.delay(Duration::from_secs(60));
    assert!(matches!(next(&mut news).await, Item::Disconnected(lost) if lost.code == Some(4201)));
    server.delay(Duration::ZERO);
    assert!(matches!(next(&mut news).await, Item::Gap));
    Ok(())
}

#[tokio::test]
async fn many_subscriptions_come_back() -> Outcome {
    let server = Server::start().await?;
    let subscriber = connect(&server).await;
    let mut all = Vec::new();
    for id in 0..1000 {
        all.push(subscriber.subscribe::<Message>(&Orders { id }).await?);
    }
    server.drop_connections();
    for orders in &mut all {
        assert!(matches!(next(orders).await, Item::Disconnected(_)));
        assert!(matches!(next(orders).await, Item::Gap));
    }
    Ok(())
}

#[tokio::test]
async fn a_service_that_is_restarted_finds_its_subscribers_again() -> Outcome {
    let server = Server::start().await?;
    let port = server.port();
    let subscriber = connect(&server).await;
    let mut orders = subscriber.subscribe::<Message>(&Orders { id: 1 }).await?;
    drop(server);
    assert!(matches!(next(&mut orders).await, Item::Disconnected(_)));

    let server = Server::builder().port(port).start().await?;
    assert!(matches!(next(&mut orders).await, Item::Gap));
    server.client().trigger_on(&Orders { id: 1 }, &message("back")).await?;
    assert_eq!(event(&mut orders).await, message("back"));
    Ok(())
}
