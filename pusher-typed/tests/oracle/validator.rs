//! Validates JSON by the schemas that catalogs write: the keywords that schemars uses, as JSON Schema defines them.
//!
//! It decides what readers in other languages accept, independently of the check and of serde.

use std::{cmp::Ordering, collections::BTreeSet};

use serde_json::{Map, Value};

/// Whether a schema with its definitions accepts a value.
pub(super) fn accepts(schema: &Value, value: &Value) -> bool {
    Validator { root: schema }.is_valid(schema, value)
}

/// Keywords that say something of values of one type only.
const OF_OTHER_TYPES: [&str; 13] = [
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "prefixItems",
    "items",
    "required",
    "properties",
    "patternProperties",
    "additionalProperties",
];
/// Keywords that refuse nothing.
const WITHOUT_RULES: [&str; 7] =
    ["$schema", "$defs", "title", "description", "default", "format", "deprecated"];

struct Validator<'s> {
    root: &'s Value,
}

impl Validator<'_> {
    fn is_valid(&self, schema: &Value, value: &Value) -> bool {
        match schema {
            Value::Bool(accepts) => *accepts,
            Value::Object(schema) => {
                schema.iter().all(|(keyword, rule)| self.follows(keyword, rule, schema, value))
            }
            other => panic!("{other} is no schema"),
        }
    }

    fn follows(&self, keyword: &str, rule: &Value, schema: &Map<String, Value>, value: &Value) -> bool {
        let count = |matches: &dyn Fn(&Value) -> bool| list(rule).iter().filter(|it| matches(it)).count();
        let bound = || rule.as_u64().expect("a length");
        match (keyword, value) {
            ("$ref", _) => {
                let path = rule.as_str().and_then(|path| path.strip_prefix('#')).expect("a path");
                self.is_valid(self.root.pointer(path).expect("a definition"), value)
            }
            ("type", _) => list(rule).iter().any(|ty| is_of(ty.as_str().expect("a type"), value)),
            ("const", _) => rule == value,
            ("enum", _) => list(rule).contains(value),
            ("not", _) => !self.is_valid(rule, value),
            ("allOf", _) => list(rule).iter().all(|it| self.is_valid(it, value)),
            ("anyOf", _) => count(&|it| self.is_valid(it, value)) > 0,
            ("oneOf", _) => count(&|it| self.is_valid(it, value)) == 1,
            ("minimum", Value::Number(_)) => ordering(rule, value).is_none_or(Ordering::is_le),
            ("maximum", Value::Number(_)) => ordering(rule, value).is_none_or(Ordering::is_ge),
            ("minLength", Value::String(text)) => text.chars().count() as u64 >= bound(),
            ("maxLength", Value::String(text)) => text.chars().count() as u64 <= bound(),
            ("minItems", Value::Array(items)) => items.len() as u64 >= bound(),
            ("maxItems", Value::Array(items)) => items.len() as u64 <= bound(),
            ("uniqueItems", Value::Array(items)) => {
                items.iter().map(Value::to_string).collect::<BTreeSet<_>>().len() == items.len()
            }
            ("prefixItems", Value::Array(items)) => {
                list(rule).iter().zip(items).all(|(rule, item)| self.is_valid(rule, item))
            }
            ("items", Value::Array(items)) => {
                let prefix = schema.get("prefixItems").map_or(0, |items| list(items).len());
                items.iter().skip(prefix).all(|item| self.is_valid(rule, item))
            }
            ("required", Value::Object(object)) => {
                list(rule).iter().all(|name| object.contains_key(name.as_str().expect("a name")))
            }
            ("properties", Value::Object(object)) => {
                let mut named = object.iter().filter_map(|(name, value)| Some((rule.get(name)?, value)));
                named.all(|(rule, value)| self.is_valid(rule, value))
            }
            ("patternProperties", Value::Object(object)) => {
                rule.as_object().expect("patterns").iter().all(|(pattern, rule)| {
                    let mut matching = object.iter().filter(|(name, _)| matches(pattern, name));
                    matching.all(|(_, value)| self.is_valid(rule, value))
                })
            }
            ("additionalProperties", Value::Object(object)) => {
                let mut others = object.iter().filter(|(name, _)| !is_named(schema, name));
                others.all(|(_, value)| self.is_valid(rule, value))
            }
            (known, _) if OF_OTHER_TYPES.contains(&known) || WITHOUT_RULES.contains(&known) => true,
            (other, _) => panic!("the validator does not know {other}"),
        }
    }
}

/// The items of an array, or the one value.
fn list(rule: &Value) -> &[Value] {
    rule.as_array().map_or(std::slice::from_ref(rule), Vec::as_slice)
}

fn is_of(ty: &str, value: &Value) -> bool {
    match ty {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "number" => value.is_number(),
        "integer" => {
            let is_whole = |number: f64| number.fract() == 0.0;
            value.is_i64() || value.is_u64() || value.as_f64().is_some_and(is_whole)
        }
        other => panic!("the validator does not know the type {other}"),
    }
}

fn ordering(one: &Value, other: &Value) -> Option<Ordering> {
    let integer = |value: &Value| value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
    match (integer(one), integer(other)) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
    }
}

fn is_named(schema: &Map<String, Value>, name: &str) -> bool {
    let has = |keyword: &str, is_it: &dyn Fn(&String) -> bool| {
        let members = schema.get(keyword).and_then(Value::as_object);
        members.is_some_and(|members| members.keys().any(is_it))
    };
    has("properties", &|property| property == name) || has("patternProperties", &|it| matches(it, name))
}

/// Whether the pattern of schemars for integer keys matches.
fn matches(pattern: &str, name: &str) -> bool {
    let digits = match pattern {
        r"^\d+$" => name,
        r"^-?\d+$" => name.strip_prefix('-').unwrap_or(name),
        other => panic!("the validator does not know the pattern {other}"),
    };
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[test]
fn the_validator_accepts_and_refuses() {
    let schema = serde_json::json!({
        "$defs": { "N": { "type": "integer", "minimum": 1, "not": { "const": 3 } } },
        "type": "object",
        "properties": { "n": { "$ref": "#/$defs/N" }, "t": { "type": ["string", "null"], "maxLength": 1 } },
        "required": ["n"],
        "additionalProperties": false,
    });
    let is_valid = |json: &str| accepts(&schema, &serde_json::from_str(json).expect("JSON"));
    for json in [r#"{"n":1}"#, r#"{"n":2.0,"t":null}"#, r#"{"n":18446744073709551615,"t":"é"}"#] {
        assert!(is_valid(json), "{json}");
    }
    for json in
        [r#"{"n":0}"#, r#"{"n":3}"#, r#"{"n":1.5}"#, r#"{"n":1,"t":"ab"}"#, r#"{"n":1,"o":1}"#, "{}", "[]"]
    {
        assert!(!is_valid(json), "{json}");
    }
    let one = serde_json::json!({ "oneOf": [{ "type": "integer" }, { "type": "number" }] });
    assert!(!accepts(&one, &1.into()) && accepts(&one, &1.5.into()));
}
