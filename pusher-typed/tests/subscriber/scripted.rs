//! A service that the test controls frame by frame, in memory, so that Tokio's paused clock applies to both
//! sides.

use std::{future::ready, time::Duration};

use futures_util::{SinkExt as _, StreamExt as _};
use pusher_typed::subscriber::{Subscriber, SubscriberConfig};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncRead, AsyncWrite, DuplexStream, duplex},
    net::TcpListener,
    sync::mpsc,
};
use tokio_websockets::{CloseCode, Message, ServerBuilder, WebSocketStream};

/// How much a connection holds in each direction, as a socket does.
const BUFFER: usize = 64 * 1024;

/// The service; it accepts the connections of one configuration.
pub(crate) struct Scripted {
    connections: mpsc::UnboundedReceiver<DuplexStream>,
    count: u32,
}

impl Scripted {
    /// A service, and the configuration of its subscribers: without keep-alive, as no test waits for it.
    pub(crate) fn new() -> (Scripted, SubscriberConfig) {
        let (sender, connections) = mpsc::unbounded_channel();
        let config = SubscriberConfig::new("key")
            .activity_timeout(Duration::MAX, Duration::from_secs(30))
            .connect_with(move || {
                let (client, service) = duplex(BUFFER);
                // Without a service, the connection ends at once.
                let _ = sender.send(service);
                ready(Ok(client))
            });
        (Scripted { connections, count: 0 }, config)
    }

    /// A service and a subscriber that is connected to it.
    pub(crate) async fn connected(
        configure: impl FnOnce(SubscriberConfig) -> SubscriberConfig,
    ) -> (Scripted, Peer, Subscriber) {
        let (mut service, config) = Scripted::new();
        let (subscriber, peer) = tokio::join!(Subscriber::connect(configure(config)), service.accept());
        (service, peer, subscriber.expect("a connection"))
    }

    /// The next connection, before its greeting.
    pub(crate) async fn accept_silently(&mut self) -> Peer {
        let stream = self.connections.recv().await.expect("a subscriber");
        self.count += 1;
        let stream: Box<dyn Stream> = Box::new(stream);
        Peer { socket: ServerBuilder::new().serve(stream), answers_pings: true }
    }

    /// The next connection, established.
    pub(crate) async fn accept(&mut self) -> Peer {
        let mut peer = self.accept_silently().await;
        assert!(peer.greet(self.count).await);
        peer
    }

    /// Whether the subscriber has made another connection.
    pub(crate) fn has_connection(&self) -> bool {
        !self.connections.is_empty()
    }
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// The service's end of one connection. Dropping it is a reset.
pub(crate) struct Peer {
    socket: WebSocketStream<Box<dyn Stream>>,
    /// Whether [`next`](Peer::next) responds to the pings of the protocol.
    pub(crate) answers_pings: bool,
}

impl Peer {
    /// A connection over TCP, established.
    pub(crate) async fn accept(listener: &TcpListener) -> Peer {
        let (stream, _) = listener.accept().await.expect("a connection");
        let stream: Box<dyn Stream> = Box::new(stream);
        let (_, socket) = ServerBuilder::new().accept(stream).await.expect("a handshake");
        let mut peer = Peer { socket, answers_pings: true };
        assert!(peer.greet(1).await);
        peer
    }

    /// Establishes the connection with this number; `false` if the subscriber was dropped.
    pub(crate) async fn greet(&mut self, connection: u32) -> bool {
        let greeting = json!({ "socket_id": format!("{connection}.1") });
        self.try_send("pusher:connection_established", None, &greeting).await.is_ok()
    }

    /// Sends a message whose data is JSON in a string.
    pub(crate) async fn send(&mut self, event: &str, channel: Option<&str>, data: &Value) {
        self.try_send(event, channel, data).await.expect("an open connection");
    }

    pub(crate) async fn try_send(
        &mut self,
        event: &str,
        channel: Option<&str>,
        data: &Value,
    ) -> Result<(), tokio_websockets::Error> {
        let mut message = json!({ "event": event, "data": data.to_string() });
        if let Some(channel) = channel {
            message["channel"] = channel.into();
        }
        self.try_send_text(&message.to_string()).await
    }

    pub(crate) async fn send_text(&mut self, text: &str) {
        self.try_send_text(text).await.expect("an open connection");
    }

    pub(crate) async fn try_send_text(&mut self, text: &str) -> Result<(), tokio_websockets::Error> {
        self.socket.send(Message::text(text.to_owned())).await
    }

    /// A ping of WebSocket itself.
    pub(crate) async fn try_ping(&mut self) -> Result<(), tokio_websockets::Error> {
        self.socket.send(Message::ping(&b"0123456789"[..])).await
    }

    pub(crate) async fn send_binary(&mut self, bytes: &'static [u8]) {
        self.socket.send(Message::binary(bytes)).await.expect("an open connection");
    }

    /// Sends `Message { text }` as an event.
    pub(crate) async fn event(&mut self, channel: &str, text: &str) {
        self.send("message", Some(channel), &json!({ "text": text })).await;
    }

    pub(crate) async fn error(&mut self, code: u16) {
        self.send("pusher:error", None, &json!({ "code": code, "message": "an error" })).await;
    }

    /// The closing handshake.
    pub(crate) async fn close(mut self, code: u16, reason: &str) {
        self.start_close(code, reason).await;
        while let Some(Ok(_)) = self.socket.next().await {}
    }

    /// The first half of the closing handshake.
    pub(crate) async fn start_close(&mut self, code: u16, reason: &str) {
        let code = CloseCode::try_from(code).expect("a code");
        let _ = self.socket.send(Message::close(Some(code), reason)).await;
    }

    /// The next message of the subscriber; `None` at the end.
    pub(crate) async fn try_next(&mut self) -> Option<Value> {
        loop {
            let message = self.socket.next().await?.ok()?;
            let message: Value = serde_json::from_str(message.as_text()?).expect("JSON");
            if message["event"] == "pusher:ping" && self.answers_pings {
                self.try_send("pusher:pong", None, &json!({})).await.ok()?;
                continue;
            }
            return Some(message);
        }
    }

    /// The next message, which is this event; its data.
    pub(crate) async fn expect(&mut self, event: &str) -> Value {
        let mut message = self.try_next().await.expect("a message");
        assert_eq!(message["event"], event, "{message}");
        message["data"].take()
    }

    /// The next message subscribes to this channel.
    pub(crate) async fn expect_subscribe(&mut self, channel: &str) {
        assert_eq!(self.expect("pusher:subscribe").await["channel"], channel);
    }

    pub(crate) async fn expect_unsubscribe(&mut self, channel: &str) {
        assert_eq!(self.expect("pusher:unsubscribe").await["channel"], channel);
    }

    pub(crate) async fn confirm(&mut self, channel: &str) {
        self.send("pusher_internal:subscription_succeeded", Some(channel), &json!({})).await;
    }

    /// Confirms the next subscription, which is to this channel.
    pub(crate) async fn subscribe(&mut self, channel: &str) {
        self.expect_subscribe(channel).await;
        self.confirm(channel).await;
    }

    /// Accepts the next sign-in, of the user 7, and the subscription to the user's channel.
    pub(crate) async fn sign_in(&mut self) {
        self.expect("pusher:signin").await;
        let user = json!({ "user_data": json!({ "id": "7" }).to_string() });
        self.send("pusher:signin_success", None, &user).await;
        self.subscribe("#server-to-user-7").await;
    }
}
