//! The guide: one page for each task. The Rust examples are tests of this crate. The page about
//! [recoverable channels](https://docs.rs/pusher-typed-outbox/latest/pusher_typed_outbox/recovering/) is in the
//! documentation of `pusher-typed-outbox`.
//!
//! | page | what it covers |
//! |---|---|
//! | [Declaring channels and events](declaring) | patterns, parameters, channel kinds, presence members, events, sets for an exhaustive `match` |
//! | [What the compiler checks](checks) | kind safety, ambiguous names, overlapping sets, and the errors that report them |
//! | [Triggering events](triggering) | one channel, many channels, batches, users, encryption, errors, retries |
//! | [Publishing in the background](publishing) | when to use `publish`, outages, order, failures, back-pressure |
//! | [Authorizing subscribers](authorizing) | private, presence and encrypted channels, user authentication, axum |
//! | [Webhooks](webhooks) | verification, an enum of events, repetitions, key rotation |
//! | [Querying application state](querying) | occupied channels, counts, cached events, members, terminating connections |
//! | [Subscribing from Rust](subscribing) | streams of typed events, presence, reconnection, client events, sign-in |
//! | [Recoverable channels in the browser](browser) | events that were missed, in the generated TypeScript; React |
//! | [Testing](testing) | the recorder, the in-process server, signed webhooks, handlers of recoverable channels |
//! | [Scaling past one machine](scaling) | several nodes, measurements, what to add when the load grows |
//! | [One schema for several languages](schema) | AsyncAPI, JSON Schema, TypeScript, compatibility checks |
//! | [Migrating from strings](migrating) | names that cannot change, Laravel's names, prefixes known at run time |
//! | [Cargo features](features) | what each feature adds, and the declarations without a client |

#[doc = include_str!("authorizing.md")]
pub mod authorizing {}

#[doc = include_str!("browser.md")]
pub mod browser {}

#[doc = include_str!("checks.md")]
pub mod checks {}

#[doc = include_str!("declaring.md")]
pub mod declaring {}

#[doc = include_str!("features.md")]
pub mod features {}

#[doc = include_str!("migrating.md")]
pub mod migrating {}

#[doc = include_str!("publishing.md")]
pub mod publishing {}

#[doc = include_str!("querying.md")]
pub mod querying {}

#[doc = include_str!("scaling.md")]
pub mod scaling {}

#[doc = include_str!("schema.md")]
pub mod schema {}

#[doc = include_str!("subscribing.md")]
pub mod subscribing {}

#[doc = include_str!("testing.md")]
pub mod testing {}

#[doc = include_str!("triggering.md")]
pub mod triggering {}

#[doc = include_str!("webhooks.md")]
pub mod webhooks {}
