//! The tests for state queries that the specification for server libraries names
//! (<https://pusher.com/docs/channels/library_auth_reference/server-library-reference-specification/>).
//!
//! The compiler refuses most of the calls that the specification refuses; the compile suite has programs for these.
//! Here the service refuses.

use pusher_typed::client::{ChannelAttribute, RequestError};

use crate::{
    schema::{Orders, Room, attic},
    service::Service,
};

#[tokio::test]
async fn get_channels_succeeds() {
    let body =
        r#"{"channels":{"presence-room-attic":{"user_count":42},"presence-room-cellar":{"user_count":123}}}"#;
    let found =
        Service::responding(200, body).client().channels::<Room>().user_count().await.expect("a list");
    let counts: Vec<_> = found.channels.iter().map(|(_, info)| info.user_count).collect();
    assert_eq!(counts, [Some(42), Some(123)]);
}

#[tokio::test]
async fn get_channels_fails_for_invalid_attributes() {
    let refusal = "user_count may only be requested for presence channels";
    let service = Service::responding(400, refusal);
    let error =
        service.client().channels_untyped("", [ChannelAttribute::UserCount]).await.expect_err("refused");
    assert_eq!(error.request().and_then(RequestError::status), Some(400));
    assert!(error.to_string().contains(refusal), "{error}");
}

#[tokio::test]
async fn get_channel_info_succeeds() {
    let body = r#"{"occupied":true,"subscription_count":13}"#;
    let service = Service::responding(200, body);
    let state = service.client().channel(&Orders { id: 7 }).subscription_count().await.expect("a state");
    assert_eq!((state.occupied, state.subscription_count), (true, Some(13)));
}

#[tokio::test]
async fn get_channel_info_fails_for_invalid_attributes() {
    let refusal = "subscription_count is not enabled for this app";
    let service = Service::responding(400, refusal);
    let error = service.client().channel(&Orders { id: 7 }).subscription_count().await.expect_err("refused");
    assert_eq!(error.request().and_then(RequestError::status), Some(400));
    assert!(error.to_string().contains(refusal), "{error}");
}

#[tokio::test]
async fn get_users_for_channel_succeeds_for_presence_channel() {
    let service = Service::responding(200, r#"{"users":[{"id":"1"},{"id":"2"}]}"#);
    assert_eq!(service.client().users(&attic()).await.expect("users"), [1, 2]);
}

/// For a public channel, the query does not compile. A service with other rules for public channels refuses with
/// the same response.
#[tokio::test]
async fn get_users_for_channel_fails_for_public_channel() {
    let refusal = "Only presence channels support this endpoint";
    let error = Service::responding(400, refusal).client().users(&attic()).await.expect_err("refused");
    assert_eq!(error.request().and_then(RequestError::status), Some(400));
    assert!(error.to_string().contains(refusal), "{error}");
}
