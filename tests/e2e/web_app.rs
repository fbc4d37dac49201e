//! A web application of two people that uses the library's extractors: its page, and the authorization of each of them
//! at `/ada` and `/grace`. Real applications identify the user by a session.

use std::{error::Error, net::Ipv4Addr};

use axum::{
    Router,
    extract::{Path, State},
    routing::post,
};
use pusher_typed::{
    Client,
    client::{AuthError, AuthReply, ChannelAuthRequest, User, UserAuth, UserAuthRequest},
};
use pusher_typed_tests::{PusherJs, Service, page};
use tokio::net::TcpListener;

use crate::schema::{AppChannel, Member, OrderChannel};

/// Nobody may see orders with this number.
pub const FORBIDDEN: OrderChannel = OrderChannel { id: 13 };

/// Runs until the runtime of the test ends.
pub struct WebApp<'s, S> {
    server: &'s S,
    url: String,
}

impl<'s, S: Service> WebApp<'s, S> {
    pub async fn open(client: &Client, server: &'s S) -> Result<Self, Box<dyn Error>> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        tokio::spawn(axum::serve(listener, routes(client.clone())).into_future());
        Ok(Self { server, url })
    }

    /// A person with the page open in Chromium.
    pub async fn in_chromium(&self, user: &str) -> PusherJs {
        PusherJs::connect_in_chromium(self.server, &format!("{}/{user}", self.url), user).await
    }

    /// A person who uses it from Node.js.
    pub async fn in_node(&self, user: &str) -> PusherJs {
        PusherJs::connect_as(self.server, &format!("{}/{user}", self.url), user).await
    }
}

fn routes(client: Client) -> Router {
    Router::new()
        .route("/{user}/channel", post(authorize))
        .route("/{user}/user", post(authenticate))
        .merge(page())
        .with_state(client)
}

async fn authorize(
    State(client): State<Client>,
    Path(user): Path<String>,
    request: ChannelAuthRequest<AppChannel>,
) -> Result<AuthReply, AuthError> {
    let socket_id = &request.socket_id;
    let auth = match &request.channel {
        AppChannel::Order(order) if *order == FORBIDDEN => return Ok(AuthReply::forbidden()),
        AppChannel::Order(order) => client.authorize(socket_id, order)?,
        AppChannel::Vault(vault) => client.authorize(socket_id, vault)?,
        AppChannel::Room(room) => client.authorize_member(socket_id, room, &member(&user))?,
    };
    Ok(AuthReply::from(&auth))
}

async fn authenticate(
    State(client): State<Client>,
    Path(user): Path<String>,
    request: UserAuthRequest,
) -> Result<UserAuth, AuthError> {
    client.authenticate_user(&request.socket_id, &User::new(&member(&user)))
}

/// The user with this name.
pub fn member(user: &str) -> Member {
    match user {
        "ada" => Member { id: 7, name: "Ada “the first” Lovelace".into() },
        _ => Member { id: 8, name: "Grace Hopper, née Murray".into() },
    }
}
