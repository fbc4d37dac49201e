//! The start and the end of connections, and the faults that tests cause.

use std::time::Duration;

use super::stage::{Outcome, Stage, in_process};
use crate::schema::{NewsChannel, message};

const NEWS: NewsChannel = NewsChannel { id: 1 };

#[tokio::test]
async fn an_idle_connection_lives_on_pings_and_pongs() -> Outcome {
    let stage = Stage::with(in_process().activity_timeout(Duration::from_secs(1)).start().await?).await?;
    let mut ada = stage.browser("ada").await;
    ada.subscribe("news-1").await;

    tokio::time::sleep(Duration::from_secs(3)).await;
    // Longer than the activity timeout: only the response to the ping keeps the connection open.
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

#[tokio::test]
async fn the_test_sees_what_is_sent() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = stage.browser("ada").await;
    ada.subscribe("news-1").await;
    stage.server.wait_for_subscriptions(&NEWS, 1).await?;

    stage.client.trigger_on(&NEWS, &message("hello")).exclude(&ada.socket_id().parse()?).await?;

    let [event] = &stage.server.events_on("news-1")[..] else { panic!("one event") };
    assert_eq!((&*event.event, event.receivers), ("message", 0));
    Ok(())
}
