//! The subscriber, against the in-process server.

mod channels;
mod endpoint;
mod members;
mod reconnect;
mod refusals;
mod schema;
mod users;
