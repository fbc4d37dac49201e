//! Compares values without parts: numbers, strings and constants.

use serde_json::Value;

use crate::schema::shape::{Integers, Numbers, Shape, Texts};

/// Whether all values of `narrow` are values of `wide`. Neither has parts.
pub(super) fn includes(wide: &Shape, narrow: &Shape) -> bool {
    match (wide, narrow) {
        (Shape::Number(wide), Shape::Integer(narrow)) => numbers(wide, &as_numbers(narrow)),
        (Shape::Number(wide), Shape::Number(narrow)) => numbers(wide, narrow),
        (Shape::Integer(wide), Shape::Integer(narrow)) => integers(wide, narrow),
        (Shape::Text(wide), Shape::Text(narrow)) => texts(wide, narrow),
        (wide, Shape::Literal(value)) => has(wide, value),
        (wide, narrow) => wide == narrow,
    }
}

/// Whether one range is within the other; `None` is no limit.
pub(super) fn spans<N: PartialOrd>(wide: (Option<N>, Option<N>), narrow: (Option<N>, Option<N>)) -> bool {
    let lower = wide.0.is_none_or(|wide| narrow.0.is_some_and(|narrow| wide <= narrow));
    let upper = wide.1.is_none_or(|wide| narrow.1.is_some_and(|narrow| narrow <= wide));
    lower && upper
}

/// Whether `wide` has no such rule, or both have the same one.
pub(super) fn is_free_or_same(wide: Option<&String>, narrow: Option<&String>) -> bool {
    wide.is_none() || wide == narrow
}

fn integers(wide: &Integers, narrow: &Integers) -> bool {
    let has_zero = !narrow.non_zero && spans((narrow.min, narrow.max), (Some(0), Some(0)));
    spans((wide.min, wide.max), (narrow.min, narrow.max)) && !(wide.non_zero && has_zero)
}

#[expect(clippy::cast_precision_loss, reason = "the bounds of floating-point numbers are not more exact")]
fn as_numbers(integers: &Integers) -> Numbers {
    let bound = |at: i128| (at as f64, false);
    Numbers { min: integers.min.map(bound), max: integers.max.map(bound) }
}

fn numbers(wide: &Numbers, narrow: &Numbers) -> bool {
    let lower = wide.min.is_none_or(|(wide, excluded)| {
        narrow.min.is_some_and(|(narrow, also)| wide < narrow || (wide <= narrow && (also || !excluded)))
    });
    let upper = wide.max.is_none_or(|(wide, excluded)| {
        narrow.max.is_some_and(|(narrow, also)| narrow < wide || (narrow <= wide && (also || !excluded)))
    });
    lower && upper
}

fn texts(wide: &Texts, narrow: &Texts) -> bool {
    spans((Some(wide.min.unwrap_or(0)), wide.max), (Some(narrow.min.unwrap_or(0)), narrow.max))
        && is_free_or_same(wide.format.as_ref(), narrow.format.as_ref())
        && is_free_or_same(wide.pattern.as_ref(), narrow.pattern.as_ref())
}

/// Whether a type has a value.
fn has(shape: &Shape, value: &Value) -> bool {
    match shape {
        Shape::Text(texts) => value.as_str().is_some_and(|text| has_text(texts, text)),
        Shape::Number(range) => {
            let bound = value.as_f64().map(|at| (at, false));
            bound.is_some() && numbers(range, &Numbers { min: bound, max: bound })
        }
        Shape::Integer(integers) => has_integer(integers, value),
        Shape::Boolean => value.is_boolean(),
        Shape::Null => value.is_null(),
        Shape::Literal(other) => value == other,
        _ => false,
    }
}

/// Formats and patterns are not evaluated, so no text counts as matching one.
fn has_text(texts: &Texts, text: &str) -> bool {
    let length = u64::try_from(text.chars().count()).ok();
    texts.format.is_none()
        && texts.pattern.is_none()
        && spans((Some(texts.min.unwrap_or(0)), texts.max), (length, length))
}

fn has_integer(range: &Integers, value: &Value) -> bool {
    let value = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
    value.is_some() && integers(range, &Integers { min: value, max: value, non_zero: false })
}
