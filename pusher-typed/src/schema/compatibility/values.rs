//! Values without parts: numbers, texts, and constants.

use serde_json::Value;

use crate::schema::shape::{Integers, Shape, Texts};

/// Whether all values of `narrow` are values of `wide`, where neither has parts.
pub(super) fn includes(wide: &Shape, narrow: &Shape) -> bool {
    match (wide, narrow) {
        (Shape::Number, Shape::Integer(_)) => true,
        (Shape::Integer(wide), Shape::Integer(narrow)) => {
            spans((wide.min, wide.max), (narrow.min, narrow.max))
        }
        (Shape::Text(wide), Shape::Text(narrow)) => texts(wide, narrow),
        (wide, Shape::Literal(value)) => takes(wide, value),
        (wide, narrow) => wide == narrow,
    }
}

/// Whether one span is within the other, where `None` is no limit.
pub(super) fn spans<N: PartialOrd>(wide: (Option<N>, Option<N>), narrow: (Option<N>, Option<N>)) -> bool {
    let lower = wide.0.is_none_or(|wide| narrow.0.is_some_and(|narrow| wide <= narrow));
    let upper = wide.1.is_none_or(|wide| narrow.1.is_some_and(|narrow| narrow <= wide));
    lower && upper
}

/// Whether there is no such rule, or it is the other's.
pub(super) fn is_free_or_same(wide: Option<&String>, narrow: Option<&String>) -> bool {
    wide.is_none() || wide == narrow
}

fn texts(wide: &Texts, narrow: &Texts) -> bool {
    spans((Some(wide.min.unwrap_or(0)), wide.max), (Some(narrow.min.unwrap_or(0)), narrow.max))
        && is_free_or_same(wide.format.as_ref(), narrow.format.as_ref())
        && is_free_or_same(wide.pattern.as_ref(), narrow.pattern.as_ref())
}

/// Whether a constant is of a type.
fn takes(shape: &Shape, value: &Value) -> bool {
    match shape {
        Shape::Text(texts) => value.as_str().is_some_and(|text| takes_text(texts, text)),
        Shape::Number => value.is_number(),
        Shape::Integer(integers) => takes_integer(integers, value),
        Shape::Boolean => value.is_boolean(),
        Shape::Null => value.is_null(),
        Shape::Literal(other) => value == other,
        _ => false,
    }
}

/// Formats and patterns are not understood here: what they say of a text is unknown.
fn takes_text(texts: &Texts, text: &str) -> bool {
    let length = u64::try_from(text.chars().count()).ok();
    texts.format.is_none()
        && texts.pattern.is_none()
        && spans((Some(texts.min.unwrap_or(0)), texts.max), (length, length))
}

fn takes_integer(integers: &Integers, value: &Value) -> bool {
    let value = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
    value.is_some() && spans((integers.min, integers.max), (value, value))
}
