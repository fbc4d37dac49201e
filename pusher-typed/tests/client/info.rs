//! The service's information about the channels of an event.

use pusher_typed::{
    ChannelName,
    client::{ChannelInfo, RequestError, TriggerError, Triggered},
};
use serde_json::json;

use crate::service::{News, Notice, Room, Service, note};

fn info(triggered: &Triggered, channel: &str) -> ChannelInfo {
    triggered.channels[&ChannelName::new(channel).expect("a channel name")]
}

fn room() -> Room {
    Room { room: "lobby".into() }
}

#[tokio::test]
async fn the_kinds_of_the_channels_decide_which_attributes_are_requested() {
    let cases = [
        (vec!["a", "private-b"], "subscription_count"),
        (vec!["presence-a"], "user_count"),
        (vec!["presence-a", "b"], "subscription_count,user_count"),
    ];
    for (channels, expected) in cases {
        let service = Service::default();
        service.client().trigger_untyped(channels, "e", &1).info().await.expect("sent");
        assert_eq!(service.body()["info"], json!(expected));
    }
    let service = Service::default();
    service.client().send_to_user("ada", &Notice { text: "x".into() }).info().await.expect("sent");
    assert_eq!(service.body().get("info"), None, "a user has no channel with attributes");
}

#[tokio::test]
async fn no_attributes_are_requested_by_default() {
    let service = Service::default();
    service.client().trigger_on(&room(), &note("x")).await.expect("sent");
    assert_eq!(service.body().get("info"), None);
}

#[tokio::test]
async fn counts_come_back_by_channel() {
    let service = Service::default();
    service.respond(200, r#"{"channels":{"presence-room-lobby":{"user_count":3,"x":[]}},"ok":true}"#);
    let triggered = service.client().trigger_on(&room(), &note("x")).info().await.expect("sent");
    assert_eq!(info(&triggered, "presence-room-lobby").user_count, Some(3));
    assert_eq!(info(&triggered, "presence-room-lobby").subscription_count, None);
}

#[tokio::test]
async fn the_responses_of_a_batch_belong_to_its_items() {
    let service = Service::default();
    service.respond(200, r#"{"batch":[{},{"user_count":2},{"subscription_count":9}]}"#);
    let client = service.client();
    let batch = client
        .batch()
        .event_on(&News { topic: 1 }, &note("x"))
        .add(client.trigger_on(&room(), &note("x")).info())
        .add(client.trigger_on(&News { topic: 2 }, &note("x")).info());
    let triggered = batch.send().await.expect("sent");
    assert_eq!(triggered.channels.len(), 2);
    assert_eq!(info(&triggered, "presence-room-lobby").user_count, Some(2));
    assert_eq!(info(&triggered, "news-2").subscription_count, Some(9));
    let infos: Vec<_> = (0..3).map(|at| service.body()["batch"][at]["info"].clone()).collect();
    assert_eq!(infos, [json!(null), json!("user_count"), json!("subscription_count")]);
}

#[tokio::test]
async fn the_responses_of_several_requests_are_put_together() {
    let service = Service::default();
    service.respond(200, r#"{"channels":{"news-0":{"subscription_count":1}}}"#);
    service.respond(200, r#"{"channels":{"news-100":{"subscription_count":2}}}"#);
    let topics: Vec<News> = (0..101).map(|topic| News { topic }).collect();
    let triggered = service.client().trigger_on_many(&topics, &note("x")).info().await.expect("sent");
    assert_eq!(info(&triggered, "news-0").subscription_count, Some(1));
    assert_eq!(info(&triggered, "news-100").subscription_count, Some(2));
}

#[tokio::test]
async fn without_info_the_text_of_a_success_does_not_matter() {
    for body in ["", "OK", "<html>", "{", r#"{"ok":true}"#, "\u{feff}"] {
        let service = Service::default();
        service.respond(202, body);
        let triggered = service.client().trigger_on(&room(), &note("x")).await.expect(body);
        assert!(triggered.channels.is_empty());
    }
}

#[tokio::test]
async fn with_info_a_response_that_is_not_understood_says_that_the_event_was_accepted() {
    let service = Service::default();
    service.respond(200, "OK");
    let error = service.client().trigger_on(&room(), &note("x")).info().await.expect_err("no JSON");
    assert!(matches!(error, TriggerError::Request(RequestError::InvalidResponse { .. })), "{error:?}");
    assert!(error.to_string().contains("accepted"), "{error}");
    assert!(error.request().is_some_and(RequestError::may_have_arrived));
}

#[tokio::test]
async fn a_response_that_is_not_understood_does_not_keep_the_rest_from_being_sent() {
    let service = Service::default();
    service.respond(200, "OK");
    let topics: Vec<News> = (0..101).map(|topic| News { topic }).collect();
    let error = service.client().trigger_on_many(&topics, &note("x")).info().await.expect_err("no JSON");
    assert!(matches!(error, TriggerError::Request(RequestError::InvalidResponse { .. })), "{error:?}");
    assert_eq!(service.requests().len(), 2);
}
