//! The catalog of declarations: AsyncAPI, JSON Schema, TypeScript, and what a change breaks.

mod async_api;
mod compatibility;
mod compatibility_definitions;
mod compatibility_payloads;
mod shop;
mod typescript;
mod written;
