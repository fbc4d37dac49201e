//! The application as a browser sees it, without a server.

use axum::{
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header},
};
use serde_json::Value;
use tower::ServiceExt as _;

use super::*;

fn app() -> Router {
    router(Client::builder("1", "key", "secret").build().expect("a client"))
}

async fn post(app: &Router, path: &str, cookie: &str, body: &str) -> Response<Body> {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, cookie)
        .body(Body::from(body.to_owned()))
        .expect("a request");
    app.clone().oneshot(request).await.expect("a response")
}

async fn login(app: &Router, name: &str) -> String {
    let response = post(app, "/login", "", &format!("name={name}")).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    let cookie = response.headers()[header::SET_COOKIE].to_str().expect("a cookie");
    cookie.split(';').next().expect("a pair").to_owned()
}

async fn json(response: Response<Body>) -> Value {
    let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    serde_json::from_slice(&body).expect("JSON")
}

#[tokio::test]
async fn a_user_may_read_the_own_inbox_only() {
    let app = app();
    let ada = login(&app, "ada").await;
    let own = post(&app, "/pusher/auth", &ada, "socket_id=1.2&channel_name=private-inbox-ada").await;
    assert_eq!(own.status(), StatusCode::OK);
    assert!(json(own).await["auth"].as_str().expect("a signature").starts_with("key:"));
    for channel in ["private-inbox-bob", "private-other", "presence-lobby2"] {
        let body = format!("socket_id=1.2&channel_name={channel}");
        assert_eq!(
            post(&app, "/pusher/auth", &ada, &body).await.status(),
            StatusCode::FORBIDDEN,
            "{channel}"
        );
    }
}

#[tokio::test]
async fn everybody_who_is_logged_in_may_enter_the_lobby() {
    let app = app();
    let ada = login(&app, "ada").await;
    let lobby = "socket_id=1.2&channel_name=presence-lobby";
    let entered = json(post(&app, "/pusher/auth", &ada, lobby).await).await;
    assert_eq!(entered["channel_data"], r#"{"user_id":"ada","user_info":{"initial":"A"}}"#);
    for cookie in ["", "session=made-up"] {
        assert_eq!(post(&app, "/pusher/auth", cookie, lobby).await.status(), StatusCode::FORBIDDEN);
        assert_eq!(
            post(&app, "/pusher/user-auth", cookie, "socket_id=1.2").await.status(),
            StatusCode::FORBIDDEN
        );
    }
}

#[tokio::test]
async fn a_user_signs_in() {
    let app = app();
    let ada = login(&app, "ada").await;
    let signed_in = json(post(&app, "/pusher/user-auth", &ada, "socket_id=1.2").await).await;
    assert_eq!(signed_in["user_data"], r#"{"id":"ada","user_info":{"initial":"A"}}"#);
}

#[tokio::test]
async fn a_name_that_is_not_a_user_id_is_refused() {
    let response = post(&app(), "/login", "", "name=a%20b").await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
}
