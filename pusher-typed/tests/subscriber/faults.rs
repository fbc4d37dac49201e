//! Faults of networks and slow consumers: every loss is reported.

use std::time::Duration;

use pusher_typed::{
    client::Limits,
    subscriber::{ConnectError, Item, State, Subscriber, SubscriberConfig, Subscription},
    testing::Server,
};
use tokio::{net::TcpListener, time::sleep};

use crate::{
    proxy::Proxy,
    schema::{Message, News, Orders, Outcome, config, event, message, next, soon},
};

const NEWS: News = News { id: 1 };

/// Takes the next item, which is a loss, and the one after, which is its end.
async fn interruption(subscription: &mut Subscription<Message>) -> Option<u16> {
    let Item::Disconnected(lost) = next(subscription).await else { panic!("no loss") };
    assert!(matches!(next(subscription).await, Item::Gap));
    lost.code
}

#[tokio::test]
async fn a_reset_within_a_message_loses_that_message_and_tells_so() -> Outcome {
    let server = Server::start().await?;
    let proxy = Proxy::before(&server).await?;
    let subscriber = Subscriber::connect(proxy.config(&server)).await?;
    let mut news = subscriber.subscribe::<Message>(&NEWS).await?;

    proxy.reset_within_the_next_message();
    server.client().trigger_on(&NEWS, &message("torn")).await?;

    assert_eq!(interruption(&mut news).await, None);
    server.client().trigger_on(&NEWS, &message("whole")).await?;
    assert_eq!(event(&mut news).await, message("whole"));
    Ok(())
}

#[tokio::test]
async fn a_connection_that_is_open_at_one_end_only_is_found_out_by_a_ping() -> Outcome {
    let server = Server::start().await?;
    let proxy = Proxy::before(&server).await?;
    let patience = Duration::from_millis(150);
    let subscriber = Subscriber::connect(proxy.config(&server).activity_timeout(patience, patience)).await?;
    let mut news = subscriber.subscribe::<Message>(&NEWS).await?;

    proxy.fall_silent();
    server.client().trigger_on(&NEWS, &message("into the void")).await?;

    assert_eq!(interruption(&mut news).await, Some(4201));
    server.client().trigger_on(&NEWS, &message("heard")).await?;
    assert_eq!(event(&mut news).await, message("heard"));
    Ok(())
}

#[tokio::test]
async fn a_service_that_accepts_and_says_nothing_is_given_up() -> Outcome {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    let config = SubscriberConfig::new("key").host("127.0.0.1").port(port).tls(false);
    let limit = Duration::from_millis(100);

    let error = Subscriber::connect(config.connect_timeout(limit)).await.unwrap_err();

    assert!(matches!(error, ConnectError::Timeout { limit: waited } if waited == limit), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn an_event_at_the_moment_of_reconnecting_arrives_or_is_within_a_gap() -> Outcome {
    const EVENTS: usize = 600;
    let server = Server::start().await?;
    let proxy = Proxy::before(&server).await?;
    let quick = proxy.config(&server).backoff(Duration::from_millis(5), Duration::from_millis(10));
    let subscriber = Subscriber::connect(quick.capacity(10_000)).await?;
    let mut orders = subscriber.subscribe::<Message>(&Orders { id: 1 }).await?;
    let client = server.client().clone();
    let triggering = tokio::spawn(async move {
        // Without an end, because the time of the last connection is unknown.
        for number in 0_usize.. {
            if number % 40 == 20 && number < EVENTS {
                proxy.reset();
            }
            client.trigger_on(&Orders { id: 1 }, &message(number.to_string())).await.expect("triggered");
        }
    });

    let (mut expected, mut gaps, mut may_have_missed) = (0, 0, false);
    while expected < EVENTS {
        match soon(orders.next()).await.expect("an item") {
            Item::Event(event) => {
                let number: usize = event.text.parse()?;
                assert!(number >= expected, "{number} came twice, or after {expected}");
                assert!(number == expected || may_have_missed, "{expected} is missing without a gap");
                (expected, may_have_missed) = (number + 1, false);
            }
            Item::Disconnected(_) => {}
            Item::Gap => (gaps, may_have_missed) = (gaps + 1, true),
            other => panic!("{other:?}"),
        }
    }

    triggering.abort();
    assert!(gaps > 0);
    Ok(())
}

#[tokio::test]
async fn of_a_burst_a_slow_consumer_gets_some_in_order_and_the_number_of_the_rest() -> Outcome {
    const EVENTS: usize = 10_000;
    let server = Server::builder().limits(Limits::default().batch(500)).start().await?;
    let subscriber = Subscriber::connect(config(&server).capacity(64)).await?;
    let mut news = subscriber.subscribe::<Message>(&NEWS).await?;
    let client = server.client().clone();
    let triggering = tokio::spawn(async move {
        let messages: Vec<_> = (0..EVENTS).map(|number| message(number.to_string())).collect();
        let mut batch = client.batch();
        for message in &messages {
            batch = batch.event_on(&NEWS, message);
        }
        batch.send().await.map(drop)
    });

    let (mut seen, mut lost) = (0, 0);
    while seen + lost < EVENTS {
        match next(&mut news).await {
            Item::Event(event) => {
                // Losses are reported at the position at which they occurred.
                assert_eq!(event.text.parse::<usize>()?, seen + lost);
                seen += 1;
            }
            Item::Lagged(count) => lost += usize::try_from(count)?,
            other => panic!("{other:?}"),
        }
        if seen % 10 == 0 {
            sleep(Duration::from_millis(5)).await;
        }
    }

    triggering.await??;
    assert_eq!(seen + lost, EVENTS);
    assert!(lost > 0 && seen >= 64, "{seen} seen, {lost} lost");
    Ok(())
}

#[tokio::test]
async fn closing_does_not_wait_for_a_service_that_is_gone() -> Outcome {
    let server = Server::start().await?;
    let patient = config(&server).backoff(Duration::from_secs(3600), Duration::from_secs(3600));
    let subscriber = Subscriber::connect(patient).await?;
    let mut news = subscriber.subscribe::<Message>(&NEWS).await?;
    drop(server);
    assert!(matches!(next(&mut news).await, Item::Disconnected(_)));

    soon(subscriber.close()).await;

    assert!(soon(news.next()).await.is_none());
    assert_eq!(subscriber.state(), State::Ended(None));
    Ok(())
}
