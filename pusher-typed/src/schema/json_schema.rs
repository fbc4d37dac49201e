//! The JSON Schema of each event.

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::{catalog::Catalog, declared::EventFact, keys::Keys};

impl Catalog {
    /// A JSON Schema ([2020-12](https://json-schema.org/draft/2020-12)) for the
    /// payload of each event, by the name of its Rust type.
    ///
    /// Events of the server are described as serde writes them, client events as serde reads them.
    pub fn json_schemas(&self) -> BTreeMap<String, Value> {
        let mut keys = Keys::default();
        self.events.iter().map(|event| (keys.of(event.path, event.name), json_schema(event))).collect()
    }
}

fn json_schema(event: &EventFact) -> Value {
    let settings = SchemaSettings::draft2020_12();
    let settings = if event.is_client() { settings.for_deserialize() } else { settings.for_serialize() };
    let meta = settings.meta_schema.clone();
    let mut generator = settings.into_generator();
    let mut root = (event.schema)(&mut generator);
    let definitions = generator.take_definitions(true);
    if let Some(meta) = meta {
        root.insert("$schema".to_owned(), meta.into_owned().into());
    }
    root.insert("title".to_owned(), event.name.into());
    if !event.doc.is_empty() {
        root.insert("description".to_owned(), event.doc.into());
    }
    if !definitions.is_empty() {
        root.insert("$defs".to_owned(), Value::Object(definitions));
    }
    root.to_value()
}
