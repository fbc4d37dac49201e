//! The state of one subscription on the connection.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::{sync::oneshot, task::AbortHandle, time::Instant};

use super::{
    config::{Settings, later},
    decryption::{Decrypted, Decryption},
    error::{Disconnect, SubscribeError},
    item::{RawEvent, Signal},
    protocol::{self, Frame, MemberMessage, PresenceSucceeded, SubscriptionCount},
    queue::Sender,
    trace,
};
use crate::{ChannelKind, ChannelName, client::ChannelAuth};

/// Where the outcome of a first subscription goes.
pub(super) type Reply = oneshot::Sender<Result<(), SubscribeError>>;

/// The user info of each present member as JSON, by user id; shared with the stream.
#[derive(Clone, Default)]
pub(super) struct Members(Arc<Mutex<BTreeMap<String, Box<str>>>>);

impl Members {
    pub(super) fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Box<str>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call of the authorizer, which is cancelled when this is dropped.
pub(super) struct AuthorizerCall(pub(super) AbortHandle);

impl Drop for AuthorizerCall {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The progress of a subscription on the present connection. Every phase that waits for another
/// party has a deadline.
enum Phase {
    /// There is no connection, or other authorizations come first.
    Waiting,
    Authorizing {
        _call: AuthorizerCall,
        deadline: Instant,
    },
    /// `pusher:subscribe` waits to be written, which has its own deadline, or was written.
    Requested {
        deadline: Option<Instant>,
    },
    Active,
    /// Subscribed, and another key was requested from the authorizer.
    RequestingKey {
        call: Option<AuthorizerCall>,
        deadline: Option<Instant>,
    },
    /// The last attempt has failed.
    BackingOff {
        until: Instant,
    },
}

/// What a channel needs from the authorizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Nothing,
    Authorization,
    Key,
}

/// The outcome of a failed attempt.
pub(super) enum Failure {
    /// The subscription has ended.
    Final,
    /// It is tried again.
    Retry,
}

/// One subscription.
pub(super) struct Channel {
    /// Distinguishes this subscription from a later one to the same channel.
    pub(super) id: u64,
    pub(super) name: ChannelName,
    queue: Sender<Signal>,
    members: Members,
    settings: Arc<Settings>,
    phase: Phase,
    /// How many attempts have failed since it was last active.
    failures: u32,
    /// Where the outcome of the first attempt goes.
    reply: Option<Reply>,
    decryption: Decryption,
    /// When the subscription is made once more, as its confirmation may be that of an earlier request.
    confirm_again: Option<Instant>,
}

impl Channel {
    pub(super) fn new(
        id: u64,
        name: ChannelName,
        settings: Arc<Settings>,
        (queue, members, reply): (Sender<Signal>, Members, Reply),
    ) -> Self {
        let decryption = Decryption::new(settings.capacity, settings.backoff);
        Channel {
            id,
            name,
            queue,
            members,
            settings,
            phase: Phase::Waiting,
            failures: 0,
            reply: Some(reply),
            decryption,
            confirm_again: None,
        }
    }

    fn kind(&self) -> ChannelKind {
        self.name.kind()
    }

    pub(super) fn is_active(&self) -> bool {
        matches!(self.phase, Phase::Active | Phase::RequestingKey { .. })
    }

    /// Whether the service may have this subscription.
    pub(super) fn is_requested(&self) -> bool {
        self.is_active() || matches!(self.phase, Phase::Requested { .. } | Phase::BackingOff { .. })
    }

    /// Whether no stream was returned yet, but a caller waits for it.
    pub(super) fn is_first_attempt(&self) -> bool {
        self.reply.is_some()
    }

    /// The error of a first attempt that has timed out.
    pub(super) fn overdue(&self, is_connected: bool) -> SubscribeError {
        match self.phase {
            Phase::Waiting | Phase::Authorizing { .. } if is_connected => SubscribeError::AuthorizerTimeout,
            _ => SubscribeError::Timeout,
        }
    }

    pub(super) fn needs(&self) -> Need {
        match self.phase {
            Phase::Waiting if self.kind().is_public() => Need::Nothing,
            Phase::Waiting => Need::Authorization,
            Phase::RequestingKey { call: None, .. } => Need::Key,
            _ => Need::Nothing,
        }
    }

