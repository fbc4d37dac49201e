//! What can fail: connecting, subscribing, signing in and sending.

use std::{error::Error, fmt, time::Duration};

use crate::{ChannelNameError, client::ConfigError};

/// The error of an authorizer of the application's own.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Why a connection ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Disconnect {
    /// The close code, if the service sent one:
    /// [4000 to 4299](https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/#error-codes)
    /// are the protocol's.
    pub code: Option<u16>,
    /// The service's text, or a description of the network's error.
    pub reason: String,
}

impl Disconnect {
    /// Closed by the service, with a code.
    pub(super) fn with_code(code: u16, reason: impl Into<String>) -> Self {
        Disconnect { code: Some(code), reason: reason.into() }
    }

    /// Ended without a code.
    pub(super) fn without_code(reason: impl Into<String>) -> Self {
        Disconnect { code: None, reason: reason.into() }
    }
}

impl fmt::Display for Disconnect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => write!(f, "the service closed the connection: {code} {}", self.reason),
            None => write!(f, "the connection broke: {}", self.reason),
        }
    }
}

impl Error for Disconnect {}

/// Why a subscriber could not connect.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// A setting is invalid.
    #[error("invalid configuration")]
    Config(#[source] ConfigError),
    /// The HTTP request that opens the connection failed.
    #[error("the service cannot be reached")]
    Http(#[source] reqwest::Error),
    /// The service responded with another status than 101.
    #[error("the service responded with status {status} instead of 101")]
    Status {
        /// The status.
        status: u16,
    },
    /// The response is not that of a WebSocket server.
    #[error("the WebSocket handshake failed")]
    Handshake,
    /// The service's first message is not the protocol's.
    #[error("the service's first message is not the protocol's `pusher:connection_established`")]
    Greeting,
    /// The service closed the connection before it was established.
    #[error(transparent)]
    Closed(Disconnect),
    /// The connection was not established in time.
    #[error("no connection within {limit:?}")]
    Timeout {
        /// The limit: [`SubscriberConfig::connect_timeout`](super::SubscriberConfig::connect_timeout).
        limit: Duration,
    },
}

impl ConnectError {
    /// The URL holds no secret, but errors of this library hold no URLs.
    pub(super) fn http(error: reqwest::Error) -> Self {
        ConnectError::Http(error.without_url())
    }

    /// The same as the end of a connection.
    pub(super) fn into_disconnect(self) -> Disconnect {
        match self {
            ConnectError::Closed(disconnect) => disconnect,
            other => Disconnect::without_code(other.to_string()),
        }
    }
}

/// Why a subscription or a sign-in failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SubscribeError {
    /// The channel's name is invalid.
    #[error("invalid channel name")]
    ChannelName(#[source] ChannelNameError),
    /// This subscriber is subscribed to the channel already, or has signed in.
    #[error("the subscriber has this subscription already")]
    AlreadySubscribed,
    /// The authorizer refused or failed.
    #[error("the authorizer did not authorize the subscription")]
    Unauthorized(#[source] BoxError),
    /// The authorizer gave no usable key for an encrypted channel.
    #[error("the authorizer gave no valid shared secret for an encrypted channel")]
    NoSharedSecret,
    /// The service refused.
    #[error("the service refused the subscription: {kind}: {error}")]
    Refused {
        /// The type of the error, such as `AuthError`.
        kind: String,
        /// The service's text.
        error: String,
        /// The status, as of HTTP.
        status: Option<u16>,
    },
    /// There was no response in time.
    #[error("the service did not respond in time")]
    Timeout,
    /// The connection has ended for good.
    #[error("the connection has ended for good")]
    Closed,
}

/// Why a client event was not sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// The channel's name is invalid.
    #[error("invalid channel name")]
    ChannelName(#[source] ChannelNameError),
    /// The payload could not be serialized.
    #[error("the payload cannot be serialized")]
    Payload(#[source] serde_json::Error),
    /// Only subscribers of a channel can send client events on it, and there is no subscription at the moment.
    #[error("there is no subscription to the channel at the moment")]
    NotSubscribed,
}
