//! Recoverable channels, and a service in memory that loses what it is told to lose.

use std::time::Duration;

use pusher_typed::{
    Channel, DecodeEvent, Event, EventSet, Position, PresenceMember,
    client::ChannelAuth,
    history::attach_position,
    subscriber::{Item, Subscriber, SubscriberConfig, Subscription},
    testing::MemoryHistory,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::scripted::{Peer, Scripted};

pub(crate) type Outcome = Result<(), Box<dyn std::error::Error>>;

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-ledger-<id>", recoverable)]
pub(crate) struct Ledger {
    pub(crate) id: u32,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "board", recoverable)]
pub(crate) struct Board;

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-encrypted-safe", recoverable)]
pub(crate) struct Safe;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, PresenceMember)]
pub(crate) struct Member {
    #[pusher(user_id)]
    pub(crate) id: u64,
    pub(crate) name: String,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "presence-lobby", member = Member, recoverable)]
pub(crate) struct Lobby;

/// A channel without a history.
#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "news")]
pub(crate) struct News;

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = Ledger, channel = Board, channel = Safe, channel = Lobby, channel = News, event = "entry")]
pub(crate) struct Entry {
    pub(crate) number: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = Ledger, channel = Safe, event = "note")]
pub(crate) struct Note {
    pub(crate) text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = Ledger, channel = Lobby, event = "client-typing")]
pub(crate) struct Typing {
    pub(crate) on: bool,
}

#[derive(Debug, Clone, PartialEq, EventSet)]
#[pusher(channel = Ledger, channel = Lobby)]
pub(crate) enum Any {
    Entry(Entry),
    Typing(Typing),
}

pub(crate) const LEDGER: Ledger = Ledger { id: 1 };
pub(crate) const NAME: &str = "private-ledger-1";

pub(crate) fn position(offset: u64) -> Position {
    format!("epoch1.{offset}").parse().expect("a position")
}

pub(crate) fn auth() -> ChannelAuth {
    serde_json::from_str(r#"{"auth":"key:signature"}"#).expect("an authorization")
}

/// Appends entries with these numbers.
pub(crate) fn append(history: &MemoryHistory, numbers: impl IntoIterator<Item = u64>) {
    for number in numbers {
        history.append_on(&LEDGER, &Entry { number }).expect("stored");
    }
}

/// A history, a service in memory, and a subscriber of both.
pub(crate) struct World {
    pub(crate) history: MemoryHistory,
    pub(crate) service: Scripted,
    pub(crate) peer: Peer,
    pub(crate) subscriber: Subscriber,
}

impl World {
    pub(crate) async fn new() -> World {
        World::configured(|config| config).await
    }

    pub(crate) async fn configured(configure: impl FnOnce(SubscriberConfig) -> SubscriberConfig) -> World {
        let history = MemoryHistory::new();
        let (service, peer, subscriber) = Scripted::connected(|config| {
            configure(config.history(history.clone()).authorize_with(|_, _| async { Ok(auth()) }))
        })
        .await;
        World { history, service, peer, subscriber }
    }

    /// Subscribes from now.
    pub(crate) async fn subscribe(&mut self) -> Subscription<Entry> {
        let (ledger, ()) =
            tokio::join!(self.subscriber.subscribe::<Entry>(&LEDGER), self.peer.subscribe(NAME));
        ledger.expect("a subscription")
    }

    pub(crate) async fn subscribe_after(&mut self, offset: u64) -> Subscription<Entry> {
        let subscribing = self.subscriber.subscribe::<Entry>(&LEDGER).after(position(offset));
        let (ledger, ()) = tokio::join!(subscribing, self.peer.subscribe(NAME));
        ledger.expect("a subscription")
    }

    /// Stores an entry, and sends it.
    pub(crate) async fn publish(&mut self, number: u64) {
        append(&self.history, [number]);
        let last = self.history.last(&LEDGER).expect("a name");
        self.peer.live(&last, number).await;
    }

    /// The connection is lost, and the channel is subscribed to on the next one.
    pub(crate) async fn reconnect(&mut self) {
        self.lose_connection().await;
        self.peer.subscribe(NAME).await;
    }

    /// The connection is lost, and another one is made.
    pub(crate) async fn lose_connection(&mut self) {
        self.peer.start_close(4200, "a test").await;
        self.peer = self.service.accept().await;
    }
}

impl Peer {
    /// Sends an entry with a position.
    pub(crate) async fn live(&mut self, position: &Position, number: u64) {
        let data = json!({ "number": number }).to_string();
        self.message("entry", &attach_position(&data, position).expect("an object")).await;
    }

    /// Sends a message on the channel.
    pub(crate) async fn message(&mut self, event: &str, data: &str) {
        let message = json!({ "event": event, "channel": NAME, "data": data });
        self.send_text(&message.to_string()).await;
    }

    /// Waits until the subscriber has read everything that was sent.
    pub(crate) async fn taken(&mut self) {
        self.send("pusher:ping", None, &json!({})).await;
        self.expect("pusher:pong").await;
    }
}

/// The next item, at once or after any time of the paused clock.
pub(crate) async fn next<E>(stream: &mut Subscription<E>) -> Item<E>
where
    E: EventSet + for<'d> DecodeEvent<'d>,
{
    timeout(Duration::from_secs(600), stream.next()).await.expect("an item in time").expect("an item")
}

/// The next item is an event; its number and its offset.
pub(crate) async fn entry(stream: &mut Subscription<Entry>) -> (u64, u64) {
    match next(stream).await {
        Item::Event(entry) => (entry.number, stream.position().expect("a position").offset()),
        other => panic!("{other:?}"),
    }
}

/// The numbers and offsets of so many events.
pub(crate) async fn entries(stream: &mut Subscription<Entry>, count: usize) -> Vec<(u64, u64)> {
    let mut entries = Vec::new();
    for _ in 0..count {
        entries.push(entry(stream).await);
    }
    entries
}

/// No item comes for so long.
pub(crate) async fn nothing(stream: &mut Subscription<Entry>, time: Duration) {
    if let Ok(item) = timeout(time, stream.next()).await {
        panic!("{item:?}");
    }
}

/// The positions that were requested, of the ledger.
pub(crate) fn requested(history: &MemoryHistory) -> Vec<Value> {
    history.queries().iter().map(|query| json!(query.channels[NAME])).collect()
}
