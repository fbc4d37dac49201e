//! The built-in transport against a tiny server on loopback.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use pusher_typed::{
    Client,
    client::{ClientBuilder, RequestError, RetryPolicy, TriggerError},
    transport::TransportErrorKind,
};
use sha2::Sha256;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use crate::{redaction::everything, service::SECRET};

/// The server's reaction to a request.
enum Reply {
    /// Sends these bytes and waits for the next request.
    Bytes(Vec<u8>),
    /// Sends these bytes and closes the connection.
    Last(Vec<u8>),
    /// Never responds.
    Silence,
}

fn response(status: u16, headers: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n{headers}\r\n{body}", body.len()).into_bytes()
}

fn ok() -> Reply {
    Reply::Bytes(response(200, "", "{}"))
}

#[derive(Default)]
struct Seen {
    connections: usize,
    /// Head and body of each request.
    requests: Vec<(String, String)>,
}

/// A server that sends replies in order, and records the requests.
struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
}

impl Server {
    async fn start(replies: Vec<Reply>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let seen = Arc::<Mutex<Seen>>::default();
        let replies = Arc::new(Mutex::new(VecDeque::from(replies)));
        let state = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                state.lock().expect("no panic").connections += 1;
                tokio::spawn(converse(stream, Arc::clone(&state), Arc::clone(&replies)));
            }
        });
        Server { address, seen }
    }

    fn builder(&self) -> ClientBuilder {
        let SocketAddr::V4(address) = self.address else { panic!("an IPv4 address") };
        Client::builder("1", "app-key", SECRET).host(address.ip().to_string()).port(address.port()).tls(false)
    }

    fn client(&self) -> Client {
        self.builder().build().expect("a client")
    }

    fn connections(&self) -> usize {
        self.seen.lock().expect("no panic").connections
    }

    fn requests(&self) -> Vec<(String, String)> {
        self.seen.lock().expect("no panic").requests.clone()
    }
}

async fn converse(
    stream: TcpStream,
    seen: Arc<Mutex<Seen>>,
    replies: Arc<Mutex<VecDeque<Reply>>>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if stream.read_line(&mut head).await? == 0 {
                return Ok(());
            }
        }
        let length = header(&head, "content-length").and_then(|value| value.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await?;
        let body = String::from_utf8(body).expect("UTF-8");
        seen.lock().expect("no panic").requests.push((head, body));
        let reply = replies.lock().expect("no panic").pop_front().unwrap_or_else(ok);
        match reply {
            Reply::Bytes(bytes) => stream.write_all(&bytes).await?,
            Reply::Last(bytes) => return stream.write_all(&bytes).await,
            Reply::Silence => std::future::pending().await,
        }
    }
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let named = |line: &'h str| line.split_once(": ").filter(|(found, _)| found.eq_ignore_ascii_case(name));
    head.lines().find_map(named).map(|(_, value)| value)
}

async fn send(client: &Client) -> Result<(), TriggerError> {
    let trigger = client.trigger_untyped(["a"], "e", "zażółć \"\n");
    let outcome = tokio::time::timeout(Duration::from_secs(10), trigger.into_future()).await;
    outcome.expect("the client gives up by itself").map(drop)
}

