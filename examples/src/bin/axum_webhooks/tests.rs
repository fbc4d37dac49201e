//! The application without a service: webhooks are created here, and the events that it sends are recorded.

use axum::{body::Body, http::Request};
use pusher_typed::testing::{self, Recorder, ScriptedResponse, SignedWebhook};
use tower::ServiceExt as _;

use crate::{
    router,
    schema::{AppHook, Price, PriceChannel, RoomChannel},
};

async fn status(recorder: &Recorder, webhook: &SignedWebhook) -> u16 {
    let mut request = Request::post("/webhooks");
    for (name, value) in webhook.headers() {
        request = request.header(name, value);
    }
    let request = request.body(Body::from(webhook.body.clone())).expect("a request");
    let response = router(recorder.client()).oneshot(request).await.expect("a response");
    response.status().as_u16()
}

#[tokio::test]
async fn a_cache_miss_triggers_the_price() {
    let recorder = Recorder::new();
    let room = RoomChannel { room: "attic".into() };
    let events = [AppHook::Joined { channel: room, user_id: 7 }, AppHook::Stale(PriceChannel { id: 3 })];
    let webhook = testing::webhook(&recorder.client(), &events).expect("a webhook");

    assert_eq!(status(&recorder, &webhook).await, 204);

    assert_eq!(recorder.sent()[0].channels, ["cache-prices-3"]);
    assert_eq!(recorder.events::<Price>().expect("a price"), [Price { cents: 1999 }]);
}

#[tokio::test]
async fn a_failed_trigger_gives_the_status_500() {
    let recorder = Recorder::new();
    recorder.respond(ScriptedResponse::status(403, "over quota"));
    let events = [AppHook::Stale(PriceChannel { id: 3 })];
    let webhook = testing::webhook(&recorder.client(), &events).expect("a webhook");
    assert_eq!(status(&recorder, &webhook).await, 500);
}

#[tokio::test]
async fn unknown_events_are_accepted_and_forged_webhooks_rejected() {
    let recorder = Recorder::new();
    let now =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_millis();
    let body = format!(r#"{{"time_ms":{now},"events":[{{"name":"new_kind"}}]}}"#);
    let mut webhook = SignedWebhook::new(&recorder.client(), body);
    assert_eq!(status(&recorder, &webhook).await, 204);
    webhook.body.push(' ');
    assert_eq!(status(&recorder, &webhook).await, 401);
}
