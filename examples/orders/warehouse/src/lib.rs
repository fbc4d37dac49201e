//! The warehouse: hears of orders, packs them, ships them, and tells so.
//!
//! It keeps nothing. What to do next follows from the event that has just come,
//! and whatever it may have missed, at its start or while the connection was
//! away, it asks for. So it may be stopped and started at any time.

mod pace;
mod step;
mod work;

pub use self::{
    pace::{Pace, Steady},
    step::Step,
    work::{Stopped, run},
};
