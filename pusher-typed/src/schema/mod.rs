//! Schemas of the declared channels and events, for programs in other languages, for documentation,
//! and for checks of breaking changes.
//!
//! A [`Catalog`] names the channels and events of an application. Their payloads and presence
//! members derive [`schemars::JsonSchema`], which follows serde's attributes; doc comments become
//! descriptions. A catalog generates
//! - [`Catalog::async_api`]: an AsyncAPI 3.0 document, as JSON or YAML;
//! - [`Catalog::json_schemas`]: a JSON Schema for each event;
//! - [`Catalog::typescript`]: types and channel names for pusher-js;
//! - [`Catalog::check`]: the changes since a document was written, which side each breaks, and in which
//!   order programs may be deployed;
//! - [`Catalog::assert_kept`]: the same as a test, for a document in the repository;
//! - [`Catalog::run`]: all of this as a command.
//!
//! ```
//! use pusher_typed::{Event, schema::Catalog};
//!
//! #[derive(serde::Serialize, schemars::JsonSchema, Event)]
//! #[pusher(channel = "news-<topic>", event = "headline")]
//! struct Headline { topic: u64, text: String }
//!
//! let catalog = Catalog::new("news", "1.0.0").events::<Headline>();
//! assert!(catalog.async_api()?.to_yaml().contains("address: news-{topic}"));
//! assert!(catalog.typescript()?.contains("export interface Headline {"));
//! # Ok::<(), pusher_typed::schema::CatalogError>(())
//! ```

mod async_api;
mod catalog;
mod command;
mod compatibility;
mod contract;
pub mod declared;
mod digest;
mod hand_edits;
mod identities;
mod json_schema;
mod keep;
mod keys;
mod merge;
mod payloads;
mod read_shape;
mod references;
mod shape;
mod tidy;
mod typescript;

pub use self::{
    async_api::{
        AsyncApi, Channel, Components, Info, Member, Message, Operation, Parameter, Reference, Sender,
    },
    catalog::{Catalog, CatalogError},
    compatibility::{Breaks, Change, ChangeKind, Changes, CheckError, DeploymentOrder, Place},
    keep::{KeepError, Kept},
};
