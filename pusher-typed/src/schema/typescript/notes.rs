//! Notes about a type that TypeScript cannot express.

use crate::schema::shape::{Integers, Object, Others, Shape};

/// The greatest integer up to which a `number` can represent every integer.
const MAX_SAFE: i128 = (1 << 53) - 1;

const ROUNDED: &str = "Above 2^53 - 1, `JSON.parse` rounds it.";

/// The note for the comment on a shape; empty for a shape without one.
pub(super) fn note(shape: &Shape) -> &'static str {
    if has_large_integers(shape) { ROUNDED } else { "" }
}

/// The tag of a deprecated item.
pub(super) fn deprecated(is_deprecated: bool) -> &'static str {
    if is_deprecated { "@deprecated" } else { "" }
}

fn has_large_integers(shape: &Shape) -> bool {
    match shape {
        Shape::Integer(Integers { max, .. }) => max.is_none_or(|max| max > MAX_SAFE),
        Shape::Array(array) => has_large_integers(&array.items),
        Shape::Tuple(items) => items.iter().any(has_large_integers),
        Shape::Union(union) => union.alternatives.iter().any(|it| has_large_integers(&it.shape)),
        Shape::Object(Object { fields, others: Others::Values { shape, .. } }) if fields.is_empty() => {
            has_large_integers(shape)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Shape, note};

    #[test]
    fn what_javascript_cannot_hold_is_said() {
        let has_note = |schema| !note(&Shape::from_schema(&schema)).is_empty();
        for format in ["int64", "uint64", "uint", "int128", "uint128"] {
            assert!(has_note(json!({ "type": "integer", "format": format })), "{format}");
            assert!(has_note(json!({ "type": "array", "items": { "type": "integer", "format": format } })));
        }
        assert!(!has_note(json!({ "type": "integer", "format": "uint32" })));
        assert!(!has_note(json!({ "type": "integer", "format": "uint64", "maximum": 100 })));
        assert!(!has_note(json!({ "type": "number", "format": "double" })));
    }
}
