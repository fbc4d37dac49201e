//! Who is connected, and to what: all that changes while a server runs.
//!
//! Everything that happens is one step under one lock, so that all connections
//! see the same order.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use axum::extract::ws::Utf8Bytes;
use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::{
    cache::Cached,
    client_event::Pace,
    close::Closing,
    frame,
    observe::ChannelEvent,
    outbox::{Due, Out},
    presence::Member,
    settings::Settings,
    sign_in::SignedIn,
};
use crate::{SocketId, client::Clock as _, testing::Answer};

pub(super) struct State {
    pub(super) settings: Arc<Settings>,
    pub(super) connections: HashMap<SocketId, Connection>,
    /// Those with subscribers.
    pub(super) channels: BTreeMap<String, Channel>,
    pub(super) cached: BTreeMap<String, Cached>,
    /// Every event that was sent to a channel or a user.
    pub(super) events: Vec<ChannelEvent>,
    /// The events of webhooks, on their way.
    pub(super) webhooks: UnboundedSender<Value>,
    /// Scripted answers to requests.
    pub(super) answers: VecDeque<Answer>,
    /// Scripted ends of new connections.
    pub(super) refusals: VecDeque<Closing>,
    /// How late connections get everything.
    pub(super) delay: Duration,
    opened: u64,
}

/// One WebSocket connection.
pub(super) struct Connection {
    out: UnboundedSender<Due>,
    pub(super) user: Option<SignedIn>,
    pub(super) pace: Pace,
}

/// The subscriptions to one channel, the oldest first; members where there are such.
#[derive(Default)]
pub(super) struct Channel {
    pub(super) subscribers: Vec<(SocketId, Option<Member>)>,
}

impl State {
    pub(super) fn new(settings: Arc<Settings>, webhooks: UnboundedSender<Value>) -> Self {
        State {
            settings,
            webhooks,
            connections: HashMap::new(),
            channels: BTreeMap::new(),
            cached: BTreeMap::new(),
            events: Vec::new(),
            answers: VecDeque::new(),
            refusals: VecDeque::new(),
            delay: Duration::ZERO,
            opened: 0,
        }
    }

    /// A new connection, which is told its id.
    pub(super) fn connect(&mut self) -> Option<(SocketId, UnboundedReceiver<Due>)> {
        self.opened += 1;
        let random = getrandom::u32().unwrap_or_default();
        let id: SocketId = format!("{}.{random}", self.opened).parse().ok()?;
        let (out, queue) = unbounded_channel();
        self.connections.insert(id.clone(), Connection { out, user: None, pace: Pace::default() });
        self.send(&id, frame::established(&id, self.settings.activity_timeout));
        Some((id, queue))
    }

    /// Forgets a connection that has ended, and tells who is concerned.
    pub(super) fn disconnect(&mut self, id: &SocketId) {
        let Some(connection) = self.connections.remove(id) else { return };
        let subscribed: Vec<_> = self
            .channels
            .iter()
            .filter(|(_, channel)| channel.has(id))
            .map(|(name, _)| name.clone())
            .collect();
        for name in subscribed {
            self.unsubscribe(id, &name);
        }
        if let Some(user) = connection.user {
            self.signed_out(&user.id);
        }
    }

    pub(super) fn send(&self, id: &SocketId, frame: Utf8Bytes) {
        self.push(id, Out::Frame(frame));
    }

    /// Ends a connection: the reason as an error, then the close code.
    pub(super) fn close(&self, id: &SocketId, closing: &Closing) {
        self.send(id, frame::error(Some(closing.code), &closing.reason));
        self.push(id, Out::Close(closing.code, (&*closing.reason).into()));
    }

    pub(super) fn push(&self, id: &SocketId, out: Out) {
        let due = self.settings.clock.now().checked_add(self.delay);
        if let (Some(connection), Some(due)) = (self.connections.get(id), due) {
            // A connection that has just ended takes nothing any more.
            let _ = connection.out.send((due, out));
        }
    }

    /// Sends to all subscribers of a channel but one. Returns how many there were.
    pub(super) fn broadcast(&self, channel: &str, frame: &Utf8Bytes, except: Option<&SocketId>) -> usize {
        let subscribers = self.channels.get(channel).map_or(&[][..], |channel| &channel.subscribers);
        let receivers = subscribers.iter().filter(|(id, _)| Some(id) != except);
        receivers.map(|(id, _)| self.send(id, frame.clone())).count()
    }

    /// Hands an event to the webhooks.
    pub(super) fn tell(&self, event: Value) {
        // The receiver ends with the server only.
        let _ = self.webhooks.send(event);
    }
}

impl Channel {
    pub(super) fn has(&self, id: &SocketId) -> bool {
        self.subscribers.iter().any(|(subscriber, _)| subscriber == id)
    }

    pub(super) fn member(&self, id: &SocketId) -> Option<&Member> {
        self.subscribers.iter().find(|(subscriber, _)| subscriber == id)?.1.as_ref()
    }
}
