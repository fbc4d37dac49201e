//! Forms that schemars describes differently than serde writes them. Such a form must be described by hand, with
//! `#[schemars(with = …)]`. The tests fail when a newer schemars describes it correctly.

use pusher_typed::Event;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::FormsChannel;

/// Its `type` is written, and not described.
#[derive(Debug, Clone, Serialize, JsonSchema, Event)]
#[serde(tag = "type")]
#[pusher(channel = FormsChannel, event = "tagged-struct")]
pub struct TaggedStruct {
    pub a: u8,
}

/// Without its last item it is shorter, and described with both.
#[derive(Debug, Clone, Serialize, JsonSchema, Event)]
#[pusher(channel = FormsChannel, event = "shorter")]
pub struct ShorterTuple(pub u8, #[serde(skip_serializing_if = "Option::is_none")] pub Option<u8>);

/// Not a number is written as null, and described as a number.
#[derive(Debug, Clone, Serialize, JsonSchema, Event)]
#[pusher(channel = FormsChannel, event = "not-a-number")]
pub struct NotANumber {
    pub a: f64,
}

/// Written as text, and described as the number that the field is.
#[derive(Debug, Clone, Serialize, JsonSchema, Event)]
#[pusher(channel = FormsChannel, event = "other-words")]
pub struct OtherWords {
    #[serde(serialize_with = "as_text")]
    pub a: u8,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn as_text<S: Serializer>(number: &u8, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(number)
}

/// The same of a variant as of a tuple struct, and one that is written with an empty list, and described as none.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub enum Variants {
    A(u8, #[serde(skip_serializing_if = "Option::is_none")] Option<u8>),
    B(#[serde(skip)] u8),
}

#[derive(Debug, Clone, Serialize, JsonSchema, Event)]
#[pusher(channel = FormsChannel, event = "shorter-variant")]
pub struct ShorterVariant {
    pub variant: Variants,
}
