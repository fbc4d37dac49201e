//! A scripted service: it records the requests and returns scripted responses, with a clock that
//! advances only during sleeps.

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use pusher_typed::{
    Channel, Client, Event, PresenceMember,
    client::{ClientBuilder, Clock},
    transport::{Request, Response, SendFuture, Transport, TransportError},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub const SECRET: &str = "the-apps-own-secret";
pub const MASTER_KEY: &str = "OHRXNUZRTG5pUTFzQlFGd3J3N3Q2VFZFc0paZDEweVk=";
/// When the clock starts, in seconds since 1970.
pub const START: u64 = 1_700_000_000;

#[derive(Debug, PartialEq, Channel)]
#[pusher(channel = "news-<topic>")]
pub struct News {
    pub topic: u32,
}

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
pub struct Orders {
    pub id: u64,
}

#[derive(Channel)]
#[pusher(channel = "private-encrypted-letters-<id>")]
pub struct Letters {
    pub id: u64,
}

#[derive(Serialize, PresenceMember)]
pub struct Member {
    #[pusher(user_id)]
    pub id: u64,
}

#[derive(Channel)]
#[pusher(channel = "presence-room-<room>", member = Member)]
pub struct Room {
    pub room: String,
}

/// On any of the channels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = News, channel = Orders, channel = Room, event = "note")]
pub struct Note {
    pub text: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = Letters { id }, event = "letter")]
pub struct Letter {
    pub id: u64,
    pub text: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = Orders { id }, channel = News { topic }, event = "paid")]
pub struct Paid {
    pub id: u64,
    pub topic: u32,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
#[pusher(user, event = "notice")]
pub struct Notice {
    pub text: String,
}

pub fn note(text: &str) -> Note {
    Note { text: text.to_owned() }
}

#[derive(Clone, Default)]
pub struct Service(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    requests: Vec<Request>,
    responses: VecDeque<Result<Response, TransportError>>,
    slept: Vec<Duration>,
}

impl Service {
    /// A builder whose client talks to this service, on its clock.
    pub fn builder(&self) -> ClientBuilder {
        Client::builder("1", "app-key", SECRET).transport(self.clone()).clock(self.clone())
    }

    pub fn client(&self) -> Client {
        self.builder().build().expect("a client")
    }

    /// A client that can encrypt.
    pub fn encrypting(&self) -> Client {
        self.builder().encryption_master_key_base64(MASTER_KEY).build().expect("a client")
    }

    pub fn respond(&self, status: u16, body: &str) {
        self.respond_with(Ok(Response::new(status, body.to_owned())));
    }

    pub fn respond_with(&self, response: Result<Response, TransportError>) {
        self.0.lock().expect("no panic").responses.push_back(response);
    }

    pub fn requests(&self) -> Vec<Request> {
        self.0.lock().expect("no panic").requests.clone()
    }

    /// What was sent, with the path of the endpoint.
    pub fn bodies(&self) -> Vec<(String, Value)> {
        let sent = |request: &Request| {
            let (_, path) = request.endpoint().rsplit_once('/').expect("a path");
            let body = request.body().expect("a body");
            (path.to_owned(), serde_json::from_slice(body).expect("JSON"))
        };
        self.requests().iter().map(sent).collect()
    }

    /// The body of the one request that was made.
    pub fn body(&self) -> Value {
        let bodies = self.bodies();
        assert_eq!(bodies.len(), 1, "{bodies:?}");
        bodies.into_iter().next().expect("one request").1
    }

    pub fn slept(&self) -> Vec<Duration> {
        self.0.lock().expect("no panic").slept.clone()
    }
}

impl Transport for Service {
    fn send(&self, request: Request) -> SendFuture<'_> {
        let mut state = self.0.lock().expect("no panic");
        state.requests.push(request);
        let response = state.responses.pop_front().unwrap_or_else(|| Ok(Response::new(200, "{}")));
        Box::pin(std::future::ready(response))
    }
}

impl Clock for Service {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(START) + self.slept().into_iter().sum::<Duration>()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.lock().expect("no panic").slept.push(duration);
        Box::pin(std::future::ready(()))
    }
}
