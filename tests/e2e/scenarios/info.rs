//! The server's info about the channels of an event, as types.

use pusher_typed::{ChannelName, ChannelSet, client::Triggered};

use super::stage::{Outcome, Stage};
use crate::schema::{NewsChannel, OrderPaid, RoomChannel, message};

fn counts(triggered: &Triggered, name: &ChannelName) -> Option<(Option<u64>, Option<u64>)> {
    triggered.channels.get(name).map(|channel| (channel.subscription_count, channel.user_count))
}

#[tokio::test]
async fn subscriptions_are_counted_for_each_channel() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = stage.browser("ada").await;
    let mut bob = stage.browser("bob").await;
    ada.subscribe("private-orders-1").await;
    ada.subscribe("private-customer-2").await;
    bob.subscribe("private-customer-2").await;

    let triggered = stage.client.trigger(&OrderPaid { id: 1, customer: 2 }).info().await?;

    assert_eq!(triggered.channels.len(), 2);
    assert_eq!(counts(&triggered, &"private-orders-1".parse()?), Some((Some(1), None)));
    assert_eq!(counts(&triggered, &"private-customer-2".parse()?), Some((Some(2), None)));
    Ok(())
}

#[tokio::test]
async fn users_are_counted_once_however_many_connections_they_have() -> Outcome {
    let stage = Stage::new().await?;
    let mut browsers = [stage.browser("1").await, stage.browser("1").await, stage.browser("2").await];
    for browser in &mut browsers {
        browser.subscribe("presence-room-attic").await;
    }

    let room = RoomChannel { room: "attic".into() };
    let triggered = stage.client.trigger_on(&room, &message("hi")).info().await?;

    assert_eq!(counts(&triggered, &room.name()?), Some((None, Some(2))));
    Ok(())
}

#[tokio::test]
async fn a_batch_returns_information_only_for_the_events_that_requested_it() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = stage.browser("ada").await;
    ada.subscribe("news-1").await;
    ada.subscribe("news-2").await;

    let (one, two) = (NewsChannel { id: 1 }, NewsChannel { id: 2 });
    let asking = stage.client.trigger_on(&two, &message("two")).info();
    let triggered = stage.client.batch().event_on(&one, &message("one")).add(asking).send().await?;

    assert_eq!(triggered.channels.len(), 1);
    assert_eq!(counts(&triggered, &two.name()?), Some((Some(1), None)));
    Ok(())
}

#[tokio::test]
async fn no_information_without_a_request() -> Outcome {
    let stage = Stage::new().await?;

    let triggered = stage.client.trigger_on(&NewsChannel { id: 1 }, &message("hi")).await?;

    assert_eq!(triggered, Triggered::default());
    Ok(())
}
