//! An event can exclude the connection that caused it.

use pusher_typed::SocketId;

use super::stage::{Outcome, Stage};
use crate::schema::{NewsChannel, OrderShipped, message};

#[tokio::test]
async fn the_excluded_socket_gets_nothing_and_the_others_everything() -> Outcome {
    let stage = Stage::new().await?;
    let mut causer = stage.anyone().await;
    let mut other = stage.anyone().await;
    causer.subscribe("news-1").await;
    other.subscribe("news-1").await;

    let channel = NewsChannel { id: 1 };
    let socket_id: SocketId = causer.socket_id().parse()?;
    stage.client.trigger_on(&channel, &message("for others")).exclude(&socket_id).await?;
    stage.client.trigger_on(&channel, &message("for all")).await?;

    assert_eq!(causer.next_event().await.data["text"], "for all");
    assert_eq!(other.next_event().await.data["text"], "for others");
    assert_eq!(other.next_event().await.data["text"], "for all");
    Ok(())
}

#[tokio::test]
async fn an_addressed_event_takes_an_exclusion_too() -> Outcome {
    let stage = Stage::new().await?;
    let mut causer = stage.browser("ada").await;
    causer.subscribe("private-orders-1").await;

    let shipped = |carrier: &str| OrderShipped { id: 1, carrier: carrier.into() };
    let socket_id: SocketId = causer.socket_id().parse()?;
    stage.client.trigger(&shipped("left out")).exclude(&socket_id).await?;
    stage.client.trigger(&shipped("seen")).await?;

    assert_eq!(causer.next_event().await.data["carrier"], "seen");
    Ok(())
}
