//! The library's own subscriber, controlled by channel names like pusher-js: every event passes through its type.

mod channels;
mod happening;

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use pusher_typed::{
    ChannelOf, ChannelSet, PresenceChannel,
    subscriber::{ConnectError, Endpoint, Presence, State, Subscriber, SubscriberConfig},
};
use pusher_typed_tests::{Received, Service};
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::{Value, json};
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::JoinHandle,
    time::timeout,
};

use self::{
    channels::{AnyChannel, AnyEvent, Anybody, Typing},
    happening::Happening,
};
use crate::schema::Notice;

const LIMIT: Duration = Duration::from_secs(20);

/// Has the methods of [`PusherJs`](pusher_typed_tests::PusherJs).
pub struct RustSubscriber {
    subscriber: Subscriber,
    socket_id: String,
    /// The tasks that read the streams, by channel; ending one drops its stream.
    reading: HashMap<String, JoinHandle<()>>,
    happenings: UnboundedReceiver<Happening>,
    sender: UnboundedSender<Happening>,
    kept: VecDeque<Received>,
}

fn config(server: &impl Service, key: &str) -> SubscriberConfig {
    SubscriberConfig::new(key)
        .host("127.0.0.1")
        .port(server.port())
        .tls(false)
        .http_client(http(HeaderMap::new()))
        .backoff(Duration::from_millis(50), Duration::from_millis(200))
}

fn http(headers: HeaderMap) -> reqwest::Client {
    reqwest::Client::builder().no_proxy().default_headers(headers).build().expect("an HTTP client")
}

impl RustSubscriber {
    pub async fn connect(server: &impl Service) -> Self {
        Self::start(config(server, server.key())).await
    }

    /// Is authorized by the endpoint like browsers, with the user in a header.
    pub async fn connect_as(server: &impl Service, endpoint: &str, user: &str) -> Self {
        let user = HeaderValue::from_str(user).expect("a name that fits into a header");
        let http = http(HeaderMap::from_iter([("user".parse().expect("a header"), user)]));
        let endpoint = Endpoint::new(http, &format!("{endpoint}/channel"))
            .and_then(|it| it.user_url(&format!("{endpoint}/user")))
            .expect("URLs");
        Self::start(config(server, server.key()).authorizer(endpoint)).await
    }

    pub async fn refused(server: &impl Service, key: &str) -> Value {
        match Subscriber::connect(config(server, key)).await {
            Err(ConnectError::Closed(lost)) => json!({ "error": happening::reason(Some(&lost)) }),
            other => panic!("{other:?}"),
        }
    }

    async fn start(config: SubscriberConfig) -> Self {
        let subscriber = Subscriber::connect(config).await.expect("a connection");
        let State::Connected(id) = subscriber.state() else { panic!("{:?}", subscriber.state()) };
        let (sender, happenings) = unbounded_channel();
        let mut subscriber = RustSubscriber {
            socket_id: id.to_string(),
            reading: HashMap::new(),
            kept: VecDeque::new(),
            subscriber,
            happenings,
            sender,
        };
        subscriber.read_connection();
        subscriber
    }

    fn read_connection(&mut self) {
        let (mut items, sender) = (self.subscriber.connection(), self.sender.clone());
        tokio::spawn(async move {
            while let Some(item) = items.next().await {
                if let Some(happening) = happening::of_connection(item) {
                    let _ = sender.send(happening);
                }
            }
        });
    }

    pub fn socket_id(&self) -> &str {
        &self.socket_id
    }

    pub async fn subscribe(&mut self, channel: &str) -> Value {
        let outcome = self.try_to_subscribe(channel).await;
        outcome.unwrap_or_else(|error| panic!("the subscription to {channel} failed: {error}"))
    }

    pub async fn try_to_subscribe(&mut self, name: &str) -> Result<Value, Value> {
        match AnyChannel::parse(name).unwrap_or_else(|error| panic!("{name}: {error}")) {
            AnyChannel::News(channel) => self.listen(&channel).await,
            AnyChannel::Order(channel) => self.listen(&channel).await,
            AnyChannel::OldOrders(channel) => self.listen(&channel).await,
            AnyChannel::Customer(channel) => self.listen(&channel).await,
            AnyChannel::Unknown(channel) => self.listen(&channel).await,
            AnyChannel::Vault(channel) => self.listen(&channel).await,
            AnyChannel::Price(channel) => self.listen(&channel).await,
            AnyChannel::Offer(channel) => self.listen(&channel).await,
            AnyChannel::Room(channel) => self.join(&channel).await,
            AnyChannel::Lobby(channel) => self.join(&channel).await,
            AnyChannel::Tag(channel) => self.listen(&channel).await,
            AnyChannel::SomeChannel(channel) => self.listen(&channel).await,
            AnyChannel::Another(channel) => self.listen(&channel).await,
        }
    }

    async fn listen(&mut self, channel: &impl ChannelOf<AnyEvent>) -> Result<Value, Value> {
        let subscribed = self.subscriber.subscribe::<AnyEvent>(channel).await;
        let mut events = subscribed.map_err(|error| happening::of_refusal(&error))?;
        let (name, sender) = (events.channel().to_string(), self.sender.clone());
        let task = tokio::spawn(async move {
            while let Some(item) = events.next().await {
                let _ = sender.send(happening::of_channel(Some(events.channel()), item));
            }
        });
        self.reading.insert(name, task);
        Ok(json!({}))
    }

