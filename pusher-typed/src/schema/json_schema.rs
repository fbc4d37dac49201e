//! The JSON Schema of each event.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    async_api::{AsyncApi, Message},
    catalog::{Catalog, CatalogError},
    references::{DEFINITIONS, holds_properties, holds_values, reachable},
};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

impl Catalog {
    /// A JSON Schema ([2020-12](https://json-schema.org/draft/2020-12)) for the payload of each event, by the name
    /// of its Rust type.
    ///
    /// Events of the server are described as serde writes them, client events as serde reads them. Properties that
    /// serde does not need for reading are not required, because events of older publishers may lack them.
    ///
    /// # Errors
    /// Returns an error if no document can be written for the catalog ([`async_api`](Self::async_api)).
    pub fn json_schemas(&self) -> Result<BTreeMap<String, Value>, CatalogError> {
        let document = self.async_api()?;
        let schema = |(key, message): (&String, &Message)| (key.clone(), json_schema(&document, message));
        Ok(document.components.messages.iter().map(schema).collect())
    }
}

fn json_schema(document: &AsyncApi, message: &Message) -> Value {
    let schemas = &document.components.schemas;
    let mut root = match converted(&message.payload) {
        Value::Object(root) => root,
        other => Map::from_iter([("allOf".to_owned(), Value::from(vec![other]))]),
    };
    root.insert("$schema".to_owned(), DIALECT.into());
    root.insert("title".to_owned(), message.name.as_str().into());
    if let Some(description) = &message.description {
        root.insert("description".to_owned(), description.as_str().into());
    }
    if message.deprecated {
        root.insert("deprecated".to_owned(), true.into());
    }
    let used = reachable(std::iter::once(&message.payload), schemas);
    let definition = |name: &String| Some((name.clone(), converted(schemas.get(name)?)));
    let definitions: Map<String, Value> = used.iter().filter_map(definition).collect();
    if !definitions.is_empty() {
        root.insert("$defs".to_owned(), definitions.into());
    }
    root.into()
}

/// From draft 7 to 2020-12, without what only a catalog reads.
fn converted(schema: &Value) -> Value {
    match schema {
        Value::Object(object) => {
            let members = object.iter().filter(|(key, _)| !key.starts_with("x-pusher-"));
            members.map(|(key, value)| member(key, value)).collect::<Map<_, _>>().into()
        }
        Value::Array(values) => values.iter().map(converted).collect(),
        other => other.clone(),
    }
}

fn member(key: &str, value: &Value) -> (String, Value) {
    match (key, value) {
        ("$ref", Value::String(path)) => {
            let path = path.strip_prefix(DEFINITIONS).map(|name| format!("#/$defs/{name}"));
            (key.to_owned(), path.map_or_else(|| value.clone(), Value::from))
        }
        ("items", Value::Array(_)) => ("prefixItems".to_owned(), converted(value)),
        (_, Value::Object(properties)) if holds_properties(key) => {
            let property = |(name, schema): (&String, &Value)| (name.clone(), converted(schema));
            (key.to_owned(), properties.iter().map(property).collect::<Map<_, _>>().into())
        }
        _ if holds_values(key) => (key.to_owned(), value.clone()),
        _ => (key.to_owned(), converted(value)),
    }
}
