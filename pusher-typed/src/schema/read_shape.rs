//! Reads shapes from JSON Schemas as schemars writes them.

use serde_json::{Map, Value};

use super::{
    references::reference_of,
    shape::{
        ALIASES, ALWAYS_SENT, Alternative, Array, FORMAT, Field, Integers, Numbers, OTHER, Object, Other,
        Others, Shape, Texts, Union,
    },
};

impl Shape {
    /// Reads a schema as schemars writes it.
    pub(super) fn from_schema(schema: &Value) -> Shape {
        match schema {
            Value::Bool(false) => Shape::Never,
            Value::Object(schema) => Shape::from_object(schema),
            _ => Shape::Any,
        }
    }

    fn from_object(schema: &Map<String, Value>) -> Shape {
        if schema.get("not").is_some_and(|not| *not == Value::Bool(true) || *not == Value::Object(Map::new()))
        {
            return Shape::Never;
        }
        let mut parts = Vec::new();
        if let Some(name) = reference_of(schema) {
            parts.push(Shape::Reference(name.into_owned()));
        }
        parts.extend(list(schema, "allOf").iter().map(Shape::from_schema));
        for key in ["oneOf", "anyOf"] {
            let alternatives = list(schema, key);
            if !alternatives.is_empty() {
                let alternatives = alternatives.iter().map(Alternative::from_schema).collect();
                parts.push(Shape::Union(Union { alternatives, other: Other::from_schema(schema) }));
            }
        }
        parts.extend(Shape::from_values(schema));
        match <[Shape; 1]>::try_from(parts) {
            Ok([only]) => only,
            Err(parts) if parts.is_empty() => Shape::Any,
            Err(parts) => Shape::All(parts),
        }
    }

    /// The values or types that the schema itself states.
    fn from_values(schema: &Map<String, Value>) -> Option<Shape> {
        if let Some(value) = schema.get("const") {
            return Some(Shape::Literal(value.clone()));
        }
        let values = list(schema, "enum");
        if !values.is_empty() {
            let values = values.iter().map(|value| Shape::Literal(value.clone())).collect();
            return Some(Shape::one_of(values, Other::from_schema(schema)));
        }
        match schema.get("type") {
            Some(Value::String(ty)) => Some(Shape::from_type(ty, schema)),
            Some(Value::Array(types)) => {
                let types = types.iter().filter_map(Value::as_str);
                Some(Shape::one_of(types.map(|ty| Shape::from_type(ty, schema)).collect(), None))
            }
            _ if is_object(schema) => Some(Shape::Object(Object::from_schema(schema))),
            _ => None,
        }
    }

    fn from_type(ty: &str, schema: &Map<String, Value>) -> Shape {
        match ty {
            "null" => Shape::Null,
            "boolean" => Shape::Boolean,
            "integer" => Shape::Integer(Integers::from_schema(schema)),
            "number" => Shape::Number(Numbers::from_schema(schema)),
            "string" => Shape::Text(Texts::from_schema(schema)),
            "array" => Shape::from_array(schema),
            "object" => Shape::Object(Object::from_schema(schema)),
            _ => Shape::Any,
        }
    }

    fn from_array(schema: &Map<String, Value>) -> Shape {
        match schema.get("items") {
            Some(Value::Array(items)) => Shape::Tuple(items.iter().map(Shape::from_schema).collect()),
            items => Shape::Array(Array {
                items: Box::new(items.map_or(Shape::Any, Shape::from_schema)),
                min: number(schema, "minItems").unwrap_or(0),
                max: number(schema, "maxItems"),
                unique: flag(schema, "uniqueItems"),
            }),
        }
    }

    fn one_of(mut shapes: Vec<Shape>, other: Option<Other>) -> Shape {
        match (shapes.pop(), shapes.is_empty()) {
            (Some(only), true) if other.is_none() => only,
            (last, _) => {
                let shapes = shapes.into_iter().chain(last);
                Shape::Union(Union { alternatives: shapes.map(Alternative::from).collect(), other })
            }
        }
    }
}

