//! Enums in all representations, with all kinds of variants.

use std::collections::BTreeMap;

use pusher_typed::Event;
use schemars::JsonSchema;
use serde::Serialize;

use super::FormsChannel;

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Units {
    First,
    SecondOne,
    #[serde(rename = "3rd \"quoted\"")]
    Third,
}

/// Units, of which some are described.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub enum Described {
    /// The one.
    One,
    Two,
    #[serde(skip)]
    #[expect(dead_code, reason = "cannot be serialized")]
    Secret,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Point {
    pub x: i32,
    pub y: i32,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum External {
    UnitOne,
    Newtype(u8),
    Text(String),
    Of(Point),
    Optional(Option<u8>),
    Pair(u8, String),
    Fields { first_field: bool, other: Option<Point> },
    Nothing {},
    NoTuple(),
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Internal {
    Unit,
    OfPoint(Point),
    OfMap(BTreeMap<String, String>),
    OfUnit(()),
    OfEnum(Adjacent),
    /// With fields.
    Fields {
        /// The one and only.
        name: String,
    },
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(tag = "t", content = "c")]
pub enum Adjacent {
    Unit,
    Newtype(Point),
    Pair(u8, u8),
    Fields { a: bool },
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Untagged {
    Unit,
    Number(f64),
    Text(String),
    Pair(u8, bool),
    Of(Point),
    Fields { only: Vec<u8> },
}

/// Of which one variant is untagged.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub enum Mixed {
    Known(u8),
    #[serde(untagged)]
    Unknown(String),
}

#[derive(Debug, Clone, Serialize, JsonSchema, Event)]
#[pusher(channel = FormsChannel, event = "enums")]
pub struct Enums {
    pub units: Vec<Units>,
    pub described: Vec<Described>,
    pub external: Vec<External>,
    pub internal: Vec<Internal>,
    pub adjacent: Vec<Adjacent>,
    pub untagged: Vec<Untagged>,
    pub mixed: Vec<Mixed>,
}

pub fn enums() -> Enums {
    let point = Point { x: -1, y: 2 };
    let text = || String::from("a");
    Enums {
        units: vec![Units::First, Units::SecondOne, Units::Third],
        described: vec![Described::One, Described::Two],
        external: vec![
            External::UnitOne,
            External::Newtype(1),
            External::Text(text()),
            External::Of(point.clone()),
            External::Optional(None),
            External::Optional(Some(1)),
            External::Pair(1, text()),
            External::Fields { first_field: true, other: None },
            External::Fields { first_field: true, other: Some(point.clone()) },
            External::Nothing {},
            External::NoTuple(),
        ],
        internal: vec![
            Internal::Unit,
            Internal::OfPoint(point.clone()),
            Internal::OfMap([(text(), text())].into()),
            Internal::OfUnit(()),
            Internal::OfEnum(Adjacent::Unit),
            Internal::OfEnum(Adjacent::Pair(1, 2)),
            Internal::Fields { name: text() },
        ],
        adjacent: vec![
            Adjacent::Unit,
            Adjacent::Newtype(point.clone()),
            Adjacent::Pair(1, 2),
            Adjacent::Fields { a: true },
        ],
        untagged: vec![
            Untagged::Unit,
            Untagged::Number(1.5),
            Untagged::Text(text()),
            Untagged::Pair(1, true),
            Untagged::Of(point),
            Untagged::Fields { only: vec![1] },
        ],
        mixed: vec![Mixed::Known(1), Mixed::Unknown(text())],
    }
}
