//! Without async.

use std::{thread, time::Duration};

use pusher_typed::{
    blocking,
    publisher::{DeliveryError, PublishError},
    testing::Recorder,
};

use crate::{
    schema::{Notice, Orders, Outcome, Shipped, note, shipped},
    script::{Failures, Script},
};

#[test]
fn every_way_to_publish() -> Outcome {
    let recorder = Recorder::new();
    let client = blocking::Client::new(recorder.client())?;
    let publisher = client
        .publisher()
        .capacity(100)
        .capacity_bytes(1 << 20)
        .in_flight(2)
        .retry_for(Duration::from_secs(60))
        .pauses(Duration::from_millis(10), Duration::from_millis(20))
        .drain_timeout(Duration::from_secs(60))
        .at_least_once()
        .idempotent()
        .on_failure(|undelivered| panic!("{undelivered}"))
        .start();
    publisher.publish(&shipped(1, 1))?;
    publisher.publish_on(&Orders { id: 2 }, &note("hello"))?;
    publisher.publish_to_user(&3_u64, &Notice { text: "hi".into() })?;
    publisher.enqueue(client.trigger(&shipped(4, 2)).exclude(&"1.2".parse()?))?;
    publisher.flush();
    assert_eq!(publisher.stats().delivered, 4);
    publisher.reserve()?.publish(&shipped(5, 3))?;
    assert_eq!(publisher.close().failed, 0);
    assert_eq!(recorder.events::<Shipped>()?, [shipped(1, 1), shipped(4, 2), shipped(5, 3)]);
    assert!(matches!(publisher.reserve(), Err(PublishError::Closed)));
    Ok(())
}

#[test]
fn reserving_blocks_until_there_is_room() -> Outcome {
    let script = Script::gated([]);
    let client = blocking::Client::new(script.client())?;
    let publisher = client.publisher().capacity(1).start();
    publisher.publish(&shipped(1, 0))?;
    let waiting = thread::spawn({
        let publisher = publisher.clone();
        move || publisher.reserve().map(|permit| permit.publish(&shipped(1, 1)))
    });
    script.open(2);
    waiting.join().expect("no panic")??;
    publisher.flush();
    assert_eq!(script.numbers(), [[0], [1]]);
    Ok(())
}

#[test]
fn what_waits_fails_with_the_last_client_and_publisher() -> Outcome {
    let script = Script::gated([]);
    let client = blocking::Client::new(script.client())?;
    let failures = Failures::default();
    let list = failures.clone();
    let publisher = client.publisher().on_failure(move |undelivered| list.push(undelivered)).start();
    let accepted = publisher.as_async().clone();
    publisher.publish(&shipped(1, 0))?;
    drop((client, publisher));
    // The thread ends soon.
    while accepted.stats().failed == 0 {
        thread::yield_now();
    }
    let failed = failures.take().remove(0);
    assert!(matches!(failed.error(), DeliveryError::Ended { .. }));
    Ok(())
}
