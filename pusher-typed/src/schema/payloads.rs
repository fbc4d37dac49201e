//! The JSON Schemas of payloads, with one name for each definition.
//!
//! A definition describes what the server writes. A property that serde reads without is not required in it, since
//! events of older publishers may lack it; `x-pusher-always-sent` names those of them that are always written.
//! Where serde reads something else than it writes, there is a second definition: `MoneyInput` beside `Money`.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
};

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::Value;

use super::{
    catalog::CatalogError,
    declared::SchemaFn,
    merge::{is_same, merged},
    references::{DEFINITIONS, reachable, reference, references, rename_references},
    tidy::{forbidden_field, open_unions, tidy},
};

/// Collects the payloads of a document.
#[derive(Default)]
pub(super) struct Payloads {
    /// The definitions, with the payload by which each came.
    definitions: BTreeMap<String, (Value, String)>,
}

/// The schemas of one payload.
#[derive(Debug, Clone)]
pub(super) struct Payload {
    /// As the server writes it.
    pub(super) written: Value,
    /// As serde reads it.
    pub(super) read: Value,
}

/// How a payload is called.
pub(super) struct PayloadName<'n> {
    /// Its key in the document.
    pub(super) key: &'n str,
    /// The name of its Rust type, without modules and arguments.
    pub(super) ident: &'n str,
    /// A property that is left out: the id of a presence member.
    pub(super) without: Option<&'n str>,
    /// Whether it is a client event, which is described as it is read.
    pub(super) is_client: bool,
}

impl Payloads {
    /// Adds a payload with its definitions.
    pub(super) fn add(&mut self, schema: SchemaFn, name: &PayloadName<'_>) -> Result<Payload, CatalogError> {
        let mut written = Contract::new(schema, SchemaSettings::for_serialize, None);
        let mut read = Contract::new(schema, SchemaSettings::for_deserialize, None);
        written.refuse_numbered(schema, SchemaSettings::for_serialize, name.key)?;
        if let Some(property) = name.without {
            written.make_info(name.key, property);
            read.make_info(name.key, property);
        }
        let root = reference(&written.root).map(std::borrow::Cow::into_owned);
        let differing = written.merge(&read);
        let (mut renames, mut renames_of_read) = (BTreeMap::new(), BTreeMap::new());
        for definition in written.definitions.keys().chain(read.definitions.keys()) {
            let is_own = root.as_ref() == Some(definition) && definition == name.ident;
            let new = if is_own { name.key.to_owned() } else { allowed(definition) };
            let input = differing.contains(definition) || !written.definitions.contains_key(definition);
            let input = input && written.definitions.contains_key(definition) && !(is_own && name.is_client);
            renames_of_read
                .insert(definition.clone(), if input { format!("{new}Input") } else { new.clone() });
            renames.insert(definition.clone(), new);
        }
        let replaced = root.filter(|root| name.is_client && root == name.ident && differing.contains(root));
        for (definition, schema) in written.definitions {
            if replaced.as_ref() == Some(&definition) {
                continue;
            }
            self.insert(&definition, schema, &renames, name.key)?;
        }
        for (definition, schema) in read.definitions {
            if differing.contains(&definition) || !renames.contains_key(&definition) {
                self.insert(&definition, schema, &renames_of_read, name.key)?;
            }
        }
        rename_references(&mut written.root, &renames);
        rename_references(&mut read.root, &renames_of_read);
        if is_same(&written.root, &read.root) {
            read.root.clone_from(&written.root);
        }
        Ok(Payload { written: written.root, read: read.root })
    }

    fn insert(
        &mut self,
        name: &str,
        mut schema: Value,
        renames: &BTreeMap<String, String>,
        payload: &str,
    ) -> Result<(), CatalogError> {
        if let Some(field) = forbidden_field(&schema) {
            return Err(CatalogError::ForbiddenField { ty: name.to_owned(), field: field.to_owned() });
        }
        rename_references(&mut schema, renames);
        let name = renames.get(name).cloned().unwrap_or_else(|| name.to_owned());
        match self.definitions.get(&name) {
            Some((known, _)) if *known == schema => Ok(()),
            Some((_, other)) => {
                let mut payloads = vec![other.clone(), payload.to_owned()];
                payloads.sort();
                Err(CatalogError::TypeNames { name, payloads })
            }
            None => {
                self.definitions.insert(name, (schema, payload.to_owned()));
                Ok(())
            }
        }
    }

