//! One schema for all services: what was declared on types, written down for
//! programs in other languages, for readers, and for a check of what a change breaks.
//!
//! A [`Catalog`] names the channels and events of an application. Their
//! payloads and presence members derive [`schemars::JsonSchema`], which follows
//! serde's attributes; doc comments become descriptions. From the catalog come
//! - [`Catalog::async_api`]: an AsyncAPI 3.0 document, as JSON or YAML;
//! - [`Catalog::json_schemas`]: a JSON Schema for each event;
//! - [`Catalog::typescript`]: types and channel names for pusher-js;
//! - [`Catalog::check`]: what has changed since a document was written, and whom it breaks;
//! - [`Catalog::assert_kept`]: the same as a test, of a document in the repository;
//! - [`Catalog::run`]: all of this as a command.

mod async_api;
mod catalog;
mod command;
mod compatibility;
pub(crate) mod declared;
mod json_schema;
mod keep;
mod keys;
mod payloads;
mod shape;
mod typescript;

pub use self::{
    async_api::{
        AsyncApi, Channel, Components, Info, Member, Message, Operation, Parameter, Reference, Sender,
    },
    catalog::Catalog,
    compatibility::{Breaks, Change, ChangeKind, Changes, Place},
    keep::{KeepError, Kept},
};