    async fn join<C>(&mut self, channel: &C) -> Result<Value, Value>
    where
        C: PresenceChannel<Member = Anybody> + ChannelOf<AnyEvent> + 'static,
    {
        let joined = self.subscriber.subscribe_presence::<AnyEvent, _>(channel).await;
        let mut room: Presence<C, AnyEvent> = joined.map_err(|error| happening::of_refusal(&error))?;
        let members = room.members();
        let (name, sender) = (room.channel().to_string(), self.sender.clone());
        let task = tokio::spawn(async move {
            while let Some(item) = room.next().await {
                let _ = sender.send(happening::of_room(room.channel(), item));
            }
        });
        self.reading.insert(name, task);
        let infos: HashMap<_, _> = members.iter().map(|it| (it.id.clone(), it.info())).collect();
        Ok(json!({ "count": members.len(), "members": infos }))
    }

    pub fn begin_to_subscribe(&mut self, name: &str) {
        let (subscriber, name) = (self.subscriber.clone(), name.to_owned());
        tokio::spawn(async move {
            match AnyChannel::parse(&name).expect("a channel") {
                AnyChannel::Order(it) => drop(subscriber.subscribe::<AnyEvent>(&it).await),
                AnyChannel::Vault(it) => drop(subscriber.subscribe::<AnyEvent>(&it).await),
                AnyChannel::Room(it) => drop(subscriber.subscribe_presence::<AnyEvent, _>(&it).await),
                AnyChannel::Lobby(it) => drop(subscriber.subscribe_presence::<AnyEvent, _>(&it).await),
                other => panic!("no scenario begins to subscribe to {other:?}"),
            }
        });
    }

    pub fn unsubscribe(&mut self, channel: &str) {
        self.reading.remove(channel).expect("a subscription").abort();
    }

    pub async fn sign_in(&mut self) {
        let mut events = self.subscriber.sign_in::<Notice>().await.expect("a sign-in");
        let sender = self.sender.clone();
        tokio::spawn(async move {
            while let Some(item) = events.next().await {
                let _ = sender.send(happening::of_user(item));
            }
        });
    }

    pub async fn sign_in_refused(&mut self) -> Value {
        self.subscriber.sign_in::<Notice>().await.expect_err("a refusal");
        self.protocol_error().await
    }

    /// Sends a client event, on the channels that the scenarios use for them.
    pub fn trigger(&mut self, channel: &str, event: &str, data: &Value) {
        assert_eq!(event, "client-typing");
        let channel = AnyChannel::parse(channel).expect("a channel");
        let (subscriber, typing) = (self.subscriber.clone(), Typing { data: data.clone() });
        tokio::spawn(async move {
            let sent = match channel {
                AnyChannel::Order(order) => subscriber.send(&order, &typing).await,
                AnyChannel::Room(room) => subscriber.send(&room, &typing).await,
                other => panic!("{other:?} has no client events here"),
            };
            sent.expect("a subscription");
        });
    }

    pub async fn disconnect(&mut self) {
        self.subscriber.close().await;
    }

    pub async fn disconnected(&mut self) -> Value {
        self.wait_for(|happening| match happening {
            Happening::Ended(reason) => Ok(Some(reason)),
            Happening::ProtocolError(_) | Happening::Interruption => Ok(None),
            other => Err(other),
        })
        .await
    }

    pub async fn protocol_error(&mut self) -> Value {
        self.wait_for(|happening| match happening {
            Happening::ProtocolError(error) => Ok(Some(error)),
            other => Err(other),
        })
        .await
    }

    pub async fn next_event(&mut self) -> Received {
        match self.kept.pop_front() {
            Some(event) => event,
            None => self.wait_for(event).await,
        }
    }

    pub async fn next_event_after_errors(&mut self, name: &str) -> Received {
        loop {
            let next = self.wait_for(|happening| match happening {
                Happening::Interruption | Happening::ProtocolError(_) => Ok(None),
                other => event(other),
            });
            let received = next.await;
            if received.event == name {
                return received;
            }
        }
    }

    pub async fn expect_in_any_order(&mut self, mut expected: Vec<Received>) {
        while !expected.is_empty() {
            let event = self.next_event().await;
            match expected.iter().position(|other| *other == event) {
                Some(at) => drop(expected.swap_remove(at)),
                None => panic!("{event:?} is not in {expected:#?}"),
            }
        }
    }

    /// Receives items until `pick` accepts one. Items that it returns must be events, and are kept.
    async fn wait_for<T>(&mut self, pick: impl Fn(Happening) -> Result<Option<T>, Happening>) -> T {
        loop {
            let happening = timeout(LIMIT, self.happenings.recv()).await.expect("something in time");
            match pick(happening.expect("an own sender is kept")) {
                Ok(Some(found)) => return found,
                Ok(None) => {}
                Err(Happening::Event(event)) => self.kept.push_back(event),
                Err(Happening::Mishap(mishap)) => panic!("{mishap}"),
                Err(other) => panic!("{other:?}"),
            }
        }
    }
}

fn event(happening: Happening) -> Result<Option<Received>, Happening> {
    match happening {
        Happening::Event(event) => Ok(Some(event)),
        other => Err(other),
    }
}
