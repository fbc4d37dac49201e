//! Typed events arrive on channels of every kind that the server supports.

use serde_json::json;

use super::stage::{Outcome, Stage, received};
use crate::schema::{
    NewsChannel, Offer, OfferChannel, OrderShipped, PriceChannel, RoomChannel, Secret, VaultChannel, message,
};

#[tokio::test]
async fn public() -> Outcome {
    let stage = Stage::new().await?;
    let mut anyone = stage.anyone().await;
    anyone.subscribe("news-7").await;

    stage.client.trigger_on(&NewsChannel { id: 7 }, &message("hello")).await?;

    assert_eq!(anyone.next_event().await, received("news-7", "message", json!({ "text": "hello" })));
    Ok(())
}

#[tokio::test]
async fn private_and_addressed_by_the_events_own_field() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = stage.browser("ada").await;
    ada.subscribe("private-orders-1").await;
    ada.subscribe("private-orders-2").await;

    stage.client.trigger(&OrderShipped { id: 2, carrier: "post".into() }).await?;

    let shipped = json!({ "id": 2, "carrier": "post" });
    assert_eq!(ada.next_event().await, received("private-orders-2", "shipped", shipped));
    Ok(())
}

#[tokio::test]
async fn encrypted_and_decrypted_by_the_browser() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = stage.browser("ada").await;
    ada.subscribe("private-encrypted-vault-1").await;
    ada.subscribe("private-encrypted-vault-2").await;

    // Each channel has its own key, so one channel would not prove the derivation.
    stage.client.trigger_on(&VaultChannel { id: 1 }, &Secret { text: "one".into() }).await?;
    stage.client.trigger_on(&VaultChannel { id: 2 }, &Secret { text: "two".into() }).await?;

    let secret = |text| json!({ "text": text });
    assert_eq!(ada.next_event().await, received("private-encrypted-vault-1", "secret", secret("one")));
    assert_eq!(ada.next_event().await, received("private-encrypted-vault-2", "secret", secret("two")));
    Ok(())
}

#[tokio::test]
async fn presence() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = stage.browser("1").await;
    let mut bob = stage.browser("2").await;
    ada.subscribe("presence-room-attic").await;
    let members = bob.subscribe("presence-room-attic").await;
    assert_eq!(members["count"], 2);
    assert_eq!(ada.next_event().await.event, "pusher:member_added");

    stage.client.trigger_on(&RoomChannel { room: "attic".into() }, &message("hi")).await?;

    for member in [&mut ada, &mut bob] {
        assert_eq!(
            member.next_event().await,
            received("presence-room-attic", "message", json!({ "text": "hi" }))
        );
    }
    Ok(())
}

#[tokio::test]
async fn cache_gives_a_late_subscriber_the_last_event() -> Outcome {
    let stage = Stage::new().await?;
    let channel = PriceChannel { id: 3 };
    stage.client.trigger_on(&channel, &message("first")).await?;
    stage.client.trigger_on(&channel, &message("last")).await?;

    let mut late = stage.anyone().await;
    late.subscribe("cache-prices-3").await;

    assert_eq!(late.next_event().await, received("cache-prices-3", "message", json!({ "text": "last" })));
    Ok(())
}

#[tokio::test]
async fn encrypted_cache_keeps_what_only_subscribers_can_read() -> Outcome {
    let stage = Stage::new().await?;
    stage.client.trigger_on(&OfferChannel { id: 4 }, &Offer { cents: 999 }).await?;

    let mut late = stage.browser("ada").await;
    late.subscribe("private-encrypted-cache-offers-4").await;

    let offer = received("private-encrypted-cache-offers-4", "offer", json!({ "cents": 999 }));
    assert_eq!(late.next_event().await, offer);
    Ok(())
}
