//! When an event may be sent, and with which others: pure state, without I/O and without a clock.
//!
//! [`Lanes`] decides what may go out together and in which order, [`Breaker`] when anything may be
//! sent at all, [`Verdict`] what a response means. What becomes of an event that failed is decided by
//! their users.

mod breaker;
mod lanes;
mod verdict;

pub use self::{
    breaker::{Allowance, Backoff, Breaker},
    lanes::{Group, LaneKey, LaneKeys, Lanes},
    verdict::Verdict,
};
