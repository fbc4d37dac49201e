//! The publisher: what is accepted is delivered or fails, once, in order, whatever the service does.
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
