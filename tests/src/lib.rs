//! A real server and a real client for the end-to-end tests and the demo: [`Sockudo`], which is started on a
//! free loopback port, [`PusherJs`], which is the published JavaScript client in a Node.js process or in Chromium,
//! the [`page()`] that Chromium opens, [`AuthEndpoint`], which authorizes the client without any code of the
//! library under test, and [`Publisher`], which is a server library of others.
//!
//! Everything here fails by panicking, with the server's log or the client's words in the message.
#![cfg(feature = "e2e")]
#![expect(clippy::missing_panics_doc, reason = "a harness fails its test by panicking")]

mod async_api;
mod auth_endpoint;
mod conversation;
mod json_schema;
mod leash;
mod orders;
mod page;
mod programs;
mod publisher;
mod pusher_js;
mod service;
mod sockudo;
mod tools;
mod typescript;

pub use async_api::{Reading, read_async_api};
pub use auth_endpoint::{AuthEndpoint, MASTER_KEY};
pub use json_schema::mismatches;
pub use orders::{browsers, page_packages};
pub use page::page;
pub use publisher::{Library, Publisher};
pub use pusher_js::{PusherJs, Received};
pub use service::Service;
pub use sockudo::Sockudo;
pub use typescript::{Complaint, Program, TypeScript};
