//! Payloads: which values were allowed, and which are.

use serde_json::Value;

use super::{
    Breaks, alternatives,
    difference::{Difference, Range, added, difference, presence, removed, too_deep},
    inclusion::{Depth, Inclusion},
    parts::resolved,
    values::{self, is_free_or_same},
};
use crate::schema::{
    async_api::Components,
    shape::{Object, Others, Shape},
};

/// Everything that differs between two schemas with their definitions.
pub(super) fn compare(old: (&Value, &Components), new: (&Value, &Components)) -> Vec<Difference> {
    let mut comparison = Comparison::new(old.1, new.1);
    let differences = comparison.shapes("", &Shape::of(old.0), &Shape::of(new.0));
    if comparison.is_too_deep() { vec![too_deep()] } else { differences }
}

/// At how many places of a payload a pair of types is reported. Types that refer to
/// each other in lists have more places than anyone could read.
const PLACES: usize = 32;

/// A comparison at work.
pub(super) struct Comparison<'d> {
    pub(super) old: &'d Components,
    pub(super) new: &'d Components,
    /// Whether new types include old ones.
    pub(super) forth: Inclusion<'d>,
    /// Whether old types include new ones.
    pub(super) back: Inclusion<'d>,
    visits: Vec<Visit>,
    depth: Depth,
}

/// A pair of types that differ.
struct Visit {
    old: Shape,
    new: Shape,
    /// How often it has been met.
    places: usize,
    /// Whether it is being compared: recursive types come to an end.
    open: bool,
}

impl<'d> Comparison<'d> {
    fn new(old: &'d Components, new: &'d Components) -> Self {
        let (forth, back) = (Inclusion::new(new, old), Inclusion::new(old, new));
        Comparison { old, new, forth, back, visits: Vec::new(), depth: Depth::default() }
    }

    /// Whether a part was not compared, since the types are nested too deeply.
    fn is_too_deep(&self) -> bool {
        self.depth.exceeded || self.forth.is_too_deep() || self.back.is_too_deep()
    }

    pub(super) fn is_same(&mut self, old: &Shape, new: &Shape) -> bool {
        self.forth.holds(new, old) && self.back.holds(old, new)
    }

    pub(super) fn shapes(&mut self, path: &str, old: &Shape, new: &Shape) -> Vec<Difference> {
        // What is too deep is reported once for the payload: nothing else of it is needed.
        if self.is_same(old, new) || self.is_too_deep() || !self.depth.enter() {
            return Vec::new();
        }
        let differences = self.unlike_shapes(path, old, new);
        self.depth.leave();
        differences
    }

    fn unlike_shapes(&mut self, path: &str, old: &Shape, new: &Shape) -> Vec<Difference> {
        if !(is_put_together(old) || is_put_together(new)) {
            return self.plain(path, old, new);
        }
        let Some(visit) = self.enter(old, new) else { return Vec::new() };
        let differences = match (old, new) {
            (Shape::Reference(_) | Shape::All(_), _) | (_, Shape::Reference(_) | Shape::All(_)) => {
                self.parts(path, resolved(old, self.old), resolved(new, self.new))
            }
            _ => alternatives::compare(self, path, old, new),
        };
        self.leave(visit);
        differences
    }

    fn plain(&mut self, path: &str, old: &Shape, new: &Shape) -> Vec<Difference> {
        match (old, new) {
            (Shape::Object(old), Shape::Object(new)) => self.objects(path, old, new),
            (Shape::Array { .. }, Shape::Array { .. }) => self.arrays(path, old, new),
            (Shape::Tuple(before), Shape::Tuple(after)) if before.len() == after.len() => before
                .iter()
                .zip(after)
                .enumerate()
                .flat_map(|(at, (old, new))| self.shapes(&format!("{path}[{at}]"), old, new))
                .collect(),
            _ => self.range(old, new).map(|range| difference(path, range, old, new)).into_iter().collect(),
        }
    }

    fn range(&mut self, old: &Shape, new: &Shape) -> Option<Range> {
        Range::of(self.forth.holds(new, old), self.back.holds(old, new))
    }

    /// The number of the visit, unless the pair is open or has been met often enough.
    fn enter(&mut self, old: &Shape, new: &Shape) -> Option<usize> {
        let known = self.visits.iter().position(|visit| visit.old == *old && visit.new == *new);
        let at = known.unwrap_or(self.visits.len());
        if known.is_none() {
            self.visits.push(Visit { old: old.clone(), new: new.clone(), places: 0, open: false });
        }
        let visit = self.visits.get_mut(at).filter(|visit| !visit.open && visit.places < PLACES)?;
        (visit.places, visit.open) = (visit.places + 1, true);
        Some(at)
    }

    fn leave(&mut self, at: usize) {
        if let Some(visit) = self.visits.get_mut(at) {
            visit.open = false;
        }
    }

    /// What has been put together of several parts: the parts that are objects are one object.
    fn parts(&mut self, path: &str, old: Vec<Shape>, new: Vec<Shape>) -> Vec<Difference> {
        if let ([old], [new]) = (old.as_slice(), new.as_slice()) {
            return self.shapes(path, old, new);
        }
        let (before, after) = (Shape::All(old.clone()), Shape::All(new.clone()));
        let (gone, rest) = alternatives::unlike(self, old, new);
        let mut differences = Vec::new();
        for (old, new) in gone.iter().zip(&rest) {
            differences.extend(self.shapes(path, old, new));
        }
        if gone.len() > rest.len() {
            differences.push(difference(path, Range::Wider, &before, &after));
        }
        if rest.len() > gone.len() {
            // Subscribers ignore what is flattened into an event that they know.
            let narrower = difference(path, Range::Narrower, &before, &after);
            differences.push(Difference { breaks: Breaks::Publishers, ..narrower });
        }
        differences
    }

    fn arrays(&mut self, path: &str, old: &Shape, new: &Shape) -> Vec<Difference> {
        let (
            Shape::Array { items: before, min: old_min, max: old_max },
            Shape::Array { items: after, min: new_min, max: new_max },
        ) = (old, new)
        else {
            return Vec::new();
        };
        let (was, is) = ((Some(*old_min), *old_max), (Some(*new_min), *new_max));
        let lengths = Range::of(values::spans(is, was), values::spans(was, is));
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
        let (before, after) = (&old.others, &new.others);
        let mut differences = Vec::new();
        let range = match (before, after) {
            (Others::Values { keys: was, shape: before }, Others::Values { keys: is, shape: after }) => {
                differences.extend(self.shapes(&within(path, "*"), before, after));
                let (was, is) = (was.as_ref(), is.as_ref());
                Range::of(is_free_or_same(is, was), is_free_or_same(was, is))
            }
            _ => Range::of(self.forth.others(after, before), self.back.others(before, after)),
        };
        differences.extend(
            range.map(|range| {
                difference(path, range, &Shape::Object(old.clone()), &Shape::Object(new.clone()))
            }),
        );
        differences
    }
}

/// Whether a shape must be taken apart before it can be compared.
fn is_put_together(shape: &Shape) -> bool {
    matches!(shape, Shape::Reference(_) | Shape::All(_) | Shape::Union(_))
}

/// `value.cents`
fn within(path: &str, field: &str) -> String {
    if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") }
}
