//! All subscriptions of a connection: what it receives and what it sends, without I/O.

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    sync::Arc,
};

use tokio::{
    sync::{oneshot, watch},
    task::{self, JoinError, JoinSet},
    time::Instant,
};

use super::{
    channel::{AuthorizerCall, Channel, Failure, Need, raw},
    config::Settings,
    error::{AuthorizeError, Disconnect, SendError, SubscribeError},
    item::{ConnectionItem, Signal, State},
    protocol::{
        self, Concerns, ErrorMessage, Frame, SignedIn, SubscriptionError, UnreadableFrame, WatchlistEvents,
    },
    queue::Sender,
    sign_in::{SignIn, UserStream},
};
use crate::{
    ChannelName, SocketId,
    client::{ChannelAuth, UserAuth},
};

/// A request of a handle or a stream.
pub(super) enum Command {
    Subscribe(Box<Channel>),
    Unsubscribe { channel: ChannelName, id: u64 },
    SignIn(UserStream),
    SignOut { id: u64 },
    Send { channel: ChannelName, frame: String, reply: oneshot::Sender<Result<(), SendError>> },
    Listen(Sender<ConnectionItem>),
    Close(oneshot::Sender<()>),
}

/// What a deadline or an authorization is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Subject {
    User,
    Channel(Arc<str>),
}

/// A message to send, and what it is for.
pub(super) struct Outgoing {
    pub(super) text: String,
    pub(super) purpose: Purpose,
}

pub(super) enum Purpose {
    /// Nobody waits for it.
    Control,
    /// The deadline of the subject begins when it is written.
    Request(Subject),
    /// The sender of a client event waits until it is written.
    ClientEvent(oneshot::Sender<Result<(), SendError>>),
}

/// What an authorizer gave.
pub(super) enum Authorized {
    Channel(Result<ChannelAuth, AuthorizeError>),
    User(Result<UserAuth, AuthorizeError>),
}

type Finished = Result<(task::Id, Authorized), JoinError>;

pub(super) struct Session {
    settings: Arc<Settings>,
    channels: HashMap<Arc<str>, Channel>,
    user: Option<SignIn>,
    pub(super) authorizing: JoinSet<Authorized>,
    /// The subjects of the running authorizations; a channel with the id of its subscription.
    calls: HashMap<task::Id, (Subject, u64)>,
    /// Who waits for the authorizer, as it is called only so many times at once.
    waiting: VecDeque<Subject>,
    deadlines: BTreeSet<(Instant, Subject)>,
    scheduled: HashMap<Subject, Instant>,
    /// The messages to send, in this order.
    pub(super) out: VecDeque<Outgoing>,
    /// The present connection.
    socket_id: Option<SocketId>,
    state: watch::Sender<State>,
    listeners: Vec<Sender<ConnectionItem>>,
}

impl Session {
    pub(super) fn new(settings: Arc<Settings>, state: watch::Sender<State>) -> Self {
        Session {
            settings,
            channels: HashMap::new(),
            user: None,
            authorizing: JoinSet::new(),
            calls: HashMap::new(),
            waiting: VecDeque::new(),
            deadlines: BTreeSet::new(),
            scheduled: HashMap::new(),
            out: VecDeque::new(),
            socket_id: None,
            state,
            listeners: Vec::new(),
        }
    }

    /// There is a new connection: everything is subscribed to again.
    pub(super) fn connected(&mut self, id: &SocketId) {
        self.socket_id = Some(id.clone());
        self.set_state(State::Connected(id.clone()));
        let channels: Vec<_> = self.channels.keys().cloned().map(Subject::Channel).collect();
        for subject in std::iter::once(Subject::User).chain(channels) {
            self.proceed(&subject);
        }
    }

    pub(super) fn disconnected(&mut self, lost: &Disconnect) {
        self.socket_id = None;
        for message in self.out.drain(..) {
            if let Purpose::ClientEvent(reply) = message.purpose {
                let _ = reply.send(Err(SendError::Disconnected));
            }
        }
        self.authorizing = JoinSet::new();
        self.calls.clear();
        self.waiting.clear();
        self.deadlines.clear();
        self.scheduled.clear();
        for channel in self.channels.values_mut() {
            channel.disconnected(lost);
        }
        if self.user.as_mut().is_some_and(|user| !user.disconnected(lost)) {
            self.user = None;
        }
        self.set_state(State::Reconnecting(lost.clone()));
    }

