//! The in-process server, as the library's own client and a bare WebSocket see it.

mod calls;
mod conveniences;
mod faults;
mod http;
mod lifetimes;
mod protocol;
mod refusals;
mod schema;
#[path = "../service/schema.rs"]
mod service;
mod socket;
mod webhooks;
