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
    for part in flat(shape, components) {
        match (part, &mut whole) {
            (Shape::Object(object), None) => whole = Some(object),
            (Shape::Object(object), Some(whole)) => merge(whole, object),
            (other, _) => others.push(other),
        }
    }
    whole.map(Shape::Object).into_iter().chain(others).collect()
}

/// The parts of a shape, in order. A definition that has been met adds nothing the second time.
///
/// It does not call itself: a document may have chains of references of any length.
fn flat(shape: &Shape, components: &Components) -> Vec<Shape> {
    let mut met = BTreeSet::new();
    let mut parts = Vec::new();
    let mut waiting = vec![shape.clone()];
    while let Some(shape) = waiting.pop() {
        match shape {
            Shape::Reference(name) if met.contains(&name) => {}
            Shape::Reference(name) => {
                waiting.push(definition(&name, components));
                met.insert(name);
            }
            Shape::All(all) => waiting.extend(all.into_iter().rev()),
            other => parts.push(other),
        }
    }
    parts
}

fn merge(whole: &mut Object, part: Object) {
    whole.fields.extend(part.fields);
    if whole.others == Others::Ignored {
        whole.others = part.others;
    }
}

/// The definition of a name; an undefined name allows anything.
fn definition(name: &str, components: &Components) -> Shape {
    components.schemas.get(name).map_or(Shape::Any, Shape::of)
}
