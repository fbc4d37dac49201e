//! Batches form while requests are in flight; a channel keeps its order.

use pusher_typed::client::Limits;

use crate::{
    schema::{Orders, Outcome, note, shipped},
    script::{Reply, Script},
};

#[tokio::test(start_paused = true)]
async fn what_waits_while_a_request_is_out_goes_together() -> Outcome {
    let script = Script::gated([]);
    let publisher = script.client().publisher().in_flight(1).start();
    publisher.publish(&shipped(0, 0))?;
    tokio::task::yield_now().await;
    for number in 1..=25 {
        publisher.publish(&shipped(number % 4, number))?;
    }
    script.open(4);
    publisher.flush().await;

    let seen = script.seen();
    let sizes: Vec<_> = seen.iter().map(|seen| (seen.batch, seen.events.len())).collect();
    assert_eq!(sizes, [(false, 1), (true, 10), (true, 10), (true, 5)]);
    for id in 0..4 {
        let channel = format!("private-orders-{id}");
        let of_channel = seen.iter().flat_map(|seen| seen.events.iter().zip(seen.numbers()));
        let of_channel = of_channel.filter(|((channels, _), _)| *channels == [channel.as_str()]);
        let numbers: Vec<_> = of_channel.map(|(_, number)| number).collect();
        assert!(numbers.is_sorted(), "{channel}: {numbers:?}");
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn one_request_at_a_time_has_events_of_a_channel() -> Outcome {
    let script = Script::gated([]);
    let limits = Limits::default().batch(1);
    let publisher = script.builder().limits(limits).build()?.publisher().in_flight(8).start();
    for number in 0..4 {
        publisher.publish(&shipped(1, number))?;
    }
    publisher.publish(&shipped(2, 9))?;
    tokio::task::yield_now().await;
    assert_eq!(publisher.stats().in_flight, 2, "one for each channel");
    script.open(5);
    publisher.flush().await;
    let mut numbers = script.numbers().concat();
    numbers.retain(|number| *number != 9);
    assert_eq!(numbers, [0, 1, 2, 3]);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn an_event_to_many_channels_is_split_and_goes_on_where_it_stopped() -> Outcome {
    let script = Script::new([Reply::Accept, Reply::NotSent]);
    let publisher = script.client().publisher().start();
    let channels: Vec<_> = (0..250).map(|id| Orders { id }).collect();
    publisher.enqueue(publisher.client().trigger_on_many(&channels, &note("all")))?;
    publisher.flush().await;
    let seen = script.seen();
    let counts: Vec<_> = seen.iter().map(|seen| seen.events[0].0.len()).collect();
    assert_eq!(counts, [100, 100, 100, 50]);
    assert_eq!(seen[1].events, seen[2].events, "the one that was not sent, once more");
    let stats = publisher.stats();
    assert_eq!((stats.delivered, stats.failed), (1, 0));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_repeated_request_has_its_key_and_its_body_and_others_have_their_own() -> Outcome {
    let script = Script::gated([Reply::Accept, Reply::Broken, Reply::RetryAfter(503, 1), Reply::Accept]);
    let publisher = script.client().publisher().in_flight(1).at_least_once().idempotent().start();
    publisher.publish(&shipped(0, 0))?;
    tokio::task::yield_now().await;
    for number in 1..=3 {
        publisher.publish(&shipped(number, number))?;
    }
    script.open(2);
    while script.seen().len() < 2 {
        tokio::task::yield_now().await;
    }
    publisher.publish(&shipped(4, 4))?;
    script.open(3);
    publisher.flush().await;
    let seen = script.seen();
    assert_eq!(script.numbers(), [vec![0], vec![1, 2, 3], vec![1, 2, 3], vec![1, 2, 3], vec![4]]);
    let keys: Vec<_> = seen.iter().map(|seen| seen.key.clone().expect("a key")).collect();
    assert!(keys[1] == keys[2] && keys[2] == keys[3], "{keys:?}");
    assert!(keys[0] != keys[1] && keys[1] != keys[4], "{keys:?}");
    Ok(())
}
