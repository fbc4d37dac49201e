//! What can fail: connecting, authorizing, subscribing, signing in and sending.

use std::{error::Error, fmt, time::Duration};

use crate::{ChannelNameError, client::ConfigError};

/// An error of the application's own authorizer or connector.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Why a connection ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Disconnect {
    /// The close code, if the service sent one:
    /// [4000 to 4299](https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/#error-codes) are
    /// defined by the protocol.
    pub code: Option<u16>,
    /// The service's text, or a description of the network error.
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
            Some(code) if self.reason.is_empty() => {
                write!(f, "the connection was closed with the code {code}")
            }
            Some(code) => write!(f, "the connection was closed with the code {code}: {}", self.reason),
            None => write!(f, "the connection was lost: {}", self.reason),
        }
    }
}

impl Error for Disconnect {}

/// Why a subscriber could not connect.
///
/// ```
/// # #[cfg(feature = "testing-server")]
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// # use pusher_typed::{subscriber::{Subscriber, SubscriberConfig}, testing::Server};
/// use pusher_typed::subscriber::ConnectError;
///
/// # let server = Server::start().await?;
/// server.refuse_next_connection(4001, "unknown app");
/// match Subscriber::connect(SubscriberConfig::from_client(server.client())).await {
///     Err(ConnectError::Closed(disconnect)) => assert_eq!(disconnect.code, Some(4001)),
///     other => panic!("{other:?}"),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// A setting is invalid.
    #[error("invalid configuration")]
    Config(#[source] ConfigError),
    /// The HTTP request that opens the connection failed.
    #[error("the service cannot be reached")]
    Http(#[source] reqwest::Error),
    /// The closure of [`SubscriberConfig::connect_with`](super::SubscriberConfig::connect_with) failed.
    #[error("the closure of `connect_with` failed")]
    Connector(#[source] BoxError),
    /// The service responded with a status other than 101.
    #[error("the service responded with status {status} instead of 101: {body:?}")]
    Status {
        /// The status.
        status: u16,
        /// The beginning of the response's body, at most 1 KiB.
        body: String,
    },
    /// The operating system could not generate random bytes for the handshake.
    #[error("the operating system could not generate random bytes")]
    Random,
    /// The response is not that of a WebSocket server.
    #[error("the WebSocket handshake failed")]
    Handshake,
    /// The service's first message is not `pusher:connection_established`.
    #[error("the service's first message is not `pusher:connection_established`")]
    Greeting,
    /// The service closed the connection or sent an error before it was established.
    #[error(transparent)]
    Closed(Disconnect),
    /// The connection was not established in time.
    #[error("the connection was not established within {limit:?}, the `connect_timeout`")]
    Timeout {
        /// The limit: [`SubscriberConfig::connect_timeout`](super::SubscriberConfig::connect_timeout).
        limit: Duration,
    },
}

impl ConnectError {
    /// The URL contains no secret, but errors of this library never contain URLs.
    pub(super) fn http(error: reqwest::Error) -> Self {
        ConnectError::Http(error.without_url())
    }

    /// Whether the service has refused the connection for a reason that another attempt does not change.
    pub(super) fn is_refusal(&self) -> bool {
        matches!(self, ConnectError::Closed(Disconnect { code: Some(4000..=4099), .. }))
    }

    /// The same as the end of a connection.
    pub(super) fn into_disconnect(self) -> Disconnect {
        match self {
            ConnectError::Closed(disconnect) => disconnect,
            other => Disconnect::without_code(with_sources(&other)),
        }
    }
}

/// The text of an error and of its sources.
pub(super) fn with_sources(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        text.push_str(": ");
        text.push_str(&error.to_string());
        next = error.source();
    }
    text
}

/// Why an authorizer returned no authorization. A refusal is final. After a failure, the authorizer is called
/// again after a pause.
///
/// `?` and `into` convert any error into a failure. A refusal is created by [`AuthorizeError::refused`].
///
/// ```
/// use pusher_typed::subscriber::{AuthorizeError, SubscriberConfig};
///
/// let config = SubscriberConfig::new("key").authorize_with(|_socket_id, channel| async move {
///     let auth = std::fs::read(format!("auth/{channel}.json"))?; // tried again after a failure
///     if auth.is_empty() {
///         return Err(AuthorizeError::refused("no access")); // final
///     }
///     Ok(serde_json::from_slice(&auth)?)
/// });
/// ```
pub struct AuthorizeError {
    is_refusal: bool,
    error: BoxError,
}

impl AuthorizeError {
    /// The authorizer refuses: the subscription ends with [`Item::Refused`](super::Item::Refused).
    pub fn refused(error: impl Into<BoxError>) -> Self {
        AuthorizeError { is_refusal: true, error: error.into() }
    }

    /// The authorizer failed: the subscription is tried again after a pause.
    pub fn failed(error: impl Into<BoxError>) -> Self {
        AuthorizeError { is_refusal: false, error: error.into() }
    }

    /// Whether it is a refusal.
    pub fn is_refusal(&self) -> bool {
        self.is_refusal
    }

    /// The cause.
    pub fn into_inner(self) -> BoxError {
        self.error
    }
}

// It does not implement `Error` itself, so that every error can be converted into it.
impl<E: Into<BoxError>> From<E> for AuthorizeError {
    fn from(error: E) -> Self {
        AuthorizeError::failed(error)
    }
}

impl fmt::Display for AuthorizeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl fmt::Debug for AuthorizeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple(if self.is_refusal { "Refused" } else { "Failed" }).field(&self.error).finish()
    }
}

