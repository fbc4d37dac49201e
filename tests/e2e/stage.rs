//! What every test begins with: a server, an authorization endpoint, and a client of the library.

use std::error::Error;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use pusher_typed::{Client, client::ClientBuilder};
use pusher_typed_tests::{AuthEndpoint, MASTER_KEY, PusherJs, Received, Sockudo};
use serde_json::Value;

pub type Outcome = Result<(), Box<dyn Error>>;

pub struct Stage {
    pub client: Client,
    pub server: Sockudo,
    endpoint: AuthEndpoint,
}

impl Stage {
    pub async fn new() -> Result<Self, Box<dyn Error>> {
        let server = Sockudo::start().await;
        let client = builder(&server, Sockudo::SECRET).build()?;
        Ok(Self { client, server, endpoint: AuthEndpoint::start().await })
    }

    /// A pusher-js that is logged in as `user`.
    pub async fn browser(&self, user: &str) -> PusherJs {
        PusherJs::connect_as(&self.server, self.endpoint.url(), user).await
    }
}

/// A client for this server, except for the secret.
pub fn builder(server: &Sockudo, secret: &str) -> ClientBuilder {
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
