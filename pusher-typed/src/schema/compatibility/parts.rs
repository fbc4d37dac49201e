//! Schemas that are put together: definitions, and what must all be true at once.

use std::collections::BTreeSet;

use crate::schema::{
    async_api::Components,
    shape::{Object, Others, Shape},
};

/// Without references and nesting; the parts that are objects are one object, which comes first.
pub(super) fn resolved(shape: &Shape, components: &Components) -> Vec<Shape> {
    let mut whole: Option<Object> = None;
    let mut others = Vec::new();
    for part in flat(shape, components, &mut BTreeSet::new()) {
        match (part, &mut whole) {
            (Shape::Object(object), None) => whole = Some(object),
            (Shape::Object(object), Some(whole)) => merge(whole, object),
            (other, _) => others.push(other),
        }
    }
    whole.map(Shape::Object).into_iter().chain(others).collect()
}

/// The parts of a shape. A definition that has been met adds nothing the second time.
fn flat(shape: &Shape, components: &Components, met: &mut BTreeSet<String>) -> Vec<Shape> {
    match shape {
        Shape::Reference(name) if !met.insert(name.clone()) => Vec::new(),
        Shape::Reference(name) => flat(&definition(name, components), components, met),
        Shape::All(parts) => parts.iter().flat_map(|part| flat(part, components, met)).collect(),
        other => vec![other.clone()],
    }
}

fn merge(whole: &mut Object, part: Object) {
    whole.fields.extend(part.fields);
    if whole.others == Others::Ignored {
        whole.others = part.others;
    }
}

/// What a name stands for; one that nobody defined says nothing.
fn definition(name: &str, components: &Components) -> Shape {
    components.schemas.get(name).map_or(Shape::Any, Shape::of)
}
