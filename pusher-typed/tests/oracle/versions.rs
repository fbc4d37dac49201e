//! One version of a payload: how it is described, what it writes, and what it reads.

use std::fmt::Debug;

use pusher_typed::{
    Event,
    schema::{AsyncApi, Catalog},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::validator;

/// An event of the server with any payload type.
#[derive(Debug, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = "private-oracle", event = "changed")]
pub(super) struct Changed<T> {
    v: T,
}

/// The same from a browser.
#[derive(Debug, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = "private-oracle", event = "client-changed")]
pub(super) struct Sent<T> {
    v: T,
}

/// A payload type with values.
pub(super) struct Version {
    pub(super) name: &'static str,
    /// The events of the server, and those of browsers.
    pub(super) sides: [Side; 2],
    read: fn(&str) -> Option<Vec<String>>,
    /// The untagged variants that the values have.
    pub(super) variants: Vec<String>,
}

/// The variants in a value that was read, and the value as it is written again.
type Reread = (Vec<String>, Value);

/// What one side sends.
pub(super) struct Side {
    pub(super) document: AsyncApi,
    /// The JSON Schema of the payload.
    schema: Value,
    /// The values as JSON, with the variants that they are.
    values: Vec<(String, Vec<String>)>,
}

pub(super) fn version<T>(name: &'static str, values: Vec<T>) -> Version
where
    T: Debug + Serialize + DeserializeOwned + JsonSchema + 'static,
{
    let variants = variants(&values);
    let written: Vec<_> = values.into_iter().map(|v| written(&Changed { v })).collect();
    let read = |json: &str| serde_json::from_str::<Changed<T>>(json).ok().map(|it| self::variants(&it));
    let server = Side::new(&Catalog::new("oracle", "1").events::<Changed<T>>(), written.clone());
    let mut client = Side::new(&Catalog::new("oracle", "1").events::<Sent<T>>(), written);
    client.add_what_browsers_may_send(|json| {
        let read = serde_json::from_str::<Changed<T>>(json).ok()?;
        Some((self::variants(&read), serde_json::to_value(&read).expect("it is JSON")))
    });
    Version { name, sides: [server, client], read, variants }
}

fn written<T: Debug + Serialize + DeserializeOwned>(value: &Changed<T>) -> (String, Vec<String>) {
    let json = serde_json::to_string(value).expect("it is JSON");
    // What the type itself reads, for untagged variants hide each other.
    let meant =
        serde_json::from_str::<Changed<T>>(&json).map_or_else(|_| variants(value), |it| variants(&it));
    (json, meant)
}

/// The names of the untagged variants in a value.
fn variants(value: &impl Debug) -> Vec<String> {
    let text = format!("{value:?}");
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| word.starts_with("Un")).map(str::to_owned).collect()
}

impl Side {
    fn new(catalog: &Catalog, values: Vec<(String, Vec<String>)>) -> Self {
        let mut schemas = catalog.json_schemas().expect("schemas").into_values();
        let document = catalog.async_api().expect("a document");
        Side { document, schema: schemas.next().expect("one event"), values }
    }

    /// Browsers omit what is optional, and write null where Rust skips the field. Only what both the schema and serde
    /// accept is such a value, and only if serde ignores nothing in it: publishers write no unknown fields.
    fn add_what_browsers_may_send(&mut self, read: fn(&str) -> Option<Reread>) {
        let mut sent = Vec::new();
        for (json, _) in &self.values {
            for edited in edited(&serde_json::from_str(json).expect("JSON")) {
                let json = edited.to_string();
                if let (true, Some((meant, read))) = (validator::accepts(&self.schema, &edited), read(&json))
                    && is_whole(&edited, &read)
                {
                    sent.push((json, meant));
                }
            }
        }
        self.values.extend(sent);
    }

    /// Whether the schema of this side accepts all values of another one.
    pub(super) fn describes(&self, writer: &Side) -> bool {
        self.refused(writer).is_none()
    }

    /// A value of another side that the schema of this one refuses.
    pub(super) fn refused<'w>(&self, writer: &'w Side) -> Option<&'w str> {
        let accepts =
            |json: &str| validator::accepts(&self.schema, &serde_json::from_str(json).expect("JSON"));
        writer.values.iter().map(|(json, _)| json.as_str()).find(|json| !accepts(json))
    }
}

/// Whether all members of a value were read; null may be left out when it is written again.
fn is_whole(value: &Value, read: &Value) -> bool {
    match (value, read) {
        (Value::Object(members), read) => members.iter().all(|(name, member)| {
            member.is_null() || read.get(name).is_some_and(|read| is_whole(member, read))
        }),
        (Value::Array(items), Value::Array(read)) => {
            items.iter().zip(read).all(|(item, read)| is_whole(item, read))
        }
        _ => true,
    }
}

/// The value with one member less, or with one that is null.
fn edited(value: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let mut less = members.clone();
                less.remove(name);
                all.push(Value::Object(less));
                let with = |edited: Value| {
                    let mut members = members.clone();
                    members.insert(name.clone(), edited);
                    Value::Object(members)
                };
                all.push(with(Value::Null));
                all.extend(edited(member).into_iter().map(with));
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                all.extend(edited(item).into_iter().map(|edited| {
                    let mut items = items.clone();
                    items[at] = edited;
                    Value::Array(items)
                }));
            }
        }
        _ => {}
    }
    all
}

/// Whether all values that one side of a version sends are read by another version as what they are.
pub(super) fn reads(reader: &Version, writer: &Side) -> bool {
    // A variant that only the writer has was renamed, or another one reads its values.
    let is_known = |meant: &[String]| meant.iter().all(|variant| reader.variants.contains(variant));
    writer.values.iter().all(|(json, meant)| {
        (reader.read)(json).is_some_and(|read| !is_known(meant) || is_part(&read, meant))
    })
}

/// Whether the variants are among those that were meant, in this order: a reader may ignore some fields.
fn is_part(read: &[String], meant: &[String]) -> bool {
    let mut meant = meant.iter();
    meant.len() == 0 || read.iter().all(|variant| meant.any(|other| other == variant))
}
