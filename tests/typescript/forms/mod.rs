//! Payloads in every form that serde can give them, and values of each.

mod collections;
mod enums;
mod fields;
mod misdescribed;
mod rare;
mod scalars;

use pusher_typed::{Channel, schema::Catalog};
use serde::Serialize;
use serde_json::{Value, json};

use self::{
    collections::{Collections, collections},
    enums::{Enums, Point, enums},
    fields::{
        Detail, Flattened, FlattenedOption, Open, OpenDetail, Read, Tagged, Written, flattened, written,
    },
    misdescribed::{NotANumber, OtherWords, ShorterTuple, ShorterVariant, TaggedStruct, Variants},
    rare::{Rare, rare},
    scalars::{Scalars, scalars},
};

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-forms")]
pub struct FormsChannel;

pub fn catalog() -> Catalog {
    Catalog::new("forms", "1.0.0")
        .events::<Enums>()
        .events::<Scalars>()
        .events::<Collections>()
        .events::<Written>()
        .events::<Flattened>()
        .events::<FlattenedOption>()
        .events::<Open>()
        .events::<OpenDetail>()
        .events::<Rare>()
        .events::<TaggedStruct>()
        .events::<ShorterTuple>()
        .events::<NotANumber>()
        .events::<OtherWords>()
        .events::<ShorterVariant>()
        .events::<Read>()
}

/// A payload, with the name of its type.
pub struct Sample {
    pub ty: &'static str,
    pub value: Value,
}

/// Payloads as serde writes them, and payloads that serde reads.
pub fn samples() -> Vec<Sample> {
    let others = || [("a".to_owned(), "b".to_owned())].into();
    let mut samples = vec![
        sample("Enums", &enums()),
        sample("Scalars", &scalars()),
        sample("Collections", &collections()),
        sample("Rare", &rare()),
        sample("Written", &written(true)),
        sample("Written", &written(false)),
        sample("Flattened", &flattened(Detail::Plain, Tagged::Small(1))),
        sample("Flattened", &flattened(Detail::Sized { width: 1 }, Tagged::Large { by: 2 })),
        sample("FlattenedOption", &FlattenedOption { id: 1, point: Some(Point { x: 1, y: 2 }) }),
        sample("FlattenedOption", &FlattenedOption { id: 1, point: None }),
        sample("Open", &Open { id: 1, note: Some(true), others: others() }),
        sample("Open", &Open { id: 1, note: None, others: others() }),
        sample(
            "OpenDetail",
            &OpenDetail { detail: Detail::Sized { width: 1 }, others: [("a".to_owned(), 1)].into() },
        ),
    ];
    samples.extend(read().map(|value| Sample { ty: "Read", value }));
    samples
}

/// Payloads that serde writes differently than schemars describes them.
pub fn misdescribed() -> Vec<Sample> {
    vec![
        sample("TaggedStruct", &TaggedStruct { a: 1 }),
        sample("ShorterTuple", &ShorterTuple(1, None)),
        sample("NotANumber", &NotANumber { a: f64::NAN }),
        sample("OtherWords", &OtherWords { a: 1 }),
        sample("ShorterVariant", &ShorterVariant { variant: Variants::A(1, None) }),
        sample("ShorterVariant", &ShorterVariant { variant: Variants::B(1) }),
    ]
}

fn sample(ty: &'static str, value: &impl Serialize) -> Sample {
    Sample { ty, value: serde_json::to_value(value).expect("it can be serialized") }
}

/// What browsers may send.
fn read() -> impl Iterator<Item = Value> {
    let values = [
        json!({ "someField": 1, "in": true, "choice": "FIRST_ONE" }),
        json!({ "someField": 1, "in": true, "choice": { "WITH": {} }, "optional": null }),
        json!({
            "someField": 1, "in": true, "choice": { "WITH": { "level": 1 } },
            "optional": 1, "defaulted": [1], "isSeven": 7,
        }),
    ];
    values.into_iter().inspect(|value| {
        let read = serde_json::from_value::<Read>(value.clone());
        assert!(read.is_ok(), "serde does not read {value}: {read:?}");
    })
}
