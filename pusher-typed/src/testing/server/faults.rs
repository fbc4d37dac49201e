//! Faults by a seeded plan: the same faults of a network or a server in every run.

use std::{collections::HashMap, mem, ops::Range, time::Duration};

use axum::extract::ws::Utf8Bytes;
use serde::Deserialize;

use crate::{socket::SocketId, testing::random::Random};

/// Faults that a [`Server`](crate::testing::Server) injects into its WebSocket connections.
///
/// Each method sets the probability of one fault, from 0.0 (never, the default) to 1.0
/// (always), which is decided at random for every message that the server sends after
/// `pusher:connection_established`. The decisions depend only on the seed, on the number of
/// the connection (the first one is 1), and on the position of the message on that
/// connection, counted from when the plan was set. A test that fails therefore fails again
/// with the same seed, as long as the server sends the same messages in the same order on
/// each connection.
///
/// [`Server::injected_faults`](crate::testing::Server::injected_faults) lists
/// the faults that have occurred.
///
/// ```
/// use std::time::Duration;
/// use pusher_typed::testing::{FaultPlan, Server};
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
/// # runtime.block_on(async {
/// let plan = FaultPlan::new(42)
///     .lose(0.01)
///     .duplicate(0.01)
///     .reorder(0.02)
///     .delay(0.1, Duration::from_millis(1)..Duration::from_millis(50));
/// let server = Server::builder().faults(plan).start().await?;
/// // … connect a subscriber, trigger events, check what it reports …
///
/// server.set_faults(FaultPlan::new(42).ignore_subscriptions(1.0));
/// // … from now on, no subscription is confirmed …
///
/// server.set_faults(None);
/// # assert!(server.injected_faults().is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a plan has no effect until a server uses it"]
pub struct FaultPlan {
    seed: u64,
    lose: f64,
    duplicate: f64,
    reorder: f64,
    delay: (f64, Range<Duration>),
    error: (f64, u16),
    reset: f64,
    ignore_subscription: f64,
    ignore_sign_in: f64,
    refuse: (f64, u16),
}

impl FaultPlan {
    /// Creates a plan without faults.
    pub fn new(seed: u64) -> Self {
        FaultPlan {
            seed,
            lose: 0.0,
            duplicate: 0.0,
            reorder: 0.0,
            delay: (0.0, Duration::ZERO..Duration::ZERO),
            error: (0.0, 4200),
            reset: 0.0,
            ignore_subscription: 0.0,
            ignore_sign_in: 0.0,
            refuse: (0.0, 4200),
        }
    }

    /// The probability that a message is not sent.
    pub fn lose(mut self, probability: f64) -> Self {
        self.lose = probability;
        self
    }

    /// The probability that a message is sent twice.
    pub fn duplicate(mut self, probability: f64) -> Self {
        self.duplicate = probability;
        self
    }

    /// The probability that a message is sent after the one that follows it.
    /// Without a following message it is held back until the next `pusher:ping`
    /// or `pusher:pong`.
    pub fn reorder(mut self, probability: f64) -> Self {
        self.reorder = probability;
        self
    }

    /// The probability that a message, and with it all later messages of its
    /// connection, is delayed, and the limits of the delay by the server's clock.
    pub fn delay(mut self, probability: f64, by: Range<Duration>) -> Self {
        self.delay = (probability, by);
        self
    }

    /// The probability that a `pusher:error` with this code precedes a message,
    /// while the connection stays open.
    pub fn error_without_close(mut self, probability: f64, code: u16) -> Self {
        self.error = (probability, code);
        self
    }

    /// The probability that the connection is dropped in place of a message,
    /// without a closing handshake.
    pub fn reset(mut self, probability: f64) -> Self {
        self.reset = probability;
        self
    }

    /// The probability that a `pusher:subscribe` is ignored: it is neither confirmed nor
    /// refused. Decided for each request.
    pub fn ignore_subscriptions(mut self, probability: f64) -> Self {
        self.ignore_subscription = probability;
        self
    }

    /// The probability that a `pusher:signin` is ignored. Decided for each request.
    pub fn ignore_sign_ins(mut self, probability: f64) -> Self {
        self.ignore_sign_in = probability;
        self
    }

