//! The conformance suite: events that this library and others trigger arrive in real clients, through a real server and
//! through the in-process server; requests that a server rejects are typed errors. Every test has its own server.
//!
//! The `scenarios` run four times: with Sockudo and with the in-process server, each with pusher-js and with the
//! library's own subscriber as the receiver. Where Sockudo deviates from the protocol, they expect what `deviations`
//! lists. The tests of `in_process::by_subscriber` without other publishers need no set-up.
//!
//! To prove that an event does *not* arrive, a test sends another one after it and checks which arrives first.
#![expect(unreachable_pub, reason = "schema.rs reads as it would in the application's own crate")]
#![expect(
    clippy::duplicate_mod,
    reason = "one suite, two servers, two receivers: `super::stage` differs each time"
)]

mod cluster;
mod cluster_recovery;
mod deviations;
mod rust_subscriber;
mod schema;
mod stage;
mod web_app;

mod in_process;
mod sockudo;
