//! The fuzz targets. Each is a function of its input that panics when a property does not hold.

pub mod authorization;
pub mod documents;
pub mod frames;
pub mod webhook;
