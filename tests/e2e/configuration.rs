//! Other ways to configure and use a client.

use std::{
    pin::Pin,
    time::{Duration, SystemTime},
};

use pusher_typed::{
    Client,
    client::{Clock, RequestError},
};
use pusher_typed_tests::Sockudo;
use tokio::task::JoinSet;

use super::stage::{Outcome, Stage, builder};
use crate::schema::{NewsChannel, message};

#[tokio::test]
async fn a_url_is_all_that_a_client_needs() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = stage.browser("ada").await;
    ada.subscribe("news-1").await;

    let (key, secret) = (Sockudo::KEY, Sockudo::SECRET);
    let (port, app_id) = (stage.server.port(), stage.server.app_id());
    let client = Client::from_url(&format!("http://{key}:{secret}@127.0.0.1:{port}/apps/{app_id}"))?;
    client.trigger_on(&NewsChannel { id: 1 }, &message("by URL")).await?;

    assert_eq!(ada.next_event().await.data["text"], "by URL");
    Ok(())
}

#[tokio::test]
async fn clones_of_a_client_send_at_the_same_time() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = stage.browser("ada").await;
    ada.subscribe("news-1").await;

    let mut sending = JoinSet::new();
    for number in 0..50 {
        let client = stage.client.clone();
        let text = number.to_string();
        sending.spawn(async move { client.trigger_on(&NewsChannel { id: 1 }, &message(text)).await });
    }
    while let Some(sent) = sending.join_next().await {
        sent??;
    }

    let mut arrived = Vec::new();
    for _ in 0..50 {
        let text = ada.next_event().await.data["text"].take();
        arrived.push(text.as_str().unwrap_or_default().parse::<u32>()?);
    }
    arrived.sort_unstable();
    assert_eq!(arrived, (0..50).collect::<Vec<_>>());
    Ok(())
}

/// A clock that is slower than the service tolerates.
struct Slow;

impl Clock for Slow {
    fn now(&self) -> SystemTime {
        SystemTime::now() - Duration::from_secs(660)
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async {})
    }
}

#[tokio::test]
async fn the_given_clock_is_what_requests_are_signed_by() -> Outcome {
    let server = Stage::server().await;
    let client = builder(&server, Sockudo::SECRET).clock(Slow).build()?;

    let error = client.trigger_on(&NewsChannel { id: 1 }, &message("late")).await.unwrap_err();

    let Some(RequestError::Api { status: 401, body, .. }) = error.request() else {
        panic!("{error:?}");
    };
    assert!(body.to_lowercase().contains("timestamp"), "{body}");
    Ok(())
}
