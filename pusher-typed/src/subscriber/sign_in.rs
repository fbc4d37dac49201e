//! The state of the sign-in on the connection
//! ([user authentication](https://pusher.com/docs/channels/using_channels/user-authentication/)).

use std::sync::{Arc, Weak};

use super::{
    channel::{Reply, Shared},
    error::{Disconnect, SubscribeError},
    item::Signal,
};

/// The sign-in of a connection. The protocol has no sign-out: after its stream
/// is dropped, the user stays signed in until the connection ends, and another
/// stream may take the place.
pub(super) struct SignIn {
    stream: Option<Arc<Shared>>,
    reply: Option<Reply>,
    /// The user's channel on the present connection.
    pub(super) channel: Option<String>,
    /// Whether that channel is subscribed to.
    active: bool,
}

/// What is to be done about a new stream.
pub(super) enum NewStream {
    /// Sign in.
    SignIn,
    /// Nothing: the user is signed in, or there is a stream already.
    Done,
}

impl SignIn {
    pub(super) fn new(stream: Arc<Shared>, reply: Reply) -> Self {
        SignIn { stream: Some(stream), reply: Some(reply), channel: None, active: false }
    }

    pub(super) fn push(&self, signal: Signal) {
        if let Some(stream) = &self.stream {
            stream.queue.push(signal);
        }
    }

    /// Gives the sign-in to the stream of another, unless it has one.
    pub(super) fn take_over(&mut self, new: SignIn) -> NewStream {
        if self.stream.is_some() {
            new.failed(SubscribeError::AlreadySubscribed);
            return NewStream::Done;
        }
        (self.stream, self.reply) = (new.stream, new.reply);
        if !self.active {
            return NewStream::SignIn;
        }
        self.succeeded();
        NewStream::Done
    }

    pub(super) fn is_of(&self, stream: &Weak<Shared>) -> bool {
        self.stream.as_ref().is_some_and(|own| Arc::as_ptr(own) == stream.as_ptr())
    }

    /// The stream was dropped.
    pub(super) fn leave(&mut self) {
        (self.stream, self.reply) = (None, None);
    }

    /// The connection is lost, and with it the sign-in. Whether it is to be repeated.
    pub(super) fn disconnected(&mut self, lost: &Disconnect) -> bool {
        (self.channel, self.active) = (None, false);
        if self.reply.is_none() {
            self.push(Signal::Disconnected(lost.clone()));
        }
        self.stream.is_some()
    }

    /// The user's channel is subscribed to: the first time, for another stream, or again after a gap.
    pub(super) fn succeeded(&mut self) {
        self.active = true;
        match self.reply.take() {
            Some(reply) => drop(reply.send(Ok(()))),
            None => self.push(Signal::Gap),
        }
    }

    /// The authorizer or the service has refused.
    pub(super) fn failed(mut self, error: SubscribeError) {
        match self.reply.take() {
            Some(reply) => drop(reply.send(Err(error))),
            None => self.finish(SubscribeError::Closed, Some(Signal::Refused(error))),
        }
    }

    /// There will be no other connection.
    pub(super) fn end(self, lost: Option<Disconnect>) {
        self.finish(SubscribeError::Closed, lost.map(Signal::Ended));
    }

    fn finish(mut self, error: SubscribeError, last: Option<Signal>) {
        match (self.reply.take(), self.stream) {
            (Some(reply), _) => drop(reply.send(Err(error))),
            (None, Some(stream)) => stream.queue.finish(last),
            (None, None) => {}
        }
    }
}
