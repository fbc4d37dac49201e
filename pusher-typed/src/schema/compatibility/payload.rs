//! Payloads: which values were allowed, and which are.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Breaks, ChangeKind, alternatives, words::in_words};
use crate::schema::{
    Components,
    shape::{Field, Integers, Object, Others, Shape, Texts},
};

/// One thing that differs between two schemas.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Difference {
    /// `value.cents`, empty for the payload itself.
    pub(super) path: String,
    pub(super) kind: ChangeKind,
    pub(super) breaks: Breaks,
}

/// Everything that differs between two schemas with their definitions.
pub(super) fn compare(old: (&Value, &Components), new: (&Value, &Components)) -> Vec<Difference> {
    let mut comparison = Comparison { old: old.1, new: new.1, open: BTreeSet::new() };
    comparison.shapes("", &Shape::of(old.0), &Shape::of(new.0))
}

/// A comparison at work.
pub(super) struct Comparison<'d> {
    old: &'d Components,
    new: &'d Components,
    /// The pairs of definitions that are being compared, so that recursive types come to an end.
    open: BTreeSet<(String, String)>,
}

/// How the values that are allowed differ from those that were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Range {
    Wider,
    Narrower,
    Other,
}

impl Comparison<'_> {
    pub(super) fn shapes(&mut self, path: &str, old: &Shape, new: &Shape) -> Vec<Difference> {
        match (old, new) {
            (Shape::Reference(old), Shape::Reference(new)) => self.references(path, old, new),
            (Shape::Reference(_) | Shape::All(_), _) | (_, Shape::Reference(_) | Shape::All(_)) => {
                let (old, new) = (resolved(old, self.old), resolved(new, self.new));
                self.parts(path, &old, &new)
            }
            (Shape::Union(_), _) | (_, Shape::Union(_)) => alternatives::compare(self, path, old, new),
            (Shape::Object(old), Shape::Object(new)) => self.objects(path, old, new),
            (Shape::Array { .. }, Shape::Array { .. }) => self.arrays(path, old, new),
            (Shape::Tuple(before), Shape::Tuple(after)) if before.len() == after.len() => before
                .iter()
                .zip(after)
                .enumerate()
                .flat_map(|(at, (old, new))| self.shapes(&format!("{path}[{at}]"), old, new))
                .collect(),
            _ => simple(old, new).map(|range| difference(path, range, old, new)).into_iter().collect(),
        }
    }

    fn references(&mut self, path: &str, old: &str, new: &str) -> Vec<Difference> {
        let pair = (old.to_owned(), new.to_owned());
        if !self.open.insert(pair.clone()) {
            return Vec::new();
        }
        let (before, after) = (definition(old, self.old), definition(new, self.new));
        let differences = self.shapes(path, &before, &after);
        self.open.remove(&pair);
        differences
    }

    /// What has been put together of several parts: the parts that are objects are one object.
    fn parts(&mut self, path: &str, old: &[Shape], new: &[Shape]) -> Vec<Difference> {
        if let ([old], [new]) = (old, new) {
            return self.shapes(path, old, new);
        }
        if old.len() == new.len() {
            return old.iter().zip(new).flat_map(|(old, new)| self.shapes(path, old, new)).collect();
        }
        let (old, new) = (Shape::All(old.to_vec()), Shape::All(new.to_vec()));
        vec![difference(path, Range::Other, &old, &new)]
    }

    fn arrays(&mut self, path: &str, old: &Shape, new: &Shape) -> Vec<Difference> {
        let (
            Shape::Array { items: before, min: old_min, max: old_max },
            Shape::Array { items: after, min: new_min, max: new_max },
        ) = (old, new)
        else {
            return Vec::new();
        };
        let lengths = spans(
            (Some(u128::from(*old_min)), old_max.map(u128::from)),
            (Some(u128::from(*new_min)), new_max.map(u128::from)),
        );
        let mut differences: Vec<Difference> =
            lengths.map(|range| difference(path, range, old, new)).into_iter().collect();
        differences.extend(self.shapes(&format!("{path}[]"), before, after));
        differences
    }

    fn objects(&mut self, path: &str, old: &Object, new: &Object) -> Vec<Difference> {
        let mut differences = Vec::new();
        for before in &old.fields {
            let place = within(path, &before.name);
            match new.fields.iter().find(|field| field.name == before.name) {
                Some(after) => {
                    differences.extend(presence(&place, before, after));
                    differences.extend(self.shapes(&place, &before.shape, &after.shape));
                }
                None => differences.push(removed(place, &new.others)),
            }
        }
        for field in
            new.fields.iter().filter(|field| !old.fields.iter().any(|known| known.name == field.name))
        {
            differences.push(added(within(path, &field.name), field, &old.others));
        }
        differences.extend(self.others(path, old, new));
        differences
    }

    fn others(&mut self, path: &str, old: &Object, new: &Object) -> Vec<Difference> {
        let range = match (&old.others, &new.others) {
            (Others::Values { keys: before, shape: old }, Others::Values { keys: after, shape: new })
                if before == after =>
            {
                return self.shapes(&within(path, "*"), old, new);
            }
            (before, after) if before == after => return Vec::new(),
            (Others::Ignored, Others::Refused) => Range::Narrower,
            (Others::Refused, Others::Ignored) => Range::Wider,
            _ => Range::Other,
        };
        vec![difference(path, range, &Shape::Object(old.clone()), &Shape::Object(new.clone()))]
    }
}

