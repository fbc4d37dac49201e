//! The other guarantees of the protocol. For a server that violates one, the test expects its
//! [deviations](crate::deviations).

use std::net::Ipv4Addr;

use axum::{Router, body::Bytes, extract::State, routing::post};
use pusher_typed::{
    Client,
    client::{AuthReply, User, UserAuthRequest},
};
use pusher_typed_tests::Received;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::stage::{Outcome, Stage, received};
use crate::schema::{Member, NewsChannel, Notice, RoomChannel, message};

const NEWS: NewsChannel = NewsChannel { id: 1 };

fn to_user(event: &str, data: Value) -> Received {
    Received { channel: None, event: event.to_owned(), data, user_id: None }
}

#[tokio::test]
async fn a_member_is_added_and_removed_once_for_any_number_of_connections() -> Outcome {
    let stage = Stage::new().await?;
    let (mut bob, mut desk, mut phone) =
        (stage.browser("bob").await, stage.browser("ada").await, stage.browser("ada").await);
    let attic = RoomChannel { room: "attic".into() };
    let room = "presence-room-attic";
    bob.subscribe(room).await;
    for ada in [&mut desk, &mut phone] {
        assert_eq!(ada.subscribe(room).await["count"], 2);
    }

    desk.disconnect().await;
    stage.client.trigger_on(&attic, &message("one left")).await?;
    let ada = json!({ "id": "ada", "info": { "name": "name of ada" } });
    assert_eq!(bob.next_event().await, received(room, "pusher:member_added", ada));
    assert_eq!(bob.next_event().await, received(room, "message", json!({ "text": "one left" })));
    phone.unsubscribe(room);

    let removed = bob.next_event().await;
    assert_eq!((&*removed.event, &removed.data["id"]), ("pusher:member_removed", &json!("ada")));
    Ok(())
}

#[tokio::test]
async fn a_client_event_names_its_user_and_does_not_come_back() -> Outcome {
    let stage = Stage::new().await?;
    let (mut ada, mut bob) = (stage.browser("ada").await, stage.browser("bob").await);
    let (room, order) = ("presence-room-attic", "private-orders-1");
    for channel in [room, order] {
        bob.subscribe(channel).await;
        ada.subscribe(channel).await;
    }
    bob.next_event().await; // that ada is there

    ada.trigger(room, "client-typing", &json!({ "on": true }));
    ada.trigger(order, "client-typing", &json!("é"));

    let user_id = (!Stage::DEVIATIONS.client_events_without_users).then(|| "ada".to_owned());
    let typing = received(room, "client-typing", json!({ "on": true }));
    assert_eq!(bob.next_event().await, Received { user_id, ..typing });
    assert_eq!(bob.next_event().await, received(order, "client-typing", json!("é")));
    stage.client.trigger_on(&RoomChannel { room: "attic".into() }, &message("end")).await?;
    assert_eq!(ada.next_event().await.event, "message");
    Ok(())
}

#[tokio::test]
async fn an_empty_cache_is_a_miss_on_presence_channels_too() -> Outcome {
    let stage = Stage::new().await?;
    let (mut ada, mut late) = (stage.browser("ada").await, stage.browser("bob").await);
    let lobby = "presence-cache-lobby";
    if Stage::DEVIATIONS.presence_cache_is_broken {
        ada.begin_to_subscribe(lobby);
        assert_eq!(ada.protocol_error().await["data"]["code"], 4000);
        return Ok(());
    }

    ada.subscribe(lobby).await;
    assert_eq!(ada.next_event().await, received(lobby, "pusher:cache_miss", json!({})));

    stage.client.trigger_untyped([lobby], "opened", &json!({ "at": 9 })).await?;
    assert_eq!(late.subscribe(lobby).await["count"], 2);
    assert_eq!(late.next_event().await, received(lobby, "opened", json!({ "at": 9 })));
    Ok(())
}

