//! The catalog of declarations: AsyncAPI, JSON Schema, TypeScript, and compatibility checks.

mod async_api;
#[macro_use]
mod compatibility;
mod compatibility_channels;
mod compatibility_definitions;
mod compatibility_payloads;
mod deployment;
mod fields;
mod names;
mod shop;
mod typescript;
mod written;
