//! The relay: sends what waits in the outbox.
//!
//! `standby` waits for the lease, `term` works while the relay has it. `backlog` has the rows that are in memory,
//! `dispatch` makes one request, `statement` executes one statement.

mod backlog;
mod builder;
mod config;
mod dispatch;
mod handle;
mod lease;
mod poll;
mod report;
mod standby;
mod statement;
mod term;

pub use self::{
    builder::RelayBuilder,
    handle::{Relay, RelayError},
    report::{PauseReason, RelayReport, StatementError},
};
