//! From a schema's shape to a type.

use std::collections::BTreeMap;

use serde_json::Value;

use super::text::{LINE, braces, comment, indent, literal, property};
use crate::schema::shape::{Alternative, Field, Integers, Object, Others, Shape};

/// Arrays of a fixed length are written out up to this one.
const MAX_TUPLE: u64 = 32;

/// The greatest integer up to which a `number` has every one.
const MAX_SAFE: i128 = (1 << 53) - 1;

const ROUNDED: &str = "Above 2^53 - 1, `JSON.parse` rounds it.";

/// Writes types; definitions are referred to by the names that they have in the file.
pub(super) struct Types<'n> {
    names: &'n BTreeMap<String, String>,
}

/// A type, and how tightly it holds together.
struct Expression {
    text: String,
    holds: Holds,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Together,
    /// By `&`.
    Intersection,
    /// By `|`.
    Union,
}

impl<'n> Types<'n> {
    pub(super) fn new(names: &'n BTreeMap<String, String>) -> Self {
        Types { names }
    }

    /// The type of the values that a shape allows.
    pub(super) fn of(&self, shape: &Shape) -> String {
        self.expression(shape).text
    }

    /// The declaration of a type, with its comment.
    pub(super) fn declaration(&self, name: &str, description: &str, shape: &Shape) -> String {
        let comment = comment([description, note(shape)]);
        match shape {
            Shape::Object(object) if !matches!(object.others, Others::Values { .. }) => {
                format!("{comment}export interface {name} {}\n", braces(&self.members(object)))
            }
            _ => {
                let ty = self.of(shape);
                let gap = if ty.starts_with('\n') { "" } else { " " };
                format!("{comment}export type {name} ={gap}{ty};\n")
            }
        }
    }

    fn expression(&self, shape: &Shape) -> Expression {
        let text = match shape {
            Shape::Any => "unknown".to_owned(),
            Shape::Never => "never".to_owned(),
            Shape::Null => "null".to_owned(),
            Shape::Boolean => "boolean".to_owned(),
            Shape::Integer(_) | Shape::Number => "number".to_owned(),
            Shape::Text(_) => "string".to_owned(),
            Shape::Literal(value) => value_type(value),
            Shape::Array { items, min, max } => self.array(items, *min, *max),
            Shape::Tuple(items) => list(&items.iter().map(|item| self.of(item)).collect::<Vec<_>>()),
            Shape::Object(object) => self.object(object),
            Shape::Reference(name) => self.names.get(name).map_or("unknown", String::as_str).to_owned(),
            Shape::Union(alternatives) => return self.union(alternatives),
            Shape::All(parts) => return self.intersection(parts),
        };
        Expression { text, holds: Holds::Together }
    }

    fn array(&self, items: &Shape, min: u64, max: Option<u64>) -> String {
        if max == Some(min) && min <= MAX_TUPLE {
            let item = self.of(items);
            return list(&(0..min).map(|_| item.clone()).collect::<Vec<_>>());
        }
        format!("{}[]", self.operand(items, Holds::Together))
    }

    /// A part of something that holds together as tightly as `within`.
    fn operand(&self, shape: &Shape, within: Holds) -> String {
        let Expression { text, holds } = self.expression(shape);
        if holds == Holds::Together || holds == within { text } else { parenthesized(&text) }
    }

    fn union(&self, alternatives: &[Alternative]) -> Expression {
        let mut parts: Vec<(String, &str)> = Vec::new();
        for Alternative { shape, description } in alternatives {
            let text = self.operand(shape, Holds::Intersection);
            if !parts.iter().any(|(known, _)| *known == text) {
                parts.push((text, description.as_deref().unwrap_or_default()));
            }
        }
        if let [(only, _)] = parts.as_slice() {
            return Expression { text: only.clone(), holds: Holds::Intersection };
        }
        Expression { text: alternatives_text(&parts), holds: Holds::Union }
    }

