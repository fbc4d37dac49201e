//! The JSON Schemas of payloads, with one name for each definition.
//!
//! What the server sends is described as serde writes it, what browsers send as
//! serde reads it. A type that is both and differs has two definitions.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use schemars::{Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value};

use super::declared::SchemaFn;

/// Where the definitions stand in an AsyncAPI document.
const DEFINITIONS: &str = "#/components/schemas/";

/// Collects schemas for an AsyncAPI document, in JSON Schema draft 7 as AsyncAPI's own schemas are.
pub(super) struct Payloads {
    sent: SchemaGenerator,
    received: SchemaGenerator,
    /// Definitions made here, with the names that they would like.
    made: Vec<(String, Value)>,
}

impl Payloads {
    pub(super) fn new() -> Self {
        let settings = || {
            SchemaSettings::draft07()
                .with(|settings| settings.definitions_path = "/components/schemas".into())
        };
        Payloads {
            sent: settings().for_serialize().into_generator(),
            received: settings().for_deserialize().into_generator(),
            made: Vec::new(),
        }
    }

    /// The schema of what the server sends.
    pub(super) fn sent(&mut self, schema: SchemaFn) -> Value {
        schema(&mut self.sent).to_value()
    }

    /// The schema of what browsers send.
    pub(super) fn received(&mut self, schema: SchemaFn) -> Value {
        schema(&mut self.received).to_value()
    }

    /// The schema of a presence member without its id: the user's info, which gets the name `key` if it is free.
    pub(super) fn member_info(&mut self, schema: SchemaFn, id: &str, key: String) -> Value {
        let whole = self.sent(schema);
        let mut info = match reference(&whole).and_then(|name| self.sent.definitions().get(&*name)) {
            Some(definition) => definition.clone(),
            None => whole,
        };
        remove_property(&mut info, id);
        let reference = format!("{DEFINITIONS}{}", made(self.made.len()));
        self.made.push((key, info));
        Value::from_iter([("$ref".to_owned(), Value::from(reference))])
    }

    /// The definitions that the roots use, each with a name of its own, to which all references lead.
    pub(super) fn definitions(
        mut self,
        sent: &mut [&mut Value],
        received: &mut [&mut Value],
    ) -> BTreeMap<String, Value> {
        let mut names = Names::default();
        let first: BTreeMap<String, Value> = self.sent.take_definitions(true).into_iter().collect();
        let second: BTreeMap<String, Value> = self.received.take_definitions(true).into_iter().collect();
        let mut of_sent: Renames = first.keys().map(|name| (name.clone(), names.take(name))).collect();
        let differing = differing(&first, &second);
        let mut of_received = Renames::new();
        for name in second.keys() {
            let new = match of_sent.get(name) {
                Some(same) if !differing.contains(name) => same.clone(),
                Some(_) => names.take(&format!("{name}Input")),
                None => names.take(name),
            };
            of_received.insert(name.clone(), new);
        }
        let mut infos = Vec::new();
        for (at, (key, mut info)) in self.made.into_iter().enumerate() {
            transform(&mut info, &mut self.sent);
            of_sent.insert(made(at), names.take(&key));
            infos.push((made(at), info));
        }
        let mut definitions = BTreeMap::new();
        for (name, schema) in second {
            insert(&mut definitions, name, schema, &of_received);
        }
        for (name, schema) in first.into_iter().chain(infos) {
            insert(&mut definitions, name, schema, &of_sent);
        }
        for root in sent.iter_mut() {
            transform(root, &mut self.sent);
            rename_references(root, &of_sent);
        }
        for root in received.iter_mut() {
            transform(root, &mut self.received);
            rename_references(root, &of_received);
        }
        let used = reachable(sent.iter().chain(received.iter()).map(|root| &**root), &definitions);
        definitions.retain(|name, _| used.contains(name));
        definitions
    }
}

/// Says in draft 7 what a generator has said, as it does with its own definitions.
fn transform(schema: &mut Value, generator: &mut SchemaGenerator) {
    if let Ok(schema) = <&mut Schema>::try_from(schema) {
        for transform in generator.transforms_mut() {
            transform.transform(schema);
        }
    }
}

/// New names of definitions by the old ones.
type Renames = BTreeMap<String, String>;

/// What a definition that was made here is called until all others have their names; no type is called so.
fn made(at: usize) -> String {
    format!("/{at}")
}

/// The names that are taken.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    /// The name as AsyncAPI allows it, with a number if it is taken.
    fn take(&mut self, name: &str) -> String {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let base: String = name.chars().map(|c| if is_allowed(c) { c } else { '_' }).collect();
        let mut free = base.clone();
        let mut number = 2;
        while !self.0.insert(free.clone()) {
            free = format!("{base}{number}");
            number += 1;
        }
        free
    }
}

fn insert(definitions: &mut BTreeMap<String, Value>, name: String, mut schema: Value, renames: &Renames) {
    rename_references(&mut schema, renames);
    definitions.insert(renames.get(&name).cloned().unwrap_or(name), schema);
}

/// The received definitions that differ from the sent ones of the same name, or that use such.
fn differing(sent: &BTreeMap<String, Value>, received: &BTreeMap<String, Value>) -> BTreeSet<String> {
    let common: Vec<(&String, &Value, &Value)> = received
        .iter()
        .filter_map(|(name, schema)| sent.get(name).map(|other| (name, schema, other)))
        .collect();
    let mut differing: BTreeSet<String> = common
        .iter()
        .filter(|(_, schema, other)| schema != other)
        .map(|(name, ..)| (*name).clone())
        .collect();
    loop {
        let uses = |schema: &Value| !references(schema).is_disjoint(&differing);
        let more: Vec<String> = common
            .iter()
            .filter(|(name, schema, _)| !differing.contains(*name) && uses(schema))
            .map(|(name, ..)| (*name).clone())
            .collect();
        if more.is_empty() {
            return differing;
        }
        differing.extend(more);
    }
}

fn remove_property(schema: &mut Value, name: &str) {
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.remove(name);
    }
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|property| property != name);
    }
}

/// The name of the definition that a schema refers to.
fn reference(schema: &Value) -> Option<Cow<'_, str>> {
    reference_of(schema.as_object()?)
}

/// The same of a schema that is an object.
pub(super) fn reference_of(schema: &Map<String, Value>) -> Option<Cow<'_, str>> {
    named(schema.get("$ref")?.as_str()?)
}

/// The name in a reference, in which all but a few characters are written as their bytes.
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
fn references(schema: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for_each_object(schema, &mut |object| {
        names.extend(reference_of(object).map(Cow::into_owned));
    });
    names
}

fn rename_references(schema: &mut Value, renamed: &BTreeMap<String, String>) {
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

fn reachable<'s>(
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
