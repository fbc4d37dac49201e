//! What the protocol promises and the real server does not keep, or keeps otherwise.

use std::net::Ipv4Addr;

use axum::{Router, body::Bytes, extract::State, routing::post};
use pusher_typed::{
    Client,
    client::{AuthReply, User, UserAuthRequest},
};
use pusher_typed_tests::{PusherJs, Received, Sockudo};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::stage::{Outcome, Stage, received, server};
use crate::schema::{Member, NewsChannel, PriceChannel, RoomChannel, message};

fn to_user(event: &str, data: Value) -> Received {
    Received { channel: None, event: event.to_owned(), data, user_id: None }
}

#[tokio::test]
async fn a_member_is_added_and_removed_once_whatever_the_number_of_connections() -> Outcome {
    let stage = Stage::new().await?;
    let (mut bob, mut desk, mut phone) =
        (stage.browser("bob").await, stage.browser("ada").await, stage.browser("ada").await);
    let attic = RoomChannel { room: "attic".into() };
    let room = "presence-room-attic";
    bob.subscribe(room).await;
    for ada in [&mut desk, &mut phone] {
        let members = ada.subscribe(room).await;
        assert_eq!((&members["count"], &members["me"]), (&json!(2), &json!("ada")));
    }

    desk.disconnect().await;
    stage.server.wait_for_connections(2).await?;
    stage.client.trigger_on(&attic, &message("one left")).await?;
    phone.unsubscribe(room);
    let (name, info) = ("pusher:member_removed", json!({ "name": "name of ada" }));

    let ada = json!({ "id": "ada", "info": info });
    assert_eq!(bob.next_event().await, received(room, "pusher:member_added", ada.clone()));
    assert_eq!(bob.next_event().await, received(room, "message", json!({ "text": "one left" })));
    assert_eq!(bob.next_event().await, received(room, name, ada));
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

    let typing = received(room, "client-typing", json!({ "on": true }));
    assert_eq!(bob.next_event().await, Received { user_id: Some("ada".into()), ..typing });
    assert_eq!(bob.next_event().await, received(order, "client-typing", json!("é")));
    stage.client.trigger_on(&RoomChannel { room: "attic".into() }, &message("end")).await?;
    assert_eq!(ada.next_event().await.event, "message");
    Ok(())
}

#[tokio::test]
async fn an_empty_cache_is_a_miss_on_presence_channels_too() -> Outcome {
    let stage = Stage::new().await?;
    let (mut ada, mut late) = (stage.browser("ada").await, stage.browser("bob").await);

    ada.subscribe("presence-cache-lobby").await;
    assert_eq!(ada.next_event().await, received("presence-cache-lobby", "pusher:cache_miss", json!({})));

    stage.client.trigger_untyped(["presence-cache-lobby"], "opened", &json!({ "at": 9 })).await?;
    assert_eq!(late.subscribe("presence-cache-lobby").await["count"], 2);
    assert_eq!(late.next_event().await, received("presence-cache-lobby", "opened", json!({ "at": 9 })));
    ada.subscribe("cache-prices-1").await;
    stage.client.trigger_on(&PriceChannel { id: 1 }, &message("new")).await?;
    Ok(())
}

#[tokio::test]
async fn subscribers_are_counted_where_the_app_wants_it() -> Outcome {
    let stage = Stage::with(server().subscription_counts(true)).await?;
    let (mut one, mut two) = (stage.browser("1").await, stage.browser("2").await);
    let count =
        |count| received("news-1", "pusher:subscription_count", json!({ "subscription_count": count }));

    one.subscribe("news-1").await;
    two.subscribe("news-1").await;
    two.unsubscribe("news-1");

    for expected in [1, 2, 1] {
        assert_eq!(one.next_event().await, count(expected));
    }
    Ok(())
}

#[tokio::test]
async fn a_signature_by_another_secret_is_refused_everywhere() -> Outcome {
    let another = server().app("in-process", Sockudo::KEY, "another-secret");
    let stage = Stage::with(another).await?;
    let mut ada = stage.browser("ada").await;

    for channel in ["private-orders-1", "presence-room-attic", "private-encrypted-vault-1"] {
        let error = ada.try_to_subscribe(channel).await.expect_err("a wrong signature");
        assert_eq!((&error["type"], &error["status"]), (&json!("AuthError"), &json!(401)), "{channel}");
    }
    ada.subscribe("news-1").await;
    Ok(())
}

#[tokio::test]
async fn the_watchlist_tells_who_comes_and_goes() -> Outcome {
    let stage = Stage::new().await?;
    let url = watching(&stage.client).await?;
    let (mut first, mut second) = (stage.browser("8").await, stage.browser("8").await);
    let mut watcher = PusherJs::connect_as(&stage.server, &url, "7").await;
    first.sign_in().await;
    watcher.sign_in().await;
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

/// Signs everybody in as user 7, who watches 8 and 9.
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
async fn what_is_sent_is_seen_by_the_test_as_well() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = stage.browser("ada").await;
    ada.subscribe("news-1").await;
    stage.server.wait_for_subscriptions(&NewsChannel { id: 1 }, 1).await?;

    stage
        .client
        .trigger_on(&NewsChannel { id: 1 }, &message("hello"))
        .exclude(&ada.socket_id().parse()?)
        .await?;

    let [event] = &stage.server.events_on("news-1")[..] else { panic!("one event") };
    assert_eq!((&*event.event, event.receivers), ("message", 0));
    Ok(())
}
