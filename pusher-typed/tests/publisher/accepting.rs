//! Which events are accepted: the result is immediate and typed.

use pusher_typed::{
    client::{Limits, TriggerError},
    publisher::PublishError,
    testing::Recorder,
};

use crate::{
    schema::{Note, Notice, Orders, Outcome, Shipped, Vault, note, shipped},
    script::Script,
};

#[tokio::test(start_paused = true)]
async fn every_way_to_publish() -> Outcome {
    let recorder = Recorder::new();
    let client = recorder.client();
    let publisher = client.publisher().start();

    publisher.publish(&shipped(1, 7))?;
    publisher.publish_on(&Orders { id: 2 }, &note("hello"))?;
    publisher.publish_to_user(&3_u64, &Notice { text: "hi".into() })?;
    publisher.publish_on(&Vault { id: 4 }, &note("secret"))?;
    publisher.enqueue(client.trigger(&shipped(5, 8)).exclude(&"1.2".parse()?).info().idempotent())?;
    publisher.enqueue(client.trigger_on_many(&[Orders { id: 6 }, Orders { id: 7 }], &note("both")))?;
    publisher.enqueue(client.trigger_on_many(&[] as &[Orders], &note("nobody")))?;
    publisher.reserve().await?.publish(&shipped(8, 9))?;
    publisher.reserve().await?.publish_on(&Orders { id: 9 }, &note("room"))?;
    publisher.reserve().await?.publish_to_user(&10_u64, &Notice { text: "ho".into() })?;
    publisher.reserve().await?.enqueue(client.trigger(&shipped(11, 10)))?;
    publisher.flush().await;

    assert_eq!(recorder.events::<Shipped>()?, [shipped(1, 7), shipped(5, 8), shipped(8, 9), shipped(11, 10)]);
    let sent = recorder.sent();
    assert_eq!(sent.len(), 10);
    let to =
        |channel: &str| sent.iter().find(|sent| sent.channels.contains(&channel.to_owned())).expect(channel);
    assert_eq!(to("private-encrypted-vault-4").data, r#"{"text":"secret"}"#);
    assert_eq!(to("#server-to-user-3").event, "notice");
    assert_eq!(to("private-orders-6").channels, ["private-orders-6", "private-orders-7"]);
    let excluding = to("private-orders-5");
    assert_eq!(excluding.exclude, Some("1.2".parse()?));
    assert!(excluding.info.is_empty(), "nobody reads the response");

    let stats = publisher.stats();
    assert_eq!((stats.delivered, stats.failed, stats.waiting, stats.in_flight), (11, 0, 0, 0));
    assert_eq!((stats.bytes, stats.rejected, stats.outage), (0, 0, None));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn what_is_invalid_is_not_accepted() -> Outcome {
    let script = Script::default();
    let client = script.builder().limits(Limits::default().payload(20)).build()?;
    let publisher = client.publisher().start();

    let large = publisher.publish_on(&Orders { id: 1 }, &note("x".repeat(10))).unwrap_err();
    assert!(
        matches!(large, PublishError::Event(TriggerError::PayloadTooLarge { size: 21, limit: 20, .. })),
        "{large:?}"
    );
    let name = publisher.enqueue(client.trigger_untyped(["a b"], "event", &1)).unwrap_err();
    assert!(matches!(name, PublishError::Event(TriggerError::ChannelName(_))), "{name:?}");
    let other = publisher.enqueue(script.client().trigger(&shipped(1, 1))).unwrap_err();
    assert!(matches!(other, PublishError::OtherClient), "{other:?}");
    publisher.enqueue(client.clone().trigger_untyped(["a"], "event", &1))?;

    let report = publisher.close().await;
    assert_eq!((report.delivered, report.failed), (1, 0));
    assert_eq!(publisher.stats().rejected, 3);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_full_publisher_does_not_accept_and_has_room_again_after_a_delivery() -> Outcome {
    let script = Script::gated([]);
    let publisher = script.client().publisher().capacity(3).start();
    for number in 0..3 {
        publisher.publish(&shipped(number, number))?;
    }
    let full = publisher.publish(&shipped(9, 9)).unwrap_err();
    assert!(matches!(full, PublishError::Full), "{full:?}");
    let stats = publisher.stats();
    assert_eq!((stats.waiting + stats.in_flight, stats.rejected), (3, 1));

    script.open(1);
    publisher.flush().await;
    publisher.publish(&shipped(9, 9))?;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn the_capacity_in_bytes_is_a_limit_of_its_own() -> Outcome {
    let script = Script::gated([]);
    let publisher = script.client().publisher().capacity_bytes(22_000).start();
    let event = |text: &str| (Orders { id: 1 }, note(text.repeat(1000)));
    let (channel, large) = event("too large");
    for _ in 0..2 {
        publisher.publish_on(&channel, &large)?;
    }
    assert!(matches!(publisher.publish_on(&channel, &large), Err(PublishError::Full)));
    assert!(publisher.stats().bytes <= 22_000);
    let (channel, small) = event("");
    publisher.publish_on(&channel, &small)?;

    let tiny = script.client().publisher().capacity_bytes(5_000).start();
    let error = tiny.publish_on(&channel, &large).unwrap_err();
    assert!(matches!(error, PublishError::TooLarge { size: 9_001.., capacity: 5_000 }), "{error:?}");
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn reserving_waits_for_room_in_order() -> Outcome {
    let script = Script::gated([]);
    let publisher = script.client().publisher().capacity(1).start();
    publisher.publish(&shipped(1, 0))?;
    let waiting = |number| {
        let publisher = publisher.clone();
        async move { publisher.reserve().await.expect("room").publish(&shipped(1, number)) }
    };
    let (first, second) = (tokio::spawn(waiting(1)), tokio::spawn(waiting(2)));
    tokio::task::yield_now().await;
    assert!(!first.is_finished() && !second.is_finished());
    script.open(3);
    first.await??;
    second.await??;
    publisher.flush().await;
    assert_eq!(script.numbers(), [[0], [1], [2]]);

    let permit = publisher.reserve().await?;
    assert!(matches!(publisher.publish(&shipped(1, 3)), Err(PublishError::Full)));
    drop(permit);
    publisher.publish(&shipped(1, 4))?;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_reservation_is_enough_for_the_largest_event_to_one_channel() -> Outcome {
    let script = Script::gated([]);
    let limits = Limits::default();
    let publisher = script.builder().limits(limits).build()?.publisher().capacity_bytes(50_000).start();
    // Every character of it has two bytes in the body.
    let largest = Note { text: "\"".repeat(10_000 / 2) };
    let permit = publisher.reserve().await?;
    while publisher.publish_on(&Orders { id: 1 }, &note("x".repeat(1000))).is_ok() {}
    permit.publish_on(&Orders { id: 2 }, &largest)?;
    assert!(publisher.stats().bytes <= 50_000);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_closed_publisher_accepts_nothing_and_lets_nobody_wait() -> Outcome {
    let script = Script::gated([]);
    let publisher = script.client().publisher().capacity(1).start();
    publisher.publish(&shipped(1, 0))?;
    let waiting = tokio::spawn({
        let publisher = publisher.clone();
        async move { publisher.reserve().await.map(drop) }
    });
    tokio::task::yield_now().await;
    script.open(1);
    let clone = publisher.clone();
    let (report, again) = tokio::join!(publisher.close(), clone.close());
    assert_eq!((report.delivered, again.delivered), (1, 1));
    assert!(matches!(waiting.await?, Err(PublishError::Closed)));
    assert!(matches!(clone.publish(&shipped(1, 1)), Err(PublishError::Closed)));
    assert!(matches!(clone.reserve().await, Err(PublishError::Closed)));
    assert_eq!(clone.close().await.delivered, 1);
    Ok(())
}
