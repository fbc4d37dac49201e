//! All subscriptions of a connection: what it receives and what it sends, without I/O.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Weak},
    time::Duration,
};

use tokio::{
    sync::{oneshot, watch},
    task::JoinSet,
    time::timeout,
};

use super::{
    channel::{Channel, Phase, Reply, Shared, raw},
    config::Settings,
    error::{BoxError, Disconnect, SendError, SubscribeError},
    item::{ConnectionItem, Signal, State},
    protocol::{
        self, ErrorMessage, Frame, SignedIn, SubscriptionError, USER_CHANNEL_PREFIX, WatchlistEvents,
    },
    queue::Queue,
    sign_in::{NewStream, SignIn},
};
use crate::{
    ChannelName, SocketId,
    client::{ChannelAuth, UserAuth},
};

/// A request of a handle or a stream.
pub(super) enum Command {
    Subscribe(Channel),
    Unsubscribe { channel: ChannelName, id: u64 },
    SignIn { shared: Arc<Shared>, reply: Reply },
    SignOut(Weak<Shared>),
    Send { channel: ChannelName, frame: String, reply: oneshot::Sender<Result<(), SendError>> },
    Listen(Weak<Queue<ConnectionItem>>),
    Close(oneshot::Sender<()>),
}

/// The outcome of an authorizer, and what it is for.
pub(super) enum Authorized {
    Channel { socket_id: SocketId, channel: String, id: u64, auth: Result<ChannelAuth, BoxError> },
    User { socket_id: SocketId, auth: Result<UserAuth, BoxError> },
}

pub(super) struct Session {
    settings: Arc<Settings>,
    channels: HashMap<String, Channel>,
    user: Option<SignIn>,
    pub(super) authorizing: JoinSet<Authorized>,
    /// The messages to send, in this order.
    pub(super) out: VecDeque<String>,
    /// The present connection.
    socket_id: Option<SocketId>,
    state: watch::Sender<State>,
    listeners: Vec<Weak<Queue<ConnectionItem>>>,
}

