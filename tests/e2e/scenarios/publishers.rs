//! Other server libraries instead of this one: their events arrive, and their queries succeed.

use pusher_typed_tests::{Library, Publisher};
use serde_json::{Value, json};

use super::stage::{Outcome, Stage, received};

/// Each library with its own server.
async fn publishers() -> Result<Vec<(Library, Stage, Publisher)>, Box<dyn std::error::Error>> {
    let mut all = Vec::new();
    for library in Library::ALL {
        let stage = Stage::new().await?;
        let publisher = Publisher::start(library, &stage.server);
        all.push((library, stage, publisher));
    }
    Ok(all)
}

#[tokio::test]
async fn one_channel_several_channels_and_an_excluded_connection() -> Outcome {
    for (_, stage, mut publisher) in publishers().await? {
        let (mut ada, mut bob) = (stage.browser("ada").await, stage.browser("bob").await);
        for browser in [&mut ada, &mut bob] {
            browser.subscribe("news-1").await;
            browser.subscribe("private-orders-2").await;
        }
        let data = json!({ "text": "Grüße, \"你好\" \u{2028}" });

        let channels = ["news-1", "private-orders-2"];
        let trigger = json!({ "do": "trigger", "channels": channels, "event": "message", "data": data });
        publisher.call(&trigger).await?;
        let mut excluding = trigger.clone();
        (excluding["channels"], excluding["exclude"]) = (json!(["news-1"]), json!(ada.socket_id()));
        publisher.call(&excluding).await?;
        publisher
            .call(&json!({ "do": "trigger", "channels": ["news-1"], "event": "end", "data": {} }))
            .await?;

        let (news, order) =
            (received("news-1", "message", data.clone()), received("private-orders-2", "message", data));
        let end = received("news-1", "end", json!({}));
        ada.expect_in_any_order(vec![news.clone(), order.clone(), end.clone()]).await;
        bob.expect_in_any_order(vec![news.clone(), order, news, end]).await;
    }
    Ok(())
}

#[tokio::test]
async fn a_batch() -> Outcome {
    for (_, stage, mut publisher) in publishers().await? {
        let mut ada = stage.browser("ada").await;
        for channel in ["news-1", "private-encrypted-vault-1"] {
            ada.subscribe(channel).await;
        }
        let event =
            |channel, name, text| json!({ "channel": channel, "name": name, "data": { "text": text } });

        let events = [
            event("news-1", "message", "a"),
            event("private-encrypted-vault-1", "secret", "psst"),
            event("news-1", "message", "b"),
        ];
        publisher.call(&json!({ "do": "batch", "events": events })).await?;

        let got = |channel, name, text| received(channel, name, json!({ "text": text }));
        ada.expect_in_any_order(vec![
            got("news-1", "message", "a"),
            got("private-encrypted-vault-1", "secret", "psst"),
            got("news-1", "message", "b"),
        ])
        .await;
    }
    Ok(())
}

#[tokio::test]
async fn an_encrypted_event_is_decrypted_by_who_may() -> Outcome {
    for (_, stage, mut publisher) in publishers().await? {
        let mut ada = stage.browser("ada").await;
        // Each channel has its own key, so one correct channel would not prove the derivation.
        for channel in ["private-encrypted-vault-1", "private-encrypted-vault-2"] {
            ada.subscribe(channel).await;
            let data = json!({ "text": format!("é {channel}") });
            let trigger =
                json!({ "do": "trigger", "channels": [channel], "event": "secret", "data": data.clone() });
            publisher.call(&trigger).await?;
            assert_eq!(ada.next_event().await, received(channel, "secret", data));
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_event_for_a_user() -> Outcome {
    for (_, stage, mut publisher) in publishers().await? {
        let mut ada = stage.browser("7").await;
        ada.sign_in().await;
        let data = json!({ "text": "hello" });

        let send = json!({ "do": "send-to-user", "user": "7", "event": "notice", "data": data.clone() });
        publisher.call(&send).await?;

        let notice = ada.next_event().await;
        assert_eq!((notice.channel, &*notice.event, notice.data), (None, "notice", data));
    }
    Ok(())
}

#[tokio::test]
async fn queries_of_channels_and_users() -> Outcome {
    for (library, stage, mut publisher) in publishers().await? {
        let mut browsers = [stage.browser("7").await, stage.browser("7").await];
        for browser in &mut browsers {
            browser.subscribe("presence-room-attic").await;
            browser.subscribe("news-1").await;
        }
        let channels = json!({ "do": "channels", "prefix": "presence-", "info": "user_count" });
        let channel = json!({ "do": "channel", "channel": "news-1", "info": "subscription_count" });
        let users = json!({ "do": "users", "channel": "presence-room-attic" });

        if library == Library::Python && Stage::DEVIATIONS.gets_with_body_md5_are_refused {
            for query in [channels, channel, users] {
                let refusal = publisher.call(&query).await.expect_err("a refusal");
                assert!(refusal.contains("PusherBadAuth") && refusal.contains("body_md5"), "{refusal}");
            }
            continue;
        }
        let response = publisher.call(&channels).await?;
        assert_eq!(response["channels"], json!({ "presence-room-attic": { "user_count": 1 } }));
        let response = publisher.call(&channel).await?;
        assert_eq!((&response["occupied"], &response["subscription_count"]), (&json!(true), &json!(2)));
        assert_eq!(publisher.call(&users).await?["users"], json!([{ "id": "7" }]));
    }
    Ok(())
}

#[tokio::test]
async fn the_end_of_a_users_connections() -> Outcome {
    for (library, stage, mut publisher) in publishers().await? {
        let mut ada = stage.browser("7").await;
        ada.sign_in().await;

        let outcome = publisher.call(&json!({ "do": "terminate", "user": "7" })).await;

        match library {
            Library::Node => {
                assert!(outcome.as_ref().is_ok_and(Value::is_object), "{outcome:?}");
                assert_eq!(ada.disconnected().await["data"]["code"], 4009);
            }
            // Its path lacks `/apps/ID`, so that no server has anything there.
            Library::Python => {
                let refusal = outcome.expect_err("nothing at such a path");
                assert!(refusal.contains("404"), "{refusal}");
                ada.subscribe("news-1").await;
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_refusal_reaches_them_with_its_status() -> Outcome {
    for (library, _stage, mut publisher) in publishers().await? {
        let large = json!({ "text": "x".repeat(10_241) });
        let trigger = json!({ "do": "trigger", "channels": ["news-1"], "event": "message", "data": large });
        let refusal = publisher.call(&trigger).await.expect_err("too large");
        assert!(refusal.contains("413"), "{library:?}: {refusal}");
    }
    Ok(())
}