    /// The definitions that the roots use.
    pub(super) fn definitions<'v>(self, roots: impl Iterator<Item = &'v Value>) -> BTreeMap<String, Value> {
        let mut definitions: BTreeMap<String, Value> =
            self.definitions.into_iter().map(|(name, (schema, _))| (name, schema)).collect();
        open_unions(&mut definitions);
        let used = reachable(roots, &definitions);
        definitions.retain(|name, _| used.contains(name));
        definitions
    }
}

/// The name as AsyncAPI allows it.
fn allowed(name: &str) -> String {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    name.chars().map(|c| if is_allowed(c) { c } else { '_' }).collect()
}

/// A payload as it is written, or as it is read.
struct Contract {
    root: Value,
    definitions: BTreeMap<String, Value>,
}

impl Contract {
    /// Describes a payload in JSON Schema draft 7, as AsyncAPI's own schemas are; `reserved` is a name that no
    /// definition may have.
    fn new(schema: SchemaFn, contract: fn(SchemaSettings) -> SchemaSettings, reserved: Option<&str>) -> Self {
        let settings = SchemaSettings::draft07().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.untagged_enum_variant_titles = true;
        });
        let mut generator = contract(settings).into_generator();
        if let Some(name) = reserved {
            Reserved::take(&mut generator, name);
        }
        let mut root = schema(&mut generator);
        for transform in generator.transforms_mut() {
            transform.transform(&mut root);
        }
        let mut root = root.to_value();
        tidy(&mut root);
        let mut definitions: BTreeMap<String, Value> = generator.take_definitions(true).into_iter().collect();
        definitions.remove(reserved.unwrap_or_default());
        definitions.values_mut().for_each(tidy);
        Contract { root, definitions }
    }

    /// schemars numbers types that share a name in the order in which it meets them; these are refused, for a
    /// change of that order would rename them. Only a type that is called `Money2` itself keeps this name when it
    /// is taken: then it becomes `Money22`.
    fn refuse_numbered(
        &self,
        schema: SchemaFn,
        contract: fn(SchemaSettings) -> SchemaSettings,
        payload: &str,
    ) -> Result<(), CatalogError> {
        for numbered in self.definitions.keys() {
            let name = numbered.trim_end_matches(|c: char| c.is_ascii_digit());
            if name.len() == numbered.len() || !self.definitions.contains_key(name) {
                continue;
            }
            let again = Contract::new(schema, contract, Some(numbered));
            if !again.definitions.contains_key(&format!("{numbered}2")) {
                let payloads = vec![payload.to_owned()];
                return Err(CatalogError::TypeNames { name: name.to_owned(), payloads });
            }
        }
        Ok(())
    }

    /// Makes the root a definition without one of its properties.
    fn make_info(&mut self, key: &str, property: &str) {
        let named = reference(&self.root).and_then(|name| self.definitions.get(&*name));
        let mut info = named.cloned().unwrap_or_else(|| self.root.clone());
        remove_property(&mut info, property);
        let is_free = !self.definitions.contains_key(key);
        let key = if is_free { key.to_owned() } else { format!("{key}OfMember") };
        self.root = Value::from_iter([("$ref".to_owned(), Value::from(format!("{DEFINITIONS}{key}")))]);
        self.definitions.insert(key, info);
    }

    /// Relaxes what is written to what is read; gives the definitions that differ nevertheless, or that use such.
    fn merge(&mut self, read: &Contract) -> BTreeSet<String> {
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

fn remove_property(schema: &mut Value, name: &str) {
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.remove(name);
    }
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|property| property != name);
    }
}

/// Takes a name in a generator.
struct Reserved;

thread_local! {
    static RESERVED: Cell<Option<String>> = const { Cell::new(None) };
}

impl Reserved {
    fn take(generator: &mut SchemaGenerator, name: &str) {
        RESERVED.set(Some(name.to_owned()));
        generator.subschema_for::<Reserved>();
        RESERVED.set(None);
    }
}

impl JsonSchema for Reserved {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        RESERVED.take().unwrap_or_else(|| "Reserved".to_owned()).into()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        concat!(module_path!(), "::Reserved").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        Schema::default()
    }
}