impl Session {
    pub(super) fn new(settings: Arc<Settings>, state: watch::Sender<State>) -> Self {
        Session {
            settings,
            channels: HashMap::new(),
            user: None,
            authorizing: JoinSet::new(),
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
        let names: Vec<_> = self.channels.keys().cloned().collect();
        for name in &names {
            self.request_subscription(name);
        }
        self.request_sign_in();
    }

    pub(super) fn disconnected(&mut self, lost: &Disconnect) {
        self.socket_id = None;
        self.out.clear();
        self.authorizing = JoinSet::new();
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
        self.listeners.drain(..).filter_map(|it| it.upgrade()).for_each(|queue| queue.finish(None));
    }

    fn set_state(&mut self, state: State) {
        self.report(&ConnectionItem::State(state.clone()));
        self.state.send_replace(state);
    }

    fn report(&mut self, item: &ConnectionItem) {
        self.listeners.retain(|listener| match listener.upgrade() {
            Some(queue) => {
                queue.push(item.clone());
                true
            }
            None => false,
        });
    }

    /// Reports a message that belongs to no subscription.
    pub(super) fn unrecognized(&mut self, text: String) {
        self.report(&ConnectionItem::Unrecognized(text));
    }

    pub(super) fn command(&mut self, command: Command) {
        match command {
            Command::Subscribe(channel) => self.subscribe(channel),
            Command::Unsubscribe { channel, id } => self.unsubscribe(channel.as_str(), id),
            Command::SignIn { shared, reply } => self.sign_in(SignIn::new(shared, reply)),
            Command::SignOut(stream) => self.sign_out(&stream),
            Command::Send { channel, frame, reply } => {
                let active = self.channels.get(channel.as_str()).is_some_and(|it| it.phase == Phase::Active);
                if active {
                    self.out.push_back(frame);
                }
                let _ = reply.send(if active { Ok(()) } else { Err(SendError::NotSubscribed) });
            }
            Command::Listen(queue) => self.listeners.push(queue),
            Command::Close(_) => {}
        }
    }

    fn subscribe(&mut self, mut channel: Channel) {
        let name = channel.name.to_string();
        if self.channels.contains_key(&name) {
            return channel.failed(SubscribeError::AlreadySubscribed);
        }
        self.channels.insert(name.clone(), channel);
        self.request_subscription(&name);
    }

    fn unsubscribe(&mut self, name: &str, id: u64) {
        if self.channels.get(name).is_some_and(|channel| channel.id == id)
            && let Some(channel) = self.channels.remove(name)
            && channel.phase != Phase::Waiting
        {
            self.out.push_back(protocol::unsubscribe(name));
        }
    }

    /// Subscribes to a channel, after an authorization if it needs one.
    fn request_subscription(&mut self, name: &str) {
        let (Some(socket_id), Some(channel)) = (self.socket_id.clone(), self.channels.get_mut(name)) else {
            return;
        };
        if channel.kind().is_public() {
            channel.phase = Phase::Requested;
            return self.out.push_back(protocol::subscribe(name, None));
        }
        self.authorize(socket_id, name, None);
    }

    /// Asks the authorizer for a subscription, or for another key of one.
    fn authorize(&mut self, socket_id: SocketId, name: &str, limit: Option<Duration>) {
        let Some(channel) = self.channels.get(name) else { return };
        let (id, name) = (channel.id, channel.name.clone());
        let authorizer = Arc::clone(&self.settings.authorizer);
        self.authorizing.spawn(async move {
            let authorizing = authorizer.channel(&socket_id, &name);
            let auth = match limit {
                Some(limit) => {
                    timeout(limit, authorizing).await.unwrap_or_else(|elapsed| Err(elapsed.into()))
                }
                None => authorizing.await,
            };
            Authorized::Channel { socket_id, channel: name.to_string(), id, auth }
        });
    }

    /// Asks for another key if the last message could not be decrypted.
    fn request_key(&mut self, name: &str) {
        let wanted =
            self.channels.get_mut(name).is_some_and(|channel| std::mem::take(&mut channel.wants_key));
        if let Some(socket_id) = self.socket_id.clone().filter(|_| wanted) {
            // Events wait for the key.
            self.authorize(socket_id, name, Some(self.settings.subscribe_timeout));
        }
    }

    /// The outcome of an authorizer; that of an earlier connection is ignored.
    pub(super) fn authorized(&mut self, authorized: Authorized) {
        match authorized {
            Authorized::Channel { socket_id, channel, id, auth }
                if self.socket_id.as_ref() == Some(&socket_id) =>
            {
                self.channel_authorized(&channel, id, auth);
            }
            Authorized::User { socket_id, auth } if self.socket_id.as_ref() == Some(&socket_id) => match auth
            {
                Ok(auth) => self.out.push_back(protocol::sign_in(&auth)),
                Err(error) => self.fail_sign_in(SubscribeError::Unauthorized(error)),
            },
            _ => {}
        }
    }

    fn channel_authorized(&mut self, name: &str, id: u64, auth: Result<ChannelAuth, BoxError>) {
        let Some(channel) = self.channels.get_mut(name).filter(|channel| channel.id == id) else { return };
        if channel.phase != Phase::Waiting {
            return channel.another_key(auth.ok().as_ref().and_then(ChannelAuth::shared_secret));
        }
        match accept(channel, auth) {
            Ok(frame) => self.out.push_back(frame),
            Err(error) => self.refuse(name, error),
        }
    }

    fn refuse(&mut self, name: &str, error: SubscribeError) {
        if let Some(mut channel) = self.channels.remove(name) {
            channel.failed(error);
        }
    }

    /// One message of the service.
    pub(super) fn receive(&mut self, frame: Frame) {
        match (&*frame.event, &frame.channel) {
            ("pusher:ping", _) => self.out.push_back(protocol::pong()),
            ("pusher:pong", _) => {}
            ("pusher:error", _) => {
                let ErrorMessage { code, message } =
                    frame.content().unwrap_or(ErrorMessage { code: None, message: frame.data });
                self.report(&ConnectionItem::Error { code, message });
            }
            ("pusher:signin_success", _) => self.signed_in(&frame),
            ("pusher_internal:watchlist_events", _) => self.watchlist(&frame),
            ("pusher:subscription_error", Some(name)) if self.channels.contains_key(name) => {
                let SubscriptionError { kind, error, status } = SubscriptionError::from_frame(&frame);
                self.refuse(name, SubscribeError::Refused { kind, error, status });
            }
            (_, Some(name)) => match self.channels.get_mut(name) {
                Some(channel) => {
                    let name = name.clone();
                    channel.receive(frame);
                    self.request_key(&name);
                }
                None => self.receive_for_user(frame),
            },
            (_, None) => self.unrecognized(format!("{}: {}", frame.event, frame.data)),
        }
    }

    fn sign_in(&mut self, new: SignIn) {
        match &mut self.user {
            Some(user) => {
                if matches!(user.take_over(new), NewStream::Done) {
                    return;
                }
            }
            None => self.user = Some(new),
        }
        self.request_sign_in();
    }

    /// A stream was dropped.
    fn sign_out(&mut self, stream: &Weak<Shared>) {
        let Some(user) = self.user.as_mut().filter(|user| user.is_of(stream)) else { return };
        user.leave();
        if self.socket_id.is_none() {
            self.user = None;
        }
    }

    fn request_sign_in(&mut self) {
        let (Some(socket_id), Some(_)) = (self.socket_id.clone(), &self.user) else { return };
        let authorizer = Arc::clone(&self.settings.authorizer);
        self.authorizing.spawn(async move {
            let auth = authorizer.user(&socket_id).await;
            Authorized::User { socket_id, auth }
        });
    }

    fn fail_sign_in(&mut self, error: SubscribeError) {
        if let Some(user) = self.user.take() {
            user.failed(error);
        }
    }

    /// The service has accepted the sign-in. The user's events come on a channel of their own.
    fn signed_in(&mut self, frame: &Frame) {
        let id = frame.content::<SignedIn>().and_then(|signed_in| signed_in.user_id());
        let (Some(id), Some(user)) = (id, &mut self.user) else {
            return self.unrecognized(format!("{}: {}", frame.event, frame.data));
        };
        if user.channel.is_some() {
            // a second request, made before the response to the first
            return;
        }
        let channel = format!("{USER_CHANNEL_PREFIX}{id}");
        self.out.push_back(protocol::subscribe(&channel, None));
        user.channel = Some(channel);
    }

    /// A message on a channel that is not subscribed to: the user's, or one that was left.
    fn receive_for_user(&mut self, frame: Frame) {
        let Some(user) = self.user.as_mut().filter(|user| user.channel == frame.channel) else { return };
        match &*frame.event {
            "pusher_internal:subscription_succeeded" => user.succeeded(),
            "pusher:subscription_error" => {
                let SubscriptionError { kind, error, status } = SubscriptionError::from_frame(&frame);
                self.fail_sign_in(SubscribeError::Refused { kind, error, status });
            }
            _ => user.push(Signal::Event(raw(frame))),
        }
    }

    /// Watched users went online or offline.
    fn watchlist(&mut self, frame: &Frame) {
        let (Some(WatchlistEvents { events }), Some(user)) = (frame.content(), &self.user) else {
            return self.unrecognized(format!("{}: {}", frame.event, frame.data));
        };
        for event in events {
            user.push(Signal::Watchlist { online: event.name == "online", ids: event.user_ids });
        }
    }
}

/// The message that subscribes to an authorized channel.
fn accept(channel: &mut Channel, auth: Result<ChannelAuth, BoxError>) -> Result<String, SubscribeError> {
    let auth = auth.map_err(SubscribeError::Unauthorized)?;
    if channel.kind().is_encrypted() {
        channel.set_key(auth.shared_secret())?;
    }
    channel.phase = Phase::Requested;
    Ok(protocol::subscribe(channel.name.as_str(), Some(&auth)))
}
