//! Subscriptions to recoverable channels: each event once and in order, whatever happens on the way.

mod channels;
mod consumers;
mod delivery;
mod endpoint;
mod failures;
mod faults;
mod handlers;
mod requests;
mod resets;
mod schema;
#[path = "../subscriber/scripted.rs"]
#[expect(dead_code, reason = "the tests of the subscriber use the rest")]
mod scripted;
