//! The interface of a server under test.

use pusher_typed::testing::Server;

use crate::sockudo::Sockudo;

/// A server that speaks the protocol, with one app, on a port of 127.0.0.1.
pub trait Service {
    /// The port of both the HTTP API and the WebSocket clients.
    fn port(&self) -> u16;
    /// The app's id.
    fn app_id(&self) -> &str;
    /// The app's key.
    fn key(&self) -> &str;
}

impl Service for Sockudo {
    fn port(&self) -> u16 {
        self.port()
    }

    fn app_id(&self) -> &str {
        self.app_id()
    }

    fn key(&self) -> &str {
        Sockudo::KEY
    }
}

impl Service for Server {
    fn port(&self) -> u16 {
        self.port()
    }

    fn app_id(&self) -> &str {
        self.app_id()
    }

    fn key(&self) -> &str {
        self.key()
    }
}
