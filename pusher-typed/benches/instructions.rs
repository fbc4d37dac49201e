//! Counts the instructions of a trigger, next to a floor that is written by hand.
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

use callgrind::row;
use floor::Floor;
use nowhere::{Nowhere, ready};
use order::OrderPlaced;
use pusher_typed::client::Triggered;

const CHANNEL: &str = "private-orders-271828";
const EVENT: &str = "order-placed";
/// Sizes of payloads in bytes of JSON.
const SIZES: [usize; 3] = [100, 1_000, 9_000];

fn main() -> ExitCode {
    callgrind::main(table, run)
}

/// Prints the counts of all cases.
fn table() -> io::Result<()> {
    println!("instructions per trigger    size      client       floor   ratio");
    for size in SIZES {
        row("before the socket", size, &["client", "floor"], 200, "http://nowhere.invalid")?;
    }
    let origin = serve()?;
    row("through reqwest", 1_000, &["reqwest-client", "reqwest-floor"], 100, &origin)
}

/// What is measured.
fn run(case: &str, size: usize, rounds: usize, origin: &str) {
    let order = OrderPlaced::of_size(size);
    match case {
        "client" => {
            let client = configured(origin).transport(Nowhere).build().expect("a client");
            for _ in 0..rounds {
                ready(client.trigger(black_box(&order)).into_future()).expect("triggered");
            }
        }
        "floor" => {
            let mut floor = Floor::new(origin);
            for _ in 0..rounds {
                floor.request(black_box(CHANNEL), EVENT, black_box(&order));
                black_box((&floor.body, &floor.url));
            }
        }
        "reqwest-client" => {
            let client = configured(origin).build().expect("a client");
            runtime().block_on(async {
                for _ in 0..rounds {
                    let Triggered { .. } = client.trigger(black_box(&order)).await.expect("triggered");
                }
            });
        }
        "reqwest-floor" => {
            let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
            let client = client.referer(false).no_proxy().build().expect("a client");
            let events = format!("{origin}/apps/1/events").parse().expect("a URL");
            let mut floor = Floor::new(origin);
            runtime().block_on(async {
                for _ in 0..rounds {
                    floor.request(CHANNEL, EVENT, black_box(&order));
                    by_hand(&client, &events, &floor).await.expect("sent");
                }
            });
        }
        other => panic!("no case is called {other}"),
    }
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

fn configured(origin: &str) -> pusher_typed::client::ClientBuilder {
    let url = origin.replacen("://", "://key:secret@", 1) + "/apps/1";
    pusher_typed::client::ClientBuilder::from_url(&url).expect("a URL")
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
