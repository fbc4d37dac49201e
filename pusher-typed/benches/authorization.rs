//! Counts the instructions of an authorization, in comparison with a handwritten minimum.
//!
//! Run it with `cargo bench --bench authorization`.
#![allow(missing_docs, unreachable_pub)]

mod callgrind;

use std::{fmt::Write as _, hint::black_box, io, process::ExitCode};

use callgrind::row;
use hmac::{Hmac, KeyInit, Mac};
use pusher_typed::{Channel, Client, PresenceMember, SocketId};
use serde::Serialize;
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
    name: String,
    admin: bool,
}

/// The info of a member, by hand.
#[derive(Serialize)]
struct Info<'m> {
    name: &'m str,
    admin: bool,
}

#[derive(Channel)]
#[pusher(channel = "presence-rooms-<id>", member = Member)]
struct Room {
    id: u64,
}

fn main() -> ExitCode {
    callgrind::main(table, run)
}

/// Prints the counts of all cases.
fn table() -> io::Result<()> {
    println!("instructions per response   size      client       floor   ratio");
    row("private channel", 0, &["private", "private-floor"], 500, "-")?;
    row("presence channel", 50, &["presence", "presence-floor"], 500, "-")
}

/// What is measured: from a socket id, a channel and a member to the JSON of the response.
fn run(case: &str, size: usize, rounds: usize, _: &str) {
    let client =
        Client::builder("1", "key", "secret").tls(cfg!(feature = "rustls")).build().expect("a client");
    let socket: SocketId = "3676772650.5466603437".parse().expect("a socket id");
    let member = Member { id: 271_828, name: "x".repeat(size), admin: true };
    let mut floor = Floor { keyed: Hmac::new_from_slice(b"secret").expect("any key"), ..Floor::default() };
    for _ in 0..rounds {
        match case {
            "private" => {
                let auth = client.authorize(black_box(&socket), &Orders { id: 271_828 }).expect("signed");
                black_box(serde_json::to_string(&auth).expect("JSON"));
            }
            "presence" => {
                let room = Room { id: 271_828 };
                let auth = client.authorize_member(black_box(&socket), &room, &member).expect("signed");
                black_box(serde_json::to_string(&auth).expect("JSON"));
            }
            "private-floor" => floor.private(black_box(socket.as_str()), 271_828),
            "presence-floor" => floor.presence(black_box(socket.as_str()), 271_828, &member),
            other => panic!("no case is called {other}"),
        }
    }
    black_box(&floor.json);
}

/// The least that it can cost: by hand, without any check, with buffers that are used again.
struct Floor {
    keyed: Hmac<Sha256>,
    signed: String,
    data: Vec<u8>,
    json: String,
}

impl Default for Floor {
    fn default() -> Self {
        let keyed = Hmac::new_from_slice(b"").expect("any key");
        Floor { keyed, signed: String::new(), data: Vec::new(), json: String::new() }
    }
}

impl Floor {
    fn sign(&self) -> String {
        let mut mac = self.keyed.clone();
        mac.update(self.signed.as_bytes());
        let mut hex = String::with_capacity(64);
        for byte in mac.finalize().into_bytes() {
            for digit in [byte >> 4, byte & 15] {
                hex.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
            }
        }
        hex
    }

    fn private(&mut self, socket: &str, id: u64) {
        self.signed.clear();
        let _ = write!(self.signed, "{socket}:private-orders-{id}");
        let signature = self.sign();
        self.json.clear();
        let _ = write!(self.json, "{{\"auth\":\"key:{signature}\"}}");
    }

    fn presence(&mut self, socket: &str, id: u64, member: &Member) {
        self.data.clear();
        let _ = io::Write::write_fmt(
            &mut self.data,
            format_args!("{{\"user_id\":\"{}\",\"user_info\":", member.id),
        );
        let info = Info { name: &member.name, admin: member.admin };
        serde_json::to_writer(&mut self.data, &info).expect("JSON");
        self.data.push(b'}');
        let data = std::str::from_utf8(&self.data).expect("JSON is UTF-8");
        self.signed.clear();
        let _ = write!(self.signed, "{socket}:presence-rooms-{id}:{data}");
        let signature = self.sign();
        let escaped = serde_json::to_string(data).expect("JSON");
        self.json.clear();
        let _ = write!(self.json, "{{\"auth\":\"key:{signature}\",\"channel_data\":{escaped}}}");
    }
}
