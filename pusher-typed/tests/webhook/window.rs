//! Webhooks that are too old may have been replayed.

use std::time::Duration;

use pusher_typed::{
    client::{ClientBuilder, WebhookError},
    testing::SignedWebhook,
    webhook::Event,
};

use crate::hook::{StoppedAt, TIME_MS, body, builder};

const MINUTE: u64 = 60_000;

/// The result for a webhook from `TIME_MS` at another time.
fn at(time_ms: u64, change: impl Fn(ClientBuilder) -> ClientBuilder) -> Result<(), WebhookError> {
    let client = change(builder()).clock(StoppedAt(time_ms)).build().expect("a client");
    let request = SignedWebhook::new(&client, body("[]"));
    client.webhook::<Event>(&*request.key, &*request.signature, &request.body).map(drop)
}

#[test]
fn ten_minutes_in_either_direction_by_default() {
    for difference in [0, 5 * MINUTE, 10 * MINUTE] {
        assert!(at(TIME_MS + difference, |builder| builder).is_ok(), "{difference}");
        assert!(at(TIME_MS - difference, |builder| builder).is_ok(), "-{difference}");
    }
    let old = at(TIME_MS + 10 * MINUTE + 1, |builder| builder).unwrap_err();
    let early = at(TIME_MS - 11 * MINUTE, |builder| builder).unwrap_err();
    assert_eq!(
        old.to_string(),
        "the webhook is 600 seconds old; the maximum is 600 seconds (`webhook_window`)"
    );
    assert_eq!(
        early.to_string(),
        "the webhook is 660 seconds ahead of the clock; the maximum is 600 seconds (`webhook_window`)"
    );
    assert_eq!((old.status(), early.status()), (401, 401));
}

#[test]
fn another_window_or_none() {
    let minute = Duration::from_secs(60);
    assert!(at(TIME_MS + MINUTE, |builder| builder.webhook_window(minute)).is_ok());
    assert!(at(TIME_MS + MINUTE + 1, |builder| builder.webhook_window(minute)).is_err());
    assert!(at(0, |builder| builder.webhook_window(None)).is_ok());
    assert!(at(TIME_MS * 2, |builder| builder.webhook_window(None)).is_ok());
}
