//! The state of a running server: connections, subscriptions, cached events.
//!
//! Each message is handled as one step under one lock, so that all connections
//! see the same order.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    sync::Arc,
    time::{Duration, SystemTime},
};

use axum::extract::ws::Utf8Bytes;
use serde_json::{Value, value::RawValue};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::{
    departures::{Departure, Departures},
    faults::{FaultPlan, Faulted, Faults},
    frame::{self, CloseReason, ProtocolVersion},
    outbox::{Due, Out},
    settings::Settings,
};
use crate::{client::Clock as _, socket::SocketId, testing::scripted::ScriptedResponse};

/// An event that was sent to a channel or to a user.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// # let server = pusher_typed::testing::Server::start().await?;
/// server.client().trigger_untyped(["news"], "headline", "text").await?;
///
/// let event = &server.events_on("news")[0];
/// assert_eq!(event.event, "headline");
/// assert_eq!(event.receivers, 0); // nobody was subscribed
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChannelEvent {
    /// The channel's name; `#server-to-user-ID` for a user.
    pub channel: String,
    /// The event's name.
    pub event: String,
    /// The payload as JSON, decrypted if the server's own client encrypted it.
    pub data: String,
    /// The connection that sent it, for a client event.
    pub sender: Option<SocketId>,
    /// The user who sent it, for a client event on a presence channel.
    pub user_id: Option<String>,
    /// The connection that the application excluded.
    pub excluded: Option<SocketId>,
    /// The number of connections that it was sent to.
    pub receivers: usize,
}

pub(super) struct State {
    pub(super) settings: Arc<Settings>,
    pub(super) connections: HashMap<SocketId, Connection>,
    /// The channels with subscribers.
    pub(super) channels: BTreeMap<String, Channel>,
    pub(super) cached: BTreeMap<String, Cached>,
    /// Every event that was sent to a channel or a user.
    pub(super) events: Vec<ChannelEvent>,
    /// The queue of webhook events.
    pub(super) webhooks: UnboundedSender<Value>,
    pub(super) departures: Departures,
    /// Scripted responses to requests.
    pub(super) responses: VecDeque<ScriptedResponse>,
    /// Scripted refusals of new connections.
    pub(super) refusals: VecDeque<CloseReason>,
    /// The delay of everything that is sent to connections.
    pub(super) delay: Duration,
    pub(super) faults: RefCell<Faults>,
    opened: u64,
}

/// One WebSocket connection.
pub(super) struct Connection {
    out: UnboundedSender<Due>,
    version: ProtocolVersion,
    pub(super) user: Option<SignedIn>,
    pub(super) rate: ClientEventRate,
}

/// The user that a connection has signed in as.
pub(super) struct SignedIn {
    pub(super) id: String,
    /// The users whose `online` and `offline` events the connection receives.
    pub(super) watchlist: BTreeSet<String>,
}

/// The number of client events that a connection has sent in its current second.
#[derive(Default)]
pub(super) struct ClientEventRate {
    pub(super) since: Option<SystemTime>,
    pub(super) count: usize,
}

/// The subscriptions to one channel, the oldest first; with the member on a presence channel.
#[derive(Default)]
pub(super) struct Channel {
    pub(super) subscribers: Vec<(SocketId, Option<Member>)>,
}

/// The member that a subscription to a presence channel belongs to.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) id: String,
    pub(super) info: Box<RawValue>,
}

