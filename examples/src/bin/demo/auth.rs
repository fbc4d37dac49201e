//! The authorization endpoints for pusher-js. Every user is Ada here.

use std::net::Ipv4Addr;

use axum::{Router, extract::State, routing::post};
use pusher_typed::{
    ChannelSet, Client, PresenceMember,
    client::{AuthError, AuthReply, ChannelAuthRequest, User, UserAuth, UserAuthRequest},
};
use tokio::net::TcpListener;

use crate::schema::{OrderChannel, VaultChannel};

/// Every channel that needs an authorization.
#[derive(ChannelSet)]
enum GuardedChannel {
    Order(OrderChannel),
    Vault(VaultChannel),
}

#[derive(PresenceMember)]
struct Account {
    #[pusher(user_id)]
    id: &'static str,
}

async fn authorize(
    State(client): State<Client>,
    ChannelAuthRequest { socket_id, channel }: ChannelAuthRequest<GuardedChannel>,
) -> Result<AuthReply, AuthError> {
    let auth = match channel {
        GuardedChannel::Order(order) => client.authorize(&socket_id, &order)?,
        GuardedChannel::Vault(vault) if vault.owner == "ada" => client.authorize(&socket_id, &vault)?,
        GuardedChannel::Vault(_) => return Ok(AuthReply::forbidden()),
    };
    Ok(AuthReply::from(&auth))
}

async fn sign_in(
    State(client): State<Client>,
    UserAuthRequest { socket_id }: UserAuthRequest,
) -> Result<UserAuth, AuthError> {
    client.authenticate_user(&socket_id, &User::new(&Account { id: "ada" }))
}

/// Serves the endpoints on a free loopback port until the program ends; returns their URL.
pub async fn serve(client: Client) -> std::io::Result<String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let routes = Router::new().route("/channel", post(authorize)).route("/user", post(sign_in));
    tokio::spawn(axum::serve(listener, routes.with_state(client)).into_future());
    Ok(url)
}
