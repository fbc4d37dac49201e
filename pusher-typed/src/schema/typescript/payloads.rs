//! The types of payloads and of presence members.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{circles::Circles, expression::Expression, names::FileNames, notes::deprecated, types::Types};
use crate::schema::{async_api::AsyncApi, shape::Shape};

/// The names of a document's types in the file.
pub(super) struct Payloads {
    /// By the names of the document's schemas.
    names: BTreeMap<String, String>,
}

impl Payloads {
    pub(super) fn new(document: &AsyncApi, names: &mut FileNames) -> Self {
        let definitions = document.components.schemas.keys();
        Payloads { names: definitions.map(|key| (key.clone(), names.types.take(key))).collect() }
    }

    /// A declaration for each schema of the document.
    pub(super) fn declarations(&self, document: &AsyncApi) -> String {
        let types = Types::new(&self.names);
        let circles = Circles::new(document);
        let declaration = |(key, schema): (&String, &Value)| {
            let description = schema.get("description").and_then(Value::as_str).unwrap_or_default();
            let name = self.names.get(key).map_or(key.as_str(), String::as_str);
            let is_deprecated = schema.get("deprecated").and_then(Value::as_bool).unwrap_or(false);
            types.declaration(
                name,
                [description, deprecated(is_deprecated)],
                &circles.opened(key, Shape::from_schema(schema)),
            )
        };
        document.components.schemas.iter().map(declaration).collect::<Vec<_>>().join("\n")
    }

    /// The type of a schema elsewhere in the document.
    pub(super) fn of(&self, schema: &Value) -> Expression {
        Types::new(&self.names).of(&Shape::from_schema(schema))
    }
}
