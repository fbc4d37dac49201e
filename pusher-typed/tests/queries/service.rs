//! A scripted service: it records the requests, checks their signatures, and returns scripted
//! responses.

use std::{
    collections::VecDeque,
    fmt::Write as _,
    pin::Pin,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::percent_decode_str;
use pusher_typed::{
    Client,
    client::{ClientBuilder, Clock},
    transport::{Method, Request, Response, SendFuture, Transport, TransportError},
};
use sha2::Sha256;

pub const APP: &str = "/apps/102015";
pub const SECRET: &str = "secret";
pub const MASTER_KEY: &str = "OHRXNUZRTG5pUTFzQlFGd3J3N3Q2VFZFc0paZDEweVk=";
const NOW: u64 = 1_427_034_994;

#[derive(Clone, Default)]
pub struct Service(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    requests: Vec<RecordedRequest>,
    responses: VecDeque<Result<Response, TransportError>>,
}

/// A request, without the parts that every request has.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedRequest {
    pub method: &'static str,
    /// The path after `/apps/102015`, as in the URL.
    pub path: String,
    /// The parameters other than those of the signature, as in the URL.
    pub params: String,
    pub signature: String,
    pub body: Option<String>,
}

impl Service {
    /// The builder of a client of this service, with a clock that does not advance.
    pub fn builder(&self) -> ClientBuilder {
        Client::builder("102015", "key", SECRET).transport(self.clone()).clock(Stopped)
    }

    pub fn client(&self) -> Client {
        self.builder().build().expect("a client")
    }

    /// A client that can read encrypted events.
    pub fn decrypting(&self) -> Client {
        self.builder().encryption_master_key_base64(MASTER_KEY).build().expect("a client")
    }

    /// A service with one scripted response.
    pub fn responding(status: u16, body: &str) -> Service {
        let service = Service::default();
        service.respond(Ok(Response::new(status, body.to_owned())));
        service
    }

    pub fn respond(&self, response: Result<Response, TransportError>) {
        self.0.lock().expect("no panic").responses.push_back(response);
    }

    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.0.lock().expect("no panic").requests.clone()
    }

    /// Method, path and parameters of the one request that was made.
    pub fn asked_once(&self) -> (&'static str, String, String) {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:?}");
        let RecordedRequest { method, path, params, .. } = requests.into_iter().next().expect("one request");
        (method, path, params)
    }
}

impl Transport for Service {
    fn send(&self, request: Request) -> SendFuture<'_> {
        let mut state = self.0.lock().expect("no panic");
        state.requests.push(received(&request));
        let response = state.responses.pop_front().expect("a response in the script");
        Box::pin(std::future::ready(response))
    }
}

/// How a server reads a request with a valid signature.
fn received(request: &Request) -> RecordedRequest {
    let url = request.url();
    let (start, query) = url.split_once('?').expect("a query");
    let path = start.strip_prefix("https://api-mt1.pusher.com").expect("the service's host");
    let (signed, signature) = query.split_once("&auth_signature=").expect("a signature at the end");
    let method = if request.method() == Method::Get { "GET" } else { "POST" };
    let plain = percent_decode_str(signed).decode_utf8().expect("UTF-8");
    assert_eq!(signature, hex_hmac(&format!("{method}\n{path}\n{plain}")), "{url}");

    let own = |pair: &&str| !pair.starts_with("auth_") && !pair.starts_with("body_md5=");
    RecordedRequest {
        method,
        path: path.strip_prefix(APP).expect("the app's path").to_owned(),
        params: signed.split('&').filter(own).collect::<Vec<_>>().join("&"),
        signature: signature.to_owned(),
        body: request.body().map(|body| String::from_utf8(body.to_vec()).expect("UTF-8")),
    }
}

fn hex_hmac(text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("a key of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(NOW)
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}
