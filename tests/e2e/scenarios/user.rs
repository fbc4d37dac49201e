//! Events for one signed-in user.

use serde_json::json;

use super::stage::{Outcome, Stage};
use crate::schema::Notice;

#[tokio::test]
async fn all_connections_of_the_user_and_no_others_get_it() -> Outcome {
    let stage = Stage::new().await?;
    let mut desk = stage.browser("7").await;
    let mut phone = stage.browser("7").await;
    let mut stranger = stage.browser("8").await;
    for browser in [&mut desk, &mut phone, &mut stranger] {
        browser.sign_in().await;
    }

    stage.client.send_to_user(&7_u64, &Notice { text: "for seven".into() }).await?;
    stage.client.send_to_user("8", &Notice { text: "for eight".into() }).await?;

    for browser in [&mut desk, &mut phone] {
        let notice = browser.next_event().await;
        assert_eq!((notice.channel, notice.event.as_str()), (None, "notice"));
        assert_eq!(notice.data, json!({ "text": "for seven" }));
    }
    assert_eq!(stranger.next_event().await.data, json!({ "text": "for eight" }));
    Ok(())
}
