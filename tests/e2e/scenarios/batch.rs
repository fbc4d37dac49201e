//! Events of different types on different channels in one call.

use serde_json::json;

use super::stage::{Outcome, Stage, received};
use crate::schema::{NewsChannel, OrderPaid, OrderShipped, RoomChannel, Secret, VaultChannel, message};

#[tokio::test]
async fn event_types_and_channel_kinds_mix() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = stage.browser("1").await;
    for channel in
        ["private-orders-1", "private-customer-2", "presence-room-attic", "private-encrypted-vault-3"]
    {
        ada.subscribe(channel).await;
    }

    let shipped = OrderShipped { id: 1, carrier: "post".into() };
    let paid = OrderPaid { id: 1, customer: 2 };
    let batch = stage.client.batch();
    let batch = batch.event(&shipped).event(&paid);
    let batch = batch.event_on(&RoomChannel { room: "attic".into() }, &message("hi"));
    batch.event_on(&VaultChannel { id: 3 }, &Secret { text: "psst".into() }).send().await?;

    ada.expect_in_any_order(vec![
        received("private-orders-1", "shipped", json!({ "id": 1, "carrier": "post" })),
        received("private-orders-1", "paid", json!({ "id": 1, "customer": 2 })),
        received("private-customer-2", "paid", json!({ "id": 1, "customer": 2 })),
        received("presence-room-attic", "message", json!({ "text": "hi" })),
        received("private-encrypted-vault-3", "secret", json!({ "text": "psst" })),
    ])
    .await;
    Ok(())
}

#[tokio::test]
async fn more_than_10_events_are_split_over_requests_in_order() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = stage.browser("1").await;
    ada.subscribe("news-1").await;

    // The server rejects a batch of more than 10.
    let channel = NewsChannel { id: 1 };
    let messages: Vec<_> = (0..25).map(|number| message(number.to_string())).collect();
    let mut batch = stage.client.batch();
    for message in &messages {
        batch = batch.event_on(&channel, message);
    }
    batch.send().await?;

    for message in &messages {
        assert_eq!(ada.next_event().await.data["text"], message.text);
    }
    Ok(())
}
