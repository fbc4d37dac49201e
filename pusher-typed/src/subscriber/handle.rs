//! The handle of a connection, and the futures of its methods.

use std::{
    fmt,
    future::{Future, ready},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
};

use tokio::{
    sync::{mpsc, oneshot, watch},
    time::timeout,
};
use url::Url;

use super::{
    channel::{Channel as ChannelState, Members, StreamSide},
    config::{Settings, SubscriberConfig},
    driver::Driver,
    error::{ConnectError, SendError, SubscribeError},
    guard::{Guard, Log},
    item::{ConnectionItem, State},
    presence::Presence,
    protocol, queue,
    recovery::Start,
    session::Command,
    sign_in::UserStream,
    stream::{ConnectionItems, Subscription, UserEvents, UserGuard},
    websocket::WebSocket,
};
use crate::{
    Channel, ChannelName, ChannelNameError, ChannelOf, DecodeMember, Position, PresenceChannel,
    ReceiveUserEvent, SendClientEventBy, channel::UnencryptedChannel, proof::check_client_event,
};

/// A connection to the service, with any number of subscriptions.
///
/// It is served by a task on the runtime that connected it. It is closed when this handle, its clones and all of
/// its streams are dropped, or when [`close`](Subscriber::close) is called.
///
/// ```
/// # #[cfg(feature = "testing-server")]
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// use pusher_typed::subscriber::{State, Subscriber, SubscriberConfig};
///
/// # let server = pusher_typed::testing::Server::start().await?;
/// # let client = server.client();
/// let subscriber = Subscriber::connect(SubscriberConfig::from_client(client)).await?;
/// assert!(matches!(subscriber.state(), State::Connected(_)));
///
/// subscriber.close().await;
/// assert_eq!(subscriber.state(), State::Ended(None));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Subscriber {
    settings: Arc<Settings>,
    commands: mpsc::UnboundedSender<Command>,
    state: watch::Receiver<State>,
    next_id: Arc<AtomicU64>,
}

impl Subscriber {
    /// Connects to the service. If this first attempt fails, it is not repeated. A connection that is lost later
    /// is opened again.
    ///
    /// # Errors
    /// Returns an error if a setting is invalid, the service cannot be reached, or it refuses the connection.
    pub async fn connect(config: SubscriberConfig) -> Result<Subscriber, ConnectError> {
        let settings = Arc::new(config.check()?);
        let socket = WebSocket::open(Arc::clone(&settings)).await?;
        let (commands, received) = mpsc::unbounded_channel();
        let (sender, state) = watch::channel(State::Connected(socket.socket_id.clone()));
        tokio::spawn(Driver::new(Arc::clone(&settings), received, sender).run(socket));
        Ok(Subscriber { settings, commands, state, next_id: Arc::default() })
    }

    /// Subscribes to a channel, for the events of a type or set.
    ///
    /// # Errors
    /// Awaiting the result returns an error if the authorizer or the service refuses, or does not respond in time.
    pub fn subscribe<E>(&self, channel: &(impl ChannelOf<E> + ?Sized)) -> Subscribing<Subscription<E>> {
        Subscribing::new(self, channel, Subscription::new)
    }

    /// Subscribes to a presence channel, for its events and its members. The members have the declared type, which
    /// needs `Deserialize` in addition to `PresenceMember`.
    ///
    /// # Errors
    /// Returns the same errors as [`subscribe`](Subscriber::subscribe).
    ///
    /// ```
    /// use pusher_typed::{Channel, Event, PresenceMember, testing::Server};
    /// use pusher_typed::subscriber::{PresenceItem, Subscriber, SubscriberConfig, Trusted};
    /// use serde::{Deserialize, Serialize};
    ///
    /// #[derive(Debug, PartialEq, Deserialize, PresenceMember)]
    /// struct Member { #[pusher(user_id)] id: u64, name: String }
    ///
    /// #[derive(Channel)]
    /// #[pusher(channel = "presence-room", member = Member)]
    /// struct Room;
    ///
    /// #[derive(Debug, Serialize, Deserialize, Event)]
    /// #[pusher(channel = Room, event = "client-typing")]
    /// struct Typing { on: bool }
    ///
    /// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    /// # runtime.block_on(async {
    /// let server = Server::start().await?;
    /// let ada = Trusted::new(server.client()).member(&Member { id: 7, name: "Ada".into() })?;
    /// let bob = Trusted::new(server.client()).member(&Member { id: 8, name: "Bob".into() })?;
    /// let config = SubscriberConfig::from_client(server.client());
    /// let ada = Subscriber::connect(config.clone().authorizer(ada)).await?;
    /// let bob = Subscriber::connect(config.authorizer(bob)).await?;
    ///
    /// let mut room = ada.subscribe_presence::<Typing, _>(&Room).await?;
    /// let _also = bob.subscribe_presence::<Typing, _>(&Room).await?;
    /// assert!(matches!(room.next().await, Some(PresenceItem::Joined(member)) if member.name == "Bob"));
    /// assert_eq!(room.members()[0], Member { id: 7, name: "Ada".into() });
    ///
    /// bob.send(&Room, &Typing { on: true }).await?;
    /// assert!(matches!(room.next().await, Some(PresenceItem::FromMember { user_id: 8, .. })));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn subscribe_presence<E, C>(&self, channel: &C) -> Subscribing<Presence<C, E>>
    where
        C: PresenceChannel<Member: DecodeMember> + ChannelOf<E> + ?Sized,
    {
        Subscribing::new(self, channel, Presence::new)
    }

