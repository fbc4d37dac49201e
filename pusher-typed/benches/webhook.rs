//! Counts the instructions of receiving a webhook, in comparison with a handwritten minimum.
//!
//! Run it with `cargo bench --bench webhook`.
#![allow(missing_docs, unreachable_pub)]

mod callgrind;

use std::{
    borrow::Cow,
    fmt::Write as _,
    hint::black_box,
    io,
    process::ExitCode,
    time::{SystemTime, UNIX_EPOCH},
};

use callgrind::row;
use hmac::{Hmac, KeyInit, Mac};
use pusher_typed::{
    Channel, Client, Event, PresenceMember, WebhookEvent,
    webhook::{ClientEvent, Webhook},
};
use serde::Deserialize;
use sha2::Sha256;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct Orders {
    id: u64,
}

#[derive(PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "presence-rooms-<room>", member = Member)]
struct Room {
    room: String,
}

#[derive(Deserialize, Event)]
#[pusher(channel = Room, event = "client-typing")]
struct Typing {
    on: bool,
}

#[derive(WebhookEvent)]
enum Hook {
    #[pusher(channel_occupied)]
    Watched(Orders),
    #[pusher(channel_vacated)]
    Unwatched(Orders),
    #[pusher(member_added)]
    Joined { channel: Room, user_id: u64 },
    #[pusher(member_removed)]
    Left { channel: Room, user_id: u64 },
    #[pusher(client_event)]
    Typing(ClientEvent<Room, Typing>),
    #[pusher(subscription_count)]
    Watching { channel: Orders, subscription_count: u64 },
}

fn main() -> ExitCode {
    callgrind::main(table, run)
}

/// Prints the counts of all cases. A size is a number of events; 13,000 are about 1 MB.
fn table() -> io::Result<()> {
    println!("instructions per webhook  events      client       floor   ratio");
    for (size, rounds) in [(1, 2_000), (100, 100), (13_000, 2)] {
        row("all kinds", size, &["client", "floor"], rounds, "all")?;
    }
    row("channel_occupied", 100, &["client", "floor"], 100, "occupied")?;
    row("client_event", 100, &["client", "floor"], 100, "typing")
}

/// What is measured: from headers and body to values of the application's types.
fn run(case: &str, size: usize, rounds: usize, kind: &str) {
    let body = body(size, kind);
    let keyed: Hmac<Sha256> = Hmac::new_from_slice(b"secret").expect("any key");
    let signature = hex(&keyed.clone().chain_update(&body).finalize().into_bytes());
    let client =
        Client::builder("1", "key", "secret").tls(cfg!(feature = "rustls")).build().expect("a client");
    for _ in 0..rounds {
        match case {
            "client" => {
                let webhook: Webhook<Hook> =
                    client.webhook(black_box("key"), &*signature, black_box(&body)).expect("a webhook");
                assert_eq!((webhook.events.len(), webhook.misfits.len()), (size, 0));
                webhook.events.iter().for_each(consume);
            }
            "floor" => assert_eq!(floor(&keyed, black_box(&signature), black_box(&body)), Some(size)),
            other => panic!("no case is called {other}"),
        }
    }
}

/// Looks at every value, as an application does.
fn consume(event: &Hook) {
    match event {
        Hook::Watched(orders) | Hook::Unwatched(orders) => drop(black_box(orders.id)),
        Hook::Joined { channel, user_id } | Hook::Left { channel, user_id } => {
            black_box((&channel.room, user_id));
        }
        Hook::Typing(typing) => drop(black_box((&typing.channel.room, typing.event.on, &typing.user_id))),
        Hook::Watching { channel, subscription_count } => drop(black_box((channel.id, subscription_count))),
    }
}

/// A body with so many events, a kind after the other or one kind only.
fn body(size: usize, kind: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis();
    let mut body = format!("{{\"time_ms\":{now},\"events\":[");
    for at in 0..size {
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(body, "{comma}{{\"name\":");
        let _ = match (kind, at % 6) {
            ("occupied", _) | ("all", 0) => {
                write!(body, r#""channel_occupied","channel":"private-orders-{at}"}}"#)
            }
            ("typing", _) | ("all", 5) => write!(
                body,
                r#""client_event","channel":"presence-rooms-{at}","event":"client-typing","data":"{{\"on\":true}}","socket_id":"3676772650.5466603437","user_id":"{at}"}}"#
            ),
            (_, 1) => write!(body, r#""channel_vacated","channel":"private-orders-{at}"}}"#),
            (_, 2) => write!(body, r#""member_added","channel":"presence-rooms-{at}","user_id":"{at}"}}"#),
            (_, 3) => write!(body, r#""member_removed","channel":"presence-rooms-{at}","user_id":"{at}"}}"#),
            _ => write!(
                body,
                r#""subscription_count","channel":"private-orders-{at}","subscription_count":{at}}}"#
            ),
        };
    }
    body.push_str("]}");
    body
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The least that it can cost: the signature, then JSON into borrowed text, without any check of it.
fn floor(keyed: &Hmac<Sha256>, signature: &str, body: &str) -> Option<usize> {
    #[derive(Deserialize)]
    struct Body<'b> {
        time_ms: u64,
        #[serde(borrow)]
        events: Vec<Entry<'b>>,
    }

    #[derive(Deserialize)]
    struct Entry<'b> {
        name: &'b str,
        channel: &'b str,
        user_id: Option<&'b str>,
        socket_id: Option<&'b str>,
        event: Option<&'b str>,
        #[serde(borrow)]
        data: Option<Cow<'b, str>>,
        subscription_count: Option<u64>,
    }

    #[derive(Deserialize)]
    struct Typing {
        on: bool,
    }

    let mut mac = [0; 32];
    for (byte, pair) in mac.iter_mut().zip(signature.as_bytes().chunks_exact(2)) {
        let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    keyed.clone().chain_update(body).verify_slice(&mac).ok()?;
    let body: Body<'_> = serde_json::from_slice(body.as_bytes()).ok()?;
    black_box(body.time_ms);
    for entry in &body.events {
        black_box((entry.name, entry.channel, entry.user_id, entry.socket_id));
        black_box((entry.event, entry.subscription_count));
        if let Some(data) = &entry.data {
            black_box(serde_json::from_str::<Typing>(data).ok()?.on);
        }
    }
    Some(body.events.len())
}