    /// The probability that a new connection is closed with this code in place of
    /// `pusher:connection_established`. Decided for each connection.
    pub fn refuse_connections(mut self, probability: f64, code: u16) -> Self {
        self.refuse = (probability, code);
        self
    }
}

/// A fault that occurred.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InjectedFault {
    /// The connection; `None` for one that was refused.
    pub connection: Option<SocketId>,
    /// The kind of the fault.
    pub kind: FaultKind,
    /// The event of the message, for example `pusher_internal:subscription_succeeded`;
    /// empty for a connection that was refused.
    pub event: String,
    /// The channel of the message.
    pub channel: Option<String>,
}

/// The kind of an [`InjectedFault`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// The message was not sent.
    Lost,
    /// The message was sent twice.
    Duplicated,
    /// The message is sent after the one that follows it.
    Reordered,
    /// The message was delayed.
    Delayed(Duration),
    /// A `pusher:error` with this code preceded the message.
    ErrorWithoutClose(u16),
    /// The connection was dropped in place of the message.
    Reset,
    /// A `pusher:subscribe` was ignored.
    SubscriptionIgnored,
    /// A `pusher:signin` was ignored.
    SignInIgnored,
    /// The connection was closed with this code in place of its greeting.
    ConnectionRefused(u16),
}

/// A plan in use, and the faults that it has caused.
#[derive(Default)]
pub(super) struct Faults {
    plan: Option<FaultPlan>,
    refusals: Random,
    connections: HashMap<SocketId, FaultyConnection>,
    injected: Vec<InjectedFault>,
}

struct FaultyConnection {
    outgoing: Random,
    incoming: Random,
    /// A message that is sent after the next one.
    held: Option<Outgoing>,
}

/// A message and the delay that was drawn for it.
type Outgoing = (Utf8Bytes, Duration);

/// What is sent to a connection in place of a message.
#[derive(Default)]
pub(super) struct Faulted {
    /// The code of a `pusher:error` before the messages.
    pub(super) error: Option<u16>,
    pub(super) messages: Vec<Outgoing>,
    /// Whether the connection is dropped.
    pub(super) reset: bool,
}

