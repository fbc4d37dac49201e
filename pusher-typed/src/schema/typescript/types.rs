//! The TypeScript types of shapes.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    expression::Expression,
    layout::{braces, brackets},
    notes::{deprecated, note},
    text::{comment, literal, property},
};
use crate::schema::shape::{Alternative, Field, Object, Others, Shape};

/// Arrays of a fixed length are written out up to this one.
const MAX_TUPLE: u64 = 32;

/// Writes types, with references to definitions by their names in the file.
pub(super) struct Types<'n> {
    names: &'n BTreeMap<String, String>,
}

impl<'n> Types<'n> {
    pub(super) fn new(names: &'n BTreeMap<String, String>) -> Self {
        Types { names }
    }

    /// The declaration of a type, with its comment.
    pub(super) fn declaration(&self, name: &str, [description, tag]: [&str; 2], shape: &Shape) -> String {
        let comment = comment([description, note(shape), tag]);
        match shape {
            Shape::Object(object) if !matches!(object.others, Others::Values { .. }) => {
                format!("{comment}export interface {name} {}\n", braces(&self.members(object)))
            }
            _ => {
                let head = format!("export type {name} =");
                format!("{comment}{head}{};\n", self.of(shape).declared(&head, 0))
            }
        }
    }

    /// The type of the values that a shape allows.
    pub(super) fn of(&self, shape: &Shape) -> Expression {
        Expression::tight(match shape {
            Shape::Any => "unknown".to_owned(),
            Shape::Never => "never".to_owned(),
            Shape::Null => "null".to_owned(),
            Shape::Boolean => "boolean".to_owned(),
            Shape::Integer(_) | Shape::Number(_) => "number".to_owned(),
            Shape::Text(_) => "string".to_owned(),
            Shape::Literal(value) => value_type(value),
            Shape::Tuple(items) => self.tuple(items),
            Shape::Object(object) => self.object(object),
            Shape::Reference(name) => self.names.get(name).map_or("unknown", String::as_str).to_owned(),
            Shape::Array(array) => return self.array(&array.items, array.min, array.max),
            Shape::Union(union) => return self.union(&union.alternatives),
            Shape::All(parts) => return self.intersection(parts),
        })
    }

    fn tuple<'s>(&self, items: impl IntoIterator<Item = &'s Shape>) -> String {
        let items: Vec<String> = items.into_iter().map(|item| self.of(item).bracketed()).collect();
        brackets(&items)
    }

    fn array(&self, items: &Shape, min: u64, max: Option<u64>) -> Expression {
        if max == Some(min) && min <= MAX_TUPLE {
            return Expression::tight(self.tuple((0..min).map(|_| items)));
        }
        self.of(items).array()
    }

    fn union(&self, alternatives: &[Alternative]) -> Expression {
        let parts = flat(alternatives).into_iter();
        let parts = parts.map(|it| {
            let description = it.description.as_deref().unwrap_or_default();
            (self.of(&it.shape), comment([description, deprecated(it.deprecated)]))
        });
        Expression::union(parts.collect())
    }

    fn intersection(&self, parts: &[Shape]) -> Expression {
        let part = |part: &Shape| match part {
            // The properties of the other parts are not values of the map.
            Shape::Object(object) => Expression::tight(self.object(&opened(object))),
            Shape::Union(union) => self.union(&or_absent(&union.alternatives)),
            other => self.of(other),
        };
        let says_something = |part: &&Shape| **part != Shape::Any && !is_empty_object(part);
        Expression::intersection(parts.iter().filter(says_something).map(part).collect())
    }
}

/// The alternatives, with nested unions replaced by their alternatives.
fn flat(alternatives: &[Alternative]) -> Vec<&Alternative> {
    let mut parts = Vec::new();
    for alternative in alternatives {
        match &alternative.shape {
            Shape::Union(inner) if alternative.description.is_none() && !alternative.deprecated => {
                parts.extend(flat(&inner.alternatives));
            }
            _ => parts.push(alternative),
        }
    }
    parts
}

/// The alternatives of a flattened option. "Any value" is replaced by an object without the properties of
/// the other alternatives.
fn or_absent(alternatives: &[Alternative]) -> Vec<Alternative> {
    let mut fields: Vec<Field> = Vec::new();
    for alternative in flat(alternatives) {
        if let Shape::Object(object) = &alternative.shape {
            fields.extend(object.fields.iter().map(absent));
        }
    }
    fields.sort_by(|one, other| one.name.cmp(&other.name));
    fields.dedup_by(|one, other| one.name == other.name);
    let nothing = Shape::Object(Object { fields, others: Others::Ignored });
    let replaced = |alternative: &Alternative| match alternative.shape {
        Shape::Any => nothing.clone().into(),
        _ => alternative.clone(),
    };
    alternatives.iter().map(replaced).collect()
}

fn absent(field: &Field) -> Field {
    Field {
        name: field.name.clone(),
        shape: Shape::Never,
        aliases: Vec::new(),
        required: false,
        always_sent: false,
        description: None,
        deprecated: false,
    }
}

fn is_empty_object(shape: &Shape) -> bool {
    matches!(shape, Shape::Object(object) if object.fields.is_empty() && object.others == Others::Ignored)
}

/// The object with a map of unknown values, if it has one.
fn opened(object: &Object) -> Object {
    let mut object = object.clone();
    if let Others::Values { shape, .. } = &mut object.others {
        **shape = Shape::Any;
    }
    object
}

/// The type of one value.
fn value_type(value: &Value) -> String {
    match value {
        Value::String(text) => literal(text),
        Value::Array(values) => brackets(&values.iter().map(value_type).collect::<Vec<_>>()),
        Value::Object(members) => {
            let member =
                |(name, value): (&String, &Value)| format!("{}: {};\n", property(name), value_type(value));
            braces(&members.iter().map(member).collect::<String>())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}
