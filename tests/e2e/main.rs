//! What is triggered through the library arrives in a real pusher-js by way of a real server, and what the
//! server refuses comes back as a typed error. Every test has a server of its own.
//!
//! To prove that something does *not* arrive, a test sends another event after it and looks at what comes first.
#![expect(unreachable_pub, reason = "schema.rs reads as it would in the application's own crate")]

mod site;
mod stage;

mod authorization;
mod batch;
mod channel_kinds;
mod chromium;
mod configuration;
mod exclusion;
mod harness;
mod in_process_server;
mod info;
mod payload;
mod queries;
mod refusal;
mod schema;
mod several_channels;
mod subscriber;
mod untyped;
mod user;
mod webhooks;
