//! The relay, which sends the waiting events of the outbox.
//!
//! `standby` waits for the lease, `term` sends events while the relay has the lease. `backlog` contains the
//! rows in memory, `dispatch` sends one request, `statement` executes one statement.

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
