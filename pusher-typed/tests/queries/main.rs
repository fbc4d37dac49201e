//! Queries: the requests, and how the responses of the hosted service and of other servers are
//! read.
#![cfg(all(feature = "client", feature = "derive"))]
#![allow(missing_docs, unreachable_pub)]

mod cache;
mod channel;
mod channels;
mod failures;
mod requests;
mod schema;
mod service;
mod standard;
mod users;
