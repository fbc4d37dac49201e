//! What a JSON Schema says, without the many ways in which it can be said: the
//! form from which types are written and by which schemas are compared.

use serde_json::{Map, Value};

use super::payloads;

/// The values that a schema allows.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    Any,
    Never,
    Null,
    Boolean,
    Integer(Integers),
    Number,
    Text(Texts),
    /// One value: a constant, or a member of an `enum`.
    Literal(Value),
    Array {
        items: Box<Shape>,
        min: u64,
        max: Option<u64>,
    },
    Tuple(Vec<Shape>),
    Object(Object),
    /// One of these.
    Union(Vec<Alternative>),
    /// All of these at once.
    All(Vec<Shape>),
    /// The definition with this name.
    Reference(String),
}

/// A range of integers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Integers {
    pub(super) min: Option<i128>,
    pub(super) max: Option<i128>,
    /// `uint64`
    pub(super) format: Option<String>,
}

/// Texts, with what is said of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Texts {
    /// `date-time`
    pub(super) format: Option<String>,
    pub(super) pattern: Option<String>,
    pub(super) min: Option<u64>,
    pub(super) max: Option<u64>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Object {
    /// The required ones as they were declared, then the others by name.
    pub(super) fields: Vec<Field>,
    pub(super) others: Others,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) shape: Shape,
    pub(super) required: bool,
    /// Whether it has a value where it is missing.
    pub(super) default: bool,
    pub(super) description: Option<String>,
}

/// The properties of an object that are not named.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Others {
    /// Nothing is said: they are ignored.
    Ignored,
    /// There are none.
    Refused,
    /// A map's: each has this shape, and its name fits the regular expression.
    Values { keys: Option<String>, shape: Box<Shape> },
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Alternative {
    pub(super) shape: Shape,
    pub(super) description: Option<String>,
}

impl Shape {
    /// Reads a schema as schemars writes it.
    pub(super) fn of(schema: &Value) -> Shape {
        match schema {
            Value::Bool(false) => Shape::Never,
            Value::Object(schema) => Shape::of_object(schema),
            _ => Shape::Any,
        }
    }

    fn of_object(schema: &Map<String, Value>) -> Shape {
        let mut parts = Vec::new();
        if let Some(name) = payloads::reference_of(schema) {
            parts.push(Shape::Reference(name.into_owned()));
        }
        parts.extend(list(schema, "allOf").iter().map(Shape::of));
        for key in ["oneOf", "anyOf"] {
            let alternatives = list(schema, key);
            if !alternatives.is_empty() {
                parts.push(Shape::Union(alternatives.iter().map(Alternative::of).collect()));
            }
        }
        parts.extend(Shape::of_values(schema));
        match <[Shape; 1]>::try_from(parts) {
            Ok([only]) => only,
            Err(parts) if parts.is_empty() => Shape::Any,
            Err(parts) => Shape::All(parts),
        }
    }

    /// What the schema itself says of the values: the values, or their types.
    fn of_values(schema: &Map<String, Value>) -> Option<Shape> {
        if let Some(value) = schema.get("const") {
            return Some(Shape::Literal(value.clone()));
        }
        let values = list(schema, "enum");
        if !values.is_empty() {
            return Some(Shape::one_of(values.iter().map(|value| Shape::Literal(value.clone())).collect()));
        }
        match schema.get("type") {
            Some(Value::String(ty)) => Some(Shape::of_type(ty, schema)),
            Some(Value::Array(types)) => {
                let types = types.iter().filter_map(Value::as_str);
                Some(Shape::one_of(types.map(|ty| Shape::of_type(ty, schema)).collect()))
            }
            _ if is_object(schema) => Some(Shape::Object(Object::of(schema))),
            _ => None,
        }
    }

    fn of_type(ty: &str, schema: &Map<String, Value>) -> Shape {
        match ty {
            "null" => Shape::Null,
            "boolean" => Shape::Boolean,
            "integer" => Shape::Integer(Integers::of(schema)),
            "number" => Shape::Number,
            "string" => Shape::Text(Texts::of(schema)),
            "array" => Shape::of_array(schema),
            "object" => Shape::Object(Object::of(schema)),
            _ => Shape::Any,
        }
    }

    fn of_array(schema: &Map<String, Value>) -> Shape {
        match schema.get("items") {
            Some(Value::Array(items)) => Shape::Tuple(items.iter().map(Shape::of).collect()),
            items => Shape::Array {
                items: Box::new(items.map_or(Shape::Any, Shape::of)),
                min: number(schema, "minItems").unwrap_or(0),
                max: number(schema, "maxItems"),
            },
        }
    }

    fn one_of(mut shapes: Vec<Shape>) -> Shape {
        match (shapes.pop(), shapes.is_empty()) {
            (Some(only), true) => only,
            (last, _) => {
                let shapes = shapes.into_iter().chain(last);
                Shape::Union(shapes.map(|shape| Alternative { shape, description: None }).collect())
            }
        }
    }
}

