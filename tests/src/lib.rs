//! Servers and clients for the end-to-end tests and the demo: [`Sockudo`] on a free loopback port, [`PusherJs`], the
//! published JavaScript client in Node.js or in Chromium, the [`page()`] that Chromium opens, [`AuthEndpoint`], which
//! authorizes clients without code of the library under test, [`Publisher`], a server library of another project,
//! and [`Postgres`].
//!
//! Everything here fails by panicking, with the log of the server or the output of the client in the message.
#![cfg(feature = "e2e")]
#![expect(clippy::missing_panics_doc, reason = "a harness fails its test by panicking")]

mod async_api;
mod auth_endpoint;
mod client_suite;
mod cluster;
mod conversation;
mod json_schema;
mod leash;
mod modelina;
mod orders;
mod page;
mod postgres;
mod programs;
mod publisher;
mod pusher_js;
mod service;
mod sockudo;
mod tls;
mod tools;
mod typescript;

pub use async_api::{Reading, read_async_api};
pub use auth_endpoint::{AuthEndpoint, MASTER_KEY};
pub use client_suite::{ClientSuite, Request as SuiteRequest};
pub use cluster::Cluster;
pub use json_schema::mismatches;
pub use modelina::Models;
pub use orders::{browsers, page_packages};
pub use page::page;
pub use postgres::Postgres;
pub use publisher::{Library, Publisher};
pub use pusher_js::{PusherJs, Received};
pub use service::Service;
pub use sockudo::Sockudo;
pub use tls::TlsFront;
pub use typescript::{Diagnostic, Program, TypeScript, formatted};
