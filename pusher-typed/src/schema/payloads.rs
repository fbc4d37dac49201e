//! The JSON Schemas of payloads, with one name for each definition.
//!
//! What the server sends is described as serde writes it, what browsers send as
//! serde reads it. A type that is both and differs has two definitions.

use std::collections::{BTreeMap, BTreeSet};

use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value};

use super::declared::SchemaFn;

/// Where the definitions stand in an AsyncAPI document.
const DEFINITIONS: &str = "#/components/schemas/";

/// Collects schemas for an AsyncAPI document, in JSON Schema draft 7 as AsyncAPI's own schemas are.
pub(super) struct Payloads {
    sent: SchemaGenerator,
    received: SchemaGenerator,
    /// Definitions made here, next to those of the generators.
    made: BTreeMap<String, Value>,
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
            made: BTreeMap::new(),
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

    /// The schema of a presence member without its id: the user's info. It gets the name `key`.
    pub(super) fn member_info(&mut self, schema: SchemaFn, id: &str, key: &str) -> Value {
        let whole = self.sent(schema);
        let mut info = match reference(&whole).and_then(|name| self.sent.definitions().get(name)) {
            Some(definition) => definition.clone(),
            None => whole,
        };
        remove_property(&mut info, id);
        let name = self.free_name(key);
        let reference = Value::from_iter([("$ref".to_owned(), Value::from(format!("{DEFINITIONS}{name}")))]);
        self.made.insert(name, info);
        reference
    }

    fn free_name(&self, key: &str) -> String {
        let taken = |name: &str| {
            self.made.contains_key(name)
                || self.sent.definitions().contains_key(name)
                || self.received.definitions().contains_key(name)
        };
        let numbered = (2..).map(|number| format!("{key}{number}"));
        std::iter::once(key.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
    }

    /// The definitions that `roots` use, each with a name of its own; `received` roots are renamed where needed.
    pub(super) fn definitions(
        mut self,
        sent: &mut [&mut Value],
        received: &mut [&mut Value],
    ) -> BTreeMap<String, Value> {
        let mut definitions: BTreeMap<String, Value> = self.sent.take_definitions(true).into_iter().collect();
        definitions.extend(self.made);
        let mut own: BTreeMap<String, Value> = self.received.take_definitions(true).into_iter().collect();
        let renamed = renames(&definitions, &own);
        own = own
            .into_iter()
            .map(|(name, schema)| (renamed.get(&name).cloned().unwrap_or(name), schema))
            .collect();
        for schema in own.values_mut().chain(received.iter_mut().map(|root| &mut **root)) {
            rename_references(schema, &renamed);
        }
        definitions.extend(own);
        let roots = sent.iter().chain(received.iter()).map(|root| &**root);
        let used = reachable(roots, &definitions);
        definitions.retain(|name, _| used.contains(name));
        definitions
    }
}

/// New names for the received definitions that differ from the sent ones of the same name, or that use such.
fn renames(sent: &BTreeMap<String, Value>, received: &BTreeMap<String, Value>) -> BTreeMap<String, String> {
    let mut differing: BTreeSet<&String> = received
        .iter()
        .filter(|(name, schema)| sent.get(*name).is_some_and(|other| other != *schema))
        .map(|(name, _)| name)
        .collect();
    loop {
        let uses = |schema: &Value| references(schema).iter().any(|name| differing.contains(name));
        let more: Vec<&String> = received
            .iter()
            .filter(|(name, schema)| sent.contains_key(*name) && !differing.contains(name) && uses(schema))
            .map(|(name, _)| name)
            .collect();
        if more.is_empty() {
            break;
        }
        differing.extend(more);
    }
    let free = |name: &String| {
        let mut new = format!("{name}Input");
        while sent.contains_key(&new) || received.contains_key(&new) {
            new.push('_');
        }
        new
    };
    differing.into_iter().map(|name| (name.clone(), free(name))).collect()
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
fn reference(schema: &Value) -> Option<&str> {
    reference_of(schema.as_object()?)
}

/// The same of a schema that is an object.
pub(super) fn reference_of(schema: &Map<String, Value>) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix(DEFINITIONS)
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
        names.extend(reference_of(object).map(str::to_owned));
    });
    names
}

fn rename_references(schema: &mut Value, renamed: &BTreeMap<String, String>) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::String(path)) = object.get_mut("$ref")
                && let Some(new) = path.strip_prefix(DEFINITIONS).and_then(|name| renamed.get(name))
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
