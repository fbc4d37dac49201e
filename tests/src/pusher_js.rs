//! The client: pusher-js in Node.js or in a browser, controlled line by line.

use std::{collections::VecDeque, path::Path, process::Command, time::Duration};

use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::Instant;

use crate::{conversation::Conversation, programs, service::Service};

/// Generous, because a browser on a busy machine starts slowly.
const LIMIT: Duration = Duration::from_secs(40);

/// A connected client. Dropping it ends its process.
#[derive(Debug)]
pub struct PusherJs {
    conversation: Conversation,
    /// Events that arrived while waiting for something else.
    kept: VecDeque<Received>,
    socket_id: String,
    // Last, so that the folder is removed after the processes have ended.
    folder: Option<TempDir>,
}

/// An event as pusher-js passes it to the page: decrypted and parsed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Received {
    /// `None` for an event to the user.
    pub channel: Option<String>,
    /// The event's name.
    pub event: String,
    /// Its data; null without data.
    #[serde(default)]
    pub data: Value,
    /// The sender, for client events on presence channels.
    pub user_id: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Line {
    Connected { socket_id: String },
    Disconnected,
    SignedIn,
    Error { error: Value },
    Event(Received),
}

impl PusherJs {
    /// Connects a client without authorization: it can subscribe to public channels only.
    pub async fn connect(server: &impl Service) -> Self {
        let options = json!({ "port": server.port(), "key": server.key() });
        Self::start(programs::pusher_js(), &options, None).await
    }

    /// Connects a client that is authorized by `endpoint`, as `user`: `endpoint/channel` for channels and
    /// `endpoint/user` to sign in, with the form field `user` beside those of the protocol.
    pub async fn connect_as(server: &impl Service, endpoint: &str, user: &str) -> Self {
        Self::start(programs::pusher_js(), &options(server, endpoint, user), None).await
    }

    /// Like [`PusherJs::connect_as`], with the browser build in Chromium. At its root, the server of `endpoint`
    /// must serve the [`page`](crate::page()).
    pub async fn connect_in_chromium(server: &impl Service, endpoint: &str, user: &str) -> Self {
        let folder = TempDir::with_prefix("pusher-typed-").expect("a temporary folder");
        let command = programs::chromium(folder.path());
        Self::start(command, &options(server, endpoint, user), Some(folder)).await
    }

    /// Connects with a key that the server must refuse. Returns the reason.
    pub async fn refused(server: &impl Service, key: &str) -> Value {
        let options = json!({ "port": server.port(), "key": key });
        let mut client = Self::launch(programs::pusher_js(), &options, None);
        client
            .wait_for("a refusal", |line| match line {
                Line::Error { error } => Ok(error),
                other => Err(other),
            })
            .await
    }

    async fn start(command: Command, options: &Value, folder: Option<TempDir>) -> Self {
        let mut client = Self::launch(command, options, folder);
        client.socket_id = client.connected().await;
        client
    }

    fn launch(mut command: Command, options: &Value, folder: Option<TempDir>) -> Self {
        command.arg(options.to_string());
        Self {
            conversation: Conversation::start("pusher-js", command),
            kept: VecDeque::new(),
            socket_id: String::new(),
            folder,
        }
    }

    async fn connected(&mut self) -> String {
        self.wait_for("a connection", |line| match line {
            Line::Connected { socket_id } => Ok(socket_id),
            other => Err(other),
        })
        .await
    }

