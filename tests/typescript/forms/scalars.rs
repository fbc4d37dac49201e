//! Numbers, texts, dates, and what wraps them.

use std::{borrow::Cow, collections::BTreeMap, num::NonZeroU64, time::Duration};

use chrono::{DateTime, NaiveDate, Utc};
use pusher_typed::Event;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::FormsChannel;

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Id(u64);

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Name {
    text: String,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Unit;

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Pair(u8, String);

/// A Unix time in milliseconds, by a module of serde's `with`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Moment {
    #[serde(serialize_with = "milliseconds")]
    #[schemars(with = "i64")]
    at: DateTime<Utc>,
}

fn milliseconds<S: serde::Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_i64(at.timestamp_millis())
}

#[derive(Debug, Clone, Serialize, JsonSchema, Event)]
#[pusher(channel = FormsChannel, event = "scalars")]
pub struct Scalars {
    pub boolean: bool,
    pub small: u8,
    pub signed: i64,
    pub unsigned: u64,
    pub wide: u128,
    pub size: usize,
    pub not_zero: NonZeroU64,
    pub float: f64,
    pub half: f32,
    pub character: char,
    pub text: String,
    pub borrowed: Cow<'static, str>,
    pub nothing: (),
    pub unit: Unit,
    pub id: Id,
    pub name: Name,
    pub pair: Pair,
    pub bytes: Vec<u8>,
    pub day: NaiveDate,
    pub moment: DateTime<Utc>,
    pub stamped: Moment,
    pub lasts: Duration,
    pub anything: Vec<Value>,
    pub object: BTreeMap<String, Value>,
}

pub fn scalars() -> Scalars {
    let moment = DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
    Scalars {
        boolean: true,
        small: u8::MAX,
        signed: i64::MIN,
        unsigned: u64::MAX,
        wide: 1,
        size: 1,
        not_zero: NonZeroU64::MIN,
        float: -0.5,
        half: 1.0,
        character: 'é',
        text: "\u{2028}*/ `${}` \"".to_owned(),
        borrowed: "a".into(),
        nothing: (),
        unit: Unit,
        id: Id(7),
        name: Name { text: "a".to_owned() },
        pair: Pair(1, "a".to_owned()),
        bytes: vec![0, 255],
        day: moment.date_naive(),
        moment,
        stamped: Moment { at: moment },
        lasts: Duration::from_millis(1500),
        anything: vec![json!(null), json!(1), json!("a"), json!([true, { "a": {} }])],
        object: BTreeMap::from([("a".to_owned(), json!({ "b": null }))]),
    }
}