    async fn request(
        self,
        name: Result<ChannelName, ChannelNameError>,
        start: Option<Start>,
    ) -> Result<Guard, SubscribeError> {
        let name = name.map_err(SubscribeError::ChannelName)?;
        if start.is_some() && self.settings.history.is_none() {
            return Err(SubscribeError::NoHistory);
        }
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let (sender, queue) = queue::bounded(self.settings.capacity);
        let members = Members::default();
        let log = start.is_some().then(Log::default);
        let (channel, commands) = (name.clone(), self.commands.clone());
        let mut guard = Guard { channel, queue, members: members.clone(), id, commands, log };
        let (reply, outcome) = oneshot::channel();
        let stream = StreamSide { queue: sender, members, reply };
        let state = ChannelState::new(id, name, Arc::clone(&self.settings), start, stream);
        let give_up = Command::GiveUp { id, channel: Some(guard.channel.clone()) };
        let position = self.execute(Command::Subscribe(Box::new(state)), give_up, outcome).await?;
        if let Some(log) = &mut guard.log {
            log.position = position;
        }
        Ok(guard)
    }

    /// Waits for the outcome of a command. After the time limit, the driver reports what has timed out.
    async fn execute(
        &self,
        command: Command,
        give_up: Command,
        mut outcome: oneshot::Receiver<Result<Option<Position>, SubscribeError>>,
    ) -> Result<Option<Position>, SubscribeError> {
        self.commands.send(command).map_err(|_| SubscribeError::Closed)?;
        let reply = if let Ok(reply) = timeout(self.settings.subscribe_timeout, &mut outcome).await {
            reply
        } else {
            self.commands.send(give_up).map_err(|_| SubscribeError::Closed)?;
            outcome.await
        };
        reply.map_err(|_| SubscribeError::Closed)?
    }

    /// Signs in as the user that the authorizer authenticates, to receive the user's events.
    ///
    /// # Errors
    /// Awaiting the result returns an error if the authorizer refuses, or the service does not respond in time. A
    /// service that does not accept the signature closes the connection.
    pub fn sign_in<E: ReceiveUserEvent>(&self) -> SigningIn<E> {
        SigningIn::new(self.clone().request_user())
    }

    async fn request_user(self) -> Result<UserGuard, SubscribeError> {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let (sender, queue) = queue::bounded(self.settings.capacity);
        let guard = UserGuard { queue, id, commands: self.commands.clone() };
        let (reply, outcome) = oneshot::channel();
        let sign_in = Command::SignIn(UserStream { id, queue: sender, reply: Some(reply) });
        self.execute(sign_in, Command::GiveUp { id, channel: None }, outcome).await?;
        Ok(guard)
    }

    /// Sends an event to the other subscribers of a channel that this one is
    /// subscribed to.
    ///
    /// `Ok` means that the event was handed to the network completely, on a connection that was subscribed to the
    /// channel. It does not mean that the service has received it: the protocol has no confirmation of client
    /// events, and a connection may be lost unnoticed. If the service refuses the event, for example because of
    /// its rate limit, the error is an item of [`connection`](Subscriber::connection). There are no client events
    /// on encrypted channels, because the service would have to be able to read them.
    ///
    /// # Errors
    /// Returns [`SendError::PayloadTooLarge`] if the payload is larger than the service accepts.
    /// Returns [`SendError::NotSubscribed`] if there is no subscription to the channel at the moment: nothing was
    /// sent. Returns [`SendError::Disconnected`] if the connection was lost or closed before the event was written
    /// completely: it may have been sent. The event is not sent again.
    pub fn send<C, E, D>(&self, channel: &C, event: &E) -> Sending
    where
        C: UnencryptedChannel<Delivery = D>,
        E: SendClientEventBy<C, D> + ?Sized,
    {
        // Proved at the event's declaration, if it has no type parameters.
        const { check_client_event(E::EVENT, &C::PATTERN) };
        let frame = client_event(channel, event, self.settings.payload_limit);
        Sending::new(self.clone().send_frame(frame))
    }

    async fn send_frame(self, event: Result<(ChannelName, String), SendError>) -> Result<(), SendError> {
        let (channel, frame) = event?;
        let (reply, outcome) = oneshot::channel();
        let command = Command::Send { channel, frame, reply };
        self.commands.send(command).map_err(|_| SendError::NotSubscribed)?;
        // The message and its sender are dropped with a connection.
        outcome.await.map_err(|_| SendError::Disconnected)?
    }