/// Without references and nesting; the parts that are objects are one object, which comes first.
fn resolved(shape: &Shape, components: &Components) -> Vec<Shape> {
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

/// `value.cents`
pub(super) fn within(path: &str, field: &str) -> String {
    if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") }
}

fn removed(path: String, others: &Others) -> Difference {
    // Who refuses fields without a name refuses this one from now on.
    let breaks = if *others == Others::Refused { Breaks::Both } else { Breaks::Subscribers };
    Difference { path, kind: ChangeKind::FieldRemoved, breaks }
}

fn added(path: String, field: &Field, others: &Others) -> Difference {
    // A field with a default, and an option, is read also where it is missing.
    let needed = field.required && !field.default && !is_nullable(&field.shape);
    let breaks = match (needed, *others == Others::Refused) {
        (true, true) => Breaks::Both,
        (true, false) => Breaks::Publishers,
        (false, true) => Breaks::Subscribers,
        (false, false) => Breaks::Nobody,
    };
    Difference { path, kind: ChangeKind::FieldAdded { required: needed }, breaks }
}

fn is_nullable(shape: &Shape) -> bool {
    match shape {
        Shape::Null | Shape::Any => true,
        Shape::Union(alternatives) => alternatives.iter().any(|alternative| is_nullable(&alternative.shape)),
        _ => false,
    }
}

fn presence(path: &str, old: &Field, new: &Field) -> Option<Difference> {
    let (kind, breaks) = match (old.required, new.required) {
        (true, false) => (ChangeKind::FieldMadeOptional, Breaks::Subscribers),
        (false, true) => (ChangeKind::FieldMadeRequired, Breaks::Publishers),
        _ => return None,
    };
    Some(Difference { path: path.to_owned(), kind, breaks })
}

pub(super) fn difference(path: &str, range: Range, old: &Shape, new: &Shape) -> Difference {
    let (from, to) = (in_words(old), in_words(new));
    let (kind, breaks) = match range {
        Range::Wider => (ChangeKind::TypeWidened { from, to }, Breaks::Subscribers),
        // A subscriber with the new type refuses what publishers still send,
        // and code for the values that are gone does not compile any more.
        Range::Narrower => (ChangeKind::TypeNarrowed { from, to }, Breaks::Both),
        Range::Other => (ChangeKind::TypeChanged { from, to }, Breaks::Both),
    };
    Difference { path: path.to_owned(), kind, breaks }
}

/// How two shapes without parts differ.
fn simple(old: &Shape, new: &Shape) -> Option<Range> {
    match (old, new) {
        _ if old == new => None,
        (Shape::Any, _) | (Shape::Number, Shape::Integer(_)) => Some(Range::Narrower),
        (_, Shape::Any) | (Shape::Integer(_), Shape::Number) => Some(Range::Wider),
        (Shape::Integer(old), Shape::Integer(new)) => integers(old, new),
        (Shape::Text(old), Shape::Text(new)) => texts(old, new),
        (Shape::Literal(value), wide) if is_of(value, wide) => Some(Range::Wider),
        (wide, Shape::Literal(value)) if is_of(value, wide) => Some(Range::Narrower),
        _ => Some(Range::Other),
    }
}

/// Whether a constant is of a type.
pub(super) fn is_of(value: &Value, shape: &Shape) -> bool {
    match shape {
        Shape::Any => true,
        Shape::Text(_) => value.is_string(),
        Shape::Number => value.is_number(),
        Shape::Integer(_) => value.is_i64() || value.is_u64(),
        Shape::Boolean => value.is_boolean(),
        Shape::Null => value.is_null(),
        Shape::Literal(other) => value == other,
        _ => false,
    }
}

fn integers(old: &Integers, new: &Integers) -> Option<Range> {
    spans((old.min, old.max), (new.min, new.max))
}

/// How two spans differ, where `None` is no limit.
fn spans<N: PartialOrd + Copy>(
    (old_min, old_max): (Option<N>, Option<N>),
    (new_min, new_max): (Option<N>, Option<N>),
) -> Option<Range> {
    let lower = limit(old_min, new_min, |old, new| new < old);
    let upper = limit(old_max, new_max, |old, new| new > old);
    joined(lower, upper)
}

fn limit<N: PartialEq + Copy>(
    old: Option<N>,
    new: Option<N>,
    is_wider: impl Fn(N, N) -> bool,
) -> Option<Range> {
    match (old, new) {
        (old, new) if old == new => None,
        (None, _) => Some(Range::Narrower),
        (_, None) => Some(Range::Wider),
        (Some(old), Some(new)) if is_wider(old, new) => Some(Range::Wider),
        _ => Some(Range::Narrower),
    }
}

pub(super) fn joined(one: Option<Range>, other: Option<Range>) -> Option<Range> {
    match (one, other) {
        (None, range) | (range, None) => range,
        (Some(one), Some(other)) if one == other => Some(one),
        _ => Some(Range::Other),
    }
}

fn texts(old: &Texts, new: &Texts) -> Option<Range> {
    let lengths = spans((old.min, old.max), (new.min, new.max));
    let rule = |old: &Option<String>, new: &Option<String>| match (old, new) {
        (old, new) if old == new => None,
        (None, _) => Some(Range::Narrower),
        (_, None) => Some(Range::Wider),
        _ => Some(Range::Other),
    };
    joined(lengths, joined(rule(&old.format, &new.format), rule(&old.pattern, &new.pattern)))
}
