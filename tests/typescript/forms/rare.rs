//! Rare forms.

use std::{collections::BTreeMap, net::IpAddr, ops::Range, path::PathBuf};

use pusher_typed::Event;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    FormsChannel,
    enums::Point,
    fields::{Detail, Tagged},
};

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename = "re-named")]
pub struct Renamed {
    pub a: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Key(u16);

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NoFields();

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Skipping(
    pub u8,
    #[serde(skip)]
    #[expect(dead_code, reason = "skipped")]
    pub u8,
    pub bool,
);

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub enum Variants {
    #[serde(rename_all = "UPPERCASE")]
    Loud {
        word: String,
    },
    Skipping(u8, #[serde(skip)] u8, bool),
    Flat {
        id: u8,
        #[serde(flatten)]
        point: Point,
    },
    #[serde(rename = "", skip_deserializing)]
    NoName,
}

/// Written as another type.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(into = "String")]
#[schemars(with = "String")]
pub struct Code(pub u8);

impl From<Code> for String {
    fn from(code: Code) -> String {
        format!("code-{}", code.0)
    }
}

/// Flattened once more.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Inner {
    pub b: u8,
    #[serde(flatten)]
    pub others: BTreeMap<String, u8>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Outer {
    pub a: bool,
    #[serde(flatten)]
    pub inner: Inner,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OptionalDetail {
    #[serde(flatten)]
    pub detail: Option<Detail>,
    #[serde(flatten)]
    pub tagged: Option<Tagged>,
}

#[derive(Debug, Clone, Serialize, JsonSchema, Event)]
#[pusher(channel = FormsChannel, event = "rare")]
pub struct Rare {
    pub renamed: Renamed,
    pub by_key: BTreeMap<Key, u8>,
    pub by_bool: BTreeMap<bool, u8>,
    pub no_fields: NoFields,
    pub skipping: Skipping,
    pub variants: Vec<Variants>,
    pub code: Code,
    pub outer: Outer,
    pub optional_details: Vec<OptionalDetail>,
    pub nothing: Option<()>,
    pub nothings: Vec<()>,
    pub address: IpAddr,
    pub range: Range<u8>,
    pub path: PathBuf,
    pub very_signed: i128,
}

pub fn rare() -> Rare {
    Rare {
        renamed: Renamed { a: 1 },
        by_key: [(Key(1), 1)].into(),
        by_bool: [(true, 1)].into(),
        no_fields: NoFields(),
        skipping: Skipping(1, 2, true),
        variants: vec![
            Variants::Loud { word: "a".to_owned() },
            Variants::Skipping(1, 2, true),
            Variants::Flat { id: 1, point: Point { x: 1, y: 2 } },
            Variants::NoName,
        ],
        code: Code(7),
        outer: Outer { a: true, inner: Inner { b: 1, others: [("c".to_owned(), 2)].into() } },
        optional_details: vec![
            OptionalDetail { detail: Some(Detail::Sized { width: 1 }), tagged: Some(Tagged::Small(1)) },
            OptionalDetail { detail: None, tagged: None },
        ],
        nothing: Some(()),
        nothings: vec![()],
        address: [127, 0, 0, 1].into(),
        range: 1..2,
        path: "a/b".into(),
        very_signed: -1,
    }
}
