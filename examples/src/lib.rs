//! Code that the example programs share.

pub mod screen;