/// Why a subscription or a sign-in failed.
///
/// ```
/// # #[cfg(feature = "testing-server")]
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// # use pusher_typed::{Channel, Event, subscriber::{Item, Subscriber, SubscriberConfig}, testing::Server};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Channel)]
/// # #[pusher(channel = "private-orders-<id>")]
/// # struct OrderChannel { id: u64 }
/// # #[derive(Debug, Serialize, Deserialize, Event)]
/// # #[pusher(channel = OrderChannel { id }, event = "shipped")]
/// # struct OrderShipped { id: u64 }
/// # let server = Server::start().await?;
/// # let client = server.client();
/// use pusher_typed::subscriber::{AuthorizeError, SubscribeError};
///
/// let config = SubscriberConfig::from_client(client)
///     .authorize_with(|_, _| async { Err(AuthorizeError::refused("not your order")) });
/// let subscriber = Subscriber::connect(config).await?;
/// match subscriber.subscribe::<OrderShipped>(&OrderChannel { id: 7 }).await {
///     Err(SubscribeError::Unauthorized(reason)) => assert_eq!(reason.to_string(), "not your order"),
///     other => panic!("{other:?}"),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SubscribeError {
    /// The channel's name is invalid.
    #[error("invalid channel name")]
    ChannelName(#[source] ChannelNameError),
    /// This subscriber is already subscribed to the channel, or has already signed in.
    #[error("this subscriber is already subscribed to the channel, or has already signed in")]
    AlreadySubscribed,
    /// The authorizer refused.
    #[error("the authorizer refused the subscription")]
    Unauthorized(#[source] BoxError),
    /// The authorizer failed or panicked.
    #[error("the authorizer failed")]
    AuthorizerFailed(#[source] BoxError),
    /// The authorizer did not respond in time.
    #[error("the authorizer did not respond within the `subscribe_timeout`")]
    AuthorizerTimeout,
    /// The authorizer returned no valid key for an encrypted channel.
    #[error("the authorizer returned no valid shared secret for the encrypted channel")]
    NoSharedSecret,
    /// The service refused.
    #[error("the service refused the subscription: {kind}: {error}")]
    Refused {
        /// The type of the error, such as `AuthError`.
        kind: String,
        /// The service's text.
        error: String,
        /// The status, with the meaning of an HTTP status.
        status: Option<u16>,
    },
    /// The service did not respond in time.
    #[error("the service did not respond within the `subscribe_timeout`")]
    Timeout,
    /// The service has confirmed the subscription, but the confirmation may belong to an earlier request that had
    /// timed out. The subscription is requested once more.
    #[error("the confirmation may belong to an earlier request that had timed out")]
    UnclearConfirmation,
    /// The channel is recoverable, and the subscriber has no history.
    #[error(
        "the channel is recoverable, but the subscriber has no history; set one with `SubscriberConfig::history`"
    )]
    NoHistory,
    /// The channel is not recoverable, and a position was given.
    #[error("the channel is not recoverable, so it has no positions; declare it with `recoverable`")]
    NotRecoverable,
    /// The history of the recoverable channel refused.
    #[error("the history refused the subscription")]
    HistoryRefused(#[source] BoxError),
    /// The history of the recoverable channel failed, panicked, or gave a malformed response.
    #[error("the history failed")]
    HistoryFailed(#[source] BoxError),
    /// The history of the recoverable channel did not respond in time.
    #[error("the history did not respond in time")]
    HistoryTimeout,
    /// The connection has ended and is not opened again.
    #[error("the connection has ended and is not opened again")]
    Closed,
}

impl SubscribeError {
    /// Whether another attempt may succeed without a change on the application's side.
    pub(super) fn is_transient(&self) -> bool {
        match self {
            SubscribeError::AuthorizerFailed(_)
            | SubscribeError::AuthorizerTimeout
            | SubscribeError::NoSharedSecret
            | SubscribeError::Timeout
            | SubscribeError::UnclearConfirmation => true,
            SubscribeError::Refused { status, .. } => !matches!(status, Some(401 | 403)),
            _ => false,
        }
    }
}

impl From<AuthorizeError> for SubscribeError {
    fn from(AuthorizeError { is_refusal, error }: AuthorizeError) -> Self {
        if is_refusal { SubscribeError::Unauthorized(error) } else { SubscribeError::AuthorizerFailed(error) }
    }
}

/// Why a client event was not sent.
///
/// ```
/// # #[cfg(feature = "testing-server")]
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// # use pusher_typed::{Event, subscriber::{Subscriber, SubscriberConfig}, testing::Server};
/// use pusher_typed::subscriber::SendError;
///
/// #[derive(serde::Serialize, Event)]
/// #[pusher(channel = "private-chat", event = "client-typing")]
/// struct Typing { on: bool }
///
/// # let server = Server::start().await?;
/// # let subscriber = Subscriber::connect(SubscriberConfig::from_client(server.client())).await?;
/// let error = subscriber.send(&TypingChannel, &Typing { on: true }).await.unwrap_err();
/// assert!(matches!(error, SendError::NotSubscribed));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// The channel's name is invalid.
    #[error("invalid channel name")]
    ChannelName(#[source] ChannelNameError),
    /// The payload could not be serialized.
    #[error("the payload cannot be serialized")]
    Payload(#[source] serde_json::Error),
    /// The payload is larger than [`SubscriberConfig::payload_limit`](super::SubscriberConfig::payload_limit).
    #[error("the payload has {size} bytes; the maximum is {limit}, which is set by `payload_limit`")]
    PayloadTooLarge {
        /// Its size in bytes.
        size: usize,
        /// The maximum size.
        limit: usize,
    },
    /// Only subscribers of a channel can send client events on it, and there is no subscription at the moment.
    #[error(
        "only subscribers of the channel can send client events, and it is not subscribed to at the moment"
    )]
    NotSubscribed,
    /// The connection was lost before the event was written completely; it is not known whether it was sent.
    #[error("the connection was lost before the event was sent completely; the event may have been sent")]
    Disconnected,
}
