//! The values that a JSON Schema allows, independent of how the schema is written.
//!
//! TypeScript types are generated from this form, and schemas are compared in it.

use serde_json::Value;

/// Properties that the publisher always writes, although readers do not require them.
pub(super) const ALWAYS_SENT: &str = "x-pusher-always-sent";
/// Other names under which serde reads a property.
pub(super) const ALIASES: &str = "x-pusher-aliases";
/// A format that other tools do not know.
pub(super) const FORMAT: &str = "x-pusher-format";
/// That an enum has a variant with `#[serde(other)]`: true, or the name of the content of an enum with
/// `#[serde(tag, content)]`.
pub(super) const OTHER: &str = "x-pusher-other";

/// The values that a schema allows.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    Any,
    Never,
    Null,
    Boolean,
    Integer(Integers),
    Number(Numbers),
    Text(Texts),
    /// One value: a constant, or a member of an `enum`.
    Literal(Value),
    Array(Array),
    Tuple(Vec<Shape>),
    Object(Object),
    /// One of these.
    Union(Union),
    /// All of these.
    All(Vec<Shape>),
    /// The definition with this name.
    Reference(String),
}

/// A range of integers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Integers {
    pub(super) min: Option<i128>,
    pub(super) max: Option<i128>,
    /// Whether 0 is excluded.
    pub(super) non_zero: bool,
}

/// A range of numbers; `true` marks an excluded bound.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Numbers {
    pub(super) min: Option<(f64, bool)>,
    pub(super) max: Option<(f64, bool)>,
}

/// Strings, with the rules for them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Texts {
    /// `date-time`
    pub(super) format: Option<String>,
    pub(super) pattern: Option<String>,
    pub(super) min: Option<u64>,
    pub(super) max: Option<u64>,
}

/// Lists of any length within the bounds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Array {
    pub(super) items: Box<Shape>,
    pub(super) min: u64,
    pub(super) max: Option<u64>,
    /// Whether no item appears twice.
    pub(super) unique: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Object {
    /// The required ones in the order of the declaration, then the others by name.
    pub(super) fields: Vec<Field>,
    pub(super) others: Others,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
    pub(super) shape: Shape,
    /// Whether a reader requires it.
    pub(super) required: bool,
    /// Whether the server always writes it, although readers do not require it.
    pub(super) always_sent: bool,
    pub(super) description: Option<String>,
    pub(super) deprecated: bool,
}

/// The properties of an object that are not named.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Others {
    /// The schema says nothing about them: readers ignore them, and publishers write none.
    Ignored,
    /// They are refused.
    Refused,
    /// A map: each value has this shape, and each key matches the regular expression.
    Values { keys: Option<String>, shape: Box<Shape> },
}

/// Alternatives, in the order in which serde tries them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Union {
    pub(super) alternatives: Vec<Alternative>,
    pub(super) other: Option<Other>,
}

/// A reader's variant for unknown tags: `#[serde(other)]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Other {
    Any,
    /// It refuses unknown tags with this content.
    Without(String),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Alternative {
    pub(super) shape: Shape,
    /// The name of an untagged variant.
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    pub(super) deprecated: bool,
}
