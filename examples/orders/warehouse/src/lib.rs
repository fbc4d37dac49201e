//! The warehouse: receives orders, packs and ships them, and reports each step.
//!
//! It stores nothing. The next step of an order follows from its last event. When it starts, and when it may have missed
//! events, it requests the open orders. It can therefore be stopped and started at any time.

mod pace;
mod step;
mod work;

pub use self::{
    pace::{Pace, Steady},
    step::Step,
    work::{Stopped, run},
};
