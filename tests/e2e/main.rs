//! The conformance suite: what is triggered through the library, and by the libraries of others, arrives in real
//! clients by way of a real server and of the library's own, and what a server refuses comes back as a typed error.
//! Every test has a server of its own.
//!
//! The `scenarios` are run four times: against Sockudo and against the in-process server, each with pusher-js and with
//! the library's own subscriber as the listener. Where Sockudo deviates from the protocol, they expect what `deviations`
//! names. The tests of `in_process::by_subscriber` that drive no publishers need no set-up.
//!
//! To prove that something does *not* arrive, a test sends another event after it and looks at what comes first.
#![expect(unreachable_pub, reason = "schema.rs reads as it would in the application's own crate")]
#![expect(
    clippy::duplicate_mod,
    reason = "one suite, two servers, two listeners: `super::stage` is another each time"
)]

mod deviations;
mod rust_subscriber;
mod schema;
mod site;
mod stage;

mod in_process;
mod sockudo;
