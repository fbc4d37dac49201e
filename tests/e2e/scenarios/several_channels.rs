//! One event on several channels, and on more channels than one request may have.

use std::collections::BTreeSet;

use serde_json::json;

use super::stage::{Outcome, Stage, received};
use crate::schema::{NewsChannel, OrderPaid, message};

#[tokio::test]
async fn an_event_goes_to_every_channel_that_it_was_declared_for() -> Outcome {
    let stage = Stage::new().await?;
    let mut order = stage.browser("ada").await;
    let mut customer = stage.browser("bob").await;
    order.subscribe("private-orders-1").await;
    customer.subscribe("private-customer-2").await;

    stage.client.trigger(&OrderPaid { id: 1, customer: 2 }).await?;

    let paid = json!({ "id": 1, "customer": 2 });
    assert_eq!(order.next_event().await, received("private-orders-1", "paid", paid.clone()));
    assert_eq!(customer.next_event().await, received("private-customer-2", "paid", paid));
    Ok(())
}

#[tokio::test]
async fn more_than_100_channels_are_split_over_requests() -> Outcome {
    let stage = Stage::new().await?;
    let channels: Vec<_> = (0..201).map(|id| NewsChannel { id }).collect();
    let names: BTreeSet<_> = channels.iter().map(|channel| format!("news-{}", channel.id)).collect();
    let mut anyone = stage.anyone().await;
    for name in &names {
        anyone.subscribe(name).await;
    }

    // The server refuses a request that names over 100.
    stage.client.trigger_on_many(&channels, &message("all")).await?;
    stage.client.trigger_on(&channels[0], &message("end")).await?;

    let news = |name: &String, text| received(name, "message", json!({ "text": text }));
    let mut expected: Vec<_> = names.iter().map(|name| news(name, "all")).collect();
    expected.push(news(&"news-0".to_owned(), "end"));
    anyone.expect_in_any_order(expected).await;
    Ok(())
}
