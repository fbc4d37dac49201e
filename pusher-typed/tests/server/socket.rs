//! A WebSocket client that sends and receives raw frames.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use pusher_typed::{
    ChannelSet, SocketId,
    client::{ChannelAuth, UserAuth},
    testing::Server,
};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

pub(crate) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub(crate) id: SocketId,
}

/// The next item.
#[derive(Debug, PartialEq)]
pub(crate) enum Next {
    Frame(Value),
    Closed(u16),
    /// The end without a closing handshake.
    Cut,
}

impl Socket {
    pub(crate) async fn open(server: &Server) -> Socket {
        let mut socket = Socket::dial(server, server.key(), "?protocol=7&client=test&version=1").await;
        let greeting = socket.frame().await;
        assert_eq!(greeting["event"], "pusher:connection_established");
        let data = data_of(&greeting);
        assert_eq!(data["activity_timeout"], 120);
        socket.id = data["socket_id"].as_str().expect("a text").parse().expect("a socket id");
        socket
    }

    /// Connects, without a check of the first message.
    pub(crate) async fn dial(server: &Server, key: &str, query: &str) -> Socket {
        let url = format!("ws://{}:{}/app/{key}{query}", server.host(), server.port());
        let (stream, _) = connect_async(url).await.expect("a WebSocket");
        Socket { stream, id: "0.0".parse().expect("a socket id") }
    }

    pub(crate) async fn say(&mut self, frame: Value) {
        self.stream.send(Message::text(frame.to_string())).await.expect("an open connection");
    }

    pub(crate) async fn next(&mut self) -> Next {
        let next = timeout(Duration::from_secs(5), self.stream.next()).await.expect("something in time");
        match next {
            Some(Ok(Message::Text(text))) => Next::Frame(serde_json::from_str(&text).expect("JSON")),
            Some(Ok(Message::Close(Some(frame)))) => Next::Closed(frame.code.into()),
            Some(Ok(other)) => panic!("{other:?}"),
            Some(Err(_)) | None => Next::Cut,
        }
    }

    pub(crate) async fn frame(&mut self) -> Value {
        match self.next().await {
            Next::Frame(frame) => frame,
            other => panic!("{other:?}"),
        }
    }

    /// The next frame, which is this event; its data as JSON.
    pub(crate) async fn event(&mut self, name: &str) -> Value {
        let frame = self.frame().await;
        assert_eq!(frame["event"], name, "{frame}");
        data_of(&frame)
    }

    /// Nothing comes for a while.
    pub(crate) async fn is_silent(&mut self) -> bool {
        timeout(Duration::from_millis(150), self.stream.next()).await.is_err()
    }

    pub(crate) async fn subscribe(&mut self, channel: &str) -> Value {
        self.say(json!({ "event": "pusher:subscribe", "data": { "channel": channel } })).await;
        self.event("pusher_internal:subscription_succeeded").await
    }

    pub(crate) async fn subscribe_with(&mut self, channel: &impl ChannelSet, auth: &ChannelAuth) -> Value {
        self.ask(channel, auth).await;
        self.event("pusher_internal:subscription_succeeded").await
    }

    pub(crate) async fn ask(&mut self, channel: &impl ChannelSet, auth: &ChannelAuth) {
        let mut data = serde_json::to_value(auth).expect("JSON");
        data["channel"] = json!(channel.name().expect("a name").as_str());
        self.say(json!({ "event": "pusher:subscribe", "data": data })).await;
    }

    pub(crate) async fn unsubscribe(&mut self, channel: &str) {
        self.say(json!({ "event": "pusher:unsubscribe", "data": { "channel": channel } })).await;
    }

    pub(crate) async fn sign_in(&mut self, auth: &UserAuth) {
        self.say(json!({ "event": "pusher:signin", "data": auth })).await;
    }
}

/// The data of a frame: the JSON in its string, or the object itself.
pub(crate) fn data_of(frame: &Value) -> Value {
    match &frame["data"] {
        Value::String(text) => serde_json::from_str(text).unwrap_or_else(|_| frame["data"].clone()),
        other => other.clone(),
    }
}
