//! However publishing ends, every accepted event ends exactly once.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    time::Duration,
};

use pusher_typed::publisher::{DeliveryError, PublishError, Publisher};
use tokio::time::{Instant, sleep};

use crate::{
    schema::{Outcome, shipped},
    script::{Failures, Reply, Script},
};

fn publish(publisher: &Publisher, count: u32) -> Result<(), PublishError> {
    (0..count).try_for_each(|number| publisher.publish(&shipped(number, number)))
}

#[tokio::test(start_paused = true)]
async fn closing_drains_and_reports() -> Outcome {
    let script = Script::gated([Reply::Accept, Reply::Status(400), Reply::NotSent]);
    let publisher = script.client().publisher().in_flight(1).start();
    script.open(1);
    publish(&publisher, 1)?;
    publisher.flush().await;
    publish(&publisher, 1)?;
    tokio::task::yield_now().await;
    publish(&publisher, 12)?;
    script.open(100);
    let report = publisher.close().await;
    assert_eq!((report.delivered, report.failed, report.may_have_arrived), (13, 1, 0));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn closing_takes_no_longer_than_the_drain_timeout() -> Outcome {
    let script = Script::gated([]);
    let drain = Duration::from_secs(3);
    let (builder, failures) = Failures::of(script.client().publisher().in_flight(1).drain_timeout(drain));
    let publisher = builder.start();
    publish(&publisher, 1)?;
    tokio::task::yield_now().await;
    publish(&publisher, 20)?;
    let start = Instant::now();
    let report = publisher.close().await;
    assert_eq!(start.elapsed(), drain);
    assert_eq!((report.delivered, report.failed, report.may_have_arrived), (0, 21, 1));
    let failed = failures.take();
    assert_eq!(failed.iter().filter(|failed| failed.may_have_arrived()).count(), 1, "the one in flight");
    assert!(failed.iter().all(|failed| matches!(failed.error(), DeliveryError::Ended { .. })));
    let stats = publisher.stats();
    assert_eq!((stats.waiting, stats.in_flight, stats.failed, stats.bytes), (0, 0, 21, 0));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_close_that_nobody_waits_for_goes_on() -> Outcome {
    let script = Script::gated([]);
    let publisher = script.client().publisher().start();
    publish(&publisher, 5)?;
    let waited = tokio::time::timeout(Duration::from_secs(1), publisher.close()).await;
    assert!(waited.is_err());
    script.open(5);
    publisher.close().await;
    assert_eq!(publisher.stats().delivered, 5);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn dropping_the_last_handle_drains_in_the_background() -> Outcome {
    let script = Script::gated([]);
    let (builder, failures) = Failures::of(script.client().publisher().drain_timeout(Duration::from_secs(9)));
    let publisher = builder.in_flight(1).start();
    let clone = publisher.clone();
    publish(&publisher, 1)?;
    tokio::task::yield_now().await;
    publish(&clone, 15)?;
    drop(publisher);
    clone.publish(&shipped(99, 99))?;
    drop(clone);
    script.open(2);
    sleep(Duration::from_secs(10)).await;
    let sent = script.numbers().concat().len();
    assert_eq!((sent, failures.take().len()), (11, 6));
    Ok(())
}

#[test]
fn the_end_of_the_runtime_fails_what_is_left() -> Outcome {
    let script = Script::gated([]);
    let (builder, failures) = Failures::of(script.client().publisher().in_flight(2));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let publisher = runtime.block_on(async {
        let publisher = builder.start();
        publish(&publisher, 40)?;
        while publisher.stats().in_flight == 0 {
            tokio::task::yield_now().await;
        }
        Ok::<_, PublishError>(publisher)
    })?;
    drop(runtime);
    let failed = failures.take();
    assert_eq!(failed.len(), 40);
    assert!((1..=20).contains(&failed.iter().filter(|failed| failed.may_have_arrived()).count()));
    assert!(matches!(publisher.publish(&shipped(1, 1)), Err(PublishError::Closed)));
    let stats = publisher.stats();
    assert_eq!((stats.failed, stats.waiting, stats.in_flight, stats.rejected), (40, 0, 0, 1));
    let elsewhere = tokio::runtime::Builder::new_current_thread().build()?;
    assert_eq!(elsewhere.block_on(publisher.close()).failed, 40);
    elsewhere.block_on(publisher.flush());
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_callback_that_panics_loses_nothing() -> Outcome {
    let script = Script::gated([Reply::Accept, Reply::Status(400)]);
    let calls = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&calls);
    let builder = script.client().publisher().in_flight(1).on_failure(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        panic!("a callback that panics");
    });
    let publisher = builder.start();
    publish(&publisher, 1)?;
    tokio::task::yield_now().await;
    publish(&publisher, 8)?;
    script.open(9);
    publisher.flush().await;
    publish(&publisher, 1)?;
    publisher.flush().await;
    let stats = publisher.stats();
    assert_eq!((calls.load(Ordering::Relaxed), stats.failed, stats.delivered), (8, 8, 2));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_callback_may_publish() -> Outcome {
    let script = Script::new([Reply::Status(400)]);
    let (send, receive) = mpsc::channel::<Publisher>();
    let receive = std::sync::Mutex::new(receive);
    let builder = script.client().publisher().capacity(1).on_failure(move |undelivered| {
        let publisher = receive.lock().expect("a lock").recv().expect("a publisher");
        publisher.enqueue(undelivered.into_trigger()).expect("room for it");
    });
    let publisher = builder.start();
    send.send(publisher.clone())?;
    publish(&publisher, 1)?;
    publisher.flush().await;
    let report = publisher.close().await;
    assert_eq!(script.numbers(), [[0], [0]]);
    assert_eq!((report.failed, report.delivered), (1, 1));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_flush_waits_for_what_was_published_before_and_for_nothing_else() -> Outcome {
    let script = Script::gated([]);
    let publisher = script.client().publisher().in_flight(1).start();
    publisher.flush().await;
    publish(&publisher, 1)?;
    tokio::task::yield_now().await;
    publish(&publisher, 3)?;
    let mut flush = std::pin::pin!(publisher.flush());
    tokio::select! { biased; () = &mut flush => panic!("nothing was sent"), () = std::future::ready(()) => {} }
    script.open(1);
    while script.seen().is_empty() {
        tokio::task::yield_now().await;
    }
    tokio::select! { biased; () = &mut flush => panic!("three are left"), () = std::future::ready(()) => {} }
    script.open(1);
    while script.seen().len() < 2 {
        tokio::task::yield_now().await;
    }
    publish(&publisher, 5)?;
    flush.await;
    let stats = publisher.stats();
    assert_eq!((stats.delivered, stats.waiting + stats.in_flight), (4, 5));
    Ok(())
}
