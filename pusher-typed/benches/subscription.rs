//! Counts the instructions of receiving an event on a recoverable channel, next to the same channel without it, and the
//! bytes of a message.
//!
//! Run it with `cargo bench --bench subscription`.
#![allow(missing_docs, unreachable_pub)]

mod callgrind;

use std::{future::ready, hint::black_box, io, process::ExitCode};

use callgrind::row;
use pusher_typed::{
    Channel, ChannelOf, Event,
    history::{ChannelHistory, HistoryPage, HistoryQuery, attach_position, detach_position},
    subscriber::{History, Item, ReadingHistory, Subscriber, SubscriberConfig},
};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};

/// Sizes of payloads in bytes of JSON.
const SIZES: [usize; 3] = [100, 1_000, 9_000];

#[derive(Channel)]
#[pusher(channel = "feed")]
struct Feed;

#[derive(Channel)]
#[pusher(channel = "ledg", recoverable)]
struct Ledger;

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = Feed, channel = Ledger, event = "order-placed")]
struct OrderPlaced {
    customer: u64,
    express: bool,
    note: String,
}

/// A payload of this size.
fn payload(size: usize) -> String {
    let json = |note: String| {
        let order = OrderPlaced { customer: 271_828, express: true, note };
        serde_json::to_string(&order).expect("JSON")
    };
    let shortest = json(String::new()).len();
    json("x".repeat(size - shortest))
}

fn main() -> ExitCode {
    callgrind::main(table, run)
}

fn table() -> io::Result<()> {
    println!("instructions per event      size recoverable       other   ratio");
    for size in SIZES {
        row("received by a stream", size, &["recoverable", "other"], 400, "")?;
        row("decoded alone", size, &["decode-recoverable", "decode-other"], 400, "")?;
    }
    println!("bytes of a message          size recoverable       other   ratio");
    for size in SIZES {
        let data = payload(size);
        let [with, without] = [positioned(&data, 271_828), data].map(|data| message("feed", &data).len());
        let thousandths = with * 1000 / without;
        let (whole, part) = (thousandths / 1000, thousandths % 1000);
        println!("{:<24} {size:>7} {with:>11} {without:>11} {whole:>3}.{part:03}", "");
    }
    Ok(())
}

/// What is measured.
fn run(case: &str, size: usize, rounds: usize, _: &str) {
    let data = payload(size);
    match case {
        // Both messages are written in both cases, so that writing costs the same.
        "recoverable" => receive(&Ledger, rounds, |number| both(&data, number).0),
        "other" => receive(&Feed, rounds, |number| both(&data, number).1),
        "decode-recoverable" => {
            let data = positioned(&data, 271_828);
            for _ in 0..rounds {
                let (position, data) = detach_position(black_box(&data)).expect("a position");
                black_box((position, serde_json::from_str::<OrderPlaced>(&data).expect("an order")));
            }
        }
        "decode-other" => {
            for _ in 0..rounds {
                black_box(serde_json::from_str::<OrderPlaced>(black_box(&data)).expect("an order"));
            }
        }
        other => panic!("no case is called {other}"),
    }
}

fn positioned(data: &str, offset: u64) -> String {
    let position = format!("k3v9x2m1.{offset}").parse().expect("a position");
    attach_position(data, &position).expect("an object")
}

/// The messages on the recoverable channel and on the other one.
fn both(data: &str, number: u64) -> (String, String) {
    black_box((message("ledg", &positioned(data, number)), message("feed", data)))
}

/// A message of the service.
fn message(channel: &str, data: &str) -> String {
    let data = serde_json::to_string(data).expect("JSON");
    format!(r#"{{"event":"order-placed","channel":"{channel}","data":{data}}}"#)
}

/// A history without events.
struct Empty;

impl History for Empty {
    fn read(&self, query: HistoryQuery) -> ReadingHistory<'_> {
        let last = "k3v9x2m1.0".parse().expect("a position");
        let history = ChannelHistory::Events { last, events: Vec::new() };
        let channels = query.channels.into_keys().map(|name| (name, history.clone())).collect();
        Box::pin(ready(Ok(HistoryPage { channels })))
    }
}

/// Receives the messages with the numbers from 1, one after the other.
fn receive<C: ChannelOf<OrderPlaced>>(channel: &C, rounds: usize, message: impl Fn(u64) -> String) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let (client, mut service) = duplex(1 << 20);
        let client = std::sync::Mutex::new(Some(client));
        let config = SubscriberConfig::new("key").tls(false).history(Empty).connect_with(move || {
            let client = client.lock().expect("no panic").take();
            ready(client.ok_or_else(|| "one connection is enough".into()))
        });
        let greeting = r#"{"event":"pusher:connection_established","data":"{\"socket_id\":\"1.1\"}"}"#;
        send(&mut service, greeting).await;
        let subscriber = Subscriber::connect(config).await.expect("a connection");
        let (orders, ()) =
            tokio::join!(subscriber.subscribe::<OrderPlaced>(channel), confirm(&mut service, channel));
        let mut orders = orders.expect("a subscription");
        for number in 1..=rounds as u64 {
            send(&mut service, &message(number)).await;
            let Some(Item::Event(order)) = orders.next().await else { panic!("no event") };
            black_box(order);
        }
    });
}

async fn confirm(service: &mut DuplexStream, channel: &impl Channel) {
    let read = service.read(&mut [0; 1024]).await.expect("a request");
    assert!(read > 0);
    let name = channel.name().expect("a name");
    send(service, &format!(r#"{{"event":"pusher_internal:subscription_succeeded","channel":"{name}"}}"#))
        .await;
}

/// One frame with text, as a server writes it.
async fn send(service: &mut DuplexStream, text: &str) {
    let mut frame = vec![0x81];
    match u16::try_from(text.len()).expect("a short text") {
        length @ ..126 => frame.push(u8::try_from(length).expect("less than 126")),
        length => {
            frame.push(126);
            frame.extend(length.to_be_bytes());
        }
    }
    frame.extend(text.as_bytes());
    service.write_all(&frame).await.expect("an open connection");
}
