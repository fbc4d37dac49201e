//! How connections begin and end, and what tests do to them.

use std::time::Duration;

use pusher_typed_tests::{PusherJs, Sockudo};

use super::stage::{Outcome, Stage, server};
use crate::schema::{NewsChannel, message};

const NEWS: NewsChannel = NewsChannel { id: 1 };

#[tokio::test]
async fn an_unknown_key_is_4001() -> Outcome {
    let stage = Stage::new().await?;

    let error = PusherJs::refused(&stage.server, "nobodys-key").await;

    assert_eq!(error["error"]["data"]["code"], 4001, "{error}");
    Ok(())
}

#[tokio::test]
async fn a_wrong_sign_in_is_4009() -> Outcome {
    let stage = Stage::with(server().app("in-process", Sockudo::KEY, "another-secret")).await?;
    let mut ada = stage.browser("ada").await;

    let signed_in =
        tokio::time::timeout(Duration::from_secs(20), async { ada.sign_in_refused().await }).await?;

    assert_eq!(signed_in["data"]["code"], 4009, "{signed_in}");
    Ok(())
}

#[tokio::test]
async fn an_idle_connection_lives_on_pings_and_pongs() -> Outcome {
    let stage = Stage::with(server().activity_timeout(Duration::from_secs(1))).await?;
    let mut ada = stage.browser("ada").await;
    ada.subscribe("news-1").await;

    tokio::time::sleep(Duration::from_secs(3)).await;
    // Longer than any silence that is put up with: only an answer to the ping saves the connection.
    stage.server.advance(Duration::from_secs(20));
    tokio::time::sleep(Duration::from_millis(500)).await;
    stage.server.advance(Duration::from_secs(20));

    stage.client.trigger_on(&NEWS, &message("still there?")).await?;
    assert_eq!(ada.next_event().await.data["text"], "still there?");
    assert_eq!(stage.server.connections(), [ada.socket_id().parse()?]);
    Ok(())
}

#[tokio::test]
async fn after_a_dropped_connection_and_a_refused_one_the_client_is_back() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = stage.browser("ada").await;
    ada.subscribe("news-1").await;

    stage.server.refuse_next_connection(4200, "try another");
    stage.server.drop_connections();
    stage.server.wait_for_connections(0).await?;
    stage.server.wait_for_subscriptions(&NEWS, 1).await?;

    stage.client.trigger_on(&NEWS, &message("again")).await?;
    ada.next_event_after_errors("message").await;
    Ok(())
}

#[tokio::test]
async fn a_delay_holds_everything_back_until_its_time_has_come() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = stage.browser("ada").await;
    ada.subscribe("news-1").await;

    stage.server.delay(Duration::from_secs(3600));
    stage.client.trigger_on(&NEWS, &message("late")).await?;
    stage.server.delay(Duration::ZERO).advance(Duration::from_secs(3600));

    assert_eq!(ada.next_event().await.data["text"], "late");
    Ok(())
}
