//! What tests do to a server.

use std::{borrow::Cow, time::Duration};

use super::{Server, close::Closing, outbox::Out};
use crate::{SocketId, testing::Answer};

impl Server {
    /// Moves the server's time forward, and that of its [`client`](Server::client):
    /// timeouts, pauses between repeated webhooks, and the life of cached events
    /// pass by at once.
    pub fn advance(&self, by: Duration) -> &Self {
        self.app.settings.clock.advance(by);
        self
    }

    /// Answers the next request to the HTTP API so, without a look at it. Several
    /// answers wait for as many requests.
    ///
    /// A server that runs refuses no connection: [`Answer::connection_refused`]
    /// breaks the connection as [`Answer::broken_connection`] does.
    pub fn answer(&self, answer: Answer) -> &Self {
        self.app.look(|state| state.answers.push_back(answer));
        self
    }

    /// Closes the next connection as soon as it is open, with a
    /// [close code](https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/#error-codes)
    /// of the protocol: 4000 to 4099 tells the client not to come back, 4100 to
    /// 4199 to come back later, 4200 to 4299 to come back at once.
    pub fn refuse_next_connection(&self, code: u16, reason: impl Into<String>) -> &Self {
        let closing = Closing { code, reason: Cow::Owned(reason.into()) };
        self.app.look(|state| state.refusals.push_back(closing));
        self
    }

    /// Closes a connection with a code of the protocol and its reason.
    pub fn close(&self, id: &SocketId, code: u16, reason: impl Into<String>) {
        let closing = Closing { code, reason: Cow::Owned(reason.into()) };
        self.app.look(|state| state.close(id, &closing));
    }

    /// Drops a connection without a word, as a network does that fails.
    pub fn drop_connection(&self, id: &SocketId) {
        self.app.look(|state| state.push(id, Out::Cut));
    }

    /// Drops all connections without a word.
    pub fn drop_connections(&self) {
        self.app.look(|state| state.connections.keys().for_each(|id| state.push(id, Out::Cut)));
    }

    /// From now on, connections get everything so much later; by default at once.
    pub fn delay(&self, by: Duration) -> &Self {
        self.app.look(|state| state.delay = by);
        self
    }
}
