//! The state of the sign-in on the connection
//! ([user authentication](https://pusher.com/docs/channels/using_channels/user-authentication/)).

use std::{sync::Arc, time::Duration};

use tokio::time::Instant;

use super::{
    channel::{AuthorizerCall, Failure, Reply},
    config::Settings,
    error::{Disconnect, SubscribeError},
    item::Signal,
    pauses::later,
    protocol::{self, USER_CHANNEL_PREFIX},
    queue::Sender,
    trace,
};
use crate::client::UserAuth;

/// The name of the user's channel in traces, because the real name contains the user's id.
const USER: &str = "user";

/// The stream of a sign-in, and where the outcome of its first attempt goes.
pub(super) struct UserStream {
    pub(super) id: u64,
    pub(super) queue: Sender<Signal>,
    pub(super) reply: Option<Reply>,
}

/// The progress on the current connection. Every phase that waits for another party has a deadline.
enum Phase {
    /// There is no connection, or the authorizer was not called yet.
    Waiting,
    Authorizing {
        _call: AuthorizerCall,
        deadline: Instant,
    },
    /// `pusher:signin` is to be written or was written.
    SigningIn {
        deadline: Option<Instant>,
    },
    /// Signed in; the user's channel is being subscribed to.
    Subscribing {
        channel: String,
        deadline: Option<Instant>,
    },
    Active {
        channel: String,
    },
    /// The last attempt has failed.
    BackingOff {
        until: Instant,
    },
}

/// The sign-in of a connection. The protocol has no sign-out: after its stream
/// is dropped, the user stays signed in until the connection ends, and another
/// stream may take the place.
pub(super) struct SignIn {
    stream: Option<UserStream>,
    settings: Arc<Settings>,
    phase: Phase,
    failures: u32,
}

impl SignIn {
    pub(super) fn new(stream: UserStream, settings: Arc<Settings>) -> Self {
        SignIn { stream: Some(stream), settings, phase: Phase::Waiting, failures: 0 }
    }

    pub(super) fn push(&self, signal: Signal) {
        if let Some(stream) = &self.stream {
            stream.queue.push(signal);
        }
    }

    /// Sets the stream, unless there is one.
    pub(super) fn take_over(&mut self, stream: UserStream) {
        if self.stream.is_some() {
            if let Some(reply) = stream.reply {
                let _ = reply.send(Err(SubscribeError::AlreadySubscribed));
            }
            return;
        }
        self.stream = Some(stream);
        match self.phase {
            Phase::Active { .. } => self.confirm(),
            Phase::BackingOff { .. } => self.phase = Phase::Waiting,
            _ => {}
        }
    }

    pub(super) fn is_of(&self, id: u64) -> bool {
        self.stream.as_ref().is_some_and(|stream| stream.id == id)
    }

    /// Whether no stream was returned yet, but a caller waits for it.
    pub(super) fn is_first_attempt(&self) -> bool {
        self.stream.as_ref().is_some_and(|stream| stream.reply.is_some())
    }

    /// The error of a first attempt that has timed out.
    pub(super) fn overdue(&self, is_connected: bool) -> SubscribeError {
        match self.phase {
            Phase::Waiting | Phase::Authorizing { .. } if is_connected => SubscribeError::AuthorizerTimeout,
            _ => SubscribeError::Timeout,
        }
    }

    /// The stream was dropped. Whether the sign-in remains, as the service may have it.
    pub(super) fn leave(&mut self) -> bool {
        self.stream = None;
        !matches!(self.phase, Phase::Waiting | Phase::Authorizing { .. } | Phase::BackingOff { .. })
    }

    pub(super) fn needs_authorization(&self) -> bool {
        matches!(self.phase, Phase::Waiting)
    }

    /// When [`expire`](SignIn::expire) is to be called.
    pub(super) fn deadline(&self) -> Option<Instant> {
        match self.phase {
            Phase::Authorizing { deadline, .. } => Some(deadline),
            Phase::SigningIn { deadline } | Phase::Subscribing { deadline, .. } => deadline,
            Phase::BackingOff { until } => Some(until),
            Phase::Waiting | Phase::Active { .. } => None,
        }
    }

    /// The authorizer was called.
    pub(super) fn authorizing(&mut self, call: AuthorizerCall, now: Instant) {
        self.phase =
            Phase::Authorizing { _call: call, deadline: later(now, self.settings.subscribe_timeout) };
    }

