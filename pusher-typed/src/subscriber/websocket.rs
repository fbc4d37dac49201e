//! One WebSocket connection: opened by the HTTP client, read and written at the same time.

use std::{
    future::poll_fn,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::header::HeaderValue;
use sha1_smol::Sha1;
use tokio::time::{Instant, timeout};
use tokio_websockets::{ClientBuilder, CloseCode, Error as WebSocketError, Limits, Message, WebSocketStream};

use super::{
    config::{Io, Settings},
    error::{ConnectError, Disconnect},
    outgoing::{Outgoing, OutgoingMessages, Purpose},
    pauses::later,
    protocol::{ErrorMessage, Established, Frame, UnreadableFrame},
    redaction::service_text,
};
use crate::{SocketId, client::ConfigError};

/// The largest message that is read, in bytes: far more than the service sends.
const MAX_MESSAGE: usize = 16 * 1024 * 1024;
/// The limit of the closing handshake.
const CLOSE_LIMIT: Duration = Duration::from_secs(1);
/// An error counts as the reason of a close that follows it within this time.
const ERROR_BEFORE_CLOSE: Duration = Duration::from_secs(2);
/// How many messages are written before the connection is flushed.
const WRITTEN_AT_ONCE: usize = 32;
/// How many pings of WebSocket itself may wait for their pongs while the service does not read.
const MAX_WAITING_PONGS: u32 = 1024;
/// How much of the body of a refusal is read, in bytes.
const MAX_BODY: usize = 1024;
/// What RFC 6455 appends to the key of a handshake.
const HANDSHAKE_GUID: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

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
    /// The pongs of WebSocket itself that cannot be written at the moment.
    waiting_pongs: u32,
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
    /// Connects to one of the hosts, and waits until the service has established the connection. If it fails, the
    /// next host is tried, unless the service has refused for a reason that is the same on all hosts.
    pub(super) async fn open(settings: Arc<Settings>) -> Result<WebSocket, ConnectError> {
        let mut left = settings.hosts.count();
        loop {
            match WebSocket::open_current(&settings).await {
                Err(error) if left > 1 && !error.is_refusal() => settings.hosts.advance(),
                outcome => return outcome,
            }
            left -= 1;
        }
    }

    async fn open_current(settings: &Settings) -> Result<WebSocket, ConnectError> {
        let limit = settings.connect_timeout;
        timeout(limit, WebSocket::dial(settings)).await.map_err(|_| ConnectError::Timeout { limit })?
    }

    async fn dial(settings: &Settings) -> Result<WebSocket, ConnectError> {
        let io: Box<dyn Io> = match &settings.connector {
            Some(connector) => connector().await.map_err(ConnectError::Connector)?,
            None => Box::new(upgrade(settings).await?),
        };
        let limits = Limits::default().max_payload_len(Some(MAX_MESSAGE));
        let mut socket = ClientBuilder::new().limits(limits).take_over(io);
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
            waiting_pongs: 0,
            socket_id: established.socket_id.parse().map_err(|_| ConnectError::Greeting)?,
            activity_timeout,
        })
    }

    /// Writes and reads at the same time. Dropping the future loses nothing.
    pub(super) async fn progress(&mut self, out: &mut OutgoingMessages) -> Result<Progress, Disconnect> {
        poll_fn(|context| self.poll_progress(context, out)).await
    }

    fn poll_progress(
        &mut self,
        context: &mut Context<'_>,
        out: &mut OutgoingMessages,
    ) -> Poll<Result<Progress, Disconnect>> {
        if let Err(error) = self.write(context, out) {
            return Poll::Ready(Err(self.broken(&error.to_string())));
        }
        // Before anything is read, since what is read may be the response.
        if !self.written.is_empty() {
            return Poll::Ready(Ok(Progress::Written(std::mem::take(&mut self.written))));
        }
        self.socket.poll_next_unpin(context).map(|message| self.read(message).map(Progress::Received))
    }

    /// Writes as much as the connection accepts.
    fn write(&mut self, context: &mut Context<'_>, out: &mut OutgoingMessages) -> Result<(), WebSocketError> {
        loop {
            while self.unflushed.len() < WRITTEN_AT_ONCE
                && !out.is_empty()
                && self.socket.poll_ready_unpin(context)?.is_ready()
                && let Some(Outgoing { text, purpose }) = out.pop()
            {
                self.socket.start_send_unpin(Message::text(text))?;
                self.unflushed.push(purpose);
            }
            if self.socket.poll_flush_unpin(context)?.is_pending() {
                let limit = later(Instant::now(), self.write_timeout);
                self.write_deadline.get_or_insert(limit);
                return Ok(());
            }
            (self.write_deadline, self.waiting_pongs) = (None, 0);
            self.written.append(&mut self.unflushed);
            if out.is_empty() {
                return Ok(());
            }
        }
    }

    fn read(&mut self, message: Option<Result<Message, WebSocketError>>) -> Result<Incoming, Disconnect> {
        let message = match message {
            Some(Ok(message)) => message,
            Some(Err(error)) => return Err(self.broken(&error.to_string())),
            None => return Err(self.broken("the byte stream ended")),
        };
        if let Some(text) = message.as_text() {
            return Ok(self.read_text(text));
        }
        if let Some((code, reason)) = message.as_close() {
            return Err(match code {
                CloseCode::NO_STATUS_RECEIVED => self.broken("the service closed it without a code"),
                code => self.closed(u16::from(code), reason),
            });
        }
        if message.is_binary() {
            return Ok(Incoming::Unreadable(UnreadableFrame::new(message.as_payload())));
        }
        if self.write_deadline.is_some() {
            self.waiting_pongs += 1;
            if self.waiting_pongs > MAX_WAITING_PONGS {
                return Err(self.broken("the service sends pings and reads no pongs"));
            }
        }
        Ok(Incoming::Control)
    }

    fn read_text(&mut self, text: &str) -> Incoming {
        self.error = None;
        match Frame::parse(text) {
            Ok(frame) => {
                if frame.event == "pusher:error"
                    && let ErrorMessage { code: Some(code @ 4000..=4299), message } =
                        ErrorMessage::from_frame(&frame)
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
            _ => Disconnect::with_code(code, service_text(reason)),
        }
    }

    fn broken(&mut self, reason: &str) -> Disconnect {
        self.last_error().unwrap_or_else(|| Disconnect::without_code(reason))
    }

    /// The closing handshake, for no longer than a second.
    pub(super) async fn close(mut self) {
        let _ = timeout(CLOSE_LIMIT, self.socket.close()).await;
    }
}

