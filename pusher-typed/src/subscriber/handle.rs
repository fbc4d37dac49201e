//! The handle of a connection.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::{
    sync::{mpsc, oneshot, watch},
    time::timeout,
};

use super::{
    ConnectError, ConnectionItems, Presence, SendError, Sending, SigningIn, State, SubscribeError,
    SubscriberConfig, Subscribing, Subscription,
    command::Command,
    config::Settings,
    driver::Driver,
    frame,
    guard::{Guard, UserGuard},
    link::Link,
    presence::MemberId,
    queue::Queue,
    slot::{Shared, Slot},
};
use crate::{
    Channel, ChannelName, ChannelNameError, ChannelSet, DecodeEvent, EventOn, EventSet, FromClient,
    ParseChannelParam, PresenceChannel,
    channel::ClientEventChannel,
    event::EncodeEvent,
    proof::{Received, check_for_user},
};

/// One connection to the service, on which any number of channels are subscribed to.
///
/// It is served by a task on the runtime that connected it, and closed when
/// this handle, its clones and all of its streams are dropped, or by
/// [`close`](Subscriber::close).
#[derive(Clone)]
pub struct Subscriber {
    settings: Arc<Settings>,
    commands: mpsc::UnboundedSender<Command>,
    state: watch::Receiver<State>,
    next_id: Arc<AtomicU64>,
}

impl Subscriber {
    /// Connects. A first attempt that fails is not repeated; a connection that is lost later is.
    ///
    /// # Errors
    /// When a setting is invalid, the service cannot be reached, or it refuses.
    pub async fn connect(config: SubscriberConfig) -> Result<Subscriber, ConnectError> {
        let settings = Arc::new(config.check()?);
        let link = Link::open(&settings).await?;
        let (commands, received) = mpsc::unbounded_channel();
        let (sender, state) = watch::channel(State::Connected(link.socket_id.clone()));
        tokio::spawn(Driver::new(Arc::clone(&settings), received, sender).run(link));
        Ok(Subscriber { settings, commands, state, next_id: Arc::default() })
    }

    /// Subscribes to a channel, for the events of a type or set.
    ///
    /// # Errors
    /// When the authorizer or the service refuses, or does not answer in time.
    pub fn subscribe<E>(&self, channel: &impl Channel) -> Subscribing<Subscription<E>>
    where
        E: EventSet + for<'d> DecodeEvent<'d>,
    {
        Received::<E, _>::PROVED.on(channel);
        Subscribing::new(self.clone().request(channel.name()), Subscription::new)
    }

    /// Subscribes to a presence channel, for its members as well.
    ///
    /// # Errors
    /// As [`subscribe`](Subscriber::subscribe).
    ///
    /// ```
    /// use pusher_typed::{Channel, Event, PresenceMember, testing::Server};
    /// use pusher_typed::subscriber::{PresenceItem, Subscriber, SubscriberConfig, Trusted};
    /// use serde::{Deserialize, Serialize};
    ///
    /// #[derive(PresenceMember)]
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
    /// let config = SubscriberConfig::of(server.client());
    /// let ada = Subscriber::connect(config.clone().authorizer(ada)).await?;
    /// let bob = Subscriber::connect(config.authorizer(bob)).await?;
    ///
    /// let mut room = ada.subscribe_presence::<Typing, _>(&Room).await?;
    /// let _also = bob.subscribe_presence::<Typing, _>(&Room).await?;
    /// assert!(matches!(room.next().await, Some(PresenceItem::Joined(member)) if member.id == 8));
    /// assert_eq!(room.members().len(), 2);
    ///
    /// bob.send(&Room, &Typing { on: true }).await?;
    /// assert!(matches!(room.next().await, Some(PresenceItem::FromMember { user_id: 8, .. })));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn subscribe_presence<E, C>(&self, channel: &C) -> Subscribing<Presence<C, E>>
    where
        E: EventSet + for<'d> DecodeEvent<'d>,
        C: PresenceChannel,
        MemberId<C>: for<'n> ParseChannelParam<'n>,
    {
        Received::<E, C>::PROVED.on(channel);
        Subscribing::new(self.clone().request(channel.name()), Presence::new)
    }

