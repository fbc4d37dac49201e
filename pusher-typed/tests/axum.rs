//! The extractors and responses in a real axum router.
#![cfg(all(feature = "axum", feature = "derive"))]

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::State,
    http::{Request, StatusCode, header::CONTENT_TYPE},
    routing::post,
};
use pusher_typed::{
    Channel, ChannelSet, Client, PresenceMember,
    client::{
        AuthError, AuthReply, BatchAuthReply, ChannelAuthBatch, ChannelAuthRequest, User, UserAuth,
        UserAuthRequest,
    },
};
use serde_json::{Value, json};
use tower::ServiceExt as _;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "presence-room-<room>", member = Member)]
struct RoomChannel {
    room: u32,
}

#[derive(Channel)]
#[pusher(channel = "private-encrypted-letters")]
struct Letters;

#[derive(ChannelSet)]
enum AppChannel {
    Order(OrderChannel),
    Room(RoomChannel),
    Letters(Letters),
}

async fn authorize(
    State(client): State<Client>,
    ChannelAuthRequest { socket_id, channel }: ChannelAuthRequest<AppChannel>,
) -> Result<AuthReply, AuthError> {
    let auth = match channel {
        AppChannel::Order(OrderChannel { id: 13 }) => return Ok(AuthReply::forbidden()),
        AppChannel::Order(order) => client.authorize(&socket_id, &order)?,
        AppChannel::Room(room) => client.authorize_member(&socket_id, &room, &Member { id: 7 })?,
        AppChannel::Letters(letters) => client.authorize(&socket_id, &letters)?,
    };
    Ok(AuthReply::from(&auth))
}

async fn batch(State(client): State<Client>, batch: ChannelAuthBatch<OrderChannel>) -> BatchAuthReply {
    let mut reply = BatchAuthReply::default();
    for (name, channel) in batch.channels {
        match channel.map(|channel| client.authorize(&batch.socket_id, &channel)) {
            Ok(Ok(auth)) => reply.grant(name, auth),
            Ok(Err(_)) | Err(_) => reply.forbid(name),
        }
    }
    reply
}

async fn sign_in(State(client): State<Client>, request: UserAuthRequest) -> Result<UserAuth, AuthError> {
    client.authenticate_user(&request.socket_id, &User::new(&Member { id: 7 }))
}

async fn ask(path: &str, content_type: &str, body: impl Into<String>) -> (StatusCode, String, Value) {
    let client = Client::builder("1", "key", "secret").build().unwrap();
    let app = Router::new()
        .route("/auth", post(authorize))
        .route("/batch", post(batch))
        .route("/user", post(sign_in))
        .with_state(client);
    let request =
        Request::post(path).header(CONTENT_TYPE, content_type).body(Body::from(body.into())).unwrap();
    let response = app.oneshot(request).await.unwrap();
    let status = response.status();
    let content_type = response.headers()[CONTENT_TYPE].to_str().unwrap().to_owned();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, content_type, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn a_browser_gets_what_pusher_js_expects() {
    let (status, content_type, body) =
        ask("/auth", FORM, "socket_id=1.1&channel_name=private-orders-7").await;
    assert_eq!((status, content_type.as_str()), (StatusCode::OK, "application/json"));
    assert!(body["auth"].as_str().unwrap().starts_with("key:"));

    let (status, _, body) = ask("/auth", FORM, "socket_id=1.1&channel_name=presence-room-3").await;
    assert_eq!(
        (status, &body["channel_data"]),
        (StatusCode::OK, &json!(r#"{"user_id":"7","user_info":{}}"#))
    );

    let (status, _, body) = ask("/user", "application/json", r#"{"socket_id":"1.1"}"#).await;
    assert_eq!((status, &body["user_data"]), (StatusCode::OK, &json!(r#"{"id":"7"}"#)));

    let names = "socket_id=1.1&channel_name[]=private-orders-7&channel_name[]=private-orders-x";
    let (status, _, body) = ask("/batch", FORM, names).await;
    assert_eq!((status, &body["private-orders-x"]), (StatusCode::OK, &json!({"status": 403})));
    assert_eq!(body["private-orders-7"]["status"], 200);
}

#[tokio::test]
async fn a_rejection_explains_the_error() {
    let cases = [
        (FORM, "socket_id=1.1&channel_name=private-orders-13", StatusCode::FORBIDDEN, "forbidden"),
        (FORM, "socket_id=1.1&channel_name=private-other", StatusCode::FORBIDDEN, "unknown channel"),
        (FORM, "socket_id=1.1&channel_name=private-orders-07", StatusCode::FORBIDDEN, "unknown channel"),
        (FORM, "channel_name=private-orders-7", StatusCode::BAD_REQUEST, "the field `socket_id` is missing"),
        (
            FORM,
            "socket_id=x&channel_name=private-orders-7",
            StatusCode::BAD_REQUEST,
            "invalid socket id: it must be two groups of digits separated by a dot, such as `123.456`",
        ),
        (
            "text/plain",
            "",
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "the content type is neither `application/x-www-form-urlencoded` nor `application/json`",
        ),
        // The fault is the application's: it has no master key.
        (
            FORM,
            "socket_id=1.1&channel_name=private-encrypted-letters",
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal error",
        ),
    ];
    for (content_type, body, expected, text) in cases {
        let (status, content_type, response) = ask("/auth", content_type, body).await;
        assert_eq!((status, content_type.as_str()), (expected, "application/json"), "{body}");
        assert_eq!(response, json!({"error": text}), "{body}");
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_413() {
    let (status, _, _) =
        ask("/auth", FORM, format!("socket_id=1.1&channel_name={}", "x".repeat(3 << 20))).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

/// A glob import does not hide the crate `axum`.
mod with_a_glob_import {
    #[allow(unused_imports, reason = "what it brings into scope is the test")]
    use pusher_typed::*;

    pub(super) fn router() -> axum::Router {
        axum::Router::new()
    }
}

#[test]
fn a_glob_import_does_not_hide_the_crate_axum() {
    assert!(!with_a_glob_import::router().has_routes());
}
