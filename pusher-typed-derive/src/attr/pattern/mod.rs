//! A channel's pattern: what it consists of, and everything that can be wrong with it.

mod check;
mod explain;
mod lookalike;
mod parts;
mod read;

pub(crate) use self::{
    parts::{MAX_NAME, Pattern, Segment, is_allowed},
    read::read,
};
