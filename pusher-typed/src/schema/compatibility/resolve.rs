//! Resolves references to definitions.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{
    async_api::Components,
    shape::{Field, Object, Other, Others, Shape, Union},
};

/// The maximum depth of nested types. A document with deeper types is refused, because comparing it could
/// exhaust the stack.
pub(super) const MAX_DEPTH: usize = 128;
/// The maximum number of combinations of flattened enums that are expanded.
const MAX_CHOICES: usize = 256;

/// The definitions of a document, by their names.
pub(super) struct Definitions(BTreeMap<String, Shape>);

/// The types are nested deeper than [`MAX_DEPTH`].
pub(super) struct TooDeep;

impl Definitions {
    pub(super) fn new(components: &Components) -> Self {
        let shape = |(name, schema): (&String, _)| (name.clone(), Shape::from_schema(schema));
        Definitions(components.schemas.iter().map(shape).collect())
    }

    /// The definition; a missing one allows any value.
    pub(super) fn get(&self, name: &str) -> &Shape {
        self.0.get(name).unwrap_or(&Shape::Any)
    }

    /// The parts of a shape without references and nesting; the parts that are objects are one object, which
    /// comes first. A definition adds nothing the second time.
    pub(super) fn parts(&self, shape: &Shape) -> Vec<Shape> {
        let mut whole: Option<Object> = None;
        let (mut others, mut met, mut open) = (Vec::new(), BTreeSet::new(), vec![shape]);
        while let Some(shape) = open.pop() {
            match (shape, &mut whole) {
                (Shape::Reference(name), _) => {
                    if met.insert(name) {
                        open.push(self.get(name));
                    }
                }
                (Shape::All(parts), _) => open.extend(parts.iter().rev()),
                (Shape::Object(object), None) => whole = Some(object.clone()),
                (Shape::Object(object), Some(whole)) => merge(whole, object),
                (other, _) => others.push(other.clone()),
            }
        }
        whole.map(Shape::Object).into_iter().chain(others).collect()
    }

    /// The alternatives of a shape, in the order in which serde tries them; none of them is a union.
    pub(super) fn choices(&self, shape: &Shape) -> Result<Choices, TooDeep> {
        self.open(shape, &mut Vec::new())
    }

    fn open<'s>(&'s self, shape: &'s Shape, met: &mut Vec<&'s str>) -> Result<Choices, TooDeep> {
        if met.len() > MAX_DEPTH {
            return Err(TooDeep);
        }
        match shape {
            // A type that is an alternative of itself gets no values from that.
            Shape::Reference(name) if met.contains(&name.as_str()) => Ok(Choices::default()),
            Shape::Reference(name) => {
                met.push(name);
                let choices = self.open(self.get(name), met);
                met.pop();
                choices
            }
            Shape::Union(union) => self.union(union, met),
            Shape::All(parts) => self.all(parts, met),
            other => Ok(Choices::one(other.clone())),
        }
    }

    fn union<'s>(&'s self, union: &'s Union, met: &mut Vec<&'s str>) -> Result<Choices, TooDeep> {
        let mut choices = Choices { list: Vec::new(), other: union.other.clone() };
        for alternative in &union.alternatives {
            let inner = self.open(&alternative.shape, met)?;
            choices.other = choices.other.or(inner.other);
            choices.list.extend(inner.list.into_iter().map(|choice| Choice {
                title: alternative.title.clone().or(choice.title),
                shape: choice.shape,
            }));
        }
        Ok(choices)
    }

    fn all<'s>(&'s self, parts: &'s [Shape], met: &mut Vec<&'s str>) -> Result<Choices, TooDeep> {
        let mut whole = Choices::one(Shape::Any);
        for part in parts {
            let part = self.open(part, met)?;
            if whole.list.len() * part.list.len() > MAX_CHOICES {
                return Ok(Choices::one(Shape::All(parts.to_vec())));
            }
            whole.other = whole.other.or(part.other);
            whole.list = whole
                .list
                .iter()
                .flat_map(|one| part.list.iter().map(|other| one.and(other)).collect::<Vec<_>>())
                .collect();
        }
        Ok(whole)
    }
}

/// The alternatives of a type.
#[derive(Debug, Default)]
pub(super) struct Choices {
    pub(super) list: Vec<Choice>,
    pub(super) other: Option<Other>,
}

#[derive(Debug, Clone)]
pub(super) struct Choice {
    /// The name of an untagged variant.
    pub(super) title: Option<String>,
    pub(super) shape: Shape,
}

impl Choices {
    fn one(shape: Shape) -> Self {
        Choices { list: vec![Choice { title: None, shape }], other: None }
    }
}

impl Choice {
    /// The intersection.
    fn and(&self, other: &Choice) -> Choice {
        let title = match (&self.title, &other.title) {
            (Some(one), Some(other)) => Some(format!("{one} {other}")),
            (one, other) => one.clone().or_else(|| other.clone()),
        };
        Choice { title, shape: both(&self.shape, &other.shape) }
    }
}

/// The values that both shapes allow.
fn both(one: &Shape, other: &Shape) -> Shape {
    match (one, other) {
        (Shape::Any, shape) | (shape, Shape::Any) => shape.clone(),
        (Shape::Object(one), Shape::Object(other)) => {
            let mut whole = one.clone();
            merge(&mut whole, other);
            Shape::Object(whole)
        }
        _ if one == other => one.clone(),
        _ => Shape::All(vec![one.clone(), other.clone()]),
    }
}

fn merge(whole: &mut Object, part: &Object) {
    for field in &part.fields {
        match whole.fields.iter_mut().find(|known| known.name == field.name) {
            Some(known) => merge_field(known, field),
            None => whole.fields.push(field.clone()),
        }
    }
    if whole.others == Others::Ignored {
        whole.others.clone_from(&part.others);
    }
}

fn merge_field(known: &mut Field, field: &Field) {
    if known.shape != field.shape {
        known.shape = Shape::All(vec![known.shape.clone(), field.shape.clone()]);
    }
    known.required |= field.required;
    known.always_sent |= field.always_sent;
}
