//! The recorder that applications test with.

use pusher_typed::{
    DecodeEventError, EventSet,
    client::{RequestError, RetryPolicy, TriggerError},
    testing::{Recorder, ScriptedResponse},
};

use crate::service::{Letter, MASTER_KEY, News, Note, Notice, Orders, Paid, note};

#[derive(Debug, PartialEq, EventSet)]
enum Sent {
    Note(Note),
    Letter(Letter),
    Paid(Paid),
}

#[tokio::test]
async fn typed_events_come_back_in_order_and_others_are_left_out() {
    let recorder = Recorder::new();
    let client = recorder.client();
    client.trigger_on(&News { topic: 1 }, &note("first")).await.expect("sent");
    client.trigger_untyped(["a"], "unknown", &1).await.expect("sent");
    client.trigger(&Letter { id: 7, text: "between us".into() }).await.expect("sent");
    client
        .batch()
        .event(&Paid { id: 1, topic: 2 })
        .event_on(&Orders { id: 1 }, &note("x"))
        .send()
        .await
        .expect("sent");
    let expected = [
        Sent::Note(note("first")),
        Sent::Letter(Letter { id: 7, text: "between us".into() }),
        Sent::Paid(Paid { id: 1, topic: 2 }),
        Sent::Paid(Paid { id: 1, topic: 2 }),
        Sent::Note(note("x")),
    ];
    assert_eq!(recorder.events::<Sent>().expect("decoded"), expected);
    assert_eq!(recorder.events::<Note>().expect("decoded"), [note("first"), note("x")]);
}

#[tokio::test]
async fn an_event_to_several_channels_is_one_event() {
    let recorder = Recorder::new();
    recorder.client().trigger(&Paid { id: 1, topic: 2 }).await.expect("sent");
    assert_eq!(recorder.events::<Paid>().expect("decoded"), [Paid { id: 1, topic: 2 }]);
    assert_eq!(recorder.sent()[0].channels, ["private-orders-1", "news-2"]);
}

#[tokio::test]
async fn everything_about_an_event_is_recorded() {
    let recorder = Recorder::new();
    let client = recorder.client();
    let socket_id = "1.2".parse().expect("a socket id");
    client.trigger(&Letter { id: 7, text: "x".into() }).exclude(&socket_id).info().await.expect("sent");
    client.send_to_user(&9, &Notice { text: "y".into() }).await.expect("sent");
    let sent = recorder.sent();
    assert_eq!(sent[0].event, "letter");
    assert_eq!(sent[0].channels, ["private-encrypted-letters-7"]);
    assert_eq!(sent[0].data, r#"{"id":7,"text":"x"}"#);
    assert_eq!(sent[0].exclude, Some(socket_id));
    assert_eq!(sent[0].info, ["subscription_count"]);
    assert_eq!(sent[1].channels, ["#server-to-user-9"]);
    assert_eq!(recorder.events::<Notice>().expect("decoded"), [Notice { text: "y".into() }]);
    recorder.clear();
    assert!(recorder.sent().is_empty());
}

#[tokio::test]
async fn a_known_event_with_another_payload_is_an_error() {
    let recorder = Recorder::new();
    recorder.client().trigger_untyped(["news-1"], "note", &1).await.expect("sent");
    let error = recorder.events::<Note>().expect_err("not a note");
    assert!(matches!(error, DecodeEventError::Payload { event: "note", .. }), "{error}");
}

#[tokio::test]
async fn responses_follow_the_script_and_then_are_success() {
    let recorder = Recorder::new();
    recorder
        .respond(ScriptedResponse::status(403, "over quota"))
        .respond(ScriptedResponse::ok(r#"{"channels":{"news-1":{"subscription_count":4}}}"#));
    let client = recorder.client();
    let send = || client.trigger_on(&News { topic: 1 }, &note("x")).info();
    let error = send().await.expect_err("refused");
    assert!(matches!(&error, TriggerError::Request(error) if error.status() == Some(403)), "{error:?}");
    assert_eq!(send().await.expect("sent").channels.len(), 1);
    assert_eq!(send().await.expect("sent").channels.len(), 0);
    assert_eq!(recorder.sent().len(), 3);
}

#[tokio::test]
async fn failures_of_the_network_are_played() {
    let recorder = Recorder::new();
    let client = recorder.builder().retry(RetryPolicy::never()).build().expect("a client");
    let cases = [
        (ScriptedResponse::timeout(), true),
        (ScriptedResponse::broken_connection(), true),
        (ScriptedResponse::connection_refused(), false),
    ];
    for (response, may_have_arrived) in cases {
        recorder.clear();
        recorder.respond(response);
        let error = client.trigger_on(&News { topic: 1 }, &note("x")).await.expect_err("no response");
        assert_eq!(error.request().map(RequestError::may_have_arrived), Some(may_have_arrived), "{error:?}");
        assert_eq!(recorder.sent().len(), usize::from(may_have_arrived), "{error:?}");
    }
}

#[tokio::test]
async fn attempts_are_repeated_without_waiting() {
    let recorder = Recorder::new();
    recorder.respond(ScriptedResponse::connection_refused()).respond(ScriptedResponse::connection_refused());
    recorder.client().trigger_on(&News { topic: 1 }, &note("x")).await.expect("the third attempt");
    let client = recorder.builder().retry(RetryPolicy::at_least_once(2)).build().expect("a client");
    recorder.respond(ScriptedResponse::status(429, "").retry_after(20));
    client.trigger_on(&News { topic: 1 }, &note("x")).await.expect("the second attempt");
    assert_eq!(recorder.sent().len(), 3);
}

#[tokio::test]
async fn a_client_of_ones_own_is_decrypted_with_its_key() {
    let letter = || Letter { id: 7, text: "x".into() };
    let with = |recorder: &Recorder| {
        let builder = pusher_typed::Client::builder("1", "k", "s").transport(recorder.clone());
        builder.encryption_master_key_base64(MASTER_KEY).build().expect("a client")
    };
    let knowing = Recorder::with_encryption_master_key_base64(MASTER_KEY).expect("a key");
    with(&knowing).trigger(&letter()).await.expect("sent");
    assert_eq!(knowing.events::<Letter>().expect("decoded"), [letter()]);
    let ignorant = Recorder::new();
    with(&ignorant).trigger(&letter()).await.expect("sent");
    assert!(ignorant.sent()[0].data.contains("ciphertext"));
    assert!(Recorder::with_encryption_master_key_base64("short").is_err());
}