/// Waits for the service's first message.
async fn established(socket: &mut WebSocketStream<Box<dyn Io>>) -> Result<Established, ConnectError> {
    let closed = |disconnect| Err(ConnectError::Closed(disconnect));
    loop {
        let message = match socket.next().await {
            Some(Ok(message)) => message,
            Some(Err(error)) => return closed(Disconnect::without_code(error.to_string())),
            None => return closed(Disconnect::without_code("the byte stream ended")),
        };
        match message.as_close() {
            Some((CloseCode::NO_STATUS_RECEIVED, _)) => {
                return closed(Disconnect::without_code("the service closed it without a code"));
            }
            Some((code, reason)) => {
                return closed(Disconnect::with_code(u16::from(code), service_text(reason)));
            }
            None => {}
        }
        let Some(text) = message.as_text() else { continue };
        let Ok(frame) = Frame::parse(text) else { return Err(ConnectError::Greeting) };
        match &*frame.event {
            "pusher:connection_established" => return frame.content().ok_or(ConnectError::Greeting),
            "pusher:error" => return closed(refusal(&frame)),
            _ => {}
        }
    }
}

/// An error instead of the first message.
fn refusal(frame: &Frame) -> Disconnect {
    let ErrorMessage { code, message } = ErrorMessage::from_frame(frame);
    Disconnect { code, reason: message }
}

/// The HTTP part of the handshake, by RFC 6455.
async fn upgrade(settings: &Settings) -> Result<reqwest::Upgraded, ConnectError> {
    let key = handshake_key()?;
    let url = settings.hosts.current().ok_or(ConnectError::Config(ConfigError::NoHosts))?;
    let request = settings
        .http
        .get(url.clone())
        .header("connection", "Upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", &key);
    let response = request.send().await.map_err(ConnectError::http)?;
    if response.status() != 101 {
        return Err(refused(response).await);
    }
    let accept = response.headers().get("sec-websocket-accept").map(HeaderValue::as_bytes);
    if accept != Some(accept_key(&key).as_bytes()) {
        return Err(ConnectError::Handshake);
    }
    response.upgrade().await.map_err(ConnectError::http)
}

/// 16 random bytes.
fn handshake_key() -> Result<String, ConnectError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| ConnectError::Random)?;
    Ok(STANDARD.encode(bytes))
}

/// The key by which a server shows that it has understood the handshake.
fn accept_key(key: &str) -> String {
    let mut hash = Sha1::from(key);
    hash.update(HANDSHAKE_GUID.as_bytes());
    STANDARD.encode(hash.digest().bytes())
}

async fn refused(mut response: reqwest::Response) -> ConnectError {
    let mut body = Vec::new();
    while body.len() < MAX_BODY
        && let Ok(Some(chunk)) = response.chunk().await
    {
        body.extend_from_slice(&chunk);
    }
    body.truncate(MAX_BODY);
    let body = service_text(&String::from_utf8_lossy(&body));
    ConnectError::Status { status: response.status().as_u16(), body }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_accept_key_is_that_of_the_rfc() {
        assert_eq!(accept_key("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
}