    /// The outcome of the authorizer: the message that signs in.
    pub(super) fn authorized(
        &mut self,
        auth: Result<UserAuth, SubscribeError>,
    ) -> Result<Option<String>, SubscribeError> {
        if !matches!(self.phase, Phase::Authorizing { .. }) {
            return Ok(None);
        }
        let message = protocol::sign_in(&auth?);
        self.phase = Phase::SigningIn { deadline: None };
        Ok(Some(message))
    }

    /// The last message was written: the time limit for the service's response begins.
    pub(super) fn written(&mut self, now: Instant) {
        let limit = later(now, self.settings.subscribe_timeout);
        if let Phase::SigningIn { deadline: deadline @ None }
        | Phase::Subscribing { deadline: deadline @ None, .. } = &mut self.phase
        {
            *deadline = Some(limit);
        }
    }

    /// The service has accepted the sign-in: the message that subscribes to the user's channel.
    pub(super) fn signed_in(&mut self, user_id: &str) -> Option<String> {
        if !matches!(self.phase, Phase::SigningIn { .. } | Phase::BackingOff { .. }) {
            return None;
        }
        let channel = format!("{USER_CHANNEL_PREFIX}{user_id}");
        let message = protocol::subscribe(&channel, None);
        self.phase = Phase::Subscribing { channel, deadline: None };
        Some(message)
    }

    /// The user's channel on the current connection.
    pub(super) fn channel(&self) -> Option<&str> {
        match &self.phase {
            Phase::Subscribing { channel, .. } | Phase::Active { channel } => Some(channel),
            _ => None,
        }
    }

    /// The service has confirmed the subscription to the user's channel.
    pub(super) fn succeeded(&mut self) {
        let Some(channel) = self.channel().map(str::to_owned) else { return };
        (self.phase, self.failures) = (Phase::Active { channel }, 0);
        self.confirm();
    }

    fn confirm(&mut self) {
        if let Some(reply) = self.stream.as_mut().and_then(|stream| stream.reply.take()) {
            trace::subscribed(USER);
            let _ = reply.send(Ok(None));
        } else {
            trace::gap(USER);
            self.push(Signal::Gap);
        }
    }

    /// The deadline has passed. The error is that of a failed attempt.
    pub(super) fn expire(&mut self) -> Result<(), SubscribeError> {
        match self.phase {
            Phase::Authorizing { .. } => Err(SubscribeError::AuthorizerTimeout),
            Phase::SigningIn { .. } | Phase::Subscribing { .. } => Err(SubscribeError::Timeout),
            Phase::BackingOff { .. } => {
                self.phase = Phase::Waiting;
                Ok(())
            }
            Phase::Waiting | Phase::Active { .. } => Ok(()),
        }
    }

    /// An attempt has failed. A first attempt is not repeated.
    pub(super) fn failed(&mut self, error: SubscribeError, now: Instant) -> Failure {
        let Some(stream) = &mut self.stream else { return Failure::Final };
        if let Some(reply) = stream.reply.take() {
            trace::refused(USER, &error);
            let _ = reply.send(Err(error));
            return Failure::Final;
        }
        if !error.is_transient() {
            trace::refused(USER, &error);
            stream.queue.finish(Some(Signal::Refused(error)));
            return Failure::Final;
        }
        let retry_in: Duration = self.settings.backoff.pause(self.failures);
        self.failures = self.failures.saturating_add(1);
        self.phase = Phase::BackingOff { until: later(now, retry_in) };
        trace::subscribe_failed(USER, &error, retry_in);
        stream.queue.push(Signal::SubscribeFailed { error, retry_in });
        Failure::Retry
    }

    /// The connection is lost, and with it the sign-in. Whether it is to be repeated.
    pub(super) fn disconnected(&mut self, lost: &Disconnect) -> bool {
        if matches!(self.phase, Phase::Active { .. }) {
            self.push(Signal::Disconnected(lost.clone()));
        }
        self.phase = Phase::Waiting;
        self.stream.is_some()
    }

    /// There will be no other connection.
    pub(super) fn end(self, lost: Option<Disconnect>) {
        let Some(stream) = self.stream else { return };
        if let Some(reply) = stream.reply {
            let _ = reply.send(Err(SubscribeError::Closed));
        }
        stream.queue.finish(lost.map(Signal::Ended));
    }
}