    fn intersection(&self, parts: &[Shape]) -> Expression {
        let mut texts: Vec<String> = Vec::new();
        for part in parts.iter().filter(|part| **part != Shape::Any) {
            let text = match part {
                // A property of the other parts would not be one of the map's values.
                Shape::Object(object) => self.object(&opened(object)),
                other => self.operand(other, Holds::Intersection),
            };
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        Expression { text: texts.join(" & "), holds: Holds::Intersection }
    }

    fn members(&self, object: &Object) -> String {
        let mut members: String = object.fields.iter().map(|field| self.field(field)).collect();
        if let Others::Values { shape, .. } = &object.others {
            members.extend(["[key: string]: ", &self.value_of_map(object, shape), ";\n"]);
        }
        members
    }

    fn object(&self, object: &Object) -> String {
        let members = self.members(object);
        match members.strip_suffix('\n') {
            Some(only) if object.fields.len() < 2 && only.len() < LINE && !only.contains('\n') => {
                format!("{{ {} }}", only.trim_end_matches(';'))
            }
            _ => braces(&members),
        }
    }

    fn field(&self, field: &Field) -> String {
        let optional = if field.required { "" } else { "?" };
        let comment = comment([field.description.as_deref().unwrap_or_default(), note(&field.shape)]);
        let ty = self.of(&field.shape);
        let (gap, ty) = if ty.starts_with('\n') { ("", indent(&ty)) } else { (" ", ty) };
        format!("{comment}{}{optional}:{gap}{ty};\n", property(&field.name))
    }

    /// The values of a map; beside fields of other types, these as well, for they are found by their names, too.
    fn value_of_map(&self, object: &Object, values: &Shape) -> String {
        let mut types = vec![self.operand(values, Holds::Union)];
        for field in &object.fields {
            types.push(self.operand(&field.shape, Holds::Union));
            if !field.required {
                types.push("undefined".to_owned());
            }
        }
        if types.iter().any(|ty| ty == "unknown") {
            return "unknown".to_owned();
        }
        let mut different: Vec<String> = Vec::new();
        for ty in types {
            if !different.contains(&ty) {
                different.push(ty);
            }
        }
        different.join(" | ")
    }
}

/// The object with a map of unknown values, if it has one.
fn opened(object: &Object) -> Object {
    let mut object = object.clone();
    if let Others::Values { shape, .. } = &mut object.others {
        **shape = Shape::Any;
    }
    object
}

fn alternatives_text(parts: &[(String, &str)]) -> String {
    let texts: Vec<&str> = parts.iter().map(|(text, _)| text.as_str()).collect();
    let line = texts.join(" | ");
    let is_described = parts.iter().any(|(_, description)| !description.is_empty());
    if !is_described && line.len() <= LINE && !line.contains('\n') {
        return line;
    }
    let part = |(text, description): &(String, &str)| format!("\n{}| {text}", comment([*description]));
    indent(&parts.iter().map(part).collect::<String>())
}

fn parenthesized(text: &str) -> String {
    if text.starts_with('\n') { format!("({text}\n)") } else { format!("({text})") }
}

fn list(items: &[String]) -> String {
    let line = items.join(", ");
    if line.len() <= LINE && !line.contains('\n') {
        return format!("[{line}]");
    }
    let items: Vec<&str> = items.iter().map(|item| item.trim_start()).collect();
    format!("[\n{},\n]", indent(&items.join(",\n")))
}

/// The type of one value.
fn value_type(value: &Value) -> String {
    match value {
        Value::String(text) => literal(text),
        Value::Array(values) => list(&values.iter().map(value_type).collect::<Vec<_>>()),
        Value::Object(members) => {
            let member =
                |(name, value): (&String, &Value)| format!("{}: {};\n", property(name), value_type(value));
            braces(&members.iter().map(member).collect::<String>())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// What is to be said of a type that TypeScript has no word for.
fn note(shape: &Shape) -> &'static str {
    if has_large_integers(shape) { ROUNDED } else { "" }
}

fn has_large_integers(shape: &Shape) -> bool {
    match shape {
        Shape::Integer(Integers { max, format, .. }) => {
            max.is_some_and(|max| max > MAX_SAFE) || format.as_deref() == Some("uint128")
        }
        Shape::Array { items, .. } => has_large_integers(items),
        Shape::Tuple(items) => items.iter().any(has_large_integers),
        Shape::Union(alternatives) => alternatives.iter().any(|it| has_large_integers(&it.shape)),
        Shape::Object(Object { fields, others: Others::Values { shape, .. } }) if fields.is_empty() => {
            has_large_integers(shape)
        }
        _ => false,
    }
}
