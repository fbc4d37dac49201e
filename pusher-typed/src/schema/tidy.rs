//! Rewrites schemas so that other tools can read them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{
    read_shape::range,
    references::{holds_properties, holds_values, reference},
    shape::FORMAT,
};

/// Replaces `true` by `{}`, and a format that only schemars defines by the bounds of the integer; removes alternatives
/// without values.
pub(super) fn tidy(schema: &mut Value) {
    match schema {
        Value::Bool(true) => *schema = Value::Object(Map::new()),
        Value::Object(object) => {
            bounds(object);
            own_format(object);
            without_values(object);
            for (key, value) in object {
                match key.as_str() {
                    key if holds_properties(key) => {
                        value.as_object_mut().into_iter().flatten().for_each(|(_, schema)| tidy(schema));
                    }
                    "items" | "allOf" | "anyOf" | "oneOf" if value.is_array() => {
                        value.as_array_mut().into_iter().flatten().for_each(tidy);
                    }
                    "items" | "additionalProperties" | "not" => tidy(value),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

/// Only a catalog knows the formats that schemars itself defines.
fn own_format(schema: &mut Map<String, Value>) {
    let is_own = |format: &Value| matches!(format.as_str(), Some("ip" | "partial-date-time"));
    if schema.get("format").is_some_and(is_own)
        && let Some(format) = schema.remove("format")
    {
        schema.insert(FORMAT.to_owned(), format);
    }
}

/// An enum whose variants are all skipped has no values; draft 7 allows no empty list of them.
fn without_values(schema: &mut Map<String, Value>) {
    for key in ["oneOf", "anyOf"] {
        if let Some(Value::Array(alternatives)) = schema.get_mut(key) {
            alternatives.retain(|alternative| !has_empty_list(alternative));
        }
    }
    let empty = ["enum", "oneOf", "anyOf"].into_iter().find(|key| is_empty_list(schema.get(*key)));
    if let Some(key) = empty {
        schema.remove(key);
        schema.remove("type");
        schema.insert("not".to_owned(), Value::Object(Map::new()));
    }
}

fn has_empty_list(schema: &Value) -> bool {
    ["enum", "oneOf", "anyOf"].iter().any(|key| is_empty_list(schema.get(key)))
}

fn is_empty_list(value: Option<&Value>) -> bool {
    value.and_then(Value::as_array).is_some_and(Vec::is_empty)
}

fn bounds(schema: &mut Map<String, Value>) {
    let ty = |schema: &Map<String, Value>, ty: &str| match schema.get("type") {
        Some(Value::Array(types)) => types.iter().any(|it| it == ty),
        other => other.is_some_and(|it| it == ty),
    };
    let Some(format) = schema.get("format").and_then(Value::as_str).map(str::to_owned) else { return };
    let is_float = ty(schema, "number") && matches!(format.as_str(), "float" | "double");
    let is_integer = ty(schema, "integer") && (format.starts_with("int") || format.starts_with("uint"));
    if is_float || is_integer {
        schema.remove("format");
    }
    if is_integer && matches!(format.as_str(), "int128" | "uint128") {
        // JSON numbers in documents are smaller than its bounds.
        schema.insert(FORMAT.to_owned(), format.as_str().into());
    }
    if is_integer {
        let (min, max) = range(&format);
        let number =
            |at: i128| i64::try_from(at).map(Value::from).or_else(|_| u64::try_from(at).map(Value::from));
        for (key, bound) in [("minimum", min), ("maximum", max)] {
            if let Some(Ok(bound)) = bound.map(number) {
                schema.entry(key).or_insert(bound);
            }
        }
    }
}

/// A property with a special meaning in tools: a reference, or the prototype of a JavaScript object.
pub(super) fn forbidden_field(schema: &Value) -> Option<&str> {
    match schema {
        Value::Object(object) => {
            let properties = object.get("properties").and_then(Value::as_object);
            let names = properties.into_iter().flat_map(Map::keys).map(String::as_str);
            let mut names = names.filter(|name| matches!(*name, "$ref" | "__proto__"));
            names.next().or_else(|| object.iter().find_map(forbidden_within))
        }
        Value::Array(values) => values.iter().find_map(forbidden_field),
        _ => None,
    }
}

fn forbidden_within<'s>((keyword, value): (&String, &'s Value)) -> Option<&'s str> {
    match value {
        Value::Object(schemas) if holds_properties(keyword) => schemas.values().find_map(forbidden_field),
        _ if holds_values(keyword) => None,
        schema => forbidden_field(schema),
    }
}

/// Removes a type from its own alternatives, and expands alternatives that refer back to it. Otherwise tools follow
/// these references forever.
pub(super) fn open_unions(definitions: &mut BTreeMap<String, Value>) {
    let old = definitions.clone();
    for (name, schema) in definitions {
        if leads(schema, name, &old) {
            for key in ["anyOf", "oneOf"] {
                if let Some(Value::Array(alternatives)) = schema.get_mut(key) {
                    let mut met = BTreeSet::from([name.clone()]);
                    *alternatives = opened(alternatives, name, &old, &mut met);
                }
            }
        }
    }
}

fn opened(
    alternatives: &[Value],
    root: &str,
    definitions: &BTreeMap<String, Value>,
    met: &mut BTreeSet<String>,
) -> Vec<Value> {
    let mut list = Vec::new();
    for alternative in alternatives {
        match only_reference(alternative) {
            Some(name) if leads(alternative, root, definitions) => {
                if met.insert(name.clone())
                    && let Some(schema) = definitions.get(&name)
                {
                    list.extend(opened(&alternatives_of(schema), root, definitions, met));
                }
            }
            _ => list.push(alternative.clone()),
        }
    }
    list
}

fn alternatives_of(schema: &Value) -> Vec<Value> {
    let list = ["anyOf", "oneOf"].iter().find_map(|key| schema.get(key)?.as_array());
    list.cloned().unwrap_or_else(|| vec![schema.clone()])
}

/// The definition that an alternative is, with or without a title.
fn only_reference(schema: &Value) -> Option<String> {
    let whole = schema.get("allOf").and_then(Value::as_array);
    match whole.map(Vec::as_slice) {
        Some([only]) => reference(only).map(std::borrow::Cow::into_owned),
        _ => reference(schema).map(std::borrow::Cow::into_owned),
    }
}

/// Whether a schema is the definition `root` in one of its alternatives or parts.
fn leads(schema: &Value, root: &str, definitions: &BTreeMap<String, Value>) -> bool {
    let mut met = BTreeSet::new();
    let mut open = direct(schema);
    while let Some(name) = open.pop() {
        if name == root {
            return true;
        }
        if met.insert(name.clone()) {
            open.extend(definitions.get(&name).map(direct).unwrap_or_default());
        }
    }
    false
}

/// The definitions that a schema is or may be, not those of its properties and items.
fn direct(schema: &Value) -> Vec<String> {
    let mut names: Vec<String> = reference(schema).map(std::borrow::Cow::into_owned).into_iter().collect();
    for key in ["anyOf", "oneOf", "allOf"] {
        for part in schema.get(key).and_then(Value::as_array).into_iter().flatten() {
            names.extend(direct(part));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{open_unions, tidy};

    fn tidied(mut schema: Value) -> Value {
        tidy(&mut schema);
        schema
    }

    #[test]
    fn integers_have_bounds_in_the_place_of_formats() {
        let small = json!({ "type": "integer", "format": "uint8" });
        assert_eq!(tidied(small), json!({ "type": "integer", "minimum": 0, "maximum": 255 }));
        let bounded = json!({ "type": ["integer", "null"], "format": "int16", "maximum": 7 });
        assert_eq!(tidied(bounded), json!({ "type": ["integer", "null"], "minimum": -32768, "maximum": 7 }));
        assert_eq!(tidied(json!({ "type": "number", "format": "double" })), json!({ "type": "number" }));
        let wide = json!({ "type": "integer", "format": "uint128" });
        assert_eq!(tidied(wide), json!({ "type": "integer", "minimum": 0, "x-pusher-format": "uint128" }));
    }

    #[test]
    fn formats_that_only_schemars_knows_are_marked() {
        let address = json!({ "type": "string", "format": "ip" });
        assert_eq!(tidied(address), json!({ "type": "string", "x-pusher-format": "ip" }));
        let day = json!({ "type": "string", "format": "date" });
        assert_eq!(tidied(day.clone()), day);
    }

    #[test]
    fn alternatives_without_values_are_left_out() {
        let none = json!({ "type": "string", "enum": [] });
        assert_eq!(tidied(none.clone()), json!({ "not": {} }));
        let text = json!({ "type": "string" });
        assert_eq!(
            tidied(json!({ "oneOf": [none.clone(), text] })),
            json!({ "oneOf": [{ "type": "string" }] })
        );
        assert_eq!(
            tidied(json!({ "properties": { "a": { "anyOf": [none] } } })),
            json!({ "properties": { "a": { "not": {} } } })
        );
        assert_eq!(tidied(json!({ "items": true })), json!({ "items": {} }));
    }

    fn to(name: &str) -> Value {
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    /// The definition `A` after its alternatives were opened.
    fn opened(definitions: &Value) -> Value {
        let members = definitions.as_object().into_iter().flatten();
        let mut definitions = members.map(|(name, schema)| (name.clone(), schema.clone())).collect();
        open_unions(&mut definitions);
        definitions["A"].clone()
    }

    #[test]
    fn a_type_is_no_alternative_of_itself() {
        let list = json!({ "type": "array", "items": to("A") });
        assert_eq!(opened(&json!({ "A": { "anyOf": [to("A"), list] } })), json!({ "anyOf": [list] }));
        let titled = json!({ "allOf": [to("A")], "title": "One" });
        assert_eq!(opened(&json!({ "A": { "oneOf": [titled, list] } })), json!({ "oneOf": [list] }));
    }

    #[test]
    fn two_types_that_are_each_other_have_the_alternatives_of_both() {
        let [text, number, list] = [
            json!({ "type": "string" }),
            json!({ "type": "integer" }),
            json!({ "type": "array", "items": to("B") }),
        ];
        let one = json!({ "anyOf": [text, to("B"), to("C")] });
        let other = json!({ "anyOf": [number, to("A"), list] });
        let definitions = json!({ "A": one, "B": other, "C": { "type": "null" } });
        assert_eq!(opened(&definitions), json!({ "anyOf": [text, number, list, to("C")] }));
        // By way of a third type, which is the other by itself.
        let definitions =
            json!({ "A": one, "B": to("D"), "D": { "oneOf": [to("A"), number] }, "C": { "type": "null" } });
        assert_eq!(opened(&definitions), json!({ "anyOf": [text, number, to("C")] }));
        // Others stay references.
        let definitions = json!({ "A": { "anyOf": [to("B"), text] }, "B": { "anyOf": [to("B2"), number] } });
        assert_eq!(opened(&definitions), json!({ "anyOf": [to("B"), text] }));
    }
}
