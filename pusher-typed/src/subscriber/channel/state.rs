//! The state of one subscription on the connection.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::{sync::oneshot, time::Instant};

use super::{
    phase::{AuthorizerCall, Phase},
    recovering::Recovering,
};
use crate::{
    ChannelKind, ChannelName, Position,
    client::ChannelAuth,
    subscriber::{
        config::Settings,
        decryption::Decryption,
        error::{Disconnect, SubscribeError},
        item::Signal,
        pauses::later,
        protocol,
        queue::Sender,
        recovery::Start,
        trace,
    },
};

/// Where the outcome of a first subscription goes: the position after which events follow, on a recoverable channel.
pub(in crate::subscriber) type Reply = oneshot::Sender<Result<Option<Position>, SubscribeError>>;

/// The user info of each present member as JSON, by user id; shared with the stream.
#[derive(Clone, Default)]
pub(in crate::subscriber) struct Members(Arc<Mutex<BTreeMap<String, Box<str>>>>);

impl Members {
    pub(in crate::subscriber) fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Box<str>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a channel needs from the authorizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::subscriber) enum Need {
    Nothing,
    Authorization,
    Key,
}

/// The outcome of a failed attempt.
pub(in crate::subscriber) enum Failure {
    /// The subscription has ended.
    Final,
    /// It is tried again.
    Retry,
}

/// One subscription.
pub(in crate::subscriber) struct Channel {
    /// Distinguishes this subscription from a later one to the same channel.
    pub(in crate::subscriber) id: u64,
    pub(in crate::subscriber) name: ChannelName,
    pub(super) queue: Sender<Signal>,
    pub(super) members: Members,
    pub(super) settings: Arc<Settings>,
    pub(super) phase: Phase,
    /// How many attempts have failed since it was last active.
    pub(super) failures: u32,
    /// Where the outcome of the first attempt goes.
    pub(super) reply: Option<Reply>,
    pub(super) decryption: Decryption,
    /// When the subscription is made once more, as its confirmation may be that of an earlier request.
    pub(super) confirm_again: Option<Instant>,
    /// On a recoverable channel.
    pub(super) recovering: Option<Box<Recovering>>,
}

/// The stream's side of a subscription.
pub(in crate::subscriber) struct StreamSide {
    pub(in crate::subscriber) queue: Sender<Signal>,
    pub(in crate::subscriber) members: Members,
    pub(in crate::subscriber) reply: Reply,
}

