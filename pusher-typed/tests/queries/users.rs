//! Who is subscribed.

use pusher_typed::client::{QueryError, RequestError};

use crate::{schema::attic, service::Service};

async fn users(body: &str) -> Result<Vec<u64>, QueryError> {
    Service::responding(200, body).client().users(&attic()).await
}

#[tokio::test]
async fn ids_are_read_back_into_the_member_types_own() {
    assert_eq!(users(r#"{"users":[{"id":"1"},{"id":"2"}]}"#).await.expect("users"), [1, 2]);
    assert_eq!(users(r#"{"users":[]}"#).await.expect("users"), [0_u64; 0]);
    assert_eq!(users(r#"{"more":1,"users":[{"name":"x","id":"3"}]}"#).await.expect("users"), [3]);
}

#[tokio::test]
async fn an_id_that_a_server_keeps_as_a_number_is_read_too() {
    let body = r#"{"users":[{"id":7},{"id":18446744073709551615}]}"#;
    assert_eq!(users(body).await.expect("users"), [7, u64::MAX]);
}

#[tokio::test]
async fn all_invalid_ids_are_listed() {
    let error = users(r#"{"users":[{"id":"1"},{"id":"ada"},{"id":"007"},{"id":""}]}"#)
        .await
        .expect_err("invalid ids");
    let QueryError::MismatchedUsers { channel, ids } = &error else { panic!("{error:?}") };
    assert_eq!(*channel, "presence-room-attic");
    assert_eq!(*ids, ["ada", "007", ""]);
    assert_eq!(
        error.to_string(),
        "3 of the users of `presence-room-attic` have an id that does not match its member type; the first is \"ada\""
    );
}

#[tokio::test]
async fn an_invalid_list_of_users_is_an_error() {
    for body in [
        "",
        "{}",
        "[]",
        r#"{"users":{}}"#,
        r#"{"users":["1"]}"#,
        r#"{"users":[{}]}"#,
        r#"{"users":[{"id":null}]}"#,
    ] {
        let error = users(body).await.expect_err(body);
        assert!(
            matches!(error, QueryError::Request(RequestError::InvalidResponse { .. })),
            "{body}: {error:?}"
        );
    }
}
