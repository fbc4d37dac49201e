//! Calls that need several requests.

use pusher_typed::{
    client::{Delivery, Limits, TriggerError},
    transport::TransportError,
};
use serde_json::{Value, json};

use crate::service::{News, Notice, Paid, Service, note};

fn topics(range: std::ops::Range<u32>) -> Vec<News> {
    range.map(|topic| News { topic }).collect()
}

fn names(deliveries: &[Delivery]) -> Vec<(&str, &str)> {
    deliveries.iter().map(|to| (to.event.as_str(), to.channel.as_str())).collect()
}

fn channels(body: &Value) -> Vec<&str> {
    body["channels"].as_array().expect("channels").iter().filter_map(Value::as_str).collect()
}

#[tokio::test]
async fn a_hundred_channels_are_one_request_and_one_more_are_two() {
    for (count, expected) in [(100, vec![100]), (101, vec![100, 1]), (250, vec![100, 100, 50])] {
        let service = Service::default();
        service.client().trigger_on_many(&topics(0..count), &note("x")).await.expect("sent");
        let bodies = service.bodies();
        assert_eq!(bodies.iter().map(|(_, body)| channels(body).len()).collect::<Vec<_>>(), expected);
        let sent: Vec<&str> = bodies.iter().flat_map(|(_, body)| channels(body)).collect();
        assert_eq!(sent, (0..count).map(|topic| format!("news-{topic}")).collect::<Vec<_>>());
        for (path, body) in &bodies {
            assert_eq!((path.as_str(), &body["data"]), ("events", &json!("{\"text\":\"x\"}")));
        }
    }
}

#[tokio::test]
async fn options_are_in_every_request() {
    let service = Service::default();
    let socket_id = "1.2".parse().expect("a socket id");
    let trigger = service.client().trigger_on_many(&topics(0..101), &note("x")).exclude(&socket_id).info();
    trigger.await.expect("sent");
    for (_, body) in service.bodies() {
        assert_eq!((&body["socket_id"], &body["info"]), (&json!("1.2"), &json!("subscription_count")));
    }
}

#[tokio::test]
async fn the_error_says_which_channels_were_delivered_failed_and_not_sent() {
    let service = Service::default();
    service.respond(200, "{}");
    service.respond(500, "boom");
    let limits = Limits::default().channels(2);
    let client = service.builder().limits(limits).build().expect("a client");
    let error = client.trigger_on_many(&topics(0..5), &note("x")).await.expect_err("the second fails");
    let TriggerError::Split { delivered, failed, unsent, source } = &error else { panic!("{error:?}") };
    assert_eq!(names(delivered), [("note", "news-0"), ("note", "news-1")]);
    assert_eq!(names(failed), [("note", "news-2"), ("note", "news-3")]);
    assert_eq!(names(unsent), [("note", "news-4")]);
    assert_eq!(source.status(), Some(500));
    assert_eq!(service.requests().len(), 2, "nothing is sent after a failure");
    assert_eq!(error.to_string(), "one of several requests failed: 2 delivered, 2 failed, 1 not sent");
}

#[tokio::test]
async fn a_batch_is_split_in_order_and_says_which_items_were_delivered() {
    let service = Service::default();
    service.respond(200, "{}");
    service.respond_with(Err(TransportError::timeout("late")));
    let client = service.builder().limits(Limits::default().batch(2)).build().expect("a client");
    let batch = client
        .batch()
        .event_on(&News { topic: 0 }, &note("x"))
        .event(&Paid { id: 7, topic: 1 })
        .add(client.send_to_user(&9, &Notice { text: "x".into() }))
        .event_on(&News { topic: 2 }, &note("x"));
    let error = batch.send().await.expect_err("the second fails");
    let TriggerError::Split { delivered, failed, unsent, source } = error else { panic!("{error:?}") };
    assert_eq!(names(&delivered), [("note", "news-0"), ("paid", "private-orders-7")]);
    assert_eq!(names(&failed), [("paid", "news-1"), ("notice", "#server-to-user-9")]);
    assert_eq!(names(&unsent), [("note", "news-2")]);
    assert!(source.may_have_arrived());
}

#[tokio::test]
async fn the_error_of_a_single_request_is_no_split() {
    let service = Service::default();
    service.respond(500, "boom");
    let error = service.client().trigger_on_many(&topics(0..100), &note("x")).await.expect_err("it fails");
    assert!(matches!(&error, TriggerError::Request(error) if error.status() == Some(500)), "{error:?}");
}

#[tokio::test]
async fn everything_is_checked_before_the_first_request() {
    let service = Service::default();
    let client = service.client();
    let mut names: Vec<String> = (0..150).map(|at| format!("a-{at}")).collect();
    names.push("x".repeat(165));
    let error = client.trigger_untyped(names, "e", &1).await.expect_err("a name is too long");
    assert!(
        matches!(error, TriggerError::ChannelName(pusher_typed::ChannelNameError::TooLong { .. })),
        "{error}"
    );

    let batch = (0..15).fold(client.batch(), |batch, topic| batch.event_on(&News { topic }, &note("x")));
    let bad = client.trigger_untyped(["a"], "big", &"x".repeat(11_000));
    let error = batch.add(bad).event_on(&News { topic: 1 }, &note("x")).send().await.expect_err("too large");
    assert!(matches!(error, TriggerError::PayloadTooLarge { .. }), "{error}");
    assert!(service.requests().is_empty());
}

#[tokio::test]
async fn without_channels_or_items_nothing_is_sent() {
    let service = Service::default();
    let none: [News; 0] = [];
    service.client().trigger_on_many(&none, &note("x")).await.expect("nothing to do");
    service.client().trigger_untyped([""; 0], "e", &1).await.expect("nothing to do");
    service.client().batch().send().await.expect("nothing to do");
    assert!(service.requests().is_empty());
}

#[tokio::test]
async fn a_channel_that_is_named_twice_gets_the_event_once() {
    let service = Service::default();
    service.client().trigger_untyped(["b", "a", "b", "c", "a"], "e", &1).await.expect("sent");
    assert_eq!(service.body()["channels"], json!(["b", "a", "c"]));
    // The same encrypted channel twice is one channel.
    let service = Service::default();
    let twice = ["private-encrypted-a", "private-encrypted-a"];
    service.encrypting().trigger_untyped(twice, "e", &1).await.expect("sent");
    assert_eq!(service.body()["channels"], json!(["private-encrypted-a"]));
}