impl Faults {
    /// Sets the plan for new connections and for the `open` ones. Returns the
    /// messages that were held back.
    pub(super) fn set_plan<'c>(
        &mut self,
        plan: Option<FaultPlan>,
        open: impl Iterator<Item = &'c SocketId>,
    ) -> Vec<(SocketId, Outgoing)> {
        let connections = mem::take(&mut self.connections);
        self.refusals = plan.as_ref().map(|plan| Random::new(plan.seed, 0)).unwrap_or_default();
        self.plan = plan;
        open.for_each(|id| self.add_connection(id));
        connections.into_iter().filter_map(|(id, connection)| Some((id, connection.held?))).collect()
    }

    /// Draws for the messages of a connection from now on.
    pub(super) fn add_connection(&mut self, id: &SocketId) {
        let Some(plan) = &self.plan else { return };
        let number =
            id.as_str().split('.').next().and_then(|number| number.parse::<u64>().ok()).unwrap_or_default();
        let stream = |direction| Random::new(plan.seed, number.wrapping_mul(2).wrapping_add(direction));
        let connection = FaultyConnection { outgoing: stream(0), incoming: stream(1), held: None };
        self.connections.insert(id.clone(), connection);
    }

    pub(super) fn remove_connection(&mut self, id: &SocketId) {
        self.connections.remove(id);
    }

    /// The message of a connection that was held back, if there is one.
    pub(super) fn take_held(&mut self, id: &SocketId) -> Option<Outgoing> {
        self.connections.get_mut(id)?.held.take()
    }

    pub(super) fn injected(&self) -> &[InjectedFault] {
        &self.injected
    }

    /// The code with which a new connection is closed, if it is.
    pub(super) fn refuse_connection(&mut self) -> Option<u16> {
        let (probability, code) = self.plan.as_ref()?.refuse;
        if !self.refusals.hits(probability) {
            return None;
        }
        let kind = FaultKind::ConnectionRefused(code);
        self.injected.push(InjectedFault { connection: None, kind, event: String::new(), channel: None });
        Some(code)
    }

    /// Whether a `pusher:subscribe` is ignored.
    pub(super) fn ignores_subscription(&mut self, id: &SocketId, channel: &str) -> bool {
        let Some(probability) = self.plan.as_ref().map(|plan| plan.ignore_subscription) else { return false };
        self.ignores(id, probability, FaultKind::SubscriptionIgnored, "pusher:subscribe", Some(channel))
    }

    /// Whether a `pusher:signin` is ignored.
    pub(super) fn ignores_sign_in(&mut self, id: &SocketId) -> bool {
        let Some(probability) = self.plan.as_ref().map(|plan| plan.ignore_sign_in) else { return false };
        self.ignores(id, probability, FaultKind::SignInIgnored, "pusher:signin", None)
    }

    fn ignores(
        &mut self,
        id: &SocketId,
        probability: f64,
        kind: FaultKind,
        event: &str,
        channel: Option<&str>,
    ) -> bool {
        let ignored =
            self.connections.get_mut(id).is_some_and(|connection| connection.incoming.hits(probability));
        if ignored {
            let (event, channel) = (event.to_owned(), channel.map(str::to_owned));
            self.injected.push(InjectedFault { connection: Some(id.clone()), kind, event, channel });
        }
        ignored
    }

    /// Applies the plan to a message of the server.
    pub(super) fn apply(&mut self, id: &SocketId, message: Utf8Bytes) -> Faulted {
        let (Some(plan), Some(connection)) = (&self.plan, self.connections.get_mut(id)) else {
            return Faulted { messages: vec![(message, Duration::ZERO)], ..Faulted::default() };
        };
        let drawn = Drawn::new(plan, &mut connection.outgoing);
        let (mut faulted, mut kinds) = (Faulted::default(), Vec::new());
        if let Some(code) = drawn.error {
            kinds.push(FaultKind::ErrorWithoutClose(code));
            faulted.error = Some(code);
        }
        if drawn.reset {
            kinds.push(FaultKind::Reset);
            faulted.reset = true;
        } else if drawn.lost {
            kinds.push(FaultKind::Lost);
        } else {
            kinds.extend(drawn.delay.map(FaultKind::Delayed));
            let outgoing = (message.clone(), drawn.delay.unwrap_or_default());
            if drawn.duplicated {
                kinds.push(FaultKind::Duplicated);
                faulted.messages = vec![outgoing.clone(), outgoing];
            } else if drawn.reordered && connection.held.is_none() {
                kinds.push(FaultKind::Reordered);
                connection.held = Some(outgoing);
            } else {
                faulted.messages = vec![outgoing];
            }
        }
        if !faulted.messages.is_empty() {
            faulted.messages.extend(connection.held.take());
        }
        self.injected.extend(kinds.into_iter().map(|kind| InjectedFault::new(id, kind, &message)));
        faulted
    }
}

/// The draws for one message. Their number is always the same, so that one
/// probability does not change which messages the other faults hit.
#[expect(clippy::struct_excessive_bools, reason = "one for each fault that is drawn")]
struct Drawn {
    error: Option<u16>,
    reset: bool,
    lost: bool,
    delay: Option<Duration>,
    duplicated: bool,
    reordered: bool,
}

impl Drawn {
    fn new(plan: &FaultPlan, random: &mut Random) -> Self {
        let (error, code) = plan.error;
        let (delayed, by) = (random.hits(plan.delay.0), duration(random, &plan.delay.1));
        Drawn {
            delay: delayed.then_some(by),
            error: random.hits(error).then_some(code),
            reset: random.hits(plan.reset),
            lost: random.hits(plan.lose),
            duplicated: random.hits(plan.duplicate),
            reordered: random.hits(plan.reorder),
        }
    }
}

impl InjectedFault {
    fn new(id: &SocketId, kind: FaultKind, message: &str) -> Self {
        #[derive(Default, Deserialize)]
        struct Header {
            event: String,
            channel: Option<String>,
        }
        let Header { event, channel } = serde_json::from_str(message).unwrap_or_default();
        InjectedFault { connection: Some(id.clone()), kind, event, channel }
    }
}

fn duration(random: &mut Random, range: &Range<Duration>) -> Duration {
    let width = range.end.saturating_sub(range.start).as_secs_f64();
    let part = Duration::try_from_secs_f64(width * random.fraction()).unwrap_or_default();
    range.start.saturating_add(part)
}
