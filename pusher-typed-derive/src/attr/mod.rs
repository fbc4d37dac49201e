//! Attributes and patterns, parsed once into typed values that keep their tokens.

pub(crate) mod attributes;
pub(crate) mod key;
pub(crate) mod kind;
pub(crate) mod pattern;
pub(crate) mod serde;
pub(crate) mod target;
pub(crate) mod webhook_kind;
mod wrong_value;

pub(crate) use self::{
    attributes::{Attributes, Keyed},
    key::Key,
    kind::Kind,
    pattern::{Pattern, Segment},
    serde::SerdeAttributes,
    target::{FieldSource, Target},
    webhook_kind::{VariantKind, WebhookKind},
};
