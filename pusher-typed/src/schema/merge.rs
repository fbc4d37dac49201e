//! Merges the schemas of what serde writes and reads.

use serde_json::{Map, Value};

use super::{references::holds_properties, shape::ALWAYS_SENT};

/// The schema of what is written, with only those properties required that serde requires for reading.
pub(super) fn merged(written: &Value, read: &Value) -> Value {
    match (written, read) {
        (Value::Object(written), Value::Object(read)) => Value::Object(objects(written, read)),
        (Value::Array(written), Value::Array(read)) if written.len() == read.len() => {
            written.iter().zip(read).map(|(written, read)| merged(written, read)).collect()
        }
        (written, _) => written.clone(),
    }
}

fn objects(written: &Map<String, Value>, read: &Map<String, Value>) -> Map<String, Value> {
    let mut whole = Map::new();
    for (key, value) in written {
        let value = read.get(key).map_or_else(|| value.clone(), |read| merged(value, read));
        whole.insert(key.clone(), value);
    }
    let (Some(properties), Some(names)) = (properties(read), names(written)) else { return whole };
    let is_required = |name: &&Value| {
        !name.as_str().is_some_and(|name| properties.contains_key(name))
            || self::names(read).is_some_and(|read| read.contains(name))
    };
    let (required, always): (Vec<&Value>, Vec<&Value>) = names.iter().partition(is_required);
    let owned = |names: Vec<&Value>| names.into_iter().cloned().collect::<Value>();
    if always.is_empty() {
        return whole;
    }
    whole.insert(ALWAYS_SENT.to_owned(), owned(always));
    if required.is_empty() {
        whole.remove("required");
    } else {
        whole.insert("required".to_owned(), owned(required));
    }
    whole
}

fn properties(schema: &Map<String, Value>) -> Option<&Map<String, Value>> {
    schema.get("properties")?.as_object()
}

fn names(schema: &Map<String, Value>) -> Option<&Vec<Value>> {
    schema.get("required")?.as_array()
}

/// Whether a merged schema describes what is read in the same way as the schema for reading.
pub(super) fn is_same(merged: &Value, read: &Value) -> bool {
    match (merged, read) {
        (Value::Object(merged), Value::Object(read)) => {
            let counts = |key: &&String| !matches!(key.as_str(), ALWAYS_SENT | "default");
            let keys = |object: &Map<String, Value>| object.keys().filter(counts).count();
            let is_member = |(key, merged): (&String, &Value)| match (merged, read.get(key)) {
                (Value::Object(merged), Some(Value::Object(read))) if holds_properties(key) => {
                    are_same(merged, read)
                }
                (merged, read) => read.is_some_and(|read| is_same(merged, read)),
            };
            keys(merged) == keys(read) && merged.iter().filter(|(key, _)| counts(key)).all(is_member)
        }
        (Value::Array(merged), Value::Array(read)) => {
            merged.len() == read.len() && merged.iter().zip(read).all(|(merged, read)| is_same(merged, read))
        }
        _ => merged == read,
    }
}

/// Like the above, for properties with any name.
fn are_same(merged: &Map<String, Value>, read: &Map<String, Value>) -> bool {
    let is_same = |(name, merged): (&String, &Value)| read.get(name).is_some_and(|it| is_same(merged, it));
    merged.len() == read.len() && merged.iter().all(is_same)
}
