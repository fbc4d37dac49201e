//! Every method that sends, and the properties of its future.

use pusher_typed::{
    Client, UserId,
    client::{Batch, EventNameError, Trigger, TriggerError},
};
use serde_json::json;

use crate::service::{Letter, News, Notice, Paid, Service, note};

#[test]
fn clients_triggers_and_batches_go_to_other_tasks() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    fn moved<T: Send + 'static>() {}
    fn future<F: Future + Send + 'static>(_: F) {}
    shared::<Client>();
    moved::<Trigger>();
    moved::<Batch>();
    let client = Service::default().client();
    future(client.trigger(&Paid { id: 1, topic: 2 }).into_future());
    future(client.batch().event(&Paid { id: 1, topic: 2 }).send());
}

#[tokio::test]
async fn a_trigger_keeps_what_the_event_was_when_it_was_made() {
    let service = Service::default();
    let trigger = {
        let text = String::from("early");
        let event = note(&text);
        service.client().trigger_on(&News { topic: 1 }, &event)
    };
    tokio::spawn(trigger.into_future()).await.expect("no panic").expect("sent");
    assert_eq!(service.body()["data"], json!("{\"text\":\"early\"}"));
}

#[tokio::test]
async fn nothing_is_sent_until_a_trigger_is_awaited() {
    let service = Service::default();
    drop(service.client().trigger(&Paid { id: 1, topic: 2 }));
    drop(service.client().batch().event(&Paid { id: 1, topic: 2 }));
    assert!(service.requests().is_empty());
}

#[tokio::test]
async fn a_connection_is_excluded() {
    let service = Service::default();
    let client = service.client();
    let socket_id = "3676772650.5466603437".parse().expect("a socket id");
    client.trigger(&Paid { id: 1, topic: 2 }).exclude(&socket_id).await.expect("sent");
    client
        .batch()
        .add(client.trigger(&Paid { id: 1, topic: 2 }).exclude(&socket_id))
        .send()
        .await
        .expect("sent");
    let bodies = service.bodies();
    assert_eq!(bodies[0].1["socket_id"], json!("3676772650.5466603437"));
    assert_eq!(bodies[1].1["batch"][1]["socket_id"], json!("3676772650.5466603437"));
}

#[tokio::test]
async fn many_channels_from_any_iterator_of_references() {
    let service = Service::default();
    let rooms = vec![News { topic: 1 }, News { topic: 2 }];
    let client = service.client();
    client.trigger_on_many(&rooms, &note("x")).await.expect("sent");
    client.trigger_on_many(&[News { topic: 1 }, News { topic: 2 }], &note("x")).await.expect("sent");
    client.trigger_on_many(rooms.iter().filter(|room| room.topic > 1), &note("x")).await.expect("sent");
    let sent: Vec<_> = service.bodies().into_iter().map(|(_, body)| body["channels"].clone()).collect();
    assert_eq!(sent, [json!(["news-1", "news-2"]), json!(["news-1", "news-2"]), json!(["news-2"])]);
}

#[tokio::test]
async fn a_user_is_any_parameter() {
    let service = Service::default();
    let client = service.client();
    let notice = Notice { text: "x".into() };
    client.send_to_user(&7_u64, &notice).await.expect("sent");
    client.send_to_user("ada", &notice).await.expect("sent");
    client.send_to_user(&UserId::new("bob").expect("a user id"), &notice).await.expect("sent");
    client.batch().add(client.send_to_user(&8, &notice)).send().await.expect("sent");
    let bodies = service.bodies();
    assert_eq!(
        bodies[0].1,
        json!({"name": "notice", "channels": ["#server-to-user-7"], "data": "{\"text\":\"x\"}"})
    );
    assert_eq!(bodies[1].1["channels"], json!(["#server-to-user-ada"]));
    assert_eq!(bodies[2].1["channels"], json!(["#server-to-user-bob"]));
    assert_eq!(bodies[3].1["batch"][0]["channel"], json!("#server-to-user-8"));
}

#[tokio::test]
async fn an_event_name_is_checked_when_it_is_used() {
    let service = Service::default();
    let long = "é".repeat(201);
    let cases = [
        ("", EventNameError::Empty),
        (&*long, EventNameError::TooLong { len: 201, limit: 200 }),
        ("pusher:ping", EventNameError::Reserved { prefix: "pusher:" }),
        ("pusher_internal:x", EventNameError::Reserved { prefix: "pusher_internal:" }),
        ("client-typing", EventNameError::Reserved { prefix: "client-" }),
    ];
    for (name, expected) in cases {
        let error = service.client().trigger_untyped(["a"], name, &1).await.expect_err(name);
        let TriggerError::EventName { error, .. } = error else { panic!("{error:?}") };
        assert_eq!(error, expected);
    }
    assert!(service.requests().is_empty());
    for name in ["é".repeat(200).as_str(), "pusher", "clients", "a:b"] {
        service.client().trigger_untyped(["a"], name, &1).await.expect(name);
    }
}

#[tokio::test]
async fn the_untyped_call_encrypts_too() {
    let service = Service::default();
    service.encrypting().trigger_untyped(["private-encrypted-a"], "e", "between us").await.expect("sent");
    assert!(!service.body().to_string().contains("between"));
    service.encrypting().trigger_untyped(["private-encrypted"], "e", "public").await.expect("sent");
    let last = service.bodies().pop().expect("a request").1;
    assert_eq!(last["data"], json!("\"public\""), "only the whole prefix means encrypted");
}

#[tokio::test]
async fn two_encryptions_of_one_event_differ() {
    let service = Service::default();
    for _ in 0..2 {
        service.encrypting().trigger(&Letter { id: 7, text: "same".into() }).await.expect("sent");
    }
    let bodies = service.bodies();
    assert_ne!(bodies[0].1["data"], bodies[1].1["data"]);
}

#[tokio::test]
async fn an_event_for_a_user_that_no_type_describes() {
    let service = Service::default();
    let client = service.client();
    client.send_to_user_untyped(&7_u64, "any", &json!({"a": 1})).await.expect("sent");
    assert_eq!(service.body()["channels"], json!(["#server-to-user-7"]));
    let error = client.trigger_untyped(["#server-to-user-7"], "any", &1).await.expect_err("a user's channel");
    assert!(matches!(error, TriggerError::UserChannel), "{error:?}");
    assert!(error.to_string().contains("send_to_user_untyped"), "{error}");
    let error = client.send_to_user_untyped("", "any", &1).await.expect_err("an empty id");
    assert_eq!(error.to_string(), "invalid user id: it is empty");
}

#[tokio::test]
async fn a_trigger_shows_what_it_would_send() {
    let service = Service::default();
    let trigger = service.client().trigger(&Paid { id: 7, topic: 3 });
    assert_eq!(trigger.event_name(), Some("paid"));
    assert_eq!(trigger.recipients(), ["private-orders-7", "news-3"]);
    assert_eq!(trigger.size(), Some(18));
    assert!(trigger.error().is_none());
    let invalid = service.client().trigger_untyped(["a b"], "e", &1);
    assert_eq!((invalid.event_name(), invalid.recipients(), invalid.size()), (None, Vec::new(), None));
    let error = invalid.error().expect("an invalid name").to_string();
    assert!(error.starts_with("invalid channel name: the character ' ' is not allowed"), "{error}");
    assert!(service.requests().is_empty());
}