    /// There will be no other connection. Only the first reason is reported.
    pub(super) fn end(&mut self, lost: Option<Disconnect>) {
        if matches!(*self.state.borrow(), State::Ended(_)) {
            return;
        }
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

    fn report(&mut self, item: &ConnectionItem) {
        self.listeners.retain(|listener| !listener.is_abandoned());
        for listener in &self.listeners {
            listener.push(item.clone());
        }
    }

    fn send(&mut self, text: String, purpose: Purpose) {
        self.out.push_back(Outgoing { text, purpose });
    }

    /// Sends before everything that waits, as the service waits for it.
    pub(super) fn send_first(&mut self, text: String) {
        self.out.push_front(Outgoing { text, purpose: Purpose::Control });
    }

    /// A message was written as a whole.
    pub(super) fn written(&mut self, purpose: Purpose, now: Instant) {
        match purpose {
            Purpose::Control => {}
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

    pub(super) fn command(&mut self, command: Command) {
        match command {
            Command::Subscribe(channel) => self.subscribe(*channel),
            Command::Unsubscribe { channel, id } => self.unsubscribe(channel.as_str(), id),
            Command::SignIn(stream) => self.sign_in(stream),
            Command::SignOut { id } => self.sign_out(id),
            Command::Send { channel, frame, reply } => {
                if self.channels.get(channel.as_str()).is_some_and(Channel::is_active) {
                    self.send(frame, Purpose::ClientEvent(reply));
                } else {
                    let _ = reply.send(Err(SendError::NotSubscribed));
                }
            }
            Command::Listen(queue) => self.listeners.push(queue),
            Command::Close(_) => {}
        }
    }

    fn subscribe(&mut self, mut channel: Channel) {
        let name: Arc<str> = channel.name.as_str().into();
        if self.channels.contains_key(&name) {
            let _ = channel.failed(SubscribeError::AlreadySubscribed, Instant::now());
            return;
        }
        self.channels.insert(Arc::clone(&name), channel);
        self.proceed(&Subject::Channel(name));
    }

    fn unsubscribe(&mut self, name: &str, id: u64) {
        if self.channels.get(name).is_some_and(|channel| channel.id == id)
            && let Some((name, channel)) = self.channels.remove_entry(name)
        {
            if channel.is_requested() && self.socket_id.is_some() {
                self.send(protocol::unsubscribe(&name), Purpose::Control);
            }
            self.schedule(&Subject::Channel(name));
        }
    }

    fn sign_in(&mut self, stream: UserStream) {
        match &mut self.user {
            Some(user) => user.take_over(stream),
            None => self.user = Some(SignIn::new(stream, Arc::clone(&self.settings))),
        }
        self.proceed(&Subject::User);
    }

    /// A user's stream was dropped.
    fn sign_out(&mut self, id: u64) {
        let Some(user) = self.user.as_mut().filter(|user| user.is_of(id)) else { return };
        user.leave();
        if self.socket_id.is_none() {
            self.user = None;
        }
    }

    /// Takes the next step of a subject, which may be a call of the authorizer.
    fn proceed(&mut self, subject: &Subject) {
        if self.socket_id.is_some() {
            let needs_authorizer = match subject {
                Subject::User => self.user.as_ref().is_some_and(SignIn::needs_authorization),
                Subject::Channel(name) => self.proceed_channel(name),
            };
            if needs_authorizer {
                self.waiting.push_back(subject.clone());
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

    /// Calls the authorizer for those who wait, as often at once as it allows.
    fn call_authorizer(&mut self) {
        let Some(socket_id) = self.socket_id.clone() else { return };
        while self.authorizing.len() < self.settings.authorizer.concurrency().max(1)
            && let Some(subject) = self.waiting.pop_front()
        {
            self.call_authorizer_for(&subject, socket_id.clone());
        }
    }

    fn call_authorizer_for(&mut self, subject: &Subject, socket_id: SocketId) {
        let (authorizer, now) = (Arc::clone(&self.settings.authorizer), Instant::now());
        match subject {
            Subject::User => {
                let Some(user) = self.user.as_mut().filter(|user| user.needs_authorization()) else { return };
                let call = self
                    .authorizing
                    .spawn(async move { Authorized::User(authorizer.user(&socket_id).await) });
                self.calls.insert(call.id(), (subject.clone(), 0));
                user.authorizing(AuthorizerCall(call), now);
            }
            Subject::Channel(name) => {
                let Some(channel) = self.channels.get_mut(name).filter(|it| it.needs() != Need::Nothing)
                else {
                    return;
                };
                let name = channel.name.clone();
                let call = self
                    .authorizing
                    .spawn(async move { Authorized::Channel(authorizer.channel(&socket_id, &name).await) });
                self.calls.insert(call.id(), (subject.clone(), channel.id));
                channel.authorizing(AuthorizerCall(call), now);
            }
        }
        self.schedule(subject);
    }

    /// A call of the authorizer is over.
    pub(super) fn authorized(&mut self, finished: Finished, now: Instant) {
        let task = match &finished {
            Ok((task, _)) => *task,
            Err(error) => error.id(),
        };
        if let Some((subject, id)) = self.calls.remove(&task) {
            match finished {
                Ok((_, Authorized::Channel(auth))) => {
                    self.channel_authorized(&subject, id, auth.map_err(Into::into), now);
                }
                Ok((_, Authorized::User(auth))) => self.user_authorized(auth.map_err(Into::into), now),
                Err(error) if error.is_panic() => {
                    let panicked = || SubscribeError::AuthorizerFailed("the authorizer panicked".into());
                    match subject {
                        Subject::User => self.user_authorized(Err(panicked()), now),
                        Subject::Channel(_) => self.channel_authorized(&subject, id, Err(panicked()), now),
                    }
                }
                Err(_) => {}
            }
        }
        self.call_authorizer();
    }

    fn channel_authorized(
        &mut self,
        subject: &Subject,
        id: u64,
        auth: Result<ChannelAuth, SubscribeError>,
        now: Instant,
    ) {
        let Subject::Channel(name) = subject else { return };
        let Some(channel) = self.channels.get_mut(name).filter(|channel| channel.id == id) else { return };
        match channel.authorized(auth, now) {
            Ok(Some(message)) => self.send(message, Purpose::Request(subject.clone())),
            Ok(None) => {}
            Err(error) => self.channel_failed(name, error, now),
        }
        self.schedule(subject);
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

    fn channel_failed(&mut self, name: &Arc<str>, error: SubscribeError, now: Instant) {
        let Some(channel) = self.channels.get_mut(name) else { return };
        let was_requested = channel.is_requested();
        if matches!(channel.failed(error, now), Failure::Final) {
            self.channels.remove(name);
        }
        if was_requested {
            // The service may have subscribed the connection after all.
            self.send(protocol::unsubscribe(name), Purpose::Control);
        }
        self.schedule(&Subject::Channel(Arc::clone(name)));
    }

    fn user_failed(&mut self, error: SubscribeError, now: Instant) {
        let Some(user) = &mut self.user else { return };
        if matches!(user.failed(error, now), Failure::Final) {
            self.user = None;
        }
        self.schedule(&Subject::User);
    }

    /// Keeps the deadline of a subject up to date.
    fn schedule(&mut self, subject: &Subject) {
        let deadline = match subject {
            Subject::User => self.user.as_ref().and_then(SignIn::deadline),
            Subject::Channel(name) => self.channels.get(name).and_then(Channel::deadline),
        };
        if let Some(old) = self.scheduled.remove(subject) {
            self.deadlines.remove(&(old, subject.clone()));
        }
        if let Some(deadline) = deadline {
            self.deadlines.insert((deadline, subject.clone()));
            self.scheduled.insert(subject.clone(), deadline);
        }
    }

    /// When [`expire`](Session::expire) is to be called.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.deadlines.first().map(|(deadline, _)| *deadline)
    }

    /// Handles the deadlines that have passed.
    pub(super) fn expire(&mut self, now: Instant) {
        while let Some((deadline, subject)) = self.deadlines.first().cloned()
            && deadline <= now
        {
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

    /// One message of the service.
    pub(super) fn receive(&mut self, frame: Frame, now: Instant) {
        match (&*frame.event, &frame.channel) {
            ("pusher:ping", _) => self.send_first(protocol::pong()),
            ("pusher:pong", _) => {}
            ("pusher:error", _) => {
                let ErrorMessage { code, message } =
                    frame.content().unwrap_or(ErrorMessage { code: None, message: frame.data });
                self.report(&ConnectionItem::Error { code, message });
            }
            ("pusher:signin_success", _) => self.signed_in(&frame),
            ("pusher_internal:watchlist_events", _) => self.watchlist(&frame),
            (_, Some(name)) => {
                if let Some((name, _)) = self.channels.get_key_value(&**name) {
                    let name = Arc::clone(name);
                    self.receive_for_channel(&name, frame, now);
                } else {
                    self.receive_for_user(frame, now);
                }
            }
            (_, None) => self.report(&ConnectionItem::Unrecognized(frame.to_text())),
        }
    }

    fn receive_for_channel(&mut self, name: &Arc<str>, frame: Frame, now: Instant) {
        let Some(channel) = self.channels.get_mut(name) else { return };
        if frame.event == "pusher:subscription_error" {
            let SubscriptionError { kind, error, status } = SubscriptionError::from_frame(&frame);
            if channel.is_requested() {
                self.channel_failed(name, SubscribeError::Refused { kind, error, status }, now);
            }
            return;
        }
        if channel.receive(frame, now) || channel.needs() != Need::Nothing {
            self.proceed(&Subject::Channel(Arc::clone(name)));
        }
    }

    /// A message that cannot be read is reported to every stream that it may have been for.
    pub(super) fn unreadable(&mut self, frame: &UnreadableFrame) {
        self.report(&ConnectionItem::Unrecognized(Arc::clone(&frame.text)));
        match &frame.concerns {
            Concerns::Any => {
                self.channels.values().for_each(|channel| channel.unreadable(&frame.text));
                self.user.iter().for_each(|user| user.push(Signal::Unreadable(Arc::clone(&frame.text))));
            }
            Concerns::Channels(names) => {
                for name in names {
                    if let Some(channel) = self.channels.get(&**name) {
                        channel.unreadable(&frame.text);
                    } else if let Some(user) = &self.user
                        && user.channel() == Some(name)
                    {
                        user.push(Signal::Unreadable(Arc::clone(&frame.text)));
                    }
                }
            }
        }
    }

    /// The service has accepted the sign-in. The user's events are sent on a separate channel.
    fn signed_in(&mut self, frame: &Frame) {
        let id = frame.content::<SignedIn>().and_then(|signed_in| signed_in.user_id());
        let (Some(id), Some(user)) = (id, &mut self.user) else {
            return self.report(&ConnectionItem::Unrecognized(frame.to_text()));
        };
        if let Some(message) = user.signed_in(&id) {
            self.send(message, Purpose::Request(Subject::User));
        }
        self.schedule(&Subject::User);
    }

    /// A message on a channel that is not subscribed to: the user's, or one that was left.
    fn receive_for_user(&mut self, frame: Frame, now: Instant) {
        let channel = frame.channel.as_deref();
        let Some(user) = self.user.as_mut().filter(|user| user.channel() == channel) else { return };
        match &*frame.event {
            "pusher_internal:subscription_succeeded" => user.succeeded(),
            "pusher:subscription_error" => {
                let SubscriptionError { kind, error, status } = SubscriptionError::from_frame(&frame);
                self.user_failed(SubscribeError::Refused { kind, error, status }, now);
            }
            _ => user.push(Signal::Event(raw(frame))),
        }
        self.schedule(&Subject::User);
    }

    /// Watched users went online or offline.
    fn watchlist(&mut self, frame: &Frame) {
        let (Some(WatchlistEvents { events }), Some(user)) = (frame.content(), &self.user) else {
            if let Some(user) = &self.user {
                user.push(Signal::Unreadable(frame.to_text()));
            }
            return self.report(&ConnectionItem::Unrecognized(frame.to_text()));
        };
        for event in events {
            user.push(Signal::Watchlist { online: event.name == "online", ids: event.user_ids });
        }
    }
}

/// The runtime was shut down, or the driver panicked: no stream stays pending.
impl Drop for Session {
    fn drop(&mut self) {
        self.end(Some(Disconnect::without_code("the task that serves the connection has ended")));
    }
}
