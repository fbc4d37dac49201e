//! The tests for triggering that the specification for server libraries names
//! (<https://pusher.com/docs/channels/library_auth_reference/server-library-reference-specification/>).

use pusher_typed::client::TriggerError;
use serde_json::{Value, json};

use crate::service::{Letter, News, Orders, Paid, Room, Service, note};

/// Triggers on one channel by the untyped call and gives the body.
async fn single(channel: &str) -> Value {
    let service = Service::default();
    service.client().trigger_untyped([channel], "my-event", &json!({"a": 1})).await.expect("triggered");
    service.body()
}

#[tokio::test]
async fn single_event_on_a_public_channel() {
    let expected = json!({"name": "my-event", "channels": ["my-channel"], "data": "{\"a\":1}"});
    assert_eq!(single("my-channel").await, expected);
    let service = Service::default();
    service.client().trigger_on(&News { topic: 3 }, &note("x")).await.expect("triggered");
    let expected = json!({"name": "note", "channels": ["news-3"], "data": "{\"text\":\"x\"}"});
    assert_eq!(service.body(), expected);
}

#[tokio::test]
async fn single_event_on_a_private_channel() {
    assert_eq!(single("private-a").await["channels"], json!(["private-a"]));
    let service = Service::default();
    service.client().trigger_on(&Orders { id: 7 }, &note("x")).await.expect("triggered");
    assert_eq!(service.body()["channels"], json!(["private-orders-7"]));
}

#[tokio::test]
async fn single_event_on_a_presence_channel() {
    let service = Service::default();
    service.client().trigger_on(&Room { room: "lobby".into() }, &note("x")).await.expect("triggered");
    assert_eq!(service.body()["channels"], json!(["presence-room-lobby"]));
}

#[tokio::test]
async fn single_event_on_an_encrypted_channel() {
    let service = Service::default();
    let letter = Letter { id: 7, text: "between us".into() };
    service.encrypting().trigger(&letter).await.expect("triggered");
    let body = service.body();
    assert_eq!(body["channels"], json!(["private-encrypted-letters-7"]));
    let data: Value = serde_json::from_str(body["data"].as_str().expect("a string")).expect("JSON");
    let keys: Vec<_> = data.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["ciphertext", "nonce"]);
    assert!(!body.to_string().contains("between"), "{body}");
}

#[tokio::test]
async fn an_encrypted_channel_without_a_key_is_an_error() {
    let service = Service::default();
    let error = service.client().trigger(&Letter { id: 7, text: String::new() }).await.expect_err("no key");
    assert!(
        matches!(&error, TriggerError::MissingEncryptionKey(pusher_typed::client::MissingEncryptionKey { channel, .. }) if *channel == "private-encrypted-letters-7")
    );
    assert!(service.requests().is_empty());
}

#[tokio::test]
async fn multi_channel_event_on_public_private_and_presence_channels() {
    let service = Service::default();
    let names = ["a", "private-b", "presence-c"];
    service.client().trigger_untyped(names, "e", &1).await.expect("triggered");
    assert_eq!(service.body()["channels"], json!(names));
}

#[tokio::test]
async fn multi_channel_event_of_an_event_with_two_channels() {
    let service = Service::default();
    service.client().trigger(&Paid { id: 7, topic: 3 }).await.expect("triggered");
    assert_eq!(service.body()["channels"], json!(["private-orders-7", "news-3"]));
}

#[tokio::test]
async fn multi_channel_event_with_an_encrypted_channel_is_an_error() {
    let service = Service::default();
    for names in [
        ["a", "private-encrypted-b"],
        ["private-encrypted-b", "a"],
        ["private-encrypted-b", "private-encrypted-c"],
    ] {
        let trigger = service.encrypting().trigger_untyped(names, "e", &1);
        let error = trigger.await.expect_err("an encrypted channel among others");
        assert!(
            matches!(&error, TriggerError::EncryptedWithOthers { channel } if *channel == "private-encrypted-b"),
            "{error}"
        );
    }
    assert!(service.requests().is_empty());
}

#[tokio::test]
async fn batch_of_events_on_one_channel_each() {
    let service = Service::default();
    let client = service.encrypting();
    let batch = client
        .batch()
        .event_on(&News { topic: 1 }, &note("x"))
        .event(&Letter { id: 7, text: "between us".into() })
        .add(client.trigger_untyped(["presence-c"], "e", &[1, 2]));
    batch.send().await.expect("sent");
    let bodies = service.bodies();
    assert_eq!(bodies.len(), 1);
    let (path, body) = &bodies[0];
    assert_eq!(path, "batch_events");
    assert_eq!(body["batch"][0], json!({"name": "note", "channel": "news-1", "data": "{\"text\":\"x\"}"}));
    assert_eq!(body["batch"][1]["channel"], json!("private-encrypted-letters-7"));
    assert!(body["batch"][1]["data"].as_str().is_some_and(|data| data.starts_with("{\"nonce\":\"")));
    assert_eq!(body["batch"][2], json!({"name": "e", "channel": "presence-c", "data": "[1,2]"}));
}

/// Where others refuse it, it becomes several requests.
#[tokio::test]
async fn too_large_batch_is_split() {
    let service = Service::default();
    let client = service.client();
    let batch = (0..11).fold(client.batch(), |batch, topic| batch.event_on(&News { topic }, &note("x")));
    batch.send().await.expect("sent");
    let sizes: Vec<_> =
        service.bodies().iter().map(|(_, body)| body["batch"].as_array().expect("a batch").len()).collect();
    assert_eq!(sizes, [10, 1]);
}

/// Where others refuse it, it becomes one item per channel.
#[tokio::test]
async fn batch_with_a_multi_channel_item_has_one_item_per_channel() {
    let service = Service::default();
    service.client().batch().event(&Paid { id: 7, topic: 3 }).send().await.expect("sent");
    let data = "{\"id\":7,\"topic\":3}";
    assert_eq!(
        service.body(),
        json!({"batch": [
            {"name": "paid", "channel": "private-orders-7", "data": data},
            {"name": "paid", "channel": "news-3", "data": data},
        ]})
    );
}

#[tokio::test]
async fn batch_with_an_encrypted_multi_channel_item_is_an_error() {
    let service = Service::default();
    let client = service.encrypting();
    let item = client.trigger_untyped(["private-encrypted-a", "b"], "e", &1);
    let error = client.batch().add(item).send().await.expect_err("an encrypted channel among others");
    assert!(matches!(error, TriggerError::EncryptedWithOthers { .. }), "{error}");
    assert!(service.requests().is_empty());
}

/// Several encrypted channels are several items, each with its own key.
#[tokio::test]
async fn batch_of_several_encrypted_channels() {
    let service = Service::default();
    let letter = |id| Letter { id, text: "same".into() };
    service.encrypting().batch().event(&letter(1)).event(&letter(2)).send().await.expect("sent");
    let body = service.body();
    assert_ne!(body["batch"][0]["data"], body["batch"][1]["data"]);
}
