//! Pairs the alternatives of enums and options of two types.

use serde_json::Value;

use super::resolve::Definitions;
use crate::schema::shape::{Object, Shape};

/// The alternatives of a shape, including those of nested enums.
pub(super) fn members(shape: &Shape, definitions: &Definitions) -> Vec<Shape> {
    let mut members = Vec::new();
    let mut met = Vec::new();
    let mut open = vec![shape.clone()];
    while let Some(shape) = open.pop() {
        let parts = definitions.parts(&shape);
        let [Shape::Union(union)] = parts.as_slice() else {
            members.push(shape);
            continue;
        };
        if !met.contains(&shape) {
            open.extend(union.alternatives.iter().rev().map(|alternative| alternative.shape.clone()));
            met.push(shape);
        }
    }
    members
}

/// Alternatives of two types.
#[derive(Default)]
pub(super) struct Pairing {
    /// The pairs that are the same variant with different fields.
    pub(super) pairs: Vec<(Shape, Shape)>,
    pub(super) gone: Vec<Shape>,
    pub(super) added: Vec<Shape>,
}

/// Pairs the alternatives that are the same variant.
pub(super) fn pair(old: In<'_>, new: In<'_>) -> Pairing {
    let mut pairing = Pairing { added: new.0, ..Pairing::default() };
    for before in old.0 {
        let is_it = |after: &Shape| is_same_variant((&before, old.1), (after, new.1));
        match pairing.added.iter().position(is_it) {
            Some(at) => pairing.pairs.push((before, pairing.added.remove(at))),
            None => pairing.gone.push(before),
        }
    }
    // If one remains on both sides, it is the same alternative with another type.
    if let ([before], [after]) = (pairing.gone.as_slice(), pairing.added.as_slice())
        && is_alike((before, old.1), (after, new.1))
    {
        pairing.pairs.extend(pairing.gone.pop().zip(pairing.added.pop()));
    }
    pairing
}

type In<'d> = (Vec<Shape>, &'d Definitions);
type One<'d> = (&'d Shape, &'d Definitions);

/// Whether two alternatives are the same variant: objects with the same tag or the same only key,
/// or definitions with the same name.
fn is_same_variant(old: One<'_>, new: One<'_>) -> bool {
    if let (Shape::Reference(old), Shape::Reference(new)) = (old.0, new.0) {
        return old == new;
    }
    match (&first(old), &first(new)) {
        (Some(Shape::Object(old)), Some(Shape::Object(new))) => {
            let is_tagged = tags(old).any(|tag| tags(new).any(|same| same == tag));
            !is_other_variant(old, new)
                && (is_tagged || only_key(old).is_some_and(|_| only_key(new).is_some()))
        }
        _ => false,
    }
}

/// Whether the parts of two alternatives can be compared individually.
fn is_alike(old: One<'_>, new: One<'_>) -> bool {
    match (&first(old), &first(new)) {
        (Some(Shape::Object(old)), Some(Shape::Object(new))) => !is_other_variant(old, new),
        (Some(Shape::Array(_)), Some(Shape::Array(_))) => true,
        (Some(Shape::Tuple(old)), Some(Shape::Tuple(new))) => old.len() == new.len(),
        _ => false,
    }
}

/// Whether a tag or the only key differs, so that these are two variants.
fn is_other_variant(old: &Object, new: &Object) -> bool {
    let mut other_tags =
        tags(old).flat_map(|tag| tags(new).filter(move |new| new.0 == tag.0 && new.1 != tag.1));
    let keys = only_key(old).zip(only_key(new));
    other_tags.next().is_some() || keys.is_some_and(|(old, new)| old != new)
}

fn first((shape, definitions): One<'_>) -> Option<Shape> {
    definitions.parts(shape).into_iter().next()
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
