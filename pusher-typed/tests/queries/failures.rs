//! Queries that are refused before anything is sent, and queries that the service refuses.

use pusher_typed::{
    ChannelNameError, ParamError,
    client::{Limits, QueryError, RequestError, RetryPolicy},
    transport::{Response, TransportError},
};

use crate::{
    schema::{Code, Coded, Orders, Tag, attic},
    service::{SECRET, Service},
};

fn tag(text: &str) -> Tag {
    Tag { text: text.to_owned() }
}

#[tokio::test]
async fn an_invalid_name_sends_no_request() {
    let service = Service::default();
    for text in ["", "a b", "a/b", "a?b", "a%2e", "a&info=cache", "a\nb", "é", "#x"] {
        let error = service.client().channel(&tag(text)).await.expect_err(text);
        assert!(
            matches!(error, QueryError::ChannelName(ChannelNameError::Param { .. })),
            "{text:?}: {error:?}"
        );
        assert!(error.to_string().starts_with("invalid channel name: the value of `"), "{error}");
    }
    assert!(service.requests().is_empty());
}

#[tokio::test]
async fn an_impossible_prefix_sends_no_request() {
    let service = Service::default();
    for prefix in ["a b", "a&info=user_count", "a\n", "#server-to-user-", "é"] {
        let error = service.client().channels_untyped(prefix, []).await.expect_err(prefix);
        assert!(matches!(error, QueryError::ChannelName(ChannelNameError::Character { .. })), "{prefix:?}");
    }
    assert!(service.requests().is_empty());
}

#[tokio::test]
async fn names_have_the_limit_that_triggers_have() {
    let service = Service::responding(200, r#"{"occupied":false}"#);
    service.client().channel(&tag(&"x".repeat(160))).await.expect("164 characters");

    let service = Service::default();
    let error = service.client().channel(&tag(&"x".repeat(161))).await.expect_err("165 characters");
    assert!(
        matches!(
            error,
            QueryError::ChannelName(pusher_typed::ChannelNameError::TooLong { len: 165, limit: 164, .. })
        ),
        "{error:?}"
    );
    let small = service.builder().limits(Limits::default().channel_name(18)).build().expect("a client");
    let error = small.users(&attic()).await.expect_err("19 characters");
    assert!(
        matches!(
            error,
            QueryError::ChannelName(pusher_typed::ChannelNameError::TooLong { len: 19, limit: 18, .. })
        ),
        "{error:?}"
    );
    let error = small.channels_untyped("presence-room-attic", []).await.expect_err("19 characters");
    assert!(
        matches!(error, QueryError::ChannelName(pusher_typed::ChannelNameError::TooLong { .. })),
        "{error:?}"
    );
    assert!(service.requests().is_empty());
}

#[tokio::test]
async fn an_invalid_user_id_terminates_no_connection() {
    let service = Service::default();
    for id in ["", "a/b", "a b", "../7", "a?x=y", "é"] {
        let error = service.client().terminate_user_connections(id).await.expect_err(id);
        assert!(matches!(error, QueryError::UserId(_)), "{id:?}: {error:?}");
    }
    let error = service.client().terminate_user_connections(&*"x".repeat(129)).await.expect_err("too long");
    assert!(matches!(error, QueryError::UserId(ParamError::TooLong { len: 129, max: 128 })), "{error:?}");
    assert!(service.requests().is_empty());
}

#[tokio::test]
async fn a_step_in_a_path_is_no_name_that_a_url_can_say() {
    let service = Service::default();
    for step in [".", ".."] {
        let coded = Coded { code: Code(step.to_owned()) };
        for error in [
            service.client().terminate_user_connections(step).await.expect_err(step),
            service.client().channel(&coded).await.expect_err(step),
        ] {
            assert!(matches!(&error, QueryError::Unaddressable { name } if name == step), "{error:?}");
        }
    }
    assert!(service.requests().is_empty());
}

#[tokio::test]
async fn a_refusal_has_status_and_text_and_not_the_signed_url() {
    let bodies = [
        (401, "Invalid signature: you should have sent HmacSHA256Hex(...)"),
        (403, "app disabled"),
        (404, r#"{"code":"app_not_found","error":"Application key not found","status":404}"#),
        (503, ""),
    ];
    for (status, body) in bodies {
        let service = Service::responding(status, body);
        let error = service.client().channels::<Orders>().await.expect_err("refused");
        let Some(RequestError::Api { status: found, body: text, .. }) = error.request() else {
            panic!("{error:?}");
        };
        assert_eq!((*found, text.as_str()), (status, body));
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(&service.requests()[0].signature) && !shown.contains("auth_key"), "{shown}");
    }
}

#[tokio::test]
async fn a_question_is_repeated_like_a_trigger() {
    let state = || Ok(Response::new(200, r#"{"occupied":true}"#));
    let service = Service::default();
    service.respond(Err(TransportError::not_sent("no route")));
    service.respond(state());
    assert!(service.client().channel(&Orders { id: 1 }).await.expect("a state").occupied);
    assert_eq!(service.requests().len(), 2);

    let service = Service::default();
    service.respond(Err(TransportError::timeout("late")));
    let error = service.client().channel(&Orders { id: 1 }).await.expect_err("late");
    assert!(error.request().is_some_and(RequestError::may_have_arrived), "{error:?}");
    assert_eq!(service.requests().len(), 1);

    let service = Service::default();
    service.respond(Err(TransportError::timeout("late")));
    service.respond(Ok(Response::new(503, "")));
    service.respond(state());
    let client = service.builder().retry(RetryPolicy::at_least_once(3)).build().expect("a client");
    assert!(client.channel(&Orders { id: 1 }).await.expect("a state").occupied);
    assert_eq!(service.requests().len(), 3);
}

#[test]
fn a_query_may_wait_on_another_thread() {
    fn sendable<T: Send + 'static>(_: T) {}
    let client = Service::default().client();
    sendable(client.channels::<Orders>());
    sendable(client.channels::<Orders>().into_future());
    sendable(client.channel(&Orders { id: 1 }).into_future());
    sendable(client.users(&attic()).into_future());
    sendable(client.terminate_user_connections(&7_u64).into_future());
}

#[test]
fn debug_shows_the_query() {
    let client = Service::default().client();
    let shown = [
        format!("{:?}", client.channels::<Orders>().subscription_count()),
        format!("{:?}", client.channel(&Orders { id: 1 })),
        format!("{:?}", client.users(&attic())),
        format!("{:?}", client.terminate_user_connections(&7_u64)),
    ];
    for (text, part) in
        shown.iter().zip(["private-orders-", "private-orders-1", "presence-room-attic", "\"7\""])
    {
        assert!(text.contains(part) && !text.contains(SECRET), "{text}");
    }
}
