//! Outages: pauses, one probe, `Retry-After`, and the end of retrying.

use std::time::Duration;

use pusher_typed::publisher::DeliveryError;
use tokio::time::{Instant, sleep};

use crate::{
    schema::{Outcome, shipped},
    script::{Failures, Reply, Script},
};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn nothing_is_lost_and_order_is_kept_while_there_is_no_connection() -> Outcome {
    let script = Script::default();
    script.always(Reply::NotSent);
    let (builder, failures) = Failures::of(script.client().publisher());
    let publisher = builder.start();
    let start = Instant::now();
    for number in 0..40 {
        publisher.publish(&shipped(number % 2, number))?;
    }
    sleep(60 * SECOND).await;
    let stats = publisher.stats();
    assert_eq!((stats.waiting, stats.in_flight, stats.failed), (40, 0, 0));
    assert!(stats.outage.is_some_and(|outage| outage > 59 * SECOND), "{stats:?}");
    assert!(stats.oldest_waiting.is_some_and(|oldest| oldest >= 60 * SECOND), "{stats:?}");

    // The requests that were open when the outage began, then one event at a time, after pauses that grow to ten seconds.
    let seen = script.seen();
    let probes: Vec<_> = seen.iter().filter(|seen| seen.at > start).collect();
    assert!((8..=20).contains(&probes.len()), "{} probes", probes.len());
    assert!(probes.iter().all(|probe| probe.events.len() == 1));
    let pauses: Vec<_> = probes.windows(2).map(|pair| pair[1].at - pair[0].at).collect();
    assert!(pauses.iter().all(|pause| *pause <= 10 * SECOND + SECOND / 100), "{pauses:?}");
    assert!(pauses.iter().rev().take(2).all(|pause| *pause >= 5 * SECOND), "{pauses:?}");

    let before = seen.len();
    script.always(None);
    publisher.flush().await;
    let (mut even, mut odd) = (Vec::new(), Vec::new());
    for number in script.numbers().into_iter().skip(before).flatten() {
        if number % 2 == 0 { even.push(number) } else { odd.push(number) }
    }
    assert!(even.len() == 20 && even.is_sorted(), "{even:?}");
    assert!(odd.len() == 20 && odd.is_sorted(), "{odd:?}");
    assert_eq!((publisher.stats().outage, publisher.stats().delivered), (None, 40));
    assert!(failures.take().is_empty());
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn statuses_that_blame_no_event_are_retried() -> Outcome {
    for status in [301, 401, 403, 404, 429] {
        let script = Script::new([Reply::Status(status), Reply::Status(status)]);
        let publisher = script.client().publisher().start();
        publisher.publish(&shipped(1, 1))?;
        publisher.flush().await;
        assert_eq!(script.numbers(), [[1], [1], [1]], "{status}");
        assert_eq!(publisher.stats().delivered, 1);
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_waited_for() -> Outcome {
    let script = Script::new([Reply::RetryAfter(429, 70)]);
    let publisher = script.client().publisher().start();
    let start = Instant::now();
    publisher.publish(&shipped(1, 1))?;
    publisher.flush().await;
    let waited = start.elapsed();
    assert!(waited >= 70 * SECOND && waited < 71 * SECOND, "{waited:?}");
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn an_event_is_retried_for_so_long_and_then_fails_with_the_last_error() -> Outcome {
    let script = Script::default();
    script.always(Reply::Status(401));
    let (builder, failures) = Failures::of(script.client().publisher().retry_for(30 * SECOND));
    let publisher = builder.start();
    publisher.publish(&shipped(1, 1))?;
    sleep(20 * SECOND).await;
    publisher.publish(&shipped(2, 2))?;
    sleep(11 * SECOND).await;
    let failed = failures.take();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert_eq!(failed[0].recipients(), ["private-orders-1"]);
    assert!(!failed[0].may_have_arrived());
    assert!(matches!(failed[0].error(), DeliveryError::Expired { .. }));
    assert_eq!(failed[0].error().request().and_then(pusher_typed::client::RequestError::status), Some(401));
    sleep(20 * SECOND).await;
    assert_eq!(failures.take().len(), 1);
    assert_eq!(publisher.stats().failed, 2);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn what_may_have_arrived_is_not_sent_again() -> Outcome {
    for reply in [Reply::Status(500), Reply::Status(503), Reply::Broken, Reply::Silence, Reply::Panic] {
        let script = Script::new([reply]);
        let (builder, failures) = Failures::of(script.client().publisher());
        let publisher = builder.start();
        publisher.publish(&shipped(1, 1))?;
        publisher.flush().await;
        let failed = failures.take();
        assert!(failed.len() == 1 && failed[0].may_have_arrived(), "{reply:?}: {failed:?}");
        assert!(matches!(failed[0].error(), DeliveryError::Unknown { .. }), "{reply:?}: {failed:?}");
        assert!(publisher.stats().outage.is_some(), "{reply:?}");
        publisher.publish(&shipped(1, 2))?;
        publisher.flush().await;
        assert_eq!(script.numbers(), [[1], [2]], "{reply:?}");
        assert_eq!(publisher.stats().outage, None, "{reply:?}");
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn at_least_once_sends_again_what_may_have_arrived() -> Outcome {
    for reply in [Reply::Status(500), Reply::RetryAfter(503, 2), Reply::Broken, Reply::Silence, Reply::Panic]
    {
        let script = Script::new([reply]);
        let publisher = script.client().publisher().at_least_once().start();
        publisher.publish(&shipped(1, 1))?;
        publisher.publish(&shipped(1, 2))?;
        publisher.flush().await;
        assert_eq!(script.numbers().concat().iter().filter(|number| **number == 1).count(), 2, "{reply:?}");
        assert_eq!(publisher.stats().delivered, 2, "{reply:?}");
    }
    Ok(())
}
