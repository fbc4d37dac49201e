//! The state of one channel.

use pusher_typed::client::{ChannelState, QueryError, RequestError};

use crate::{
    schema::{Orders, Price, Prices, attic},
    service::Service,
};

async fn state(body: &str) -> Result<ChannelState, QueryError> {
    Service::responding(200, body).client().channel(&Orders { id: 7 }).subscription_count().await
}

#[tokio::test]
async fn whether_it_is_occupied_is_always_said() {
    assert!(state(r#"{"occupied":true}"#).await.expect("a state").occupied);
    assert!(!state(r#"{"occupied":false}"#).await.expect("a state").occupied);
    assert!(!state(r#"{"subscription_count":0,"occupied":false}"#).await.expect("a state").occupied);
}

#[tokio::test]
async fn counts_are_what_the_service_said() {
    let counted = state(r#"{"subscription_count":2,"occupied":true,"ai":{"x":1}}"#).await.expect("a state");
    assert_eq!((counted.subscription_count, counted.user_count), (Some(2), None));
    let unsaid = state(r#"{"occupied":true,"subscription_count":null}"#).await.expect("a state");
    assert_eq!(unsaid.subscription_count, None);

    let body = r#"{"occupied":true,"user_count":42,"subscription_count":42}"#;
    let room = Service::responding(200, body).client().channel(&attic()).user_count().await.expect("a state");
    assert_eq!((room.user_count, room.subscription_count), (Some(42), Some(42)));
}

#[tokio::test]
async fn options_may_come_before_and_after_the_cache() {
    let body = r#"{"occupied":true,"subscription_count":2,"cache":{"data":"{\"cents\":5}"}}"#;
    let (prices, client) = (Prices { id: 1 }, |body| Service::responding(200, body).client());
    let before = client(body).channel(&prices).subscription_count().cache::<Price>().await.expect("a state");
    let after = client(body).channel(&prices).cache::<Price>().subscription_count().await.expect("a state");
    assert_eq!(before, after);
    assert_eq!(before.subscription_count, Some(2));
    assert_eq!(before.cache.expect("an event").event, Price { cents: 5 });
}

#[tokio::test]
async fn an_invalid_state_is_an_error() {
    let bodies = [
        "",
        "OK",
        "{}",
        "[]",
        r#"{"subscription_count":2}"#,
        r#"{"occupied":1}"#,
        r#"{"occupied":true,"subscription_count":"2"}"#,
        r#"{"occupied":true,"subscription_count":1.5}"#,
        r#"{"occupied":true"#,
    ];
    for body in bodies {
        let error = state(body).await.expect_err(body);
        assert!(
            matches!(error, QueryError::Request(RequestError::InvalidResponse { .. })),
            "{body}: {error:?}"
        );
    }
}