/// The kind of the transport's error.
fn kind(error: &TriggerError) -> TransportErrorKind {
    match error {
        TriggerError::Request(RequestError::Transport(error)) => error.kind(),
        other => panic!("{other:?}"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

#[tokio::test]
async fn the_received_bytes_are_the_signed_bytes() {
    let server = Server::start(vec![]).await;
    send(&server.client()).await.expect("sent");
    let (head, body) = server.requests().remove(0);
    let target = head.lines().next().expect("a request line").strip_prefix("POST ").expect("a POST");
    let (path, query) = target.strip_suffix(" HTTP/1.1").expect("HTTP/1.1").split_once('?').expect("a query");
    let (signed, signature) = query.split_once("&auth_signature=").expect("a signature");
    assert_eq!(path, "/apps/1/events");
    assert!(signed.ends_with(&format!("&body_md5={}", hex(&Md5::digest(&body)))), "{query}");
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any key");
    mac.update(format!("POST\n{path}\n{signed}").as_bytes());
    assert_eq!(signature, hex(&mac.finalize().into_bytes()));
    assert_eq!(header(&head, "content-type"), Some("application/json"));
    assert_eq!(header(&head, "referer"), None);
    assert!(header(&head, "user-agent").is_some_and(|agent| agent.starts_with("pusher-typed/")), "{head}");
}

#[tokio::test]
async fn connections_are_kept() {
    let server = Server::start(vec![]).await;
    let client = server.client();
    for _ in 0..3 {
        send(&client.clone()).await.expect("sent");
    }
    assert_eq!((server.connections(), server.requests().len()), (1, 3));
}

#[tokio::test]
async fn a_connection_that_the_server_closed_meanwhile_is_replaced() {
    let server = Server::start(vec![Reply::Last(response(200, "", "{}"))]).await;
    let client = server.builder().retry(RetryPolicy::never()).build().expect("a client");
    send(&client).await.expect("sent");
    tokio::time::sleep(Duration::from_millis(100)).await;
    send(&client).await.expect("sent on another connection");
    assert_eq!((server.connections(), server.requests().len()), (2, 2));
}

#[tokio::test]
async fn redirects_are_not_followed_so_no_other_server_receives_the_signed_url() {
    let elsewhere = Server::start(vec![]).await;
    for status in [301, 302, 307, 308] {
        let location = format!("location: http://{}/stolen\r\n", elsewhere.address);
        let server = Server::start(vec![Reply::Bytes(response(status, &location, ""))]).await;
        let error = send(&server.client()).await.expect_err("a redirect");
        assert_eq!(error.request().and_then(RequestError::status), Some(status));
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn a_response_without_end_is_cut_off() {
    const MIB: usize = 1024 * 1024;
    let body = |mib: usize| response(200, "", &"x".repeat(mib * MIB));
    let server = Server::start(vec![Reply::Bytes(body(15)), Reply::Bytes(body(17))]).await;
    let client = server.client();
    send(&client).await.expect("15 MiB are read");
    let error = send(&client).await.expect_err("17 MiB are not");
    assert_eq!(kind(&error), TransportErrorKind::Other);
}

#[tokio::test]
async fn a_server_that_does_not_respond_is_given_up_after_the_timeout_and_not_retried() {
    let server = Server::start(vec![Reply::Silence]).await;
    let client = server.builder().timeout(Duration::from_millis(200)).build().expect("a client");
    let start = Instant::now();
    let error = send(&client).await.expect_err("no response");
    assert_eq!(kind(&error), TransportErrorKind::Timeout);
    assert!(start.elapsed() >= Duration::from_millis(200) && start.elapsed() < Duration::from_secs(4));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn the_timeout_covers_the_body_of_the_response() {
    let begun = b"HTTP/1.1 200 X\r\ncontent-length: 9\r\n\r\n{".to_vec();
    let server = Server::start(vec![Reply::Bytes(begun)]).await;
    let client = server.builder().timeout(Duration::from_millis(200)).build().expect("a client");
    assert_eq!(kind(&send(&client).await.expect_err("half a response")), TransportErrorKind::Timeout);
}

#[tokio::test]
async fn a_refused_connection_is_known_not_to_have_sent_anything() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let client = Client::builder("1", "app-key", SECRET).host("127.0.0.1").port(port).tls(false).build();
    let error = send(&client.expect("a client")).await.expect_err("refused");
    assert_eq!(kind(&error), TransportErrorKind::NotSent);
}

#[tokio::test]
async fn a_name_without_address_is_known_not_to_have_sent_anything() {
    let builder = Client::builder("1", "app-key", SECRET).host("nowhere.invalid").tls(false);
    let client = builder.retry(RetryPolicy::never()).build().expect("a client");
    assert_eq!(kind(&send(&client).await.expect_err("no address")), TransportErrorKind::NotSent);
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[tokio::test]
async fn a_failed_tls_handshake_is_known_not_to_have_sent_anything() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"this is no TLS").await;
        }
    });
    let builder = Client::builder("1", "app-key", SECRET).host("127.0.0.1").port(port);
    let client = builder.retry(RetryPolicy::never()).build().expect("a client");
    assert_eq!(kind(&send(&client).await.expect_err("no TLS")), TransportErrorKind::NotSent);
}

#[tokio::test]
async fn a_request_on_a_broken_connection_may_have_arrived_and_is_not_retried() {
    let server = Server::start(vec![Reply::Last(Vec::new())]).await;
    let error = send(&server.client()).await.expect_err("no response");
    assert_eq!(kind(&error), TransportErrorKind::Other);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn retry_after_is_read_in_seconds() {
    let cases = [("7", Some(7)), (" 7 ", Some(7)), ("Fri, 31 Dec 1999 23:59:59 GMT", None), ("-1", None)];
    for (value, expected) in cases {
        let header = format!("retry-after: {value}\r\n");
        let server = Server::start(vec![Reply::Bytes(response(429, &header, "slow down"))]).await;
        let error = send(&server.client()).await.expect_err("too many");
        let asked = error.request().and_then(RequestError::retry_after);
        assert_eq!(asked, expected.map(Duration::from_secs), "{value}");
    }
}

#[tokio::test]
async fn an_http_client_of_ones_own_sends_too() {
    let server = Server::start(vec![]).await;
    let own = reqwest::Client::builder().user_agent("own/1").build().expect("an HTTP client");
    send(&server.builder().http_client(own).build().expect("a client")).await.expect("sent");
    assert_eq!(header(&server.requests()[0].0, "user-agent"), Some("own/1"));
}

#[tokio::test]
async fn a_proxy_gets_the_requests() {
    let proxy = Server::start(vec![]).await;
    let builder = Client::builder("1", "app-key", SECRET).host("nowhere.invalid").tls(false);
    let client = builder.proxy(format!("http://{}", proxy.address)).build().expect("a client");
    send(&client).await.expect("sent");
    assert!(proxy.requests()[0].0.starts_with("POST http://nowhere.invalid/apps/1/events?"));
}

#[tokio::test]
async fn no_error_contains_the_url() {
    let silent = Server::start(vec![Reply::Silence]).await;
    let breaking = Server::start(vec![Reply::Last(b"HTTP/9 what\r\n\r\n".to_vec())]).await;
    let clients = [
        silent.builder().timeout(Duration::from_millis(100)).build(),
        breaking.builder().build(),
        Client::builder("1", "app-key", SECRET).host("127.0.0.1").port(1).tls(false).build(),
    ];
    for client in clients {
        let error = send(&client.expect("a client")).await.expect_err("no response");
        let text = everything(&error);
        for secret in ["auth_", "app-key", SECRET, "/apps/"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

#[tokio::test]
async fn an_idempotency_key_is_a_header_of_every_attempt() {
    let server = Server::start(vec![Reply::Bytes(response(503, "retry-after: 0\r\n", "")), ok(), ok()]).await;
    let policy = RetryPolicy::at_least_once(2).pauses(Duration::ZERO, Duration::ZERO);
    let client = server.builder().retry(policy).build().expect("a client");
    client.trigger_untyped(["a"], "e", &1).idempotent().await.expect("sent");
    client.trigger_untyped(["a"], "e", &1).await.expect("sent");
    let seen = server.seen.lock().expect("no panic");
    let key = |(head, _): &(String, String)| {
        let mut lines = head.lines();
        let line = lines.find(|line| line.to_ascii_lowercase().starts_with("x-idempotency-key:"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let keys: Vec<_> = seen.requests.iter().map(key).collect();
    assert!(keys.len() == 3 && keys[0].is_some() && keys[0] == keys[1] && keys[2].is_none(), "{keys:?}");
}
