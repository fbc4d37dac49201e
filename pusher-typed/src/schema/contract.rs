//! A payload as it is written, or as it is read, by its JSON Schema.

use std::collections::{BTreeMap, BTreeSet};

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::{
    declared::{Aliases, SchemaFn},
    identities::identities,
    merge::{is_same, merged},
    references::{DEFINITIONS, reference, references, rename_references},
    shape::ALIASES,
    tidy::tidy,
};

/// One direction of a payload.
pub(super) struct Contract {
    pub(super) root: Value,
    pub(super) definitions: BTreeMap<String, Value>,
    /// The Rust types of the definitions, as far as they are known.
    pub(super) types: BTreeMap<String, String>,
}

impl Contract {
    /// Describes a payload as serde writes it, in JSON Schema draft 7, as AsyncAPI's own schemas are.
    pub(super) fn written(schema: SchemaFn) -> Self {
        Contract::new(schema, SchemaSettings::for_serialize)
    }

    /// Describes a payload as serde reads it.
    pub(super) fn read(schema: SchemaFn) -> Self {
        Contract::new(schema, SchemaSettings::for_deserialize)
    }

    fn new(schema: SchemaFn, contract: fn(SchemaSettings) -> SchemaSettings) -> Self {
        let settings = SchemaSettings::draft07().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.untagged_enum_variant_titles = true;
        });
        let mut generator = contract(settings).into_generator();
        let mut root = schema(&mut generator);
        for transform in generator.transforms_mut() {
            transform.transform(&mut root);
        }
        let mut root = root.to_value();
        tidy(&mut root);
        let mut definitions: BTreeMap<String, Value> = generator.take_definitions(true).into_iter().collect();
        definitions.values_mut().for_each(tidy);
        Contract { root, definitions, types: identities(&generator) }
    }

    /// The name of the definition that the payload is.
    pub(super) fn root_name(&self) -> Option<String> {
        reference(&self.root).map(std::borrow::Cow::into_owned)
    }

    /// The path of the Rust type of a definition; of a name that is made of its arguments', without these.
    ///
    /// # Errors
    /// Returns an error if schemars numbered the definition because its name was taken, and the type is not
    /// known.
    pub(super) fn path(&self, definition: &str) -> Result<String, Numbered> {
        if let Some(path) = self.types.get(definition)
            && !path.contains('{')
        {
            return Ok(path.clone());
        }
        let name = definition.trim_end_matches(|c: char| c.is_ascii_digit());
        if name.len() < definition.len() && self.definitions.contains_key(name) {
            return Err(Numbered(name.to_owned()));
        }
        let modules = self.types.get(definition).and_then(|path| path.split('{').next());
        Ok(modules.unwrap_or_default().to_owned() + definition)
    }

    /// Gives each definition the name that `name` says.
    pub(super) fn rename(&mut self, name: impl Fn(&str) -> String) {
        let names: BTreeMap<String, String> =
            self.definitions.keys().map(|definition| (definition.clone(), name(definition))).collect();
        rename_references(&mut self.root, &names);
        let definitions = std::mem::take(&mut self.definitions).into_iter().zip(names.values());
        let renamed = definitions.map(|((_, mut schema), name)| {
            rename_references(&mut schema, &names);
            (name.clone(), schema)
        });
        self.definitions = renamed.collect();
    }

    /// States the other names by which serde reads the fields of a definition, unless its schema states some.
    pub(super) fn add_aliases(&mut self, definition: &str, aliases: &[Aliases]) {
        let schema = self.definitions.get_mut(definition);
        let properties = schema.and_then(|schema| schema.get_mut("properties")?.as_object_mut());
        let Some(properties) = properties else { return };
        for (field, names) in aliases {
            let Some(Value::Object(property)) = properties.get_mut(*field) else { continue };
            if property.contains_key(ALIASES) {
                continue;
            }
            // Draft 7 allows nothing beside a reference.
            if property.contains_key("$ref") {
                let reference = Value::Object(std::mem::take(property));
                property.insert("allOf".to_owned(), Value::from(vec![reference]));
            }
            property.insert(ALIASES.to_owned(), Value::from(names.to_vec()));
        }
    }

    /// Makes the root a definition without one of its properties.
    pub(super) fn make_info(&mut self, key: &str, property: &str) {
        let named = reference(&self.root).and_then(|name| self.definitions.get(&*name));
        let mut info = named.cloned().unwrap_or_else(|| self.root.clone());
        remove_property(&mut info, property);
        self.root = Value::from_iter([("$ref".to_owned(), Value::from(format!("{DEFINITIONS}{key}")))]);
        self.definitions.insert(key.to_owned(), info);
    }

    /// Relaxes what is written to what is read. Returns the definitions that still differ, or that use such
    /// definitions.
    pub(super) fn merge(&mut self, read: &Contract) -> BTreeSet<String> {
        let mut differing = BTreeSet::new();
        for (name, written) in &mut self.definitions {
            if let Some(read) = read.definitions.get(name) {
                *written = merged(written, read);
                if !is_same(written, read) {
                    differing.insert(name.clone());
                }
            }
        }
        self.root = merged(&self.root, &read.root);
        loop {
            let uses = |schema: &Value| !references(schema).is_disjoint(&differing);
            let is_new = |(name, schema): &(&String, &Value)| {
                !differing.contains(*name) && read.definitions.contains_key(*name) && uses(schema)
            };
            let more: Vec<String> =
                self.definitions.iter().filter(is_new).map(|(name, _)| name.clone()).collect();
            if more.is_empty() {
                return differing;
            }
            differing.extend(more);
        }
    }
}

/// The name that several definitions share.
pub(super) struct Numbered(pub(super) String);

fn remove_property(schema: &mut Value, name: &str) {
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.remove(name);
    }
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|property| property != name);
    }
}
