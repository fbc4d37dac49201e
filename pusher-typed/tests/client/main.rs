//! The client against a scripted service, or a small server on loopback.
#![allow(missing_docs, unreachable_pub)]

mod config;
mod entry_points;
mod failover;
mod http;
mod info;
mod injection;
mod payload;
#[cfg(feature = "testing")]
mod recorder;
mod redaction;
mod retry;
mod service;
mod split;
mod standard;
#[cfg(feature = "tracing")]
mod tracing;
