//! References among the schemas of an AsyncAPI document.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use serde_json::{Map, Value};

/// The path of the schemas in an AsyncAPI document.
pub(super) const DEFINITIONS: &str = "#/components/schemas/";

/// Whether the members of this keyword are schemas, by the names of properties.
pub(super) fn holds_properties(keyword: &str) -> bool {
    matches!(keyword, "properties" | "patternProperties")
}

/// Whether this keyword has values and no schemas.
pub(super) fn holds_values(keyword: &str) -> bool {
    matches!(keyword, "const" | "enum" | "default" | "examples")
}

/// The name of the definition that a schema refers to.
pub(super) fn reference(schema: &Value) -> Option<Cow<'_, str>> {
    reference_of(schema.as_object()?)
}

/// Like the above, for a schema that is an object.
pub(super) fn reference_of(schema: &Map<String, Value>) -> Option<Cow<'_, str>> {
    named(schema.get("$ref")?.as_str()?)
}

/// The name in a reference, with percent-encoding decoded.
fn named(reference: &str) -> Option<Cow<'_, str>> {
    let name = reference.strip_prefix(DEFINITIONS)?;
    if !name.contains(['%', '~']) {
        return Some(Cow::Borrowed(name));
    }
    let mut bytes = Vec::new();
    let mut rest = name.as_bytes();
    while let [first, after @ ..] = rest {
        let (byte, after) = match (first, after) {
            (b'~', [b'0', after @ ..]) => (b'~', after),
            (b'~', [b'1', after @ ..]) => (b'/', after),
            (b'%', [high, low, after @ ..]) => (hexadecimal(*high)? << 4 | hexadecimal(*low)?, after),
            (other, after) => (*other, after),
        };
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

fn hexadecimal(digit: u8) -> Option<u8> {
    let digit = char::from(digit).to_digit(16)?;
    u8::try_from(digit).ok()
}

/// Calls `visit` with every object of a schema.
fn for_each_object(schema: &Value, visit: &mut impl FnMut(&Map<String, Value>)) {
    match schema {
        Value::Object(object) => {
            visit(object);
            object.values().for_each(|value| for_each_object(value, visit));
        }
        Value::Array(values) => values.iter().for_each(|value| for_each_object(value, visit)),
        _ => {}
    }
}

/// The names of all definitions that a schema refers to.
pub(super) fn references(schema: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for_each_object(schema, &mut |object| {
        names.extend(reference_of(object).map(Cow::into_owned));
    });
    names
}

pub(super) fn rename_references(schema: &mut Value, renamed: &BTreeMap<String, String>) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::String(path)) = object.get_mut("$ref")
                && let Some(new) = named(path).and_then(|name| renamed.get(&*name))
            {
                *path = format!("{DEFINITIONS}{new}");
            }
            object.values_mut().for_each(|value| rename_references(value, renamed));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| rename_references(value, renamed)),
        _ => {}
    }
}

pub(super) fn reachable<'s>(
    roots: impl Iterator<Item = &'s Value>,
    definitions: &BTreeMap<String, Value>,
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<String> = roots.flat_map(references).collect();
    while let Some(name) = open.pop() {
        if let Some(schema) = definitions.get(&name)
            && found.insert(name)
        {
            open.extend(references(schema));
        }
    }
    found
}

/// Whether a schema or a part of it has one of these keys.
pub(super) fn has_key(schema: &Value, keys: &[&str]) -> bool {
    let mut has = false;
    for_each_object(schema, &mut |object| has |= keys.iter().any(|key| object.contains_key(*key)));
    has
}
