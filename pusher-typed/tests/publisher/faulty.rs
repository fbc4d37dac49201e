//! A service on a TCP port that fails by a seeded plan, and records what it has delivered.

use std::{
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use serde::Deserialize;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
    time::sleep,
};

use crate::schema::Shipped;

/// The service's reaction to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// Delivers and responds with success, perhaps slowly.
    None,
    Slow,
    /// A response with this status, after the events were delivered or not.
    Status {
        status: u16,
        delivers: bool,
        retry_after: Option<u64>,
    },
    /// No response until the client gives up, although the events were delivered.
    Silence,
    /// The connection is reset.
    Reset {
        delivers: bool,
    },
    /// Bytes that are not a response.
    Garbage {
        delivers: bool,
    },
    /// An incomplete response.
    Torn,
    /// Delivers, and then refuses connections for a while.
    Down,
}

/// The generator `SplitMix64`.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }

    /// About one request in twenty fails.
    fn fault(&mut self) -> Fault {
        let delivers = self.below(2) == 0;
        let status = |status, retry_after| Fault::Status { status, delivers: false, retry_after };
        match self.below(400) {
            0..2 => Fault::Status { status: 500, delivers, retry_after: None },
            2..4 => Fault::Status { status: 503, delivers, retry_after: Some(0) },
            4..7 => status(429, None),
            7 => status(429, Some(u64::from(self.below(20) == 0))),
            8 => status(403, None),
            9..12 => Fault::Reset { delivers },
            12..14 => Fault::Garbage { delivers },
            14..16 => Fault::Torn,
            16..18 => Fault::Slow,
            18..20 => Fault::Down,
            20 if self.below(20) == 0 => Fault::Silence,
            _ => Fault::None,
        }
    }
}

#[derive(Clone)]
pub(crate) struct FaultyService(Arc<Inner>);

struct Inner {
    state: Mutex<State>,
    down: Notify,
}

struct State {
    random: Random,
    /// The number of an event that is always refused.
    poison: u32,
    delivered: Vec<Shipped>,
    faults: usize,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Body {
    Batch { batch: Vec<Item> },
    Event(Item),
}

#[derive(Deserialize)]
struct Item {
    data: String,
}

impl FaultyService {
    /// The service and its port.
    pub(crate) async fn start(seed: u64, poison: u32) -> io::Result<(Self, u16)> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let state = State { random: Random(seed), poison, delivered: Vec::new(), faults: 0 };
        let service = FaultyService(Arc::new(Inner { state: Mutex::new(state), down: Notify::new() }));
        tokio::spawn(service.clone().listen(listener, port));
        Ok((service, port))
    }

    /// What was delivered, in order, and how many requests failed.
    pub(crate) fn delivered(&self) -> (Vec<Shipped>, usize) {
        let state = self.0.state.lock().expect("no panic");
        (state.delivered.clone(), state.faults)
    }

    async fn listen(self, mut listener: TcpListener, port: u16) {
        loop {
            tokio::select! {
                accepted = listener.accept() => {
                    if let Ok((stream, _)) = accepted {
                        tokio::spawn(self.clone().connection(stream));
                    }
                }
                () = self.0.down.notified() => {
                    drop(listener);
                    sleep(Duration::from_millis(5)).await;
                    listener = loop {
                        match TcpListener::bind(("127.0.0.1", port)).await {
                            Ok(listener) => break listener,
                            Err(_) => sleep(Duration::from_millis(1)).await,
                        }
                    };
                }
            }
        }
    }

    async fn connection(self, stream: TcpStream) -> io::Result<()> {
        let mut stream = BufReader::new(stream);
        loop {
            let body = read_request(&mut stream).await?;
            let (fault, status) = self.receive(&body);
            let response = |status: u16, more: &str| {
                format!("HTTP/1.1 {status} Whatever\r\ncontent-length: 2\r\n{more}\r\n{{}}")
            };
            match fault {
                Fault::None => stream.write_all(response(status, "").as_bytes()).await?,
                Fault::Slow => {
                    sleep(Duration::from_millis(20)).await;
                    stream.write_all(response(status, "").as_bytes()).await?;
                }
                Fault::Status { status, retry_after, .. } => {
                    let after = retry_after.map(|seconds| format!("retry-after: {seconds}\r\n"));
                    stream.write_all(response(status, &after.unwrap_or_default()).as_bytes()).await?;
                }
                Fault::Silence => {
                    // The client closes the connection when it gives up.
                    stream.read_u8().await?;
                }
                Fault::Reset { .. } => {
                    stream.get_ref().set_zero_linger()?;
                    return Ok(());
                }
                Fault::Garbage { .. } => {
                    stream.write_all(b"\x16\x03\x01 220 mail.example.com ESMTP\r\n\r\n").await?;
                    return Ok(());
                }
                Fault::Torn => {
                    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{").await?;
                    return Ok(());
                }
                Fault::Down => {
                    stream.write_all(response(status, "connection: close\r\n").as_bytes()).await?;
                    self.0.down.notify_one();
                    return Ok(());
                }
            }
        }
    }

    /// Delivers a request's events as the next fault says. Like Sockudo, it delivers what precedes a refused event.
    fn receive(&self, body: &[u8]) -> (Fault, u16) {
        let items = match serde_json::from_slice(body).expect("a body") {
            Body::Batch { batch } => batch,
            Body::Event(event) => vec![event],
        };
        let mut state = self.0.state.lock().expect("no panic");
        let fault = state.random.fault();
        state.faults += usize::from(fault != Fault::None);
        let delivers = match fault {
            Fault::Status { delivers, .. } | Fault::Reset { delivers } | Fault::Garbage { delivers } => {
                delivers
            }
            Fault::None | Fault::Slow | Fault::Silence | Fault::Torn | Fault::Down => true,
        };
        let mut status = 200;
        for item in items.iter().filter(|_| delivers) {
            let event: Shipped = serde_json::from_str(&item.data).expect("a payload");
            if event.number == state.poison {
                status = 400;
                break;
            }
            state.delivered.push(event);
        }
        (fault, status)
    }
}

/// The body of the next request.
async fn read_request(stream: &mut BufReader<TcpStream>) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or_default()];
    stream.read_exact(&mut body).await?;
    Ok(body)
}
