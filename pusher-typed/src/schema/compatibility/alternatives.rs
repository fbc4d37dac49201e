//! Types with alternatives: enums and options.

use serde_json::Value;

use super::{
    difference::{Difference, Range, difference},
    parts::resolved,
    payload::Comparison,
};
use crate::schema::{
    async_api::Components,
    shape::{Object, Shape},
};

pub(super) fn compare(
    comparison: &mut Comparison<'_>,
    path: &str,
    old: &Shape,
    new: &Shape,
) -> Vec<Difference> {
    let (before, after) = (members(old, comparison.old), members(new, comparison.new));
    let (gone, rest) = unlike(comparison, before.clone(), after.clone());
    let (pairs, gone, rest) = variants(comparison, gone, rest);
    let mut differences = Vec::new();
    for (before, after) in &pairs {
        differences.extend(comparison.shapes(path, before, after));
    }
    let wider = gone.iter().all(|gone| after.iter().any(|after| comparison.forth.holds(after, gone)));
    let narrower = rest.iter().all(|rest| before.iter().any(|before| comparison.back.holds(before, rest)));
    differences.extend(Range::of(wider, narrower).map(|range| difference(path, range, old, new)));
    differences
}

/// The alternatives of a shape that may be its own only one, with those of the enums among them.
fn members(shape: &Shape, components: &Components) -> Vec<Shape> {
    let mut members = Vec::new();
    let mut met = Vec::new();
    let mut waiting = vec![shape.clone()];
    while let Some(shape) = waiting.pop() {
        let parts = resolved(&shape, components);
        let Some(Shape::Union(alternatives)) = is_only(&parts) else {
            members.push(shape);
            continue;
        };
        if !met.contains(&shape) {
            waiting.extend(alternatives.iter().rev().map(|alternative| alternative.shape.clone()));
            met.push(shape);
        }
    }
    members
}

fn is_only(parts: &[Shape]) -> Option<&Shape> {
    match parts {
        [only] => Some(only),
        _ => None,
    }
}

/// What is left of both without the pairs of those that are the same.
pub(super) fn unlike(
    comparison: &mut Comparison<'_>,
    old: Vec<Shape>,
    mut new: Vec<Shape>,
) -> (Vec<Shape>, Vec<Shape>) {
    let mut gone = Vec::new();
    for before in old {
        match new.iter().position(|after| comparison.is_same(&before, after)) {
            Some(at) => drop(new.remove(at)),
            None => gone.push(before),
        }
    }
    (gone, new)
}

type Pairs = Vec<(Shape, Shape)>;

/// The pairs of what is one variant with other fields, and what is in no pair.
fn variants(
    comparison: &Comparison<'_>,
    old: Vec<Shape>,
    mut new: Vec<Shape>,
) -> (Pairs, Vec<Shape>, Vec<Shape>) {
    let (mut pairs, mut gone) = (Vec::new(), Vec::new());
    for before in old {
        match new.iter().position(|after| is_same_variant(comparison, &before, after)) {
            Some(at) => pairs.push((before, new.remove(at))),
            None => gone.push(before),
        }
    }
    // What is left on both sides, one each, is the same alternative with another type.
    if let ([before], [after]) = (gone.as_slice(), new.as_slice())
        && is_alike(comparison, before, after)
    {
        pairs.extend(gone.pop().zip(new.pop()));
    }
    (pairs, gone, new)
}

/// Whether two alternatives are one variant: objects with the same tag or the
/// same only key, or definitions with the same name.
fn is_same_variant(comparison: &Comparison<'_>, old: &Shape, new: &Shape) -> bool {
    if let (Shape::Reference(old), Shape::Reference(new)) = (old, new) {
        return old == new;
    }
    match (&first(old, comparison.old), &first(new, comparison.new)) {
        (Some(Shape::Object(old)), Some(Shape::Object(new))) => {
            let is_tagged = tags(old).any(|tag| tags(new).any(|same| same == tag));
            !is_other_variant(old, new)
                && (is_tagged || only_key(old).is_some_and(|_| only_key(new).is_some()))
        }
        _ => false,
    }
}

/// Whether the parts of two alternatives can be compared one by one.
fn is_alike(comparison: &Comparison<'_>, old: &Shape, new: &Shape) -> bool {
    match (&first(old, comparison.old), &first(new, comparison.new)) {
        (Some(Shape::Object(old)), Some(Shape::Object(new))) => !is_other_variant(old, new),
        (Some(Shape::Array { .. }), Some(Shape::Array { .. })) => true,
        (Some(Shape::Tuple(old)), Some(Shape::Tuple(new))) => old.len() == new.len(),
        _ => false,
    }
}

/// Whether a tag, or the only key, says that these are two variants.
fn is_other_variant(old: &Object, new: &Object) -> bool {
    let mut other_tags =
        tags(old).flat_map(|tag| tags(new).filter(move |new| new.0 == tag.0 && new.1 != tag.1));
    let keys = only_key(old).zip(only_key(new));
    other_tags.next().is_some() || keys.is_some_and(|(old, new)| old != new)
}

fn first(shape: &Shape, components: &Components) -> Option<Shape> {
    resolved(shape, components).into_iter().next()
}

/// The fields that are constants.
fn tags(object: &Object) -> impl Iterator<Item = (&str, &Value)> {
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
