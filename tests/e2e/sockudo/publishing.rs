//! The publisher's assumptions about Sockudo: refused batches and repeated requests.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use pusher_typed::{
    client::Limits,
    publisher::{DeliveryError, PublisherBuilder, Undelivered},
    subscriber::{Item, Subscriber, SubscriberConfig, Subscription},
};
use tokio::time::timeout;

use super::{
    idempotency::client_with_lost_responses,
    stage::{Outcome, Stage, builder},
};
use crate::schema::{Message, NewsChannel, message};

const NEWS: NewsChannel = NewsChannel { id: 1 };

type Failures = Arc<Mutex<Vec<Undelivered>>>;

fn recorded(builder: PublisherBuilder) -> (PublisherBuilder, Failures) {
    let failures = Failures::default();
    let list = Arc::clone(&failures);
    (builder.on_failure(move |undelivered| list.lock().expect("no panic").push(undelivered)), failures)
}

/// How often each text arrives before the text `end`.
async fn arrivals(
    stage: &Stage,
    news: &mut Subscription<Message>,
) -> Result<BTreeMap<String, u32>, Box<dyn std::error::Error>> {
    stage.client.trigger_on(&NEWS, &message("end")).await?;
    let mut arrived = BTreeMap::new();
    loop {
        match timeout(Duration::from_secs(10), news.next()).await? {
            Some(Item::Event(event)) if event.text == "end" => return Ok(arrived),
            Some(Item::Event(event)) => *arrived.entry(event.text).or_default() += 1,
            other => panic!("{other:?}"),
        }
    }
}

/// Publishes a batch of four, of which the server refuses the third; the client does not know the limit.
async fn refused_batch(
    configure: fn(PublisherBuilder) -> PublisherBuilder,
) -> Result<(BTreeMap<String, u32>, Vec<Undelivered>), Box<dyn std::error::Error>> {
    let stage = Stage::new().await?;
    let subscriber = Subscriber::connect(SubscriberConfig::from_client(&stage.client)).await?;
    let mut news = subscriber.subscribe::<Message>(&NEWS).await?;
    let client = builder(&stage.server, pusher_typed_tests::Sockudo::SECRET)
        .limits(Limits::default().payload(1 << 20))
        .build()?;
    let (publisher, failures) = recorded(configure(client.publisher()));
    let publisher = publisher.start();
    // Nothing is awaited in between, so they wait together.
    for text in ["first", "second", &"x".repeat(10_241), "last"] {
        publisher.publish_on(&NEWS, &message(text))?;
    }
    publisher.flush().await;
    let stats = publisher.stats();
    assert_eq!(stats.delivered + stats.failed, 4, "{stats:?}");
    let failed = std::mem::take(&mut *failures.lock().expect("no panic"));
    let arrived = arrivals(&stage, &mut news).await?;
    subscriber.close().await;
    Ok((arrived, failed))
}

#[tokio::test]
async fn nothing_of_a_refused_batch_is_sent_again_and_part_of_it_has_arrived() -> Outcome {
    let (arrived, failed) = refused_batch(|publisher| publisher).await?;
    assert_eq!(arrived, [("first".to_owned(), 1), ("second".to_owned(), 1)].into());
    assert_eq!(failed.len(), 4);
    for failed in failed {
        assert!(failed.may_have_arrived() && matches!(failed.error(), DeliveryError::BatchRefused { .. }));
    }
    Ok(())
}

#[tokio::test]
async fn at_least_once_finds_the_event_at_fault_and_delivers_the_others() -> Outcome {
    let (arrived, failed) = refused_batch(PublisherBuilder::at_least_once).await?;
    let expected = [("first".to_owned(), 2), ("second".to_owned(), 2), ("last".to_owned(), 1)];
    assert_eq!(arrived, expected.into());
    assert_eq!(failed.len(), 1);
    assert!(matches!(failed[0].error(), DeliveryError::Refused { .. }), "{failed:?}");
    assert!(failed[0].size() > 10_240);
    Ok(())
}

#[tokio::test]
async fn with_idempotency_keys_a_repeated_request_is_delivered_once() -> Outcome {
    let stage = Stage::new().await?;
    let client = client_with_lost_responses(&stage.server)?;
    let subscriber = Subscriber::connect(SubscriberConfig::from_client(&stage.client)).await?;
    let mut news = subscriber.subscribe::<Message>(&NEWS).await?;
    let short = Duration::from_millis(1);
    let (publisher, failures) =
        recorded(client.publisher().at_least_once().idempotent().pauses(short, short * 100));
    let publisher = publisher.start();
    for number in 0..100 {
        publisher.publish_on(&NEWS, &message(number.to_string()))?;
    }
    publisher.close().await;
    let failed = failures.lock().expect("no panic").len();
    assert_eq!((publisher.stats().delivered, failed), (100, 0));
    let arrived = arrivals(&stage, &mut news).await?;
    assert!(arrived.len() == 100 && arrived.values().all(|count| *count == 1), "{arrived:?}");
    subscriber.close().await;
    Ok(())
}
