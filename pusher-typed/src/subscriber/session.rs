//! All subscriptions of a connection, without I/O: its state, authorizations and deadlines. What it receives is in
//! `received`, the requests of handles and streams are in `commands`, and those for histories in `recoveries`.

use std::{collections::HashMap, sync::Arc};

use tokio::{
    sync::{oneshot, watch},
    time::Instant,
};

use super::{
    abandoned::Abandoned,
    authorizations::{Authorizations, Authorized, Finished},
    channel::{Channel, Failure, Need},
    config::Settings,
    deadlines::Deadlines,
    error::{Disconnect, SendError, SubscribeError},
    histories::Histories,
    item::{ConnectionItem, Signal, State},
    outgoing::{OutgoingMessages, Purpose, Subject},
    protocol,
    queue::Sender,
    sign_in::{SignIn, UserStream},
    trace,
};
use crate::{
    ChannelName, Position, SocketId,
    client::{ChannelAuth, UserAuth},
};

/// A request of a handle or a stream.
pub(super) enum Command {
    Subscribe(Box<Channel>),
    /// The stream was dropped.
    Unsubscribe {
        channel: ChannelName,
        id: u64,
    },
    SignIn(UserStream),
    /// The consumer has taken all items of a stream, after there was no room for an event.
    Drained {
        channel: ChannelName,
        id: u64,
    },
    /// A stream continues from a position, for the time with this number.
    Resume {
        channel: ChannelName,
        id: u64,
        position: Position,
        number: u64,
    },
    /// The user's stream was dropped.
    SignOut {
        id: u64,
    },
    /// The time limit of a first subscription or sign-in has passed.
    GiveUp {
        id: u64,
        channel: Option<ChannelName>,
    },
    Send {
        channel: ChannelName,
        frame: String,
        reply: oneshot::Sender<Result<(), SendError>>,
    },
    Listen(Sender<ConnectionItem>),
    Close(oneshot::Sender<()>),
}

pub(super) struct Session {
    pub(super) settings: Arc<Settings>,
    pub(super) channels: HashMap<Arc<str>, Channel>,
    pub(super) user: Option<SignIn>,
    pub(super) authorizations: Authorizations,
    pub(super) histories: Histories,
    deadlines: Deadlines,
    abandoned: Abandoned,
    /// The messages to send.
    pub(super) out: OutgoingMessages,
    /// The current connection.
    pub(super) socket_id: Option<SocketId>,
    pub(super) state: watch::Sender<State>,
    pub(super) listeners: Vec<Sender<ConnectionItem>>,
}

impl Session {
    pub(super) fn new(settings: Arc<Settings>, state: watch::Sender<State>) -> Self {
        let authorizations = Authorizations::new(Arc::clone(&settings.authorizer));
        Session {
            histories: Histories::new(Arc::clone(&settings)),
            settings,
            channels: HashMap::new(),
            user: None,
            authorizations,
            deadlines: Deadlines::default(),
            abandoned: Abandoned::default(),
            out: OutgoingMessages::default(),
            socket_id: None,
            state,
            listeners: Vec::new(),
        }
    }

    /// There is a new connection: everything is subscribed to again.
    pub(super) fn connected(&mut self, id: &SocketId) {
        trace::connected(id);
        self.socket_id = Some(id.clone());
        self.histories.connected(Instant::now());
        self.set_state(State::Connected(id.clone()));
        let channels: Vec<_> = self.channels.keys().cloned().map(Subject::Channel).collect();
        for subject in std::iter::once(Subject::User).chain(channels) {
            self.proceed(&subject);
        }
    }

    pub(super) fn disconnected(&mut self, lost: &Disconnect) {
        trace::lost(lost);
        self.socket_id = None;
        self.out.clear();
        self.authorizations.clear();
        self.deadlines.clear();
        self.abandoned.clear();
        // Responses that come without a connection are still of use.
        self.histories.request();
        for channel in self.channels.values_mut() {
            channel.disconnected(lost);
        }
        if self.user.as_mut().is_some_and(|user| !user.disconnected(lost)) {
            self.user = None;
        }
        self.set_state(State::Reconnecting(lost.clone()));
    }

