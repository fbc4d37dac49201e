//! Questions to the service: what is asked, and what is made of the answers of
//! the hosted service and of others.
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