impl Channel {
    pub(in crate::subscriber) fn new(
        id: u64,
        name: ChannelName,
        settings: Arc<Settings>,
        start: Option<Start>,
        StreamSide { queue, members, reply }: StreamSide,
    ) -> Self {
        let decryption = Decryption::new(settings.capacity, settings.backoff);
        let recovering = start.map(|start| Box::new(Recovering::new(start, settings.backoff)));
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
            recovering,
        }
    }

    pub(super) fn kind(&self) -> ChannelKind {
        self.name.kind()
    }

    pub(in crate::subscriber) fn is_active(&self) -> bool {
        matches!(self.phase, Phase::Active | Phase::RequestingKey { .. })
    }

    /// Whether the service may have this subscription.
    pub(in crate::subscriber) fn is_requested(&self) -> bool {
        self.is_active() || matches!(self.phase, Phase::Requested { .. } | Phase::BackingOff { .. })
    }

    /// Whether no stream was returned yet, but a caller waits for it.
    pub(in crate::subscriber) fn is_first_attempt(&self) -> bool {
        self.reply.is_some()
    }

    /// The error of a first attempt that has timed out.
    pub(in crate::subscriber) fn overdue(&self, is_connected: bool) -> SubscribeError {
        match self.phase {
            Phase::Waiting | Phase::Authorizing { .. } if is_connected => SubscribeError::AuthorizerTimeout,
            // Without a recovery, the confirmation would have been the outcome.
            Phase::Active | Phase::RequestingKey { .. } => SubscribeError::HistoryTimeout,
            _ => SubscribeError::Timeout,
        }
    }

    pub(in crate::subscriber) fn needs(&self) -> Need {
        match self.phase {
            Phase::Waiting if self.kind().is_public() => Need::Nothing,
            Phase::Waiting => Need::Authorization,
            Phase::RequestingKey { call: None, .. } => Need::Key,
            _ => Need::Nothing,
        }
    }

    /// When [`expire`](Channel::expire) is to be called.
    pub(in crate::subscriber) fn deadline(&self) -> Option<Instant> {
        let recovering = self.recovering.as_ref().and_then(|recovering| recovering.deadline());
        [self.phase.deadline(), self.confirm_again, recovering].into_iter().flatten().min()
    }

    fn limit(&self, now: Instant) -> Instant {
        later(now, self.settings.subscribe_timeout)
    }

    /// The message that subscribes to a public channel.
    pub(in crate::subscriber) fn subscribe_public(&mut self) -> Option<String> {
        let is_due = matches!(self.phase, Phase::Waiting) && self.kind().is_public();
        is_due.then(|| self.request(None))
    }

    fn request(&mut self, auth: Option<&ChannelAuth>) -> String {
        self.phase = Phase::Requested { deadline: None };
        protocol::subscribe(self.name.as_str(), auth)
    }

    /// The authorizer was called.
    pub(in crate::subscriber) fn authorizing(&mut self, call: AuthorizerCall, now: Instant) {
        let deadline = self.limit(now);
        self.phase = match self.phase {
            Phase::RequestingKey { .. } => {
                Phase::RequestingKey { call: Some(call), deadline: Some(deadline) }
            }
            _ => Phase::Authorizing { _call: call, deadline },
        };
    }

    /// The outcome of the authorizer: the message that subscribes, if it is for a subscription.
    pub(in crate::subscriber) fn authorized(
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
    pub(in crate::subscriber) fn written(&mut self, now: Instant) {
        if matches!(self.phase, Phase::Requested { deadline: None }) {
            self.phase = Phase::Requested { deadline: Some(self.limit(now)) };
        }
    }

    /// The deadline has passed. The error is that of a failed attempt.
    pub(in crate::subscriber) fn expire(&mut self, now: Instant) -> Result<(), SubscribeError> {
        if self.confirm_again.is_some_and(|at| at <= now) {
            return Err(SubscribeError::UnclearConfirmation);
        }
        if self.phase.deadline().is_none_or(|deadline| deadline > now) {
            return Ok(());
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
    pub(in crate::subscriber) fn failed(&mut self, error: SubscribeError, now: Instant) -> Failure {
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
        self.disconnect_recovery();
        let retry_in = self.settings.backoff.pause(self.failures);
        self.failures = self.failures.saturating_add(1);
        self.phase = Phase::BackingOff { until: later(now, retry_in) };
        trace::subscribe_failed(&self.name, &error, retry_in);
        self.queue.push(Signal::SubscribeFailed { error, retry_in });
        Failure::Retry
    }

    /// The connection has ended and is not opened again.
    pub(in crate::subscriber) fn end(&mut self, last: Option<Signal>) {
        self.release();
        if let Some(reply) = self.reply.take() {
            let _ = reply.send(Err(SubscribeError::Closed));
        }
        self.queue.finish(last);
    }

    /// The connection is lost.
    pub(in crate::subscriber) fn disconnected(&mut self, lost: &Disconnect) {
        self.release();
        self.disconnect_recovery();
        if self.is_active() && !self.is_first_attempt() {
            self.queue.push(Signal::Disconnected(lost.clone()));
        } else if self.is_first_attempt() && self.recovering.is_none() {
            // Events before the confirmation; the stream begins on the next connection.
            self.queue.clear();
        }
        self.phase = Phase::Waiting;
    }

    pub(super) fn subscribed_again(&self) {
        if self.recovering.is_some() {
            trace::resubscribed(&self.name);
            self.queue.push(Signal::Resubscribed);
        } else {
            trace::gap(&self.name);
            self.queue.push(Signal::Gap);
        }
    }

    /// The first attempt has succeeded.
    pub(super) fn begin(&mut self) {
        if let Some(reply) = self.reply.take() {
            trace::subscribed(&self.name);
            let start = self.recovering.as_ref().and_then(|recovering| recovering.start());
            let _ = reply.send(Ok(start.cloned()));
        }
    }

    /// The confirmation that was just received may belong to an earlier request.
    pub(in crate::subscriber) fn confirm_again(&mut self, now: Instant) {
        self.confirm_again = Some(later(now, self.settings.subscribe_timeout));
    }
}
