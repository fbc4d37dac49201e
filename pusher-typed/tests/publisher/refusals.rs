//! Events and batches that the service refuses.

use pusher_typed::{client::RequestError, publisher::DeliveryError};

use crate::{
    schema::{Outcome, shipped},
    script::{Failures, Reply, Script},
};

#[tokio::test(start_paused = true)]
async fn an_event_that_was_sent_alone_is_refused_for_certain() -> Outcome {
    for status in [400, 413, 422] {
        let script = Script::new([Reply::Status(status)]);
        let (builder, failures) = Failures::of(script.client().publisher());
        let publisher = builder.start();
        publisher.publish(&shipped(1, 1))?;
        publisher.flush().await;
        let failed = failures.take().remove(0);
        assert!(matches!(failed.error(), DeliveryError::Refused { .. }) && !failed.may_have_arrived());
        assert_eq!(failed.error().request().and_then(RequestError::status), Some(status));
        assert_eq!((failed.event_name(), failed.size()), ("shipped", r#"{"id":1,"number":1}"#.len()));
        assert_eq!(
            failed.to_string(),
            "the event \"shipped\" to private-orders-1 was not delivered: the service refused the event"
        );
        assert_eq!(publisher.stats().outage, None, "the service is alive");

        publisher.enqueue(failed.into_trigger())?;
        publisher.flush().await;
        assert_eq!(script.numbers(), [[1], [1]]);
    }
    Ok(())
}

/// A publisher whose second request is a batch with the numbers 1 to 4, of which 1 and 2 have one channel.
async fn batch(script: &Script, at_least_once: bool) -> Result<Failures, Box<dyn std::error::Error>> {
    let builder = script.client().publisher().in_flight(1);
    let builder = if at_least_once { builder.at_least_once() } else { builder };
    let (builder, failures) = Failures::of(builder);
    let publisher = builder.start();
    publisher.publish(&shipped(9, 0))?;
    tokio::task::yield_now().await;
    for (channel, number) in [(1, 1), (1, 2), (3, 3), (4, 4)] {
        publisher.publish(&shipped(channel, number))?;
    }
    script.open(100);
    publisher.flush().await;
    let stats = publisher.stats();
    assert_eq!(stats.delivered + stats.failed, 5);
    Ok(failures)
}

#[tokio::test(start_paused = true)]
async fn nothing_of_a_refused_batch_is_sent_again() -> Outcome {
    let script = Script::gated([Reply::Accept, Reply::Status(400)]);
    let failed = batch(&script, false).await?.take();
    assert_eq!(script.numbers(), [vec![0], vec![1, 2, 3, 4]]);
    assert_eq!(failed.len(), 4);
    for failed in failed {
        assert!(matches!(failed.error(), DeliveryError::BatchRefused { .. }) && failed.may_have_arrived());
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_refused_batch_is_sent_one_by_one_if_events_may_arrive_twice() -> Outcome {
    // The batch; then its events alone, of which the second is at fault.
    let (ok, refused) = (Reply::Accept, Reply::Status(413));
    let script = Script::gated([ok, refused, ok, ok, ok, refused]);
    let failed = batch(&script, true).await?.take();
    let numbers = script.numbers();
    assert_eq!(numbers[..2], [vec![0], vec![1, 2, 3, 4]]);
    assert!(numbers[2..].iter().all(|alone| alone.len() == 1));
    let alone = numbers[2..].concat();
    let at = |number| alone.iter().position(|other| *other == number);
    assert!(at(1) < at(2), "{alone:?}");
    assert_eq!(failed.len(), 1);
    assert_eq!(alone.iter().position(|number| *number == 2), Some(3));
    assert_eq!(failed[0].recipients(), ["private-orders-1"]);
    assert!(matches!(failed[0].error(), DeliveryError::Refused { .. }));
    assert!(failed[0].may_have_arrived(), "in the batch, if another event of it was at fault then");
    Ok(())
}