/// The last event of a cache channel.
pub(super) struct Cached {
    pub(super) event: String,
    pub(super) data: String,
    pub(super) until: SystemTime,
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
            departures: Departures::default(),
            responses: VecDeque::new(),
            refusals: VecDeque::new(),
            delay: Duration::ZERO,
            faults: RefCell::default(),
            opened: 0,
        }
    }

    /// Adds a connection and sends it its id.
    pub(super) fn connect(&mut self, version: ProtocolVersion) -> Option<(SocketId, UnboundedReceiver<Due>)> {
        self.opened += 1;
        let random = getrandom::u32().unwrap_or_default();
        let id: SocketId = format!("{}.{random}", self.opened).parse().ok()?;
        let (out, queue) = unbounded_channel();
        let connection = Connection { out, version, user: None, rate: ClientEventRate::default() };
        self.connections.insert(id.clone(), connection);
        self.send(&id, frame::established(&id, version, self.settings.activity_timeout));
        self.faults.get_mut().add_connection(&id);
        Some((id, queue))
    }

    /// Removes a connection that has ended, with its subscriptions.
    pub(super) fn disconnect(&mut self, id: &SocketId) {
        let Some(connection) = self.connections.remove(id) else { return };
        self.faults.get_mut().remove_connection(id);
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

    /// Sends a message, subject to the fault plan.
    pub(super) fn send(&self, id: &SocketId, frame: Utf8Bytes) {
        let Faulted { error, messages, reset } = self.faults.borrow_mut().apply(id, frame);
        if let Some(code) = error {
            self.push(id, Out::Frame(frame::error(Some(code), "an error of the fault plan")));
        }
        for (message, delay) in messages {
            self.push_after(id, delay, Out::Frame(message));
        }
        if reset {
            self.push(id, Out::Cut);
        }
    }

    /// Sends an error that leaves the connection open.
    pub(super) fn send_error(&self, id: &SocketId, text: &str) {
        self.send(id, frame::error(None, text));
    }

    /// Closes a connection with the close code. With version 5 of the protocol a
    /// `pusher:error` precedes it.
    pub(super) fn close(&self, id: &SocketId, reason: &CloseReason) {
        let expects_error = |connection: &Connection| connection.version == ProtocolVersion::V5;
        if self.connections.get(id).is_some_and(expects_error) {
            self.close_with_error(id, reason);
        } else {
            self.start_closing(id, reason);
        }
    }

    /// Closes a connection: first `pusher:error` with the reason, then the close code.
    pub(super) fn close_with_error(&self, id: &SocketId, reason: &CloseReason) {
        self.send(id, frame::error(Some(reason.code), &reason.text));
        self.start_closing(id, reason);
    }

    fn start_closing(&self, id: &SocketId, reason: &CloseReason) {
        let held = self.faults.borrow_mut().take_held(id);
        if let Some((message, delay)) = held {
            self.push_after(id, delay, Out::Frame(message));
        }
        self.push(id, Out::Close(reason.code, (&*reason.text).into()));
    }

    /// Adds to the queue of a connection.
    pub(super) fn push(&self, id: &SocketId, out: Out) {
        self.push_after(id, Duration::ZERO, out);
    }

    pub(super) fn push_after(&self, id: &SocketId, delay: Duration, out: Out) {
        let due = self.settings.clock.now().checked_add(self.delay.saturating_add(delay));
        if let (Some(connection), Some(due)) = (self.connections.get(id), due) {
            // The connection may have ended meanwhile.
            let _ = connection.out.send((due, out));
        }
    }

    pub(super) fn set_faults(&mut self, plan: Option<FaultPlan>) {
        let held = self.faults.get_mut().set_plan(plan, self.connections.keys());
        for (id, (message, delay)) in held {
            self.push_after(&id, delay, Out::Frame(message));
        }
    }

    /// Sends to all subscribers of a channel except one. Returns their number.
    pub(super) fn broadcast(&self, channel: &str, frame: &Utf8Bytes, except: Option<&SocketId>) -> usize {
        let subscribers = self.channels.get(channel).map_or(&[][..], |channel| &channel.subscribers);
        let receivers = subscribers.iter().filter(|(id, _)| Some(id) != except);
        receivers.map(|(id, _)| self.send(id, frame.clone())).count()
    }

    /// Queues an event for the webhooks.
    pub(super) fn send_webhook(&self, event: Value) {
        // The receiver ends with the server only.
        let _ = self.webhooks.send(event);
    }

    /// Queues the webhook of a departure after the delay.
    pub(super) fn depart(&mut self, departure: Departure) {
        let delay = self.settings.webhook_delay;
        if delay.is_zero() {
            self.send_webhook(departure.into_webhook());
        } else {
            self.departures.add(self.settings.clock.after(delay), departure);
        }
    }

    /// Queues the webhooks of the departures that are due.
    pub(super) fn send_due_departures(&mut self) {
        let now = self.settings.clock.now();
        while let Some(departure) = self.departures.pop_due(now) {
            self.send_webhook(departure.into_webhook());
        }
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
