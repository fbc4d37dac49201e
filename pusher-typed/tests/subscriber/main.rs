//! The subscriber, against the in-process server.

mod channels;
mod endpoint;
mod faults;
mod keys;
mod members;
mod proxy;
mod reconnect;
mod refusals;
mod schema;
#[path = "../service/schema.rs"]
mod service;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod tls;
mod users;
