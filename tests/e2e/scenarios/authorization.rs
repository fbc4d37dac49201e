//! The server accepts the library's signatures, and subscribers its replies: the authorization endpoint uses the
//! library, without its extractors.

use std::net::Ipv4Addr;

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    routing::post,
};
use pusher_typed::{
    Client,
    client::{AuthReply, ChannelAuthRequest, User, UserAuthRequest},
};
use serde_json::json;
use tokio::net::TcpListener;

use super::stage::{Browser, Outcome, Stage, received};
use crate::schema::{AppChannel, Member, Notice, OrderChannel, Secret, VaultChannel, message};

fn ada() -> Member {
    Member { id: 7, name: "Ada “the first” Lovelace".into() }
}

/// A browser that is authorized by the library, as [`ada`]. The endpoint runs until the runtime of the test ends.
async fn browser(stage: &Stage) -> Browser {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free loopback port");
    let url = format!("http://{}", listener.local_addr().expect("a bound socket"));
    let routes = Router::new().route("/channel", post(channel)).route("/user", post(user));
    tokio::spawn(axum::serve(listener, routes.with_state(stage.client.clone())).into_future());
    stage.browser_at(&url, "ada").await
}

async fn channel(State(client): State<Client>, headers: HeaderMap, body: Bytes) -> (StatusCode, String) {
    let request = match ChannelAuthRequest::<AppChannel>::parse(content_type(&headers), &body) {
        Ok(request) => request,
        Err(error) => return response(AuthReply::from(&error)),
    };
    let socket_id = &request.socket_id;
    let auth = match &request.channel {
        AppChannel::Order(OrderChannel { id: 13 }) => return response(AuthReply::forbidden()),
        AppChannel::Order(order) => client.authorize(socket_id, order),
        AppChannel::Vault(vault) => client.authorize(socket_id, vault),
        AppChannel::Room(room) => client.authorize_member(socket_id, room, &ada()),
    };
    response(auth.as_ref().map_or_else(AuthReply::from, AuthReply::from))
}

async fn user(State(client): State<Client>, headers: HeaderMap, body: Bytes) -> (StatusCode, String) {
    let request = match UserAuthRequest::parse(content_type(&headers), &body) {
        Ok(request) => request,
        Err(error) => return response(AuthReply::from(&error)),
    };
    let auth = client.authenticate_user(&request.socket_id, &User::new(&ada()));
    response(auth.as_ref().map_or_else(AuthReply::from, AuthReply::from))
}

fn content_type(headers: &HeaderMap) -> &str {
    headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn response(reply: AuthReply) -> (StatusCode, String) {
    let status = StatusCode::from_u16(reply.status()).expect("a status");
    (status, reply.into_body())
}

#[tokio::test]
async fn a_private_channel() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = browser(&stage).await;

    ada.subscribe("private-orders-1").await;

    stage.client.trigger_on(&OrderChannel { id: 1 }, &message("hi")).await?;
    assert_eq!(ada.next_event().await, received("private-orders-1", "message", json!({ "text": "hi" })));
    Ok(())
}

#[tokio::test]
async fn an_encrypted_channel_with_its_key() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = browser(&stage).await;

    ada.subscribe("private-encrypted-vault-1").await;

    stage.client.trigger_on(&VaultChannel { id: 1 }, &Secret { text: "psst".into() }).await?;
    assert_eq!(ada.next_event().await.data, json!({ "text": "psst" }));
    Ok(())
}

#[tokio::test]
async fn a_presence_channel_with_its_member() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = browser(&stage).await;

    let members = ada.subscribe("presence-room-attic").await;

    let info = json!({ "7": { "name": "Ada “the first” Lovelace" } });
    assert_eq!((&members["count"], &members["members"]), (&json!(1), &info));
    Ok(())
}

#[tokio::test]
async fn a_user_who_signs_in() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = browser(&stage).await;

    ada.sign_in().await;

    stage.client.send_to_user(&7_u64, &Notice { text: "hello".into() }).await?;
    assert_eq!(ada.next_event().await.data, json!({ "text": "hello" }));
    Ok(())
}

#[tokio::test]
async fn a_refusal_and_an_unknown_channel_are_subscription_errors() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = browser(&stage).await;

    for channel in ["private-orders-13", "private-unknown"] {
        let refusal = ada.try_to_subscribe(channel).await.unwrap_err();
        assert_eq!((&refusal["type"], &refusal["status"]), (&json!("AuthError"), &json!(403)), "{channel}");
    }
    Ok(())
}
