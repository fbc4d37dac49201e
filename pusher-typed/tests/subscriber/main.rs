//! The subscriber, against the in-process server.

mod authorizer_failures;
mod channels;
mod damaged;
mod driver;
mod endpoint;
mod error_messages;
mod faults;
mod hosts;
mod key_requests;
mod keys;
mod lag;
mod many;
mod members;
mod proxy;
mod reconnect;
mod refusals;
mod schema;
mod scripted;
#[path = "../service/schema.rs"]
mod service;
mod soak;
mod time_limits;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod tls;
#[cfg(feature = "tracing")]
mod tracing;
mod users;