    /// When [`expire`](Channel::expire) is to be called.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let phase = match self.phase {
            Phase::Authorizing { deadline, .. } => Some(deadline),
            Phase::Requested { deadline } | Phase::RequestingKey { deadline, .. } => deadline,
            Phase::BackingOff { until } => Some(until),
            Phase::Waiting | Phase::Active => None,
        };
        phase.into_iter().chain(self.confirm_again).min()
    }

    fn limit(&self, now: Instant) -> Instant {
        later(now, self.settings.subscribe_timeout)
    }

    /// The message that subscribes to a public channel.
    pub(super) fn subscribe_public(&mut self) -> Option<String> {
        let is_due = matches!(self.phase, Phase::Waiting) && self.kind().is_public();
        is_due.then(|| self.request(None))
    }

    fn request(&mut self, auth: Option<&ChannelAuth>) -> String {
        self.phase = Phase::Requested { deadline: None };
        protocol::subscribe(self.name.as_str(), auth)
    }

    /// The authorizer was called.
    pub(super) fn authorizing(&mut self, call: AuthorizerCall, now: Instant) {
        let deadline = self.limit(now);
        self.phase = match self.phase {
            Phase::RequestingKey { .. } => {
                Phase::RequestingKey { call: Some(call), deadline: Some(deadline) }
            }
            _ => Phase::Authorizing { _call: call, deadline },
        };
    }

    /// The outcome of the authorizer: the message that subscribes, if it is for a subscription.
    pub(super) fn authorized(
        &mut self,
        auth: Result<ChannelAuth, SubscribeError>,
        now: Instant,
    ) -> Result<Option<String>, SubscribeError> {
        match self.phase {
            Phase::RequestingKey { .. } => {
                self.phase = Phase::Active;
                let secret = auth.as_ref().map(ChannelAuth::shared_secret);
                let signals = match secret {
                    Ok(secret) => self.decryption.key_received(Ok(secret), now),
                    Err(_) => self.decryption.key_received(auth.map(|_| None), now),
                };
                self.push_all(signals);
                Ok(None)
            }
            Phase::Authorizing { .. } => {
                let auth = auth?;
                if self.kind().is_encrypted() {
                    self.decryption.set_key(auth.shared_secret())?;
                }
                Ok(Some(self.request(Some(&auth))))
            }
            _ => Ok(None),
        }
    }

    /// `pusher:subscribe` was written: the time limit for the service's response begins.
    pub(super) fn written(&mut self, now: Instant) {
        if matches!(self.phase, Phase::Requested { deadline: None }) {
            self.phase = Phase::Requested { deadline: Some(self.limit(now)) };
        }
    }

    /// The deadline has passed. The error is that of a failed attempt.
    pub(super) fn expire(&mut self, now: Instant) -> Result<(), SubscribeError> {
        if self.confirm_again.is_some_and(|at| at <= now) {
            return Err(SubscribeError::UnclearConfirmation);
        }
        match self.phase {
            Phase::Authorizing { .. } => Err(SubscribeError::AuthorizerTimeout),
            Phase::Requested { .. } => Err(SubscribeError::Timeout),
            Phase::RequestingKey { .. } => {
                self.authorized(Err(SubscribeError::AuthorizerTimeout), now).map(drop)
            }
            Phase::BackingOff { .. } => {
                self.phase = Phase::Waiting;
                Ok(())
            }
            Phase::Waiting | Phase::Active => Ok(()),
        }
    }

    /// An attempt has failed. A first attempt is not repeated.
    pub(super) fn failed(&mut self, error: SubscribeError, now: Instant) -> Failure {
        self.release();
        if let Some(reply) = self.reply.take() {
            trace::refused(&self.name, &error);
            let _ = reply.send(Err(error));
            self.queue.finish(None);
            return Failure::Final;
        }
        if !error.is_transient() {
            trace::refused(&self.name, &error);
            self.queue.finish(Some(Signal::Refused(error)));
            return Failure::Final;
        }
        let retry_in = self.settings.backoff.pause(self.failures);
        self.failures = self.failures.saturating_add(1);
        self.phase = Phase::BackingOff { until: later(now, retry_in) };
        trace::subscribe_failed(&self.name, &error, retry_in);
        self.queue.push(Signal::SubscribeFailed { error, retry_in });
        Failure::Retry
    }

    /// The connection has ended and is not opened again.
    pub(super) fn end(&mut self, last: Option<Signal>) {
        self.release();
        if let Some(reply) = self.reply.take() {
            let _ = reply.send(Err(SubscribeError::Closed));
        }
        self.queue.finish(last);
    }

    /// The connection is lost.
    pub(super) fn disconnected(&mut self, lost: &Disconnect) {
        self.release();
        if self.is_active() {
            self.queue.push(Signal::Disconnected(lost.clone()));
        } else if self.is_first_attempt() {
            // Events before the confirmation; the stream begins on the next connection.
            self.queue.clear();
        }
        self.phase = Phase::Waiting;
    }

    /// A message that cannot be read may have been an event of this channel. Events
    /// may come before the subscription is confirmed.
    pub(super) fn unreadable(&self, message: &Arc<str>) {
        if self.is_requested() {
            self.queue.push(Signal::Unreadable(Arc::clone(message)));
        }
    }

    /// One message of the service on this channel. Whether the subscription was confirmed by it.
    pub(super) fn receive(&mut self, frame: Frame, now: Instant) -> bool {
        if matches!(self.phase, Phase::Waiting | Phase::Authorizing { .. }) {
            // of a subscription to the same channel that has just ended
            return false;
        }
        match &*frame.event {
            "pusher_internal:subscription_succeeded" => {
                self.succeeded(frame);
                return true;
            }
            "pusher:cache_miss" => self.queue.push(Signal::CacheMiss),
            "pusher_internal:subscription_count" => match frame.content() {
                Some(SubscriptionCount { subscription_count }) => {
                    self.queue.push(Signal::Count(subscription_count));
                }
                None => self.malformed(frame),
            },
            "pusher_internal:member_added" => match frame.content() {
                Some(message) => self.joined(message),
                None => self.malformed(frame),
            },
            "pusher_internal:member_removed" => match frame.content() {
                Some(MemberMessage { user_id, .. }) => self.left(user_id),
                None => self.malformed(frame),
            },
            _ if frame.is_of_the_protocol() => self.queue.push(Signal::Event(raw(frame))),
            _ => self.event(raw(frame), now),
        }
        false
    }

    /// The service has confirmed the subscription: the first one, or one after a gap.
    fn succeeded(&mut self, frame: Frame) {
        (self.phase, self.failures) = (Phase::Active, 0);
        if let Some(reply) = self.reply.take() {
            trace::subscribed(&self.name);
            let _ = reply.send(Ok(()));
        } else {
            trace::gap(&self.name);
            self.queue.push(Signal::Gap);
        }
        if self.kind().is_presence() {
            match frame.content::<PresenceSucceeded>() {
                Some(content) => *self.members.lock() = content.members(),
                None => self.malformed(frame),
            }
        }
    }

    /// The confirmation that was just received may belong to an earlier request.
    pub(super) fn confirm_again(&mut self, now: Instant) {
        self.confirm_again = Some(later(now, self.settings.subscribe_timeout));
    }

    /// A message of the service that is not valid in the protocol.
    fn malformed(&self, frame: Frame) {
        self.queue.push(Signal::Malformed(raw(frame)));
    }

    fn joined(&self, message: MemberMessage) {
        let id = message.user_id.clone();
        let info = message.into_info();
        self.members.lock().insert(id.clone(), info.clone());
        self.queue.push(Signal::Joined { id, info });
    }

    fn left(&self, id: String) {
        self.members.lock().remove(&id);
        self.queue.push(Signal::Left { id });
    }

    /// An event for the consumer, decrypted on an encrypted channel.
    fn event(&mut self, event: RawEvent, now: Instant) {
        if !self.kind().is_encrypted() {
            return self.queue.push(Signal::Event(event));
        }
        match self.decryption.event(event, now) {
            Decrypted::Ready(signals) => self.push_all(signals),
            Decrypted::RequestKey if matches!(self.phase, Phase::Active) => {
                self.phase = Phase::RequestingKey { call: None, deadline: None };
            }
            // Not subscribed: no key can be requested now, and the next subscription will provide one.
            Decrypted::RequestKey => {
                let signals = self.decryption.release();
                self.push_all(signals);
            }
            Decrypted::Waiting => {}
        }
    }

    /// The subscription has ended, perhaps only until the next connection: passes on the events that waited for a key.
    fn release(&mut self) {
        self.confirm_again = None;
        let signals = self.decryption.release();
        self.push_all(signals);
    }

    fn push_all(&self, signals: Vec<Signal>) {
        for signal in signals {
            self.queue.push(signal);
        }
    }
}

pub(super) fn raw(frame: Frame) -> RawEvent {
    RawEvent { event: frame.event, data: frame.data, user_id: frame.user_id }
}
