//! The browser build of pusher-js in a real browser, against a web application that uses the library's extractors.

use std::error::Error;

use serde_json::{Value, json};

use super::{
    scenarios::payload::awkward_texts,
    stage::{Outcome, Stage, received},
};
use crate::{
    schema::{Member, Notice, OrderChannel, RoomChannel, Secret, VaultChannel, message},
    web_app::{FORBIDDEN, WebApp, member},
};

#[tokio::test]
async fn subscribes_to_what_the_extractors_authorize() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = WebApp::open(&stage.client, &stage.server).await?.in_chromium("ada").await;

    ada.subscribe("private-orders-1").await;
    ada.subscribe("private-encrypted-vault-1").await;
    let members = ada.subscribe("presence-room-attic").await;

    assert_eq!(members, json!({ "count": 1, "me": "7", "members": members_of(["ada"]) }));
    stage.client.trigger_on(&OrderChannel { id: 1 }, &message("an order")).await?;
    assert_eq!(ada.next_event().await, received("private-orders-1", "message", text("an order")));
    stage.client.trigger_on(&RoomChannel { room: "attic".into() }, &message("hi, all")).await?;
    assert_eq!(ada.next_event().await, received("presence-room-attic", "message", text("hi, all")));
    Ok(())
}

#[tokio::test]
async fn decrypts_every_text_to_the_byte() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = WebApp::open(&stage.client, &stage.server).await?.in_chromium("ada").await;
    ada.subscribe("private-encrypted-vault-1").await;
    ada.subscribe("private-encrypted-vault-2").await;

    for awkward in awkward_texts() {
        // Each channel has its own key, so one channel would not prove the derivation.
        for id in [1, 2] {
            stage.client.trigger_on(&VaultChannel { id }, &Secret { text: awkward.clone() }).await?;
            let channel = format!("private-encrypted-vault-{id}");
            assert_eq!(ada.next_event().await, received(&channel, "secret", text(&awkward)));
        }
    }
    Ok(())
}

#[tokio::test]
async fn receives_an_error_for_a_forbidden_subscription() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = WebApp::open(&stage.client, &stage.server).await?.in_chromium("ada").await;
    let forbidden = format!("private-orders-{}", FORBIDDEN.id);

    for channel in [&*forbidden, "private-unknown", "presence-room-", "private-orders-01"] {
        let refusal = ada.try_to_subscribe(channel).await.unwrap_err();
        assert_eq!((&refusal["type"], &refusal["status"]), (&json!("AuthError"), &json!(403)), "{channel}");
    }
    Ok(())
}

#[tokio::test]
async fn signs_in_and_receives_the_events_for_the_user() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = WebApp::open(&stage.client, &stage.server).await?.in_chromium("ada").await;

    ada.sign_in().await;

    stage.client.send_to_user(&7_u64, &Notice { text: "hello".into() }).await?;
    let notice = ada.next_event().await;
    assert_eq!((notice.channel, &*notice.event, notice.data), (None, "notice", text("hello")));
    Ok(())
}

#[tokio::test]
async fn sees_the_typed_info_of_another_member_and_is_seen() -> Outcome {
    let stage = Stage::new().await?;
    let app = WebApp::open(&stage.client, &stage.server).await?;
    let (mut ada, mut grace) = (app.in_chromium("ada").await, app.in_node("grace").await);
    ada.subscribe("presence-room-attic").await;

    let members = grace.subscribe("presence-room-attic").await;

    assert_eq!(members, json!({ "count": 2, "me": "8", "members": members_of(["ada", "grace"]) }));
    let added = ada.next_event().await;
    assert_eq!((added.event.as_str(), seen(&added.data)?), ("pusher:member_added", member("grace")));
    Ok(())
}

fn text(text: &str) -> Value {
    json!({ "text": text })
}

/// The members as pusher-js stores them: the info of each by id.
fn members_of<const N: usize>(users: [&str; N]) -> Value {
    let members = users.map(member).map(|member| (member.id.to_string(), json!({ "name": member.name })));
    Value::Object(members.into_iter().collect())
}

/// A member from pusher-js, as its declared type.
fn seen(member: &Value) -> Result<Member, Box<dyn Error>> {
    let id = member["id"].as_str().ok_or("the id is a string")?.parse()?;
    let name = member["info"]["name"].as_str().ok_or("the name is a string")?.to_owned();
    Ok(Member { id, name })
}
