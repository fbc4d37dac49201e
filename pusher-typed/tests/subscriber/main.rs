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
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod tls;
mod users;
