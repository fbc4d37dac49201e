//! Payloads arrive unchanged through both layers of JSON.

use serde_json::json;

use super::stage::{Outcome, Stage, received};
use crate::schema::{NewsChannel, Secret, VaultChannel, message};

/// Characters that JSON must or may escape, and that careless code breaks.
pub fn awkward_texts() -> Vec<String> {
    let controls = ('\0'..='\x1f').chain(['\x7f', '\u{80}', '\u{9f}']).collect();
    let texts = [
        "",
        " \t leading and trailing \r\n",
        r#"quotes " and backslashes \ \\ \" \n \u0041 /"#,
        r#"{"looks":["like","JSON"]}"#,
        "Grüße, привет, 你好, مرحبا, e\u{301}",
        "🦀 👩‍👩‍👧 \u{10ffff}",
        "\u{2028}\u{2029}\u{feff}\u{fffd}\u{fffe}",
        "<script>&amp;'</script> %00 + ?a=b",
    ];
    texts.map(str::to_owned).into_iter().chain([controls]).collect()
}

#[tokio::test]
async fn awkward_text_arrives_unchanged() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = stage.browser("ada").await;
    ada.subscribe("news-1").await;
    ada.subscribe("private-encrypted-vault-1").await;

    for text in awkward_texts() {
        let data = json!({ "text": text });
        stage.client.trigger_on(&NewsChannel { id: 1 }, &message(&text)).await?;
        assert_eq!(ada.next_event().await, received("news-1", "message", data.clone()));
        stage.client.trigger_on(&VaultChannel { id: 1 }, &Secret { text }).await?;
        assert_eq!(ada.next_event().await, received("private-encrypted-vault-1", "secret", data));
    }
    Ok(())
}

#[tokio::test]
async fn the_greatest_payload_arrives() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = stage.browser("ada").await;
    ada.subscribe("news-1").await;

    // Two bytes each, and `{"text":""}` around them.
    let text = "é".repeat((10_240 - 11) / 2);
    stage.client.trigger_on(&NewsChannel { id: 1 }, &message(&text)).await?;

    assert_eq!(ada.next_event().await.data["text"], text);
    Ok(())
}
