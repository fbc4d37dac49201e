//! Types with alternatives: enums and options.

use super::payload::{Comparison, Difference, Range, difference, is_of, joined};
use crate::schema::shape::{Object, Shape};

pub(super) fn compare(
    comparison: &mut Comparison<'_>,
    path: &str,
    old: &Shape,
    new: &Shape,
) -> Vec<Difference> {
    let (before, after) = (members(old), members(new));
    let mut rest = after.clone();
    let mut gone = Vec::new();
    let mut differences = Vec::new();
    for member in before {
        match counterpart(comparison, member, &rest) {
            Some(at) => differences.extend(comparison.shapes(path, member, rest.remove(at))),
            None => gone.push(member),
        }
    }
    // What is left on both sides, one each, is the same alternative with another type.
    if let ([before], [after]) = (gone.as_slice(), rest.as_slice())
        && !matches!((before, after), (Shape::Literal(_), Shape::Literal(_)))
        && !(is_null(before) || is_null(after))
    {
        differences.extend(comparison.shapes(path, before, after));
        return differences;
    }
    let narrower = (!gone.is_empty()).then_some(Range::Narrower);
    let wider = (!rest.is_empty()).then_some(Range::Wider);
    differences.extend(joined(narrower, wider).map(|range| difference(path, range, old, new)));
    differences
}

/// The alternatives of a shape that may be its own only one.
fn members(shape: &Shape) -> Vec<&Shape> {
    match shape {
        Shape::Union(alternatives) => {
            alternatives.iter().flat_map(|alternative| members(&alternative.shape)).collect()
        }
        only => vec![only],
    }
}

/// The place of the same alternative: with the same values, else with the same tag.
fn counterpart(comparison: &mut Comparison<'_>, member: &Shape, others: &[&Shape]) -> Option<usize> {
    let same = others.iter().position(|other| comparison.shapes("", member, other).is_empty());
    same.or_else(|| others.iter().position(|other| is_same_variant(member, other)))
}

/// Whether two alternatives are one variant: objects with the same tag or the
/// same only key, the same constant, or the same name.
fn is_same_variant(one: &Shape, other: &Shape) -> bool {
    match (one, other) {
        (Shape::Object(one), Shape::Object(other)) => {
            tags(one).any(|tag| tags(other).any(|same| same == tag))
                || (only_key(one).is_some() && only_key(one) == only_key(other))
        }
        (Shape::Literal(value), wide) | (wide, Shape::Literal(value)) => is_of(value, wide),
        (Shape::Reference(one), Shape::Reference(other)) => one == other,
        (Shape::All(one), Shape::All(other)) => {
            one.iter().any(|part| other.iter().any(|same| is_same_variant(part, same)))
        }
        _ => false,
    }
}

/// The fields that are constants.
fn tags(object: &Object) -> impl Iterator<Item = (&str, &serde_json::Value)> {
    object.fields.iter().filter_map(|field| match &field.shape {
        Shape::Literal(value) => Some((field.name.as_str(), value)),
        _ => None,
    })
}

/// The key of an externally tagged variant.
fn only_key(object: &Object) -> Option<&str> {
    match object.fields.as_slice() {
        [only] => Some(&only.name),
        _ => None,
    }
}

fn is_null(shape: &Shape) -> bool {
    matches!(shape, Shape::Null)
}