#[tokio::test]
async fn subscribers_are_counted_where_the_app_wants_it() -> Outcome {
    let stage = Stage::with_counts().await?;
    let (mut one, mut two) = (stage.browser("1").await, stage.browser("2").await);

    one.subscribe("news-1").await;
    two.subscribe("news-1").await;
    two.unsubscribe("news-1");
    if Stage::DEVIATIONS.subscription_counts_are_not_sent {
        stage.client.trigger_on(&NEWS, &message("end")).await?;
        assert_eq!(one.next_event().await.event, "message");
        return Ok(());
    }

    for expected in [1, 2, 1] {
        let count = json!({ "subscription_count": expected });
        assert_eq!(one.next_event().await, received("news-1", "pusher:subscription_count", count));
    }
    Ok(())
}

#[tokio::test]
async fn a_signature_by_another_secret_is_refused_everywhere() -> Outcome {
    let stage = Stage::with_wrong_signatures().await?;
    let mut ada = stage.browser("ada").await;

    for channel in ["private-orders-1", "presence-room-attic", "private-encrypted-vault-1"] {
        if Stage::DEVIATIONS.refusals_do_not_name_the_channel {
            ada.begin_to_subscribe(channel);
            assert_eq!(ada.protocol_error().await["data"]["code"], 4009, "{channel}");
        } else {
            let error = ada.try_to_subscribe(channel).await.expect_err("a wrong signature");
            assert_eq!((&error["type"], &error["status"]), (&json!("AuthError"), &json!(401)), "{channel}");
        }
    }
    ada.subscribe("news-1").await;
    Ok(())
}

#[tokio::test]
async fn a_wrong_sign_in_is_4009() -> Outcome {
    let stage = Stage::with_wrong_signatures().await?;
    let mut ada = stage.browser("ada").await;

    let refusal = ada.sign_in_refused().await;

    assert_eq!(refusal["data"]["code"], 4009, "{refusal}");
    Ok(())
}

#[tokio::test]
async fn the_watchlist_tells_who_comes_and_goes() -> Outcome {
    let stage = Stage::new().await?;
    let url = watching(&stage.client).await?;
    let (mut first, mut second) = (stage.browser("8").await, stage.browser("8").await);
    let mut watcher = stage.browser_at(&url, "7").await;
    first.sign_in().await;
    watcher.sign_in().await;
    if Stage::DEVIATIONS.watchlist_events_have_other_names {
        stage.client.send_to_user(&7_u64, &Notice { text: "end".into() }).await?;
        assert_eq!(watcher.next_event().await.event, "notice");
        return Ok(());
    }
    let event = |name| to_user(name, json!({ "name": name, "user_ids": ["8"] }));
    assert_eq!(watcher.next_event().await, event("online"));

    second.sign_in().await;
    first.disconnect().await;
    second.disconnect().await;
    assert_eq!(watcher.next_event().await, event("offline"));

    let mut again = stage.browser("8").await;
    again.sign_in().await;
    assert_eq!(watcher.next_event().await, event("online"));
    Ok(())
}

/// Signs every connection in as user 7, who watches 8 and 9.
async fn watching(client: &Client) -> Result<String, Box<dyn std::error::Error>> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let user = async |State(client): State<Client>, body: Bytes| {
        let request = UserAuthRequest::parse("application/x-www-form-urlencoded", &body).expect("a form");
        let member = Member { id: 7, name: "Ada".into() };
        let user = User::new(&member).watchlist(["8", "9"]);
        AuthReply::from(&client.authenticate_user(&request.socket_id, &user).expect("a user")).into_body()
    };
    let routes = Router::new().route("/user", post(user)).with_state(client.clone());
    tokio::spawn(axum::serve(listener, routes).into_future());
    Ok(url)
}

#[tokio::test]
async fn a_key_that_no_app_has_is_4001() -> Outcome {
    let stage = Stage::new().await?;

    let refusal = stage.refused("nobodys-key").await;

    let reported = refusal["error"]["data"]["code"] == 4001;
    assert_eq!(reported, !Stage::DEVIATIONS.unknown_keys_are_not_reported, "{refusal}");
    Ok(())
}