    /// An attempt to connect again has failed.
    pub(super) fn attempt_failed(&mut self, by: &Disconnect) {
        trace::attempt_failed(by);
        self.set_state(State::Reconnecting(by.clone()));
    }

    /// There will be no other connection. Only the first reason is reported.
    pub(super) fn end(&mut self, lost: Option<Disconnect>) {
        if matches!(*self.state.borrow(), State::Ended(_)) {
            return;
        }
        trace::ended(lost.as_ref());
        for (_, mut channel) in self.channels.drain() {
            channel.end(lost.clone().map(Signal::Ended));
        }
        if let Some(user) = self.user.take() {
            user.end(lost.clone());
        }
        self.set_state(State::Ended(lost));
        // Dropping the senders ends the streams.
        self.listeners.clear();
    }

    fn set_state(&mut self, state: State) {
        self.report(&ConnectionItem::State(state.clone()));
        self.state.send_replace(state);
    }

    pub(super) fn report(&self, item: &ConnectionItem) {
        for listener in &self.listeners {
            listener.push(item.clone());
        }
    }

    pub(super) fn send(&mut self, text: String, purpose: Purpose) {
        self.out.push(text, purpose);
    }

    /// Unsubscribes on the service's side, which may not have responded to the subscription yet.
    pub(super) fn send_unsubscribe(&mut self, name: &Arc<str>, is_answered: bool) {
        self.send(protocol::unsubscribe(name), Purpose::Control);
        if !is_answered {
            self.abandoned.add(name, Instant::now());
        }
    }

    /// Whether a confirmation may be that of a request that was given up.
    pub(super) fn is_doubtful(&mut self, name: &str, now: Instant) -> bool {
        self.abandoned.take(name, self.settings.subscribe_timeout, now)
    }

    /// A message was written as a whole.
    pub(super) fn written(&mut self, purpose: Purpose, now: Instant) {
        match purpose {
            Purpose::Control | Purpose::Pong => {}
            Purpose::ClientEvent(reply) => drop(reply.send(Ok(()))),
            Purpose::Request(subject) => {
                match &subject {
                    Subject::User => self.user.iter_mut().for_each(|user| user.written(now)),
                    Subject::Channel(name) => {
                        self.channels.get_mut(name).into_iter().for_each(|channel| channel.written(now));
                    }
                }
                self.schedule(&subject);
            }
        }
    }

    /// Starts the next step of a subject, which may be a call of the authorizer.
    pub(super) fn proceed(&mut self, subject: &Subject) {
        if self.socket_id.is_some() {
            let needs_authorizer = match subject {
                Subject::User => self.user.as_ref().is_some_and(SignIn::needs_authorization),
                Subject::Channel(name) => self.proceed_channel(name),
            };
            if needs_authorizer {
                self.authorizations.enqueue(subject.clone());
            }
            self.call_authorizer();
        }
        self.schedule(subject);
    }

    /// Subscribes to a public channel. Whether the channel needs the authorizer.
    fn proceed_channel(&mut self, name: &Arc<str>) -> bool {
        let Some(channel) = self.channels.get_mut(name) else { return false };
        if let Some(message) = channel.subscribe_public() {
            self.send(message, Purpose::Request(Subject::Channel(Arc::clone(name))));
            return false;
        }
        channel.needs() != Need::Nothing
    }

    /// Calls the authorizer for waiting subjects, up to the limit of concurrent calls.
    fn call_authorizer(&mut self) {
        let Some(socket_id) = self.socket_id.clone() else { return };
        while let Some(subject) = self.authorizations.next() {
            self.call_authorizer_for(&subject, socket_id.clone());
        }
    }

    fn call_authorizer_for(&mut self, subject: &Subject, socket_id: SocketId) {
        let now = Instant::now();
        match subject {
            Subject::User => {
                let Some(user) = self.user.as_mut().filter(|user| user.needs_authorization()) else { return };
                user.authorizing(self.authorizations.call_for_user(socket_id), now);
            }
            Subject::Channel(name) => {
                let channel = self.channels.get_mut(name).filter(|it| it.needs() != Need::Nothing);
                let Some(channel) = channel else { return };
                let (id, name) = (channel.id, channel.name.clone());
                channel.authorizing(self.authorizations.call_for_channel(subject, id, socket_id, name), now);
            }
        }
        self.schedule(subject);
    }

