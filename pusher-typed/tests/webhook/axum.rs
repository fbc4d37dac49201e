//! The extractor: decodes the raw body into typed events, or responds with a status.

use axum::{Router, body::Body, http::Request, routing::post};
use pusher_typed::{Client, testing::SignedWebhook, webhook::Webhook};
use tower::ServiceExt as _;

use crate::hook::{AppHook, KEY, SECRET, body, builder, client};

async fn hooks(webhook: Webhook<AppHook>) -> String {
    format!("{} taken", webhook.events.len())
}

fn app(client: Client) -> Router {
    Router::new().route("/hooks", post(hooks)).with_state(client)
}

/// The status and the text of the response.
async fn deliver(client: Client, headers: &[(&str, &str)], body: impl Into<Body>) -> (u16, String) {
    let mut request = Request::post("/hooks");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(body.into()).expect("a request");
    let response = app(client).oneshot(request).await.expect("a response");
    let status = response.status().as_u16();
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.expect("a body");
    (status, String::from_utf8(bytes.to_vec()).expect("text"))
}

fn signed(events: &str) -> SignedWebhook {
    SignedWebhook::new(&client(), body(events))
}

const OCCUPIED: &str = r#"[{"name":"channel_occupied","channel":"private-orders-7"}]"#;

#[tokio::test]
async fn a_webhook_is_verified_and_decoded() {
    let request = signed(OCCUPIED);
    let taken = (200, "1 taken".to_owned());
    assert_eq!(deliver(client(), &request.headers(), request.body.clone()).await, taken);
    let headers = [
        ("Content-Type", "application/json; charset=utf-8"),
        ("X-Pusher-Key", &*request.key),
        ("X-Pusher-Signature", &*request.signature),
    ];
    assert_eq!(deliver(client(), &headers, request.body.clone()).await, taken);
    assert_eq!(deliver(client(), &headers[1..], request.body.clone()).await, taken);
}

#[tokio::test]
async fn a_request_that_is_not_from_the_service_is_401_without_details() {
    let request = signed(OCCUPIED);
    let [_, key, signature] = request.headers();
    let zeros = "0".repeat(64);
    let cases: [&[(&str, &str)]; 6] = [
        &[key],
        &[signature],
        &[("x-pusher-key", "strange"), signature],
        &[key, ("x-pusher-signature", "")],
        &[key, ("x-pusher-signature", "\u{e9}")],
        &[key, ("x-pusher-signature", &zeros)],
    ];
    for headers in cases {
        let (status, text) = deliver(client(), headers, request.body.clone()).await;
        assert_eq!(status, 401, "{text}");
        for secret in [SECRET, KEY, &request.signature, "strange"] {
            assert!(!text.contains(secret) && text.len() < 100, "{text}");
        }
    }
    let old = builder().clock(crate::hook::StoppedAt(0)).build().expect("a client");
    assert_eq!(deliver(old, &request.headers(), request.body.clone()).await.0, 401);
}

#[tokio::test]
async fn a_signed_body_that_is_not_a_webhook_is_400() {
    let request = SignedWebhook::new(&client(), "[]");
    let (status, text) = deliver(client(), &request.headers(), request.body.clone()).await;
    assert_eq!((status, &*text), (400, "the body is not a webhook"));
}

#[tokio::test]
async fn the_clients_limit_holds_instead_of_axums() {
    let many = signed(&format!("[{}1]", "1,".repeat(1_500_000)));
    assert_eq!(deliver(client(), &many.headers(), many.body.clone()).await.0, 200);
    let small = builder().webhook_body_limit(1_000_000).build().expect("a client");
    let (status, text) = deliver(small, &many.headers(), many.body.clone()).await;
    assert_eq!((status, &*text), (413, "the body is too large"));
    // Without a content length, and not read if the key is unknown.
    let stream = || Body::from_stream(Endless);
    let (status, _) = deliver(client(), &many.headers(), stream()).await;
    assert_eq!(status, 413);
    let (status, _) = deliver(client(), &[("x-pusher-key", "strange")], stream()).await;
    assert_eq!(status, 401);
}

/// A body that never ends.
struct Endless;

impl futures_core::Stream for Endless {
    type Item = Result<&'static [u8], std::io::Error>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(Some(Ok(&[b' '; 4096])))
    }
}
