//! What is sent once more, and how it is signed then.

use std::time::Duration;

use pusher_typed::{
    client::{RequestError, RetryPolicy, TriggerError},
    transport::{Request, Response, TransportError},
};

use crate::service::{START, Service};

async fn attempts(service: &Service, policy: RetryPolicy) -> (usize, bool) {
    let client = service.builder().retry(policy).build().expect("a client");
    let outcome = client.trigger_untyped(["a"], "e", &1).await;
    (service.requests().len(), outcome.is_ok())
}

/// The value of a parameter of the query.
fn parameter(request: &Request, name: &str) -> String {
    let value = request.query().split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    value.expect("a parameter").to_owned()
}

#[tokio::test]
async fn what_never_left_is_repeated_by_default() {
    let service = Service::default();
    for _ in 0..2 {
        service.answer_with(Err(TransportError::not_sent("refused")));
    }
    assert_eq!(attempts(&service, RetryPolicy::default()).await, (3, true));
}

#[tokio::test]
async fn an_outage_ends_after_three_attempts() {
    let service = Service::default();
    for _ in 0..9 {
        service.answer_with(Err(TransportError::not_sent("refused")));
    }
    assert_eq!(attempts(&service, RetryPolicy::default()).await, (3, false));
    assert_eq!(service.slept().len(), 2);
    assert!(service.slept().iter().sum::<Duration>() < Duration::from_secs(1));
}

#[tokio::test]
async fn what_may_have_arrived_is_not_repeated_by_default() {
    let answers: [fn() -> Result<Response, TransportError>; 5] = [
        || Err(TransportError::timeout("late")),
        || Err(TransportError::other("reset")),
        || Ok(Response::new(429, "")),
        || Ok(Response::new(500, "")),
        || Ok(Response::new(503, "").with_retry_after(Some(Duration::from_secs(1)))),
    ];
    for answer in answers {
        let service = Service::default();
        service.answer_with(answer());
        assert_eq!(attempts(&service, RetryPolicy::default()).await, (1, false));
        let service = Service::default();
        service.answer_with(answer());
        assert_eq!(attempts(&service, RetryPolicy::at_least_once(2)).await, (2, true));
    }
}

#[tokio::test]
async fn a_refusal_is_never_repeated() {
    for status in [301, 400, 401, 403, 404, 413] {
        let service = Service::default();
        service.answer(status, "no");
        assert_eq!(attempts(&service, RetryPolicy::at_least_once(5)).await, (1, false), "{status}");
    }
}

#[tokio::test]
async fn never_means_never() {
    let service = Service::default();
    service.answer_with(Err(TransportError::not_sent("refused")));
    assert_eq!(attempts(&service, RetryPolicy::never()).await, (1, false));
}

#[tokio::test]
async fn each_attempt_is_signed_anew_with_the_time_it_is_made() {
    let service = Service::default();
    service.answer_with(Ok(Response::new(429, "").with_retry_after(Some(Duration::from_secs(20)))));
    assert_eq!(attempts(&service, RetryPolicy::at_least_once(2)).await, (2, true));
    let requests = service.requests();
    assert_eq!(parameter(&requests[0], "auth_timestamp"), START.to_string());
    assert_eq!(parameter(&requests[1], "auth_timestamp"), (START + 20).to_string());
    assert_ne!(parameter(&requests[0], "auth_signature"), parameter(&requests[1], "auth_signature"));
    assert_eq!(requests[0].body(), requests[1].body());
    assert_eq!(service.slept(), [Duration::from_secs(20)]);
}

#[tokio::test]
async fn a_retry_after_beyond_the_longest_pause_ends_the_attempts() {
    let service = Service::default();
    service.answer_with(Ok(Response::new(503, "").with_retry_after(Some(Duration::from_secs(3600)))));
    let client = service.builder().retry(RetryPolicy::at_least_once(5)).build().expect("a client");
    let error = client.trigger_untyped(["a"], "e", &1).await.expect_err("given up");
    let TriggerError::Request(error @ RequestError::Api { .. }) = error else { panic!("{error:?}") };
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert!(service.slept().is_empty());
}