impl Other {
    fn from_schema(schema: &Map<String, Value>) -> Option<Self> {
        match schema.get(OTHER)? {
            Value::Bool(true) => Some(Other::Any),
            Value::String(content) => Some(Other::Without(content.clone())),
            _ => None,
        }
    }
}

impl From<Shape> for Alternative {
    fn from(shape: Shape) -> Self {
        Alternative { shape, title: None, description: None, deprecated: false }
    }
}

impl Alternative {
    fn from_schema(schema: &Value) -> Self {
        Alternative {
            shape: Shape::from_schema(schema),
            title: schema.get("title").and_then(Value::as_str).map(str::to_owned),
            description: schema.as_object().and_then(description),
            deprecated: schema.as_object().is_some_and(|schema| flag(schema, "deprecated")),
        }
    }
}

impl Integers {
    fn from_schema(schema: &Map<String, Value>) -> Self {
        let format = schema.get("format").or_else(|| schema.get(FORMAT)).and_then(Value::as_str);
        let (min, max) = format.map_or((None, None), range);
        let bound = |key: &str| schema.get(key).and_then(integer);
        let excluded = schema.get("not").and_then(|not| not.get("const"));
        Integers {
            min: bound("minimum").or(min),
            max: bound("maximum").or(max),
            non_zero: excluded.and_then(Value::as_i64) == Some(0),
        }
    }
}

/// The range of the Rust integer type in a format. The maximum of `u128` is greater than any that is compared.
pub(super) fn range(format: &str) -> (Option<i128>, Option<i128>) {
    match format {
        "int8" => (Some(i8::MIN.into()), Some(i8::MAX.into())),
        "int16" => (Some(i16::MIN.into()), Some(i16::MAX.into())),
        "int32" => (Some(i32::MIN.into()), Some(i32::MAX.into())),
        "int64" | "int" => (Some(i64::MIN.into()), Some(i64::MAX.into())),
        "uint8" => (Some(0), Some(u8::MAX.into())),
        "uint16" => (Some(0), Some(u16::MAX.into())),
        "uint32" => (Some(0), Some(u32::MAX.into())),
        "uint64" | "uint" => (Some(0), Some(u64::MAX.into())),
        "int128" => (Some(i128::MIN), Some(i128::MAX)),
        "uint128" => (Some(0), None),
        _ => (None, None),
    }
}

fn integer(value: &Value) -> Option<i128> {
    value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from))
}

impl Numbers {
    fn from_schema(schema: &Map<String, Value>) -> Self {
        let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
        let with = |inclusive: &str, exclusive: &str| {
            bound(exclusive).map(|at| (at, true)).or_else(|| bound(inclusive).map(|at| (at, false)))
        };
        Numbers { min: with("minimum", "exclusiveMinimum"), max: with("maximum", "exclusiveMaximum") }
    }
}

impl Texts {
    fn from_schema(schema: &Map<String, Value>) -> Self {
        let text = |key: &str| schema.get(key).and_then(Value::as_str).map(str::to_owned);
        Texts {
            format: text("format").or_else(|| text(FORMAT)),
            pattern: text("pattern"),
            min: number(schema, "minLength"),
            max: number(schema, "maxLength"),
        }
    }
}

impl Object {
    fn from_schema(schema: &Map<String, Value>) -> Self {
        let none = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
        let names = |key| list(schema, key).iter().filter_map(Value::as_str).collect::<Vec<_>>();
        let (required, always_sent) = (names("required"), names(ALWAYS_SENT));
        let declared = required.iter().filter_map(|name| properties.get_key_value(*name));
        let others = properties.iter().filter(|(name, _)| !required.contains(&name.as_str()));
        let field = |(name, schema): (&String, &Value)| Field {
            name: name.clone(),
            aliases: aliases(schema),
            shape: Shape::from_schema(schema),
            required: required.contains(&name.as_str()),
            always_sent: always_sent.contains(&name.as_str()),
            description: schema.as_object().and_then(description),
            deprecated: schema.as_object().is_some_and(|schema| flag(schema, "deprecated")),
        };
        Object { fields: declared.chain(others).map(field).collect(), others: Others::from_schema(schema) }
    }
}

