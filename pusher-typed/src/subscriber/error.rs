//! What can go wrong before and between the items of a stream.

use std::{error::Error, fmt, time::Duration};

use super::Disconnect;
use crate::{ChannelNameError, client::ConfigError};

/// The error of an authorizer of the application's own.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Why there is no connection.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConnectError {
    /// A setting is invalid.
    Config(ConfigError),
    /// The HTTP client did not get through.
    Http(reqwest::Error),
    /// The service answered with another status than 101.
    Status {
        /// The status.
        status: u16,
    },
    /// What answered does not speak WebSocket.
    Handshake,
    /// The service greeted in a way that the protocol does not know.
    Greeting,
    /// The service closed the connection instead of a greeting.
    Closed(Disconnect),
    /// There was no greeting in time.
    Timeout {
        /// How long it was waited for.
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
            other => Disconnect::broken(other.to_string()),
        }
    }
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConnectError::Config(_) => f.write_str("the configuration is invalid"),
            ConnectError::Http(_) => f.write_str("the service cannot be reached"),
            ConnectError::Status { status } => write!(f, "the service answered {status} and not 101"),
            ConnectError::Handshake => f.write_str("the WebSocket handshake failed"),
            ConnectError::Greeting => f.write_str("the service's first message is not that of the protocol"),
            ConnectError::Closed(disconnect) => disconnect.fmt(f),
            ConnectError::Timeout { limit } => write!(f, "no connection within {limit:?}"),
        }
    }
}

impl Error for ConnectError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            ConnectError::Config(error) => Some(error),
            ConnectError::Http(error) => Some(error),
            _ => None,
        }
    }
}

/// Why there is no subscription or no sign-in, or no longer.
#[derive(Debug)]
#[non_exhaustive]
pub enum SubscribeError {
    /// There is no such channel name.
    ChannelName(ChannelNameError),
    /// This subscriber has a subscription to the channel, or has signed in.
    AlreadySubscribed,
    /// The authorizer refused or failed.
    Unauthorized(BoxError),
    /// The authorizer gave no usable key for an encrypted channel.
    NoSharedSecret,
    /// The service refused.
    Refused {
        /// The kind of the error, such as `AuthError`.
        kind: String,
        /// The service's words.
        error: String,
        /// The status, as of HTTP.
        status: Option<u16>,
    },
    /// There was no answer in time.
    Timeout,
    /// The connection has ended for good.
    Closed,
}

impl fmt::Display for SubscribeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SubscribeError::ChannelName(_) => f.write_str("the channel's name is invalid"),
            SubscribeError::AlreadySubscribed => f.write_str("the subscriber has this subscription already"),
            SubscribeError::Unauthorized(_) => f.write_str("the authorizer did not let the subscriber in"),
            SubscribeError::NoSharedSecret => {
                f.write_str("the authorizer gave no shared secret for an encrypted channel")
            }
            SubscribeError::Refused { kind, error, .. } => {
                write!(f, "the service refused the subscription: {kind}: {error}")
            }
            SubscribeError::Timeout => f.write_str("the service did not answer in time"),
            SubscribeError::Closed => f.write_str("the connection has ended for good"),
        }
    }
}

impl Error for SubscribeError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            SubscribeError::ChannelName(error) => Some(error),
            SubscribeError::Unauthorized(error) => Some(&**error),
            _ => None,
        }
    }
}

/// Why a client event was not sent.
#[derive(Debug)]
#[non_exhaustive]
pub enum SendError {
    /// There is no such channel name.
    ChannelName(ChannelNameError),
    /// The payload could not be written.
    Payload(serde_json::Error),
    /// Client events are for subscribers of the channel, and this is none at the moment.
    NotSubscribed,
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SendError::ChannelName(_) => "the channel's name is invalid",
            SendError::Payload(_) => "the payload could not be written",
            SendError::NotSubscribed => "there is no subscription to the channel at the moment",
        })
    }
}

impl Error for SendError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            SendError::ChannelName(error) => Some(error),
            SendError::Payload(error) => Some(error),
            SendError::NotSubscribed => None,
        }
    }
}
