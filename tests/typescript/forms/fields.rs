//! Fields with serde's attributes.

use std::collections::BTreeMap;

use pusher_typed::Event;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{FormsChannel, enums::Point};

/// Every attribute that concerns writing.
#[derive(Debug, Clone, Serialize, JsonSchema, Event)]
#[serde(rename_all = "camelCase")]
#[pusher(channel = FormsChannel, event = "written")]
pub struct Written {
    pub some_field: u8,
    #[serde(rename = "with-dash")]
    pub dashed: u8,
    #[serde(rename = "7")]
    pub number: u8,
    #[serde(rename = "class")]
    pub word: u8,
    /// Ends a comment: */ and goes on.
    ///
    /// In a second paragraph.
    pub r#type: u8,
    #[serde(skip, default)]
    #[expect(dead_code, reason = "skipped")]
    pub skipped: u8,
    #[serde(skip_serializing)]
    #[expect(dead_code, reason = "skipped")]
    pub hidden: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub if_some: Option<u8>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub if_any: Vec<u8>,
    #[serde(serialize_with = "as_text")]
    #[schemars(with = "String")]
    pub as_text: u64,
    #[serde(rename = "größe")]
    pub size: u8,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde calls it with")]
fn as_text<S: serde::Serializer>(value: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

pub fn written(full: bool) -> Written {
    Written {
        some_field: 1,
        dashed: 2,
        number: 3,
        word: 4,
        r#type: 5,
        skipped: 6,
        hidden: 7,
        if_some: full.then_some(8),
        if_any: if full { vec![9] } else { vec![] },
        as_text: u64::MAX,
        size: 10,
    }
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Detail {
    Plain,
    Sized { width: u8 },
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub enum Tagged {
    Small(u8),
    Large { by: u8 },
}

/// A struct, an option of one, and enums flattened into it.
#[derive(Debug, Clone, Serialize, JsonSchema, Event)]
#[pusher(channel = FormsChannel, event = "flattened")]
pub struct Flattened {
    pub id: u8,
    #[serde(flatten)]
    pub point: Point,
    #[serde(flatten)]
    pub detail: Detail,
    #[serde(flatten)]
    pub tagged: Tagged,
}

pub fn flattened(detail: Detail, tagged: Tagged) -> Flattened {
    Flattened { id: 1, point: Point { x: 1, y: 2 }, detail, tagged }
}

/// The fields of an option, which may all be absent.
#[derive(Debug, Clone, Serialize, JsonSchema, Event)]
#[pusher(channel = FormsChannel, event = "flattened-option")]
pub struct FlattenedOption {
    pub id: u8,
    #[serde(flatten)]
    pub point: Option<Point>,
}

/// The values of a map beside the fields.
#[derive(Debug, Clone, Serialize, JsonSchema, Event)]
#[pusher(channel = FormsChannel, event = "open")]
pub struct Open {
    pub id: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<bool>,
    #[serde(flatten)]
    pub others: BTreeMap<String, String>,
}

/// The same with an enum.
#[derive(Debug, Clone, Serialize, JsonSchema, Event)]
#[pusher(channel = FormsChannel, event = "open-detail")]
pub struct OpenDetail {
    #[serde(flatten)]
    pub detail: Detail,
    #[serde(flatten)]
    pub others: BTreeMap<String, u8>,
}

/// Every attribute that concerns reading: from a browser.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[serde(rename_all(deserialize = "camelCase"), deny_unknown_fields)]
#[pusher(channel = FormsChannel, event = "client-read")]
pub struct Read {
    pub some_field: u8,
    pub optional: Option<u8>,
    #[serde(default)]
    pub defaulted: Vec<u8>,
    #[serde(default = "seven")]
    pub is_seven: u8,
    #[serde(skip_deserializing)]
    pub computed: u8,
    #[serde(rename(serialize = "out", deserialize = "in"))]
    pub both: bool,
    pub choice: Choice,
}

fn seven() -> u8 {
    7
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "SCREAMING_SNAKE_CASE"))]
pub enum Choice {
    FirstOne,
    #[serde(skip_deserializing)]
    #[expect(dead_code, reason = "cannot be read")]
    Internal,
    With {
        #[serde(default)]
        level: u8,
    },
}
