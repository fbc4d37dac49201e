//! Which requests are repeated, and how a repetition is signed.

use std::time::Duration;

use pusher_typed::{
    client::{Limits, RequestError, RetryPolicy, TriggerError},
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
        service.respond_with(Err(TransportError::not_sent("refused")));
    }
    assert_eq!(attempts(&service, RetryPolicy::default()).await, (3, true));
}

#[tokio::test]
async fn an_outage_ends_after_three_attempts() {
    let service = Service::default();
    for _ in 0..9 {
        service.respond_with(Err(TransportError::not_sent("refused")));
    }
    assert_eq!(attempts(&service, RetryPolicy::default()).await, (3, false));
    assert_eq!(service.slept().len(), 2);
    assert!(service.slept().iter().sum::<Duration>() < Duration::from_secs(1));
}

#[tokio::test]
async fn what_may_have_arrived_is_not_repeated_by_default() {
    let responses: [fn() -> Result<Response, TransportError>; 5] = [
        || Err(TransportError::timeout("late")),
        || Err(TransportError::other("reset")),
        || Ok(Response::new(429, "")),
        || Ok(Response::new(500, "")),
        || Ok(Response::new(503, "").with_retry_after(Some(Duration::from_secs(1)))),
    ];
    for response in responses {
        let service = Service::default();
        service.respond_with(response());
        assert_eq!(attempts(&service, RetryPolicy::default()).await, (1, false));
        let service = Service::default();
        service.respond_with(response());
        assert_eq!(attempts(&service, RetryPolicy::at_least_once(2)).await, (2, true));
    }
}

#[tokio::test]
async fn a_refusal_is_never_repeated() {
    for status in [301, 400, 401, 403, 404, 413] {
        let service = Service::default();
        service.respond(status, "no");
        assert_eq!(attempts(&service, RetryPolicy::at_least_once(5)).await, (1, false), "{status}");
    }
}

#[tokio::test]
async fn never_means_never() {
    let service = Service::default();
    service.respond_with(Err(TransportError::not_sent("refused")));
    assert_eq!(attempts(&service, RetryPolicy::never()).await, (1, false));
}

#[tokio::test]
async fn each_attempt_is_signed_anew_with_the_time_it_is_made() {
    let service = Service::default();
    service.respond_with(Ok(Response::new(429, "").with_retry_after(Some(Duration::from_secs(20)))));
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
    service.respond_with(Ok(Response::new(503, "").with_retry_after(Some(Duration::from_secs(3600)))));
    let client = service.builder().retry(RetryPolicy::at_least_once(5)).build().expect("a client");
    let error = client.trigger_untyped(["a"], "e", &1).await.expect_err("given up");
    let TriggerError::Request(error @ RequestError::Api { .. }) = error else { panic!("{error:?}") };
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert!(service.slept().is_empty());
}

/// The error of a call with these responses to its attempts.
async fn error_of(
    responses: impl IntoIterator<Item = Result<Response, TransportError>>,
    policy: RetryPolicy,
) -> RequestError {
    let service = Service::default();
    responses.into_iter().for_each(|response| service.respond_with(response));
    let client = service.builder().retry(policy).build().expect("a client");
    match client.trigger_untyped(["a"], "e", &1).await.expect_err("the call fails") {
        TriggerError::Request(error) => error,
        error => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn an_earlier_attempt_that_may_have_arrived_counts_for_the_whole_call() {
    let endings: [fn() -> Result<Response, TransportError>; 3] = [
        || Ok(Response::new(400, "no")),
        || Ok(Response::new(429, "too many")),
        || Err(TransportError::not_sent("refused")),
    ];
    for ending in endings {
        let lost = Err(TransportError::other("reset after the request"));
        let error = error_of([lost, ending()], RetryPolicy::at_least_once(2)).await;
        assert!(error.may_have_arrived(), "{error:?}");
        assert!(error.to_string().ends_with("; an earlier attempt may have arrived"), "{error}");
        let alone = error_of([ending()], RetryPolicy::at_least_once(1)).await;
        assert!(!alone.may_have_arrived(), "{alone:?}");
        assert_eq!(error.status(), alone.status());
    }
}

#[tokio::test]
async fn attempts_that_never_left_do_not_count_as_arrived() {
    let refused = || Err(TransportError::not_sent("refused"));
    let error = error_of([refused(), refused(), refused()], RetryPolicy::at_least_once(3)).await;
    assert!(!error.may_have_arrived(), "{error:?}");
}

#[tokio::test]
async fn a_split_call_says_so_of_its_failed_request() {
    let service = Service::default();
    service.respond(200, "{}");
    service.respond(500, "boom");
    service.respond(403, "over quota");
    let limits = Limits::default().channels(1);
    let builder = service.builder().limits(limits).retry(RetryPolicy::at_least_once(2));
    let client = builder.build().expect("a client");
    let error = client.trigger_untyped(["a", "b"], "e", &1).await.expect_err("the second request fails");
    let TriggerError::Split { source, .. } = &error else { panic!("{error:?}") };
    assert_eq!(source.status(), Some(403));
    assert!(source.may_have_arrived(), "{source:?}");
}

#[tokio::test]
async fn the_longest_pauses_and_a_retry_after_without_end_do_not_panic() {
    let service = Service::default();
    service.respond_with(Ok(Response::new(503, "").with_retry_after(Some(Duration::MAX))));
    let policy = RetryPolicy::at_least_once(5);
    assert_eq!(attempts(&service, policy).await, (1, false));
}

/// The keys of the requests, in order.
fn keys(service: &Service) -> Vec<Option<String>> {
    service.requests().iter().map(|request| request.idempotency_key().map(str::to_owned)).collect()
}

#[tokio::test]
async fn attempts_share_an_idempotency_key_and_requests_do_not() {
    let service = Service::default();
    for _ in 0..2 {
        service.respond_with(Err(TransportError::other("reset")));
    }
    let builder = service.builder().limits(Limits::default().channels(1));
    let client = builder.retry(RetryPolicy::at_least_once(3)).build().expect("a client");
    client.trigger_untyped(["a", "b"], "e", &1).idempotent().await.expect("sent");
    let keys = keys(&service);
    let [first, second, third, other] = &*keys else { panic!("{keys:?}") };
    assert!(first == second && second == third && other != first, "{keys:?}");
    let key = first.as_ref().expect("a key");
    assert!(key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit()), "{key}");
}

#[tokio::test]
async fn a_batch_has_its_own_idempotency_key_and_other_calls_have_none() {
    let service = Service::default();
    let client = service.client();
    let one = client.trigger_untyped(["a"], "e", &1).idempotent();
    client.batch().add(one).send().await.expect("sent");
    let one = client.trigger_untyped(["a"], "e", &1);
    client.batch().add(one).idempotent().send().await.expect("sent");
    client.trigger_untyped(["a"], "e", &1).await.expect("sent");
    let keys = keys(&service);
    assert_eq!(keys.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true, false]);
}
