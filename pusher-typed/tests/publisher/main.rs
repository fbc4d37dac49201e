//! The publisher: every accepted event is delivered or fails, once and in order, regardless of the service.
#![allow(missing_docs)]

mod accepting;
mod batches;
mod blocking;
mod campaign;
mod ending;
mod faulty;
mod outages;
mod refusals;
mod schema;
mod script;
mod server;
mod tracing;
