//! When an event may be sent, and with which others: pure state, without I/O and without a clock.
//!
//! [`Lanes`] decides which values may be sent together and in which order, [`Breaker`] whether
//! requests may be sent, [`Verdict`] what a response means. Their users decide what happens to failed
//! events.

mod breaker;
mod lanes;
mod verdict;

pub use self::{
    breaker::{Allowance, Backoff, Breaker},
    lanes::{Group, LaneKey, LaneKeys, Lanes},
    verdict::Verdict,
};
