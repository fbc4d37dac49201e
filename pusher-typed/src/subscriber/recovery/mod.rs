//! The recovery of missed events on a recoverable channel, without I/O, clock and randomness.
//!
//! [`Recovery`] has the state of one subscription. Each method is one input: a message, a response of the history, a
//! lost connection, time that has passed. They deliver events to a [`Consumer`], each once and in the order of the
//! offsets. [`Recovery::wait`] says when [`Recovery::due`] is to be called, which returns the next request for the
//! history. `tests/recovery/scenarios.json` has examples, which the generated TypeScript passes too, and `model`
//! compares the state of consumers with the log.

mod buffer;
mod interface;
mod machine;
mod message;
#[cfg(test)]
mod model;
mod response;
#[cfg(test)]
mod scenarios;

pub(super) use self::{
    interface::{Consumer, Outcome, Request, Start, Wait},
    machine::Recovery,
};