    /// The home folder of the browser's processes, removed with them. `None` without a browser.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_ref().map(TempDir::path)
    }

    /// The socket id of this connection.
    pub fn socket_id(&self) -> &str {
        &self.socket_id
    }

    /// Subscribes, and waits for the confirmation of the server. Returns its data, for a presence channel
    /// `{"count", "me", "members"}`.
    pub async fn subscribe(&mut self, channel: &str) -> Value {
        match self.try_to_subscribe(channel).await {
            Ok(confirmation) => confirmation,
            Err(_) => self.fail(&format!("the subscription to {channel} failed")),
        }
    }

    /// Like [`PusherJs::subscribe`], if the authorization endpoint may refuse.
    ///
    /// # Errors
    /// The error of pusher-js, with the endpoint's `status`.
    pub async fn try_to_subscribe(&mut self, channel: &str) -> Result<Value, Value> {
        self.command(&json!({ "do": "subscribe", "channel": channel }));
        let outcome = self
            .wait_for(&format!("the subscription to {channel}"), |line| match line {
                Line::Event(event) if event.is_outcome_of(channel) => Ok(event),
                other => Err(other),
            })
            .await;
        if outcome.event.ends_with("error") { Err(outcome.data) } else { Ok(outcome.data) }
    }

    /// Starts to subscribe, without waiting for the result.
    pub fn begin_to_subscribe(&mut self, channel: &str) {
        self.command(&json!({ "do": "subscribe", "channel": channel }));
    }

    /// The next `pusher:error` of the server.
    pub async fn protocol_error(&mut self) -> Value {
        self.wait_for("a protocol error", |line| match line {
            Line::Error { error } => Ok(error),
            other => Err(other),
        })
        .await
    }

    /// Unsubscribes; the server does not confirm that.
    pub fn unsubscribe(&mut self, channel: &str) {
        self.command(&json!({ "do": "unsubscribe", "channel": channel }));
    }

    /// Signs the user in, and waits for the confirmation of the server.
    pub async fn sign_in(&mut self) {
        self.command(&json!({ "do": "sign-in" }));
        self.wait_for("the sign-in", |line| match line {
            Line::SignedIn => Ok(()),
            other => Err(other),
        })
        .await;
    }

    /// Signs in when the server must refuse. Returns the reason.
    pub async fn sign_in_refused(&mut self) -> Value {
        self.command(&json!({ "do": "sign-in" }));
        self.protocol_error().await
    }

    /// Skips events and connection errors up to the event of this name.
    pub async fn next_event_after_errors(&mut self, name: &str) -> Received {
        loop {
            let event = self.wait_for(name, |line| match line {
                Line::Event(event) => Ok(Some(event)),
                Line::Error { .. } => Ok(None),
                other => Err(other),
            });
            match event.await {
                Some(event) if event.event == name => return event,
                _ => {}
            }
        }
    }

    /// Sends a client event.
    pub fn trigger(&mut self, channel: &str, event: &str, data: &Value) {
        self.command(&json!({ "do": "trigger", "channel": channel, "event": event, "data": data }));
    }

    /// Disconnects, and waits until the connection is closed.
    pub async fn disconnect(&mut self) {
        self.command(&json!({ "do": "disconnect" }));
        self.wait_for("the disconnection", |line| match line {
            Line::Disconnected => Ok(()),
            other => Err(other),
        })
        .await;
    }

    /// Waits until the server has closed the connection and pusher-js does not reconnect. Returns the first error, which
    /// is the reason; more may follow when the connection closes.
    pub async fn disconnected(&mut self) -> Value {
        let mut reason = None;
        loop {
            let error = self.wait_for("the disconnection by the server", |line| match line {
                Line::Error { error } => Ok(Some(error)),
                Line::Disconnected => Ok(None),
                other => Err(other),
            });
            match error.await {
                Some(error) => reason = reason.or(Some(error)),
                None => return reason.unwrap_or_default(),
            }
        }
    }

    /// The next event of any subscribed channel, or for the signed-in user.
    pub async fn next_event(&mut self) -> Received {
        if let Some(event) = self.kept.pop_front() {
            return event;
        }
        self.wait_for("an event", |line| match line {
            Line::Event(event) => Ok(event),
            other => Err(other),
        })
        .await
    }

    /// Receives as many events as are expected, and fails unless they are equal. Only events of one channel have an
    /// order.
    pub async fn expect_in_any_order(&mut self, mut expected: Vec<Received>) {
        while !expected.is_empty() {
            let event = self.next_event().await;
            match expected.iter().position(|other| *other == event) {
                Some(at) => drop(expected.swap_remove(at)),
                None => self.fail(&format!("{event:?} is not in {expected:#?}")),
            }
        }
    }

    fn command(&mut self, command: &Value) {
        self.conversation.say(command);
    }

    /// Reads lines until `pick` accepts one. Events that it returns are kept for [`Self::next_event`].
    async fn wait_for<T>(&mut self, what: &str, pick: impl Fn(Line) -> Result<T, Line>) -> T {
        let deadline = Instant::now() + LIMIT;
        loop {
            match pick(self.conversation.next(what, deadline).await) {
                Ok(found) => return found,
                Err(Line::Event(event)) => self.kept.push_back(event),
                Err(Line::Error { error }) => self.fail(&format!("waiting for {what}: {error}")),
                Err(_) => {}
            }
        }
    }

    fn fail(&self, problem: &str) -> ! {
        self.conversation.fail(problem)
    }
}

fn options(server: &impl Service, endpoint: &str, user: &str) -> Value {
    json!({ "port": server.port(), "key": server.key(), "endpoint": endpoint, "user": user })
}

impl Received {
    fn is_outcome_of(&self, channel: &str) -> bool {
        let outcomes = ["pusher:subscription_succeeded", "pusher:subscription_error"];
        self.channel.as_deref() == Some(channel) && outcomes.contains(&&*self.event)
    }
}
