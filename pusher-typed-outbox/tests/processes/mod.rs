//! A service that other processes reach over HTTP, and databases that they share.

#[cfg(feature = "e2e")]
#[path = "../outbox/database/server.rs"]
pub(crate) mod server;
pub(crate) mod service;
