//! Untyped calls: names as strings, any JSON.

use serde_json::json;

use super::stage::{Outcome, Stage, received};

#[tokio::test]
async fn names_are_strings_and_data_is_any_json() -> Outcome {
    let stage = Stage::new().await?;
    let mut anyone = stage.anyone().await;
    anyone.subscribe("some-channel").await;
    anyone.subscribe("another").await;

    let data = json!({ "list": [1, 2.5, null, "three"], "nested": { "deep": true } });
    stage.client.trigger_untyped(["some-channel", "another"], "some-event", &data).await?;

    anyone
        .expect_in_any_order(vec![
            received("some-channel", "some-event", data.clone()),
            received("another", "some-event", data),
        ])
        .await;
    Ok(())
}
