//! One WebSocket connection, opened by the HTTP client.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::header::HeaderValue;
use serde::Deserialize;
use tokio::time::timeout;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        handshake::{client::generate_key, derive_accept_key},
        protocol::{Role, WebSocketConfig},
    },
};

use super::{ConnectError, Disconnect, config::Settings, frame::Frame};
use crate::SocketId;

/// The greatest message that is read, in bytes: far more than the service sends.
const MAX_MESSAGE: usize = 16 * 1024 * 1024;
/// How long the service may take to close its half.
const CLOSE_LIMIT: Duration = Duration::from_secs(1);

/// A connection that the service has greeted.
pub(super) struct Link {
    socket: WebSocketStream<reqwest::Upgraded>,
    /// What the service last complained of in the words for the end of a connection.
    complaint: Option<Disconnect>,
    write_timeout: Duration,
    pub(super) socket_id: SocketId,
    /// After how long a silence to ask whether the service is still there.
    pub(super) activity_timeout: Duration,
}

/// What came.
pub(super) enum Received {
    Frame(Frame),
    /// A text that is no message of the protocol.
    Strange(String),
    /// A sign of life without content.
    Nothing,
}

#[derive(Deserialize)]
struct Greeting {
    socket_id: String,
    activity_timeout: Option<u64>,
}

#[derive(Deserialize)]
struct Complaint {
    code: Option<u16>,
    #[serde(default)]
    message: String,
}

impl Link {
    /// Connects and waits for the greeting.
    pub(super) async fn open(settings: &Settings) -> Result<Link, ConnectError> {
        let limit = settings.connect_timeout;
        timeout(limit, Link::dial(settings)).await.map_err(|_| ConnectError::Timeout { limit })?
    }

    async fn dial(settings: &Settings) -> Result<Link, ConnectError> {
        let upgraded = upgrade(settings).await?;
        let config = WebSocketConfig::default().max_message_size(Some(MAX_MESSAGE));
        let socket = WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await;
        let nobody = "0.0".parse().map_err(|_| ConnectError::Greeting)?;
        let mut link = Link {
            socket,
            complaint: None,
            write_timeout: settings.pong_timeout,
            socket_id: nobody,
            activity_timeout: settings.activity_timeout,
        };
        link.greeted().await?;
        Ok(link)
    }

    async fn greeted(&mut self) -> Result<(), ConnectError> {
        loop {
            let Received::Frame(frame) = self.next().await.map_err(ConnectError::Closed)? else { continue };
            if frame.event == "pusher:connection_established" {
                let greeting: Greeting = frame.content().ok_or(ConnectError::Greeting)?;
                self.socket_id = greeting.socket_id.parse().map_err(|_| ConnectError::Greeting)?;
                if let Some(seconds @ 1..) = greeting.activity_timeout {
                    self.activity_timeout = self.activity_timeout.min(Duration::from_secs(seconds));
                }
                return Ok(());
            }
        }
    }

    /// What comes next. Nothing is lost where the future is dropped.
    pub(super) async fn next(&mut self) -> Result<Received, Disconnect> {
        match self.socket.next().await {
            Some(Ok(Message::Text(text))) => Ok(self.read(&text)),
            Some(Ok(Message::Close(frame))) => Err(match frame {
                Some(frame) => self.ended(u16::from(frame.code), frame.reason.as_str()),
                None => self.broken("the service closed it without a code"),
            }),
            Some(Ok(Message::Binary(_))) => Ok(Received::Strange("a binary message".to_owned())),
            Some(Ok(_)) => Ok(Received::Nothing),
            Some(Err(error)) => Err(self.broken(&error.to_string())),
            None => Err(self.broken("it ended")),
        }
    }

    fn read(&mut self, text: &str) -> Received {
        let Some(frame) = Frame::parse(text) else { return Received::Strange(text.to_owned()) };
        if frame.event == "pusher:error"
            && let Some(Complaint { code: Some(code @ 4000..=4299), message }) = frame.content()
        {
            self.complaint = Some(Disconnect::coded(code, message));
        }
        Received::Frame(frame)
    }

    /// A code of the protocol counts, wherever it was said.
    fn ended(&mut self, code: u16, reason: &str) -> Disconnect {
        match self.complaint.take() {
            Some(complaint) if !(4000..=4299).contains(&code) => complaint,
            _ => Disconnect::coded(code, reason),
        }
    }

    fn broken(&mut self, reason: &str) -> Disconnect {
        self.complaint.take().unwrap_or_else(|| Disconnect::broken(reason))
    }

    pub(super) async fn send(&mut self, text: String) -> Result<(), Disconnect> {
        match timeout(self.write_timeout, self.socket.send(Message::text(text))).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(self.broken(&error.to_string())),
            Err(_) => Err(self.broken("the service takes nothing any more")),
        }
    }

    /// The closing handshake, as far as the service takes part in it.
    pub(super) async fn close(mut self) {
        let goodbye = async {
            let _ = self.socket.close(None).await;
            while let Some(Ok(_)) = self.socket.next().await {}
        };
        let _ = timeout(CLOSE_LIMIT, goodbye).await;
    }
}

/// The HTTP half of the handshake, by RFC 6455.
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
