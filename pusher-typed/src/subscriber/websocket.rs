//! One WebSocket connection: opened by the HTTP client, read and written at the same time.

use std::{
    collections::VecDeque,
    future::poll_fn,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::header::HeaderValue;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error as WebSocketError, Message,
        handshake::{client::generate_key, derive_accept_key},
        protocol::{Role, WebSocketConfig},
    },
};

use super::{
    config::{Io, Settings, later},
    error::{ConnectError, Disconnect},
    protocol::{ErrorMessage, Established, Frame, UnreadableFrame},
    session::{Outgoing, Purpose},
};
use crate::SocketId;

/// The largest message that is read, in bytes: far more than the service sends.
const MAX_MESSAGE: usize = 16 * 1024 * 1024;
/// The limit of the closing handshake.
const CLOSE_LIMIT: Duration = Duration::from_secs(1);
/// An error counts as the reason of a close that follows it within this time.
const ERROR_BEFORE_CLOSE: Duration = Duration::from_secs(2);
/// How many messages are written before the connection is flushed.
const WRITTEN_AT_ONCE: usize = 32;
/// How much of the body of a refusal is kept, in bytes.
const MAX_BODY: usize = 1024;

/// An established connection.
pub(super) struct WebSocket {
    socket: WebSocketStream<Box<dyn Io>>,
    /// The last message, if it was an error with a code for the end of a connection.
    error: Option<(Disconnect, Instant)>,
    /// The messages that were handed over and not yet flushed.
    unflushed: Vec<Purpose>,
    written: Vec<Purpose>,
    /// When the service is considered to have stopped reading.
    pub(super) write_deadline: Option<Instant>,
    write_timeout: Duration,
    pub(super) socket_id: SocketId,
    /// How long a silence may last before the service is pinged.
    pub(super) activity_timeout: Duration,
}

/// One WebSocket message.
pub(super) enum Incoming {
    Frame(Frame),
    Unreadable(UnreadableFrame),
    /// A ping or pong of WebSocket itself.
    Control,
}

/// What has happened on the connection.
pub(super) enum Progress {
    Received(Incoming),
    /// These messages were written.
    Written(Vec<Purpose>),
}

impl WebSocket {
    /// Connects, and waits until the service has established the connection.
    pub(super) async fn open(settings: Arc<Settings>) -> Result<WebSocket, ConnectError> {
        let limit = settings.connect_timeout;
        timeout(limit, WebSocket::dial(&settings)).await.map_err(|_| ConnectError::Timeout { limit })?
    }

    async fn dial(settings: &Settings) -> Result<WebSocket, ConnectError> {
        let io: Box<dyn Io> = match &settings.connector {
            Some(connector) => connector().await.map_err(ConnectError::Connector)?,
            None => Box::new(upgrade(settings).await?),
        };
        let config = WebSocketConfig::default().max_message_size(Some(MAX_MESSAGE));
        let mut socket = WebSocketStream::from_raw_socket(io, Role::Client, Some(config)).await;
        let established = established(&mut socket).await?;
        let seconds = established.activity_timeout.filter(|seconds| *seconds > 0).map(Duration::from_secs);
        let activity_timeout =
            seconds.map_or(settings.activity_timeout, |it| it.min(settings.activity_timeout));
        Ok(WebSocket {
            socket,
            error: None,
            unflushed: Vec::new(),
            written: Vec::new(),
            write_deadline: None,
            write_timeout: settings.pong_timeout,
            socket_id: established.socket_id.parse().map_err(|_| ConnectError::Greeting)?,
            activity_timeout,
        })
    }

    /// Writes and reads. Dropping the future loses nothing.
    pub(super) async fn progress(&mut self, out: &mut VecDeque<Outgoing>) -> Result<Progress, Disconnect> {
        poll_fn(|context| self.poll_progress(context, out)).await
    }

    fn poll_progress(
        &mut self,
        context: &mut Context<'_>,
        out: &mut VecDeque<Outgoing>,
    ) -> Poll<Result<Progress, Disconnect>> {
        if let Err(error) = self.write(context, out) {
            return Poll::Ready(Err(self.broken(&error.to_string())));
        }
        match self.socket.poll_next_unpin(context) {
            Poll::Ready(message) => Poll::Ready(self.read(message).map(Progress::Received)),
            Poll::Pending if self.written.is_empty() => Poll::Pending,
            Poll::Pending => Poll::Ready(Ok(Progress::Written(std::mem::take(&mut self.written)))),
        }
    }

