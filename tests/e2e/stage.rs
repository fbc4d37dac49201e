//! What every test begins with: a server, an authorization endpoint, and a client of the library.

use std::{error::Error, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use pusher_typed::{Client, client::ClientBuilder};
use pusher_typed_tests::{AuthEndpoint, MASTER_KEY, PusherJs, Received, Service, Sockudo};
use serde_json::Value;

/// The server under test.
pub type Server = Sockudo;

/// Whether client events on presence channels say who sent them: Sockudo's do not, against the protocol.
pub const CLIENT_EVENTS_HAVE_USERS: bool = false;

pub async fn start() -> Server {
    Sockudo::start().await
}

pub async fn start_with_webhooks(url: &str, batch: Option<Duration>) -> Server {
    Sockudo::start_with_webhooks(url, batch).await
}

pub type Outcome = Result<(), Box<dyn Error>>;

pub struct Stage {
    pub client: Client,
    pub server: Server,
    endpoint: AuthEndpoint,
}

impl Stage {
    pub async fn new() -> Result<Self, Box<dyn Error>> {
        let server = start().await;
        let client = builder(&server, Sockudo::SECRET).build()?;
        Ok(Self { client, server, endpoint: AuthEndpoint::start().await })
    }

    /// A pusher-js that is logged in as `user`.
    pub async fn browser(&self, user: &str) -> PusherJs {
        PusherJs::connect_as(&self.server, self.endpoint.url(), user).await
    }
}

/// A client for this server, except for the secret.
pub fn builder(server: &impl Service, secret: &str) -> ClientBuilder {
    Client::builder(server.app_id(), Sockudo::KEY, secret)
        .host("127.0.0.1")
        .port(server.port())
        .tls(false)
        .encryption_master_key_base64(STANDARD.encode(MASTER_KEY))
}

/// What a browser should have received.
pub fn received(channel: &str, event: &str, data: Value) -> Received {
    Received { channel: Some(channel.to_owned()), event: event.to_owned(), data, user_id: None }
}
