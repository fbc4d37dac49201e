//! Neither a secret nor a signature is ever printed.

use std::error::Error;

use pusher_typed::{
    Client,
    client::{RequestError, RetryPolicy, TriggerError},
    transport::{Response, TransportError},
};

use crate::service::{MASTER_KEY, Paid, SECRET, Service};

/// All texts of an error, in every format.
pub fn everything(error: &(dyn Error + 'static)) -> String {
    let mut text = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        text.push(format!("{error} {error:?} {error:#?}"));
        next = error.source();
    }
    text.join(" ")
}

fn assert_clean(text: &str, service: &Service) {
    assert!(!text.contains(SECRET), "the secret: {text}");
    assert!(!text.contains(MASTER_KEY), "the master key: {text}");
    assert!(!text.contains("8tW5FQLniQ1sBQFwrw7t6TVEsJZd10yY"), "the master key's bytes: {text}");
    assert!(!text.contains("auth_signature"), "a signed URL: {text}");
    for request in service.requests() {
        let (_, signature) = request.query().split_once("auth_signature=").expect("a signature");
        assert!(!text.contains(signature), "a signature: {text}");
    }
}

#[tokio::test]
async fn debug_of_every_type_is_clean() {
    let service = Service::default();
    let builder = service.builder().encryption_master_key_base64(MASTER_KEY);
    let text = format!("{builder:?} {builder:#?}");
    assert_clean(&text, &service);
    let client = builder.build().expect("a client");
    let trigger = client.trigger(&Paid { id: 41_592_653, topic: 1 });
    let batch = client.batch().event(&Paid { id: 41_592_653, topic: 1 });
    let text = format!("{client:?} {trigger:?} {batch:?}");
    trigger.await.expect("sent");
    let request = &service.requests()[0];
    let text = text + &format!("{request:?} {:?}", Response::new(200, "{}"));
    assert_clean(&text, &service);
    assert!(text.contains("app-key") && text.contains("paid") && text.contains("news-1"), "{text}");
    assert!(!text.contains("\\\"id\\\""), "a payload: {text}");
}

#[tokio::test]
async fn a_response_that_quotes_the_signature_is_cleaned() {
    let service = Service::default();
    let client = service.builder().retry(RetryPolicy::never()).build().expect("a client");
    client.trigger_untyped(["a"], "e", &1).await.expect("sent");
    let query = service.requests()[0].query().to_owned();
    let (_, signature) = query.split_once("auth_signature=").expect("a signature");
    // The clock does not advance, so the next request has the same signature.
    service.respond(401, &format!("Invalid signature: but you sent \"{signature}\""));
    let error = client.trigger_untyped(["a"], "e", &1).await.expect_err("refused");
    let text = everything(&error);
    assert_clean(&text, &service);
    assert!(text.contains("you sent \\\"[signature]\\\""), "{text}");
}

#[tokio::test]
async fn every_request_error_is_clean_and_keeps_its_source() {
    let responses: [Result<Response, TransportError>; 6] = [
        Ok(Response::new(403, "over quota")),
        Ok(Response::new(413, "")),
        Ok(Response::new(500, vec![0xff, b'x'])),
        Err(TransportError::not_sent("refused")),
        Err(TransportError::timeout("late")),
        Err(TransportError::other("reset")),
    ];
    for response in responses {
        let service = Service::default();
        service.respond_with(response);
        let client = service.builder().retry(RetryPolicy::never()).build().expect("a client");
        let error = client.trigger_untyped(["a"], "e", &1).await.expect_err("an error");
        let text = everything(&error);
        assert_clean(&text, &service);
        if matches!(error.request(), Some(RequestError::Transport(_))) {
            let is_reported = ["refused", "late", "reset"].iter().any(|word| text.contains(word));
            assert!(is_reported, "the transport's own error is lost: {text}");
        }
    }
}

#[tokio::test]
async fn the_error_of_a_status_explains_its_usual_reason() {
    for (status, hint) in
        [(401, "clock"), (403, "quota"), (404, "cluster"), (413, "Limits::payload"), (302, "not followed")]
    {
        let service = Service::default();
        service.respond(status, "their words");
        let error = service.client().trigger_untyped(["a"], "e", &1).await.expect_err("refused").to_string();
        assert!(error.contains(&status.to_string()) && error.contains("their words"), "{error}");
        assert!(error.contains(hint), "{error}");
    }
}

#[tokio::test]
async fn the_text_of_a_response_is_cut() {
    let service = Service::default();
    service.respond(400, &"é".repeat(1_000_000));
    let error = service.client().trigger_untyped(["a"], "e", &1).await.expect_err("refused");
    let TriggerError::Request(RequestError::Api { body, .. }) = error else { panic!("{error:?}") };
    assert_eq!(body.chars().count(), 2000);
}

#[test]
fn errors_of_the_configuration_are_clean() {
    let key = "OHRXNUZRTG5pUTFzQlFGd3J3N3Q2VFZFc0paZDEweVk"; // without its padding
    let errors = [
        Client::builder("1", "k", SECRET).encryption_master_key_base64(key).build(),
        Client::builder("1", "k\n", SECRET).build(),
        Client::builder("1", "k", SECRET).host("a b").build(),
        Client::builder("1", "k", SECRET).proxy(format!("http://u:{SECRET}@ /")).build(),
        Client::from_url(&format!("https://k:{SECRET}@host/nothing")),
        Client::from_url(&format!("k:{SECRET}")),
    ];
    for error in errors {
        let text = everything(&error.expect_err("an error"));
        assert_clean(&text, &Service::default());
        assert!(!text.contains(key), "{text}");
    }
}

#[tokio::test]
async fn a_signature_in_upper_case_is_removed_from_refusals() {
    let service = Service::default();
    let client = service.builder().retry(RetryPolicy::never()).build().expect("a client");
    client.trigger_untyped(["a"], "e", &1).await.expect("sent");
    let signature = signature(&service).to_uppercase();
    service.respond(401, &format!("{signature} and {signature}é"));
    let error = client.trigger_untyped(["a"], "e", &1).await.expect_err("refused");
    let text = everything(&error);
    assert!(!text.to_lowercase().contains(&signature.to_lowercase()), "{text}");
    assert!(text.contains("[signature] and [signature]é"), "{text}");
}

#[tokio::test]
async fn a_signature_in_the_response_to_a_query_does_not_reach_the_error() {
    for upper in [false, true] {
        let service = Service::default();
        let client = service.client();
        service.respond(200, r#"{"channels":{}}"#);
        client.channels_untyped("", []).await.expect("channels");
        let signature = signature(&service);
        let quoted = if upper { signature.to_uppercase() } else { signature.clone() };
        service.respond(200, &format!(r#"{{"channels":"{quoted}"}}"#));
        let error = client.channels_untyped("", []).await.expect_err("not a map");
        let text = everything(&error).to_lowercase();
        assert!(!text.contains(&signature), "{text}");
    }
}

/// The signature of the first request.
fn signature(service: &Service) -> String {
    let query = service.requests()[0].query().to_owned();
    query.split_once("auth_signature=").expect("a signature").1.to_owned()
}

#[test]
fn debug_of_a_builder_hides_the_password_in_a_host() {
    let builder = Client::builder("1", "k", "s").host(format!("user:{SECRET}@host.example"));
    let text = format!("{builder:?}");
    assert!(!text.contains(SECRET) && text.contains("host.example"), "{text}");
}
