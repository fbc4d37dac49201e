//! Types that refer to themselves as an alternative. In TypeScript `type A = A | B` is an error,
//! although it means `B`.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{
    async_api::AsyncApi,
    shape::{Alternative, Shape, Union},
};

/// The definitions of a document. Inside arrays and objects they may refer to themselves.
pub(super) struct Circles {
    shapes: BTreeMap<String, Shape>,
}

impl Circles {
    pub(super) fn new(document: &AsyncApi) -> Self {
        let shape = |(key, schema): (&String, _)| (key.clone(), Shape::from_schema(schema));
        Circles { shapes: document.components.schemas.iter().map(shape).collect() }
    }

    /// The shape of a definition. Definitions among its alternatives that lead back to it are
    /// replaced by their own alternatives.
    pub(super) fn opened(&self, key: &str, shape: Shape) -> Shape {
        if !self.leads(&shape, key) {
            return shape;
        }
        let alternatives = self.alternatives(&shape.into(), key, &mut BTreeSet::from([key.to_owned()]));
        Shape::Union(Union { alternatives, other: None })
    }

    fn alternatives(&self, of: &Alternative, key: &str, seen: &mut BTreeSet<String>) -> Vec<Alternative> {
        match &of.shape {
            Shape::Union(union) => {
                union.alternatives.iter().flat_map(|part| self.alternatives(part, key, seen)).collect()
            }
            Shape::Reference(name) if self.leads(&of.shape, key) => match self.shapes.get(name) {
                Some(shape) if seen.insert(name.clone()) => {
                    let definition = Alternative { shape: shape.clone(), ..of.clone() };
                    self.alternatives(&definition, key, seen)
                }
                _ => Vec::new(),
            },
            shape => {
                vec![Alternative { shape: self.without(shape, key), ..of.clone() }]
            }
        }
    }

    /// Removes the parts of an intersection that lead back to the definition, because they add no
    /// restriction.
    fn without(&self, shape: &Shape, key: &str) -> Shape {
        match shape {
            Shape::All(parts) => Shape::All(parts.iter().map(|part| self.without(part, key)).collect()),
            shape if self.leads(shape, key) => Shape::Any,
            shape => shape.clone(),
        }
    }

    /// Whether the shape or one of its parts is the definition `key` itself.
    fn leads(&self, shape: &Shape, key: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = references(shape);
        while let Some(name) = open.pop() {
            if name == key {
                return true;
            }
            if seen.insert(name) {
                open.extend(self.shapes.get(name).map(references).unwrap_or_default());
            }
        }
        false
    }
}

/// The definitions that TypeScript resolves immediately when it reads the shape.
fn references(shape: &Shape) -> Vec<&str> {
    match shape {
        Shape::Reference(name) => vec![name],
        Shape::Union(union) => union.alternatives.iter().flat_map(|part| references(&part.shape)).collect(),
        Shape::All(parts) => parts.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{BTreeMap, Circles, Shape};
    use crate::schema::typescript::types::Types;

    /// The declared type of the definition `A`.
    fn declared(definitions: Value) -> String {
        let Value::Object(definitions) = definitions else { panic!("an object of definitions") };
        let shapes: BTreeMap<String, Shape> =
            definitions.iter().map(|(key, schema)| (key.clone(), Shape::from_schema(schema))).collect();
        let names = definitions.keys().map(|key| (key.clone(), key.clone())).collect();
        let shape = shapes["A"].clone();
        let opened = Circles { shapes }.opened("A", shape);
        Types::new(&names).of(&opened).bracketed()
    }

    fn to(name: &str) -> Value {
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    #[test]
    fn what_a_type_is_beside_itself_remains() {
        let list = json!({ "type": "array", "items": to("A") });
        assert_eq!(declared(json!({ "A": { "anyOf": [to("A"), list] } })), "A[]");
        let nested = json!({ "anyOf": [{ "anyOf": [to("A"), { "type": "null" }] }, { "type": "string" }] });
        assert_eq!(declared(json!({ "A": nested })), "null | string");
        assert_eq!(declared(json!({ "A": to("A") })), "never");
    }

    #[test]
    fn two_that_are_each_other_have_the_alternatives_of_both() {
        let one = json!({ "anyOf": [to("B"), { "type": "string" }] });
        let other = json!({ "anyOf": [{ "type": "boolean" }, to("A"), to("C")] });
        let third = json!({ "type": "null" });
        assert_eq!(declared(json!({ "A": one, "B": other, "C": third })), "boolean | C | string");
    }

    #[test]
    fn a_type_may_refer_to_itself_inside_arrays_and_objects() {
        let list = json!({ "anyOf": [{ "type": "null" }, { "type": "array", "items": to("A") }] });
        assert_eq!(declared(json!({ "A": list })), "null | A[]");
        let both =
            json!({ "allOf": [to("A"), { "type": "object", "properties": { "a": { "type": "null" } } }] });
        assert_eq!(declared(json!({ "A": both })), "{ a?: null }");
    }
}