fn aliases(schema: &Value) -> Vec<String> {
    let aliases = schema.as_object().map_or(&[][..], |schema| list(schema, ALIASES));
    aliases.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

impl Others {
    fn from_schema(schema: &Map<String, Value>) -> Self {
        let patterns = schema.get("patternProperties").and_then(Value::as_object);
        if let Some((keys, shape)) = patterns.and_then(|patterns| patterns.iter().next()) {
            return Others::Values { keys: Some(keys.clone()), shape: Box::new(Shape::from_schema(shape)) };
        }
        match schema.get("additionalProperties") {
            None => Others::Ignored,
            Some(Value::Bool(false)) => Others::Refused,
            Some(shape) => Others::Values { keys: None, shape: Box::new(Shape::from_schema(shape)) },
        }
    }
}

fn is_object(schema: &Map<String, Value>) -> bool {
    ["properties", "additionalProperties", "patternProperties", "required"]
        .iter()
        .any(|key| schema.contains_key(*key))
}

fn list<'s>(schema: &'s Map<String, Value>, key: &str) -> &'s [Value] {
    schema.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn number(schema: &Map<String, Value>, key: &str) -> Option<u64> {
    schema.get(key).and_then(Value::as_u64)
}

fn flag(schema: &Map<String, Value>, key: &str) -> bool {
    schema.get(key).and_then(Value::as_bool).unwrap_or(false)
}

fn description(schema: &Map<String, Value>) -> Option<String> {
    schema.get("description").and_then(Value::as_str).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Integers, Shape, Texts};

    fn text() -> Shape {
        Shape::Text(Texts::default())
    }

    #[test]
    fn one_meaning_has_one_shape() {
        assert_eq!(Shape::from_schema(&json!({ "type": "string" })), text());
        assert_eq!(
            Shape::from_schema(&json!({ "type": ["string", "null"] })),
            Shape::one_of(vec![text(), Shape::Null], None)
        );
        assert_eq!(
            Shape::from_schema(
                &json!({ "anyOf": [{ "$ref": "#/components/schemas/Money" }, { "type": "null" }] })
            ),
            Shape::one_of(vec![Shape::Reference("Money".to_owned()), Shape::Null], None)
        );
        assert_eq!(
            Shape::from_schema(&json!({ "const": 7 })),
            Shape::from_schema(&json!({ "enum": [7], "type": "integer" }))
        );
        assert_eq!(
            Shape::from_schema(
                &json!({ "allOf": [{ "$ref": "#/components/schemas/Money" }], "description": "d" })
            ),
            Shape::Reference("Money".to_owned())
        );
        assert_eq!(Shape::from_schema(&json!(true)), Shape::Any);
        assert_eq!(Shape::from_schema(&json!({})), Shape::Any);
        assert_eq!(Shape::from_schema(&json!(false)), Shape::Never);
    }

    #[test]
    fn an_integer_has_the_range_of_its_format() {
        let Shape::Integer(Integers { min, max, .. }) =
            Shape::from_schema(&json!({ "type": "integer", "format": "uint64" }))
        else {
            panic!("an integer")
        };
        assert_eq!((min, max), (Some(0), Some(u64::MAX.into())));
    }

    #[test]
    fn fields_come_in_the_order_of_the_declaration() {
        let schema = json!({
            "properties": { "a": true, "b": true, "c": true, "d": true },
            "required": ["d", "b"],
        });
        let Shape::Object(object) = Shape::from_schema(&schema) else { panic!("an object") };
        let names: Vec<&str> = object.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["d", "b", "a", "c"]);
    }
}