    /// The current state of the connection.
    pub fn state(&self) -> State {
        self.state.borrow().clone()
    }

    /// The items of the connection from now on: its current state, each later state, and the service's errors.
    pub fn connection(&self) -> ConnectionItems {
        let (sender, queue) = queue::bounded(self.settings.capacity);
        if let Err(mpsc::error::SendError(Command::Listen(sender))) =
            self.commands.send(Command::Listen(sender))
        {
            // The connection has ended. Dropping the sender ends the stream.
            sender.push(ConnectionItem::State(self.state()));
        }
        ConnectionItems::new(queue)
    }

    /// Closes the connection, and ends all streams after the items that they already contain. Returns when it is
    /// closed.
    pub async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.commands.send(Command::Close(done)).is_ok() {
            let _ = closed.await;
        }
    }
}

fn client_event<C, E, D>(channel: &C, event: &E, limit: usize) -> Result<(ChannelName, String), SendError>
where
    C: Channel<Delivery = D>,
    E: SendClientEventBy<C, D> + ?Sized,
{
    let channel = channel.name().map_err(SendError::ChannelName)?;
    let data = serde_json::to_string(event.data()).map_err(SendError::Payload)?;
    let size = data.len();
    if size > limit {
        return Err(SendError::PayloadTooLarge { size, limit });
    }
    let frame = protocol::client_event(channel.as_str(), E::EVENT, &data);
    Ok((channel, frame))
}

/// Shows neither the authorizer nor the HTTP client.
impl fmt::Debug for Subscriber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscriber")
            .field("host", &self.settings.hosts.current().and_then(Url::host_str))
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}

type Work<T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;

/// The future of [`Subscriber::subscribe`] and [`Subscriber::subscribe_presence`].
///
/// It is a separate type so that an unsatisfied bound is reported once, at the call, and not again
/// at each use of the future.
#[must_use = "nothing is subscribed to until this is awaited"]
pub struct Subscribing<S> {
    subscriber: Subscriber,
    name: Result<ChannelName, ChannelNameError>,
    is_recoverable: bool,
    work: Work<Guard, SubscribeError>,
    stream: fn(Guard) -> S,
}

impl<S> Subscribing<S> {
    fn new<C: Channel + ?Sized>(subscriber: &Subscriber, channel: &C, stream: fn(Guard) -> S) -> Self {
        let (name, is_recoverable) = (channel.name(), C::RECOVERABLE);
        let start = is_recoverable.then_some(Start::Now);
        let work = Box::pin(subscriber.clone().request(name.clone(), start));
        Subscribing { subscriber: subscriber.clone(), name, is_recoverable, work, stream }
    }

    /// On a recoverable channel, begins with the event after this position instead of the next one that is published.
    ///
    /// If that event is no longer available, the first item of the stream is [`Item::Reset`](super::Item::Reset). On
    /// a channel that is not recoverable, awaiting the result returns [`SubscribeError::NotRecoverable`].
    pub fn after(mut self, position: Position) -> Self {
        self.work = if self.is_recoverable {
            let start = Some(Start::After(position));
            Box::pin(self.subscriber.clone().request(self.name.clone(), start))
        } else {
            Box::pin(ready(Err(SubscribeError::NotRecoverable)))
        };
        self
    }
}

impl<S> Future for Subscribing<S> {
    type Output = Result<S, SubscribeError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.work.as_mut().poll(context).map_ok(self.stream)
    }
}

/// The future of [`Subscriber::sign_in`].
#[must_use = "nothing is signed in until this is awaited"]
pub struct SigningIn<E> {
    work: Work<UserGuard, SubscribeError>,
    stream: fn(UserGuard) -> UserEvents<E>,
}

impl<E> SigningIn<E> {
    fn new(work: impl Future<Output = Result<UserGuard, SubscribeError>> + Send + 'static) -> Self {
        SigningIn { work: Box::pin(work), stream: UserEvents::new }
    }
}

impl<E> Future for SigningIn<E> {
    type Output = Result<UserEvents<E>, SubscribeError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.work.as_mut().poll(context).map_ok(self.stream)
    }
}

/// The future of [`Subscriber::send`].
#[must_use = "nothing is sent until this is awaited"]
pub struct Sending {
    work: Work<(), SendError>,
}

impl Sending {
    fn new(work: impl Future<Output = Result<(), SendError>> + Send + 'static) -> Self {
        Sending { work: Box::pin(work) }
    }
}

impl Future for Sending {
    type Output = Result<(), SendError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.work.as_mut().poll(context)
    }
}

impl<S> fmt::Debug for Subscribing<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscribing").finish_non_exhaustive()
    }
}

impl<E> fmt::Debug for SigningIn<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningIn").finish_non_exhaustive()
    }
}

impl fmt::Debug for Sending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").finish_non_exhaustive()
    }
}
