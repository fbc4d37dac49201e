//! Counts the instructions of a trigger, in comparison with a handwritten minimum.
//!
//! Run it with `cargo bench --bench instructions`.
#![allow(missing_docs, unreachable_pub)]

mod callgrind;
mod floor;
mod nowhere;
mod order;

use std::{
    hint::black_box,
    io::{self, BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::ExitCode,
    sync::Arc,
    thread,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use callgrind::row;
use floor::Floor;
use nowhere::{Nowhere, ready};
use order::{OrderPlaced, SecretOrder, Vault};
use pusher_typed::{
    client::{ClientBuilder, Triggered},
    transport::{Request, SendFuture, Transport, TransportError},
};

const CHANNEL: &str = "private-orders-271828";
const EVENT: &str = "order-placed";
const VAULT: &str = "private-encrypted-orders-271828";
const NOWHERE: &str = "http://nowhere.invalid";
/// Sizes of payloads in bytes of JSON.
const SIZES: [usize; 3] = [100, 1_000, 9_000];

fn main() -> ExitCode {
    callgrind::main(table, run)
}

/// Prints the counts of all cases.
fn table() -> io::Result<()> {
    println!("instructions per trigger    size      client       floor   ratio");
    for size in SIZES {
        row("before the socket", size, &["client", "floor"], 200, NOWHERE)?;
    }
    row("encrypted, before the socket", 1_000, &["encrypted-client", "encrypted-floor"], 200, NOWHERE)?;
    let origin = serve()?;
    row("through reqwest", 1_000, &["reqwest-client", "reqwest-floor"], 100, &origin)?;
    row(
        "encrypted, through reqwest",
        1_000,
        &["secret-reqwest-client", "secret-reqwest-floor"],
        100,
        &origin,
    )?;
    println!("instructions per trigger    size       hosts         url   ratio");
    for [label, hosts] in [["one host", "one-host"], ["two hosts", "two-hosts"]] {
        row(label, 1_000, &[hosts, "client"], 200, NOWHERE)?;
    }
    println!("instructions per `publish`            service down          up   ratio");
    row("publish", 1_000, &["publish-down", "publish-up"], 1_000, NOWHERE)
}

/// What is measured.
fn run(case: &str, size: usize, rounds: usize, origin: &str) {
    let order = OrderPlaced::of_size(size);
    match case {
        "client" => triggered(rounds, configured(origin), &order),
        "one-host" => triggered(rounds, configured(origin).hosts(["nowhere.invalid"]), &order),
        "two-hosts" => {
            let builder = configured(origin).hosts(["nowhere.invalid", "elsewhere.invalid"]);
            triggered(rounds, builder, &order);
        }
        "floor" => {
            let mut floor = Floor::new(origin);
            for _ in 0..rounds {
                floor.request(black_box(CHANNEL), EVENT, black_box(&order));
                black_box((&floor.body, &floor.url));
            }
        }
        "encrypted-client" => {
            let client = configured(origin).transport(Nowhere).build().expect("a client");
            let (vault, order) = secret(order);
            for _ in 0..rounds {
                ready(client.trigger_on(&vault, black_box(&order)).into_future()).expect("triggered");
            }
        }
        "encrypted-floor" => {
            let mut floor = Floor::new(origin);
            for _ in 0..rounds {
                floor.encrypted_request(black_box(VAULT), EVENT, black_box(&order));
                black_box((&floor.body, &floor.url));
            }
        }
        "secret-reqwest-client" => {
            let client = configured(origin).build().expect("a client");
            let (vault, order) = secret(order);
            runtime().block_on(async {
                for _ in 0..rounds {
                    let Triggered { .. } =
                        client.trigger_on(&vault, black_box(&order)).await.expect("triggered");
                }
            });
        }
        "secret-reqwest-floor" => by_hand_through_reqwest(rounds, origin, |floor| {
            floor.encrypted_request(VAULT, EVENT, black_box(&order));
        }),
        "publish-up" => published(rounds, origin, Nowhere, &order),
        "publish-down" => published(rounds, origin, Unreachable, &order),
        "reqwest-client" => {
            let client = configured(origin).build().expect("a client");
            runtime().block_on(async {
                for _ in 0..rounds {
                    let Triggered { .. } = client.trigger(black_box(&order)).await.expect("triggered");
                }
            });
        }
        "reqwest-floor" => by_hand_through_reqwest(rounds, origin, |floor| {
            floor.request(CHANNEL, EVENT, black_box(&order));
        }),
        other => panic!("no case is called {other}"),
    }
}

/// Triggers without a network.
fn triggered(rounds: usize, builder: ClientBuilder, order: &OrderPlaced) {
    let client = builder.transport(Nowhere).build().expect("a client");
    for _ in 0..rounds {
        ready(client.trigger(black_box(order)).into_future()).expect("triggered");
    }
}

/// The order for an encrypted channel.
fn secret(order: OrderPlaced) -> (Vault, SecretOrder) {
    (Vault { customer: order.customer }, SecretOrder { order })
}

/// Makes requests with the floor and sends them with reqwest.
fn by_hand_through_reqwest(rounds: usize, origin: &str, mut make: impl FnMut(&mut Floor)) {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    let client = client.referer(false).no_proxy().build().expect("a client");
    let events = format!("{origin}/apps/1/events").parse().expect("a URL");
    let mut floor = Floor::new(origin);
    runtime().block_on(async {
        for _ in 0..rounds {
            make(&mut floor);
            by_hand(&client, &events, &floor).await.expect("sent");
        }
    });
}

/// A service that cannot be reached.
struct Unreachable;

impl Transport for Unreachable {
    fn send(&self, _: Request) -> SendFuture<'_> {
        Box::pin(async { Err(TransportError::not_sent("nobody listens")) })
    }
}

/// The calls of `publish` alone: the runtime does not run meanwhile, and what waits at the end is not sent.
fn published(rounds: usize, origin: &str, transport: impl Transport, order: &OrderPlaced) {
    let client = configured(origin).transport(transport).build().expect("a client");
    let runtime = runtime();
    let publisher = runtime.block_on(async {
        let publisher = client.publisher().capacity(1 << 20).capacity_bytes(1 << 30).start();
        // The tasks have started, and the first event was sent or has begun an outage.
        publisher.publish(order).expect("accepted");
        while publisher.stats().delivered == 0 && publisher.stats().outage.is_none() {
            tokio::task::yield_now().await;
        }
        publisher
    });
    let _entered = runtime.enter();
    for _ in 0..rounds {
        publisher.publish(black_box(order)).expect("accepted");
    }
    std::process::exit(0);
}

/// Sends what the floor made, with a URL that was parsed before.
async fn by_hand(client: &reqwest::Client, events: &reqwest::Url, floor: &Floor) -> reqwest::Result<()> {
    let mut url = events.clone();
    url.set_query(Some(&floor.query));
    let mut request = reqwest::Request::new(reqwest::Method::POST, url);
    let json = reqwest::header::HeaderValue::from_static("application/json");
    request.headers_mut().insert(reqwest::header::CONTENT_TYPE, json);
    *request.timeout_mut() = Some(std::time::Duration::from_secs(5));
    *request.body_mut() = Some(floor.body.clone().into());
    client.execute(request).await?.error_for_status()?.bytes().await?;
    Ok(())
}

fn configured(origin: &str) -> ClientBuilder {
    let url = origin.replacen("://", "://key:secret@", 1) + "/apps/1";
    let builder = ClientBuilder::from_url(&url).expect("a URL");
    builder.encryption_master_key_base64(STANDARD.encode(floor::MASTER_KEY))
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// A server in this process, which is not counted; gives its origin.
fn serve() -> io::Result<String> {
    let listener = Arc::new(TcpListener::bind("127.0.0.1:0")?);
    let origin = format!("http://{}", listener.local_addr()?);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || respond(stream));
        }
    });
    Ok(origin)
}

/// Responds to every request of a connection with `{}`.
fn respond(stream: TcpStream) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    let mut line = String::new();
    let mut length = 0;
    while reader.read_line(&mut line)? > 0 {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line.trim().is_empty() {
            io::copy(&mut reader.by_ref().take(length), &mut io::sink())?;
            writer.write_all(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
            )?;
        }
        line.clear();
    }
    Ok(())
}
