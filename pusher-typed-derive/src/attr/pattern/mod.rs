//! The pattern of a channel: its parts, and all errors that it can have.

mod check;
mod explain;
mod lookalike;
mod parts;
mod read;

pub(crate) use self::{
    parts::{MAX_NAME, Pattern, Segment, is_allowed},
    read::read,
};
