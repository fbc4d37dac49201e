//! One WebSocket connection, opened by the HTTP client.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::header::HeaderValue;
use tokio::time::timeout;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        handshake::{client::generate_key, derive_accept_key},
        protocol::{Role, WebSocketConfig},
    },
};

use super::{
    config::Settings,
    error::{ConnectError, Disconnect},
    protocol::{ErrorMessage, Established, Frame},
};
use crate::SocketId;

/// The largest message that is read, in bytes: far more than the service sends.
const MAX_MESSAGE: usize = 16 * 1024 * 1024;
/// How long the service may take to close its half.
const CLOSE_LIMIT: Duration = Duration::from_secs(1);

/// An established connection.
pub(super) struct WebSocket {
    socket: WebSocketStream<reqwest::Upgraded>,
    /// The last error of the service with a code for the end of a connection.
    error: Option<Disconnect>,
    write_timeout: Duration,
    pub(super) socket_id: SocketId,
    /// How long a silence may last before the service is pinged.
    pub(super) activity_timeout: Duration,
}

/// One WebSocket message.
pub(super) enum Incoming {
    Frame(Frame),
    /// Not a message of the protocol.
    Unrecognized(String),
    /// A ping or pong of WebSocket itself.
    Control,
}

impl WebSocket {
    /// Connects, and waits until the service has established the connection.
    pub(super) async fn open(settings: &Settings) -> Result<WebSocket, ConnectError> {
        let limit = settings.connect_timeout;
        timeout(limit, WebSocket::dial(settings)).await.map_err(|_| ConnectError::Timeout { limit })?
    }

    async fn dial(settings: &Settings) -> Result<WebSocket, ConnectError> {
        let upgraded = upgrade(settings).await?;
        let config = WebSocketConfig::default().max_message_size(Some(MAX_MESSAGE));
        let socket = WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await;
        let socket_id = "0.0".parse().map_err(|_| ConnectError::Greeting)?;
        let mut link = WebSocket {
            socket,
            error: None,
            write_timeout: settings.pong_timeout,
            socket_id,
            activity_timeout: settings.activity_timeout,
        };
        link.established().await?;
        Ok(link)
    }

    async fn established(&mut self) -> Result<(), ConnectError> {
        loop {
            let Incoming::Frame(frame) = self.next().await.map_err(ConnectError::Closed)? else { continue };
            if frame.event == "pusher:connection_established" {
                let established: Established = frame.content().ok_or(ConnectError::Greeting)?;
                self.socket_id = established.socket_id.parse().map_err(|_| ConnectError::Greeting)?;
                if let Some(seconds @ 1..) = established.activity_timeout {
                    self.activity_timeout = self.activity_timeout.min(Duration::from_secs(seconds));
                }
                return Ok(());
            }
        }
    }

    /// The next message. Dropping the future loses nothing.
    pub(super) async fn next(&mut self) -> Result<Incoming, Disconnect> {
        match self.socket.next().await {
            Some(Ok(Message::Text(text))) => Ok(self.read(&text)),
            Some(Ok(Message::Close(frame))) => Err(match frame {
                Some(frame) => self.ended(u16::from(frame.code), frame.reason.as_str()),
                None => self.broken("the service closed it without a code"),
            }),
            Some(Ok(Message::Binary(_))) => Ok(Incoming::Unrecognized("a binary message".to_owned())),
            Some(Ok(_)) => Ok(Incoming::Control),
            Some(Err(error)) => Err(self.broken(&error.to_string())),
            None => Err(self.broken("it ended")),
        }
    }

    fn read(&mut self, text: &str) -> Incoming {
        let Some(frame) = Frame::parse(text) else { return Incoming::Unrecognized(text.to_owned()) };
        if frame.event == "pusher:error"
            && let Some(ErrorMessage { code: Some(code @ 4000..=4299), message }) = frame.content()
        {
            self.error = Some(Disconnect::with_code(code, message));
        }
        Incoming::Frame(frame)
    }

    /// A code of the protocol counts, whether it was in the close frame or in an error before it.
    fn ended(&mut self, code: u16, reason: &str) -> Disconnect {
        match self.error.take() {
            Some(error) if !(4000..=4299).contains(&code) => error,
            _ => Disconnect::with_code(code, reason),
        }
    }

    fn broken(&mut self, reason: &str) -> Disconnect {
        self.error.take().unwrap_or_else(|| Disconnect::without_code(reason))
    }

    pub(super) async fn send(&mut self, text: String) -> Result<(), Disconnect> {
        match timeout(self.write_timeout, self.socket.send(Message::text(text))).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(self.broken(&error.to_string())),
            Err(_) => Err(self.broken("the service has stopped reading")),
        }
    }

    /// The closing handshake, for no longer than a second.
    pub(super) async fn close(mut self) {
        let handshake = async {
            let _ = self.socket.close(None).await;
            while let Some(Ok(_)) = self.socket.next().await {}
        };
        let _ = timeout(CLOSE_LIMIT, handshake).await;
    }
}

/// The HTTP part of the handshake, by RFC 6455.
async fn upgrade(settings: &Settings) -> Result<reqwest::Upgraded, ConnectError> {
    let key = generate_key();
    let request = settings
        .http
        .get(settings.url.clone())
        .header("connection", "Upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", &key);
    let response = request.send().await.map_err(ConnectError::http)?;
    if response.status() != 101 {
        return Err(ConnectError::Status { status: response.status().as_u16() });
    }
    let accept = response.headers().get("sec-websocket-accept").map(HeaderValue::as_bytes);
    if accept != Some(derive_accept_key(key.as_bytes()).as_bytes()) {
        return Err(ConnectError::Handshake);
    }
    response.upgrade().await.map_err(ConnectError::http)
}