    async fn request(self, name: Result<ChannelName, ChannelNameError>) -> Result<Guard, SubscribeError> {
        let name = name.map_err(SubscribeError::ChannelName)?;
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let shared = Arc::new(Shared::new(self.settings.capacity));
        let guard =
            Guard { channel: name.clone(), shared: Arc::clone(&shared), id, commands: self.commands.clone() };
        let (reply, answer) = oneshot::channel();
        self.ask(Command::Subscribe(Slot::new(id, name, shared, reply)), answer).await?;
        Ok(guard)
    }

    async fn ask(
        &self,
        command: Command,
        answer: oneshot::Receiver<Result<(), SubscribeError>>,
    ) -> Result<(), SubscribeError> {
        self.commands.send(command).map_err(|_| SubscribeError::Closed)?;
        let answer = timeout(self.settings.subscribe_timeout, answer).await;
        answer.map_err(|_| SubscribeError::Timeout)?.map_err(|_| SubscribeError::Closed)?
    }

    /// Signs the connection in, as the authorizer says, and gives the user's events.
    ///
    /// # Errors
    /// When the authorizer refuses, or the service does not answer in time. A
    /// service that takes the signature for wrong closes the connection.
    pub fn sign_in<E>(&self) -> SigningIn<E>
    where
        E: EventSet + for<'d> DecodeEvent<'d>,
    {
        const { check_for_user(&E::EVENTS) };
        SigningIn::new(self.clone().request_user())
    }

    async fn request_user(self) -> Result<UserGuard, SubscribeError> {
        let shared = Arc::new(Shared::new(self.settings.capacity));
        let guard = UserGuard { shared: Arc::clone(&shared), commands: self.commands.clone() };
        let (reply, answer) = oneshot::channel();
        self.ask(Command::SignIn { shared, reply }, answer).await?;
        Ok(guard)
    }

    /// Sends an event to the other subscribers of a channel that this one is
    /// subscribed to. The service answers nothing unless it complains, which
    /// [`connection`](Subscriber::connection) tells. There are no client events on
    /// encrypted channels: what a member would send, the service would have to be able to read.
    ///
    /// # Errors
    /// When there is no subscription to the channel at the moment.
    pub fn send<C, E>(&self, channel: &C, event: &E) -> Sending
    where
        C: ClientEventChannel,
        E: EventOn<C> + FromClient + serde::Serialize,
    {
        Sending::new(self.clone().send_frame(client_event(channel, event)))
    }

    async fn send_frame(self, event: Result<(ChannelName, String), SendError>) -> Result<(), SendError> {
        let (channel, frame) = event?;
        let (reply, answer) = oneshot::channel();
        let command = Command::Send { channel, frame, reply };
        self.commands.send(command).map_err(|_| SendError::NotSubscribed)?;
        answer.await.map_err(|_| SendError::NotSubscribed)?
    }

    /// Whether there is a connection now.
    pub fn state(&self) -> State {
        self.state.borrow().clone()
    }

    /// What happens to the connection from now on: its states, and the service's complaints.
    pub fn connection(&self) -> ConnectionItems {
        let queue = Arc::new(Queue::new(self.settings.capacity));
        if self.commands.send(Command::Listen(Arc::downgrade(&queue))).is_err() {
            queue.finish(None);
        }
        ConnectionItems(queue)
    }

    /// Ends the connection with the closing handshake, and with it all streams,
    /// which still give the items that they have. Returns when it is done.
    pub async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.commands.send(Command::Close(done)).is_ok() {
            let _ = closed.await;
        }
    }
}

fn client_event<C, E>(channel: &C, event: &E) -> Result<(ChannelName, String), SendError>
where
    C: ChannelSet,
    E: for<'e> EncodeEvent<'e>,
{
    let channel = channel.name().map_err(SendError::ChannelName)?;
    let (name, data) = event.encode_event().map_err(SendError::Payload)?;
    let frame = frame::client_event(channel.as_str(), name, &data);
    Ok((channel, frame))
}

/// Neither the authorizer nor the HTTP client.
impl fmt::Debug for Subscriber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscriber")
            .field("host", &self.settings.url.host_str())
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}
