//! A history of recoverable channels in memory.

mod log;
mod publish;
mod shared;

pub use self::{
    publish::PublishToHistoryError,
    shared::{HistoryBackup, MemoryHistory},
};