    /// Writes as much as the connection takes.
    fn write(
        &mut self,
        context: &mut Context<'_>,
        out: &mut VecDeque<Outgoing>,
    ) -> Result<(), WebSocketError> {
        while !out.is_empty() || !self.unflushed.is_empty() {
            while self.unflushed.len() < WRITTEN_AT_ONCE
                && !out.is_empty()
                && self.socket.poll_ready_unpin(context)?.is_ready()
                && let Some(Outgoing { text, purpose }) = out.pop_front()
            {
                self.socket.start_send_unpin(Message::text(text))?;
                self.unflushed.push(purpose);
            }
            if self.socket.poll_flush_unpin(context)?.is_pending() {
                let limit = later(Instant::now(), self.write_timeout);
                self.write_deadline.get_or_insert(limit);
                return Ok(());
            }
            self.write_deadline = None;
            self.written.append(&mut self.unflushed);
        }
        Ok(())
    }

    fn read(&mut self, message: Option<Result<Message, WebSocketError>>) -> Result<Incoming, Disconnect> {
        match message {
            Some(Ok(Message::Text(text))) => Ok(self.read_text(&text)),
            Some(Ok(Message::Close(frame))) => Err(match frame {
                Some(frame) => self.closed(u16::from(frame.code), frame.reason.as_str()),
                None => self.broken("the service closed it without a code"),
            }),
            Some(Ok(Message::Binary(bytes))) => Ok(Incoming::Unreadable(UnreadableFrame::new(&bytes))),
            Some(Ok(_)) => Ok(Incoming::Control),
            Some(Err(error)) => Err(self.broken(&error.to_string())),
            None => Err(self.broken("it ended")),
        }
    }

    fn read_text(&mut self, text: &str) -> Incoming {
        self.error = None;
        match Frame::parse(text) {
            Ok(frame) => {
                if frame.event == "pusher:error"
                    && let Some(ErrorMessage { code: Some(code @ 4000..=4299), message }) = frame.content()
                {
                    self.error = Some((Disconnect::with_code(code, message), Instant::now()));
                }
                Incoming::Frame(frame)
            }
            Err(unreadable) => Incoming::Unreadable(unreadable),
        }
    }

    /// The error that the service sent immediately before the end of the connection.
    fn last_error(&mut self) -> Option<Disconnect> {
        let (error, at) = self.error.take()?;
        (at.elapsed() <= ERROR_BEFORE_CLOSE).then_some(error)
    }

    /// A code of the protocol counts, whether it was in the close frame or in an error before it.
    fn closed(&mut self, code: u16, reason: &str) -> Disconnect {
        match self.last_error() {
            Some(error) if !(4000..=4299).contains(&code) => error,
            _ => Disconnect::with_code(code, reason),
        }
    }

    fn broken(&mut self, reason: &str) -> Disconnect {
        self.last_error().unwrap_or_else(|| Disconnect::without_code(reason))
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

/// Waits for the service's first message.
async fn established(socket: &mut WebSocketStream<Box<dyn Io>>) -> Result<Established, ConnectError> {
    loop {
        let text = match socket.next().await {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Close(Some(frame)))) => {
                let closed = Disconnect::with_code(u16::from(frame.code), frame.reason.as_str());
                return Err(ConnectError::Closed(closed));
            }
            Some(Ok(Message::Close(None))) | None => {
                return Err(ConnectError::Closed(Disconnect::without_code("it ended")));
            }
            Some(Ok(_)) => continue,
            Some(Err(error)) => {
                return Err(ConnectError::Closed(Disconnect::without_code(error.to_string())));
            }
        };
        let Ok(frame) = Frame::parse(&text) else { return Err(ConnectError::Greeting) };
        match &*frame.event {
            "pusher:connection_established" => return frame.content().ok_or(ConnectError::Greeting),
            "pusher:error" => return Err(ConnectError::Closed(refusal(&frame))),
            _ => {}
        }
    }
}

/// An error instead of the first message.
fn refusal(frame: &Frame) -> Disconnect {
    match frame.content() {
        Some(ErrorMessage { code, message }) => Disconnect { code, reason: message },
        None => Disconnect::without_code(frame.data.clone()),
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
        return Err(refused(response).await);
    }
    let accept = response.headers().get("sec-websocket-accept").map(HeaderValue::as_bytes);
    if accept != Some(derive_accept_key(key.as_bytes()).as_bytes()) {
        return Err(ConnectError::Handshake);
    }
    response.upgrade().await.map_err(ConnectError::http)
}

async fn refused(mut response: reqwest::Response) -> ConnectError {
    let mut body = Vec::new();
    while body.len() < MAX_BODY
        && let Ok(Some(chunk)) = response.chunk().await
    {
        body.extend_from_slice(&chunk);
    }
    body.truncate(MAX_BODY);
    let body = String::from_utf8_lossy(&body).into_owned();
    ConnectError::Status { status: response.status().as_u16(), body }
}
