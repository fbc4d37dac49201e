//! The beginning of a test, with the library's own server.

use std::time::Duration;

use pusher_typed::Client;
pub use pusher_typed::testing::Server;
use pusher_typed::testing::ServerBuilder;
use pusher_typed_tests::{AuthEndpoint, PusherJs, Sockudo};

pub use crate::stage::{Outcome, builder, received};

pub const CLIENT_EVENTS_HAVE_USERS: bool = true;

pub struct Stage {
    pub client: Client,
    pub server: Server,
    endpoint: AuthEndpoint,
}

impl Stage {
    pub async fn new() -> Result<Self, Box<dyn std::error::Error>> {
        Self::with(server()).await
    }

    pub async fn with(server: ServerBuilder) -> Result<Self, Box<dyn std::error::Error>> {
        let server = server.start().await?;
        let client = builder(&server, Sockudo::SECRET).build()?;
        Ok(Self { client, server, endpoint: AuthEndpoint::start().await })
    }

    /// A pusher-js that is logged in as `user`.
    pub async fn browser(&self, user: &str) -> PusherJs {
        PusherJs::connect_as(&self.server, self.endpoint.url(), user).await
    }
}

/// With the credentials that the authorization endpoint knows.
pub fn server() -> ServerBuilder {
    Server::builder().app("in-process", Sockudo::KEY, Sockudo::SECRET)
}

pub async fn start() -> Server {
    server().start().await.expect("a free loopback port")
}

pub async fn start_with_webhooks(url: &str, batch: Option<Duration>) -> Server {
    let server = server().webhook_url(url);
    let server = match batch {
        Some(window) => server.batch_webhooks(window),
        None => server,
    };
    server.start().await.expect("a free loopback port")
}