impl Alternative {
    fn of(schema: &Value) -> Self {
        let description = schema.as_object().and_then(description);
        Alternative { shape: Shape::of(schema), description }
    }
}

impl Integers {
    fn of(schema: &Map<String, Value>) -> Self {
        let format = schema.get("format").and_then(Value::as_str);
        let (min, max) = format.map_or((None, None), range);
        let bound = |key: &str| schema.get(key).and_then(integer);
        Integers {
            min: bound("minimum").or(min),
            max: bound("maximum").or(max),
            format: format.map(str::to_owned),
        }
    }
}

/// The range that the format of a Rust integer stands for, as far as an `i128` holds it.
fn range(format: &str) -> (Option<i128>, Option<i128>) {
    match format {
        "int8" => (Some(i8::MIN.into()), Some(i8::MAX.into())),
        "int16" => (Some(i16::MIN.into()), Some(i16::MAX.into())),
        "int32" => (Some(i32::MIN.into()), Some(i32::MAX.into())),
        "int64" | "int" => (Some(i64::MIN.into()), Some(i64::MAX.into())),
        "int128" => (Some(i128::MIN), Some(i128::MAX)),
        "uint8" => (Some(0), Some(u8::MAX.into())),
        "uint16" => (Some(0), Some(u16::MAX.into())),
        "uint32" => (Some(0), Some(u32::MAX.into())),
        "uint64" | "uint" => (Some(0), Some(u64::MAX.into())),
        "uint128" => (Some(0), None),
        _ => (None, None),
    }
}

fn integer(value: &Value) -> Option<i128> {
    value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from))
}

impl Texts {
    fn of(schema: &Map<String, Value>) -> Self {
        let text = |key: &str| schema.get(key).and_then(Value::as_str).map(str::to_owned);
        Texts {
            format: text("format"),
            pattern: text("pattern"),
            min: number(schema, "minLength"),
            max: number(schema, "maxLength"),
        }
    }
}

impl Object {
    fn of(schema: &Map<String, Value>) -> Self {
        let none = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
        let required: Vec<&str> = list(schema, "required").iter().filter_map(Value::as_str).collect();
        let declared = required.iter().filter_map(|name| properties.get_key_value(*name));
        let others = properties.iter().filter(|(name, _)| !required.contains(&name.as_str()));
        let field = |(name, schema): (&String, &Value)| Field {
            name: name.clone(),
            shape: Shape::of(schema),
            required: required.contains(&name.as_str()),
            default: schema.get("default").is_some(),
            description: schema.as_object().and_then(description),
        };
        Object { fields: declared.chain(others).map(field).collect(), others: Others::of(schema) }
    }
}

impl Others {
    fn of(schema: &Map<String, Value>) -> Self {
        let patterns = schema.get("patternProperties").and_then(Value::as_object);
        if let Some((keys, shape)) = patterns.and_then(|patterns| patterns.iter().next()) {
            return Others::Values { keys: Some(keys.clone()), shape: Box::new(Shape::of(shape)) };
        }
        match schema.get("additionalProperties") {
            None => Others::Ignored,
            Some(Value::Bool(false)) => Others::Refused,
            Some(shape) => Others::Values { keys: None, shape: Box::new(Shape::of(shape)) },
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
        assert_eq!(Shape::of(&json!({ "type": "string" })), text());
        assert_eq!(
            Shape::of(&json!({ "type": ["string", "null"] })),
            Shape::one_of(vec![text(), Shape::Null])
        );
        assert_eq!(
            Shape::of(&json!({ "anyOf": [{ "$ref": "#/components/schemas/Money" }, { "type": "null" }] })),
            Shape::one_of(vec![Shape::Reference("Money".to_owned()), Shape::Null])
        );
        assert_eq!(Shape::of(&json!({ "const": 7 })), Shape::of(&json!({ "enum": [7], "type": "integer" })));
        assert_eq!(
            Shape::of(&json!({ "allOf": [{ "$ref": "#/components/schemas/Money" }], "description": "d" })),
            Shape::Reference("Money".to_owned())
        );
        assert_eq!(Shape::of(&json!(true)), Shape::Any);
        assert_eq!(Shape::of(&json!({})), Shape::Any);
        assert_eq!(Shape::of(&json!(false)), Shape::Never);
    }

    #[test]
    fn an_integer_has_the_range_of_its_format() {
        let Shape::Integer(Integers { min, max, .. }) =
            Shape::of(&json!({ "type": "integer", "format": "uint64" }))
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
        let Shape::Object(object) = Shape::of(&schema) else { panic!("an object") };
        let names: Vec<&str> = object.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["d", "b", "a", "c"]);
    }
}
