//! The database: people, sessions, orders, and the outbox with the events about them.

mod database;
mod open;
mod rows;
mod tables;

pub(crate) use self::database::StoreError;
pub use self::{database::Database, open::OpenError};