    /// A call of the authorizer is over.
    pub(super) fn authorized(&mut self, finished: Finished, now: Instant) {
        match self.authorizations.outcome(finished) {
            Some(Authorized::Channel { name, id, auth }) => self.channel_authorized(&name, id, auth, now),
            Some(Authorized::User(auth)) => self.user_authorized(auth, now),
            None => {}
        }
        self.call_authorizer();
    }

    fn channel_authorized(
        &mut self,
        name: &Arc<str>,
        id: u64,
        auth: Result<ChannelAuth, SubscribeError>,
        now: Instant,
    ) {
        let subject = Subject::Channel(Arc::clone(name));
        let Some(channel) = self.channels.get_mut(name).filter(|channel| channel.id == id) else { return };
        match channel.authorized(auth, now) {
            Ok(Some(message)) => self.send(message, Purpose::Request(subject.clone())),
            Ok(None) => {}
            Err(error) => self.channel_failed(name, error, now),
        }
        self.schedule(&subject);
    }

    fn user_authorized(&mut self, auth: Result<UserAuth, SubscribeError>, now: Instant) {
        let Some(user) = &mut self.user else { return };
        match user.authorized(auth) {
            Ok(Some(message)) => self.send(message, Purpose::Request(Subject::User)),
            Ok(None) => {}
            Err(error) => self.user_failed(error, now),
        }
        self.schedule(&Subject::User);
    }

    /// An attempt to subscribe has failed.
    pub(super) fn channel_failed(&mut self, name: &Arc<str>, error: SubscribeError, now: Instant) {
        let Some(channel) = self.channels.get_mut(name) else { return };
        let (was_requested, is_answered) =
            (channel.is_requested(), !matches!(error, SubscribeError::Timeout));
        if matches!(channel.failed(error, now), Failure::Final) {
            self.channels.remove(name);
        }
        if was_requested {
            // The service may have subscribed the connection after all.
            self.send_unsubscribe(name, is_answered);
        }
        self.schedule(&Subject::Channel(Arc::clone(name)));
    }

    /// An attempt to sign in has failed.
    pub(super) fn user_failed(&mut self, error: SubscribeError, now: Instant) {
        let Some(user) = &mut self.user else { return };
        if matches!(user.failed(error, now), Failure::Final) {
            self.user = None;
        }
        self.schedule(&Subject::User);
    }

    /// Keeps the deadline of a subject up to date.
    pub(super) fn schedule(&mut self, subject: &Subject) {
        if let Subject::Channel(name) = subject {
            self.recover(name);
        }
        let deadline = match subject {
            Subject::User => self.user.as_ref().and_then(SignIn::deadline),
            Subject::Channel(name) => self.channels.get(name).and_then(Channel::deadline),
        };
        self.deadlines.set(subject, deadline);
    }

    /// When [`expire`](Session::expire) is to be called.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        [self.deadlines.next(), self.histories.deadline()].into_iter().flatten().min()
    }

    /// Handles the deadlines that have passed.
    pub(super) fn expire(&mut self, now: Instant) {
        self.histories.expire(now);
        while let Some(subject) = self.deadlines.pop(now) {
            let outcome = match &subject {
                Subject::User => self.user.as_mut().map_or(Ok(()), SignIn::expire),
                Subject::Channel(name) => self.channels.get_mut(name).map_or(Ok(()), |it| it.expire(now)),
            };
            match (outcome, &subject) {
                (Ok(()), _) => self.proceed(&subject),
                (Err(error), Subject::User) => self.user_failed(error, now),
                (Err(error), Subject::Channel(name)) => self.channel_failed(name, error, now),
            }
            self.call_authorizer();
        }
    }
}

/// The runtime was shut down, or the driver panicked: no stream stays pending.
impl Drop for Session {
    fn drop(&mut self) {
        self.end(Some(Disconnect::without_code("the task that serves the connection has ended")));
    }
}
