//! Whether all values of one schema are values of another.

use crate::schema::{
    async_api::Components,
    shape::{Field, Object, Others, Shape},
};

use super::{
    parts::resolved,
    values::{self, is_free_or_same},
};

/// Answers whether the schemas of one document include those of another, and remembers it.
///
/// Objects are compared as types, not as JSON: one that does not have a field of
/// the other does not include it, although it would ignore the field.
pub(super) struct Inclusion<'d> {
    wide: &'d Components,
    narrow: &'d Components,
    /// The pairs that hold, or are assumed to while they are being looked at, in this order.
    held: Vec<Pair>,
    /// The pairs that do not hold.
    refuted: Vec<Pair>,
    depth: Depth,
}

type Pair = (Shape, Shape);

/// How deeply a comparison is nested. Types that refer to each other nest as deeply as there are pairs
/// of them, and the stack is finite.
#[derive(Default)]
pub(super) struct Depth {
    level: usize,
    pub(super) exceeded: bool,
}

impl Depth {
    /// More levels than any program's types have, and few enough for the stack of a test's thread.
    const LIMIT: usize = 1000;

    /// Enters one level, unless that is one too many.
    pub(super) fn enter(&mut self) -> bool {
        let fits = self.level < Self::LIMIT;
        if fits {
            self.level += 1;
        }
        self.exceeded |= !fits;
        fits
    }

    pub(super) fn leave(&mut self) {
        self.level = self.level.saturating_sub(1);
    }
}

impl<'d> Inclusion<'d> {
    pub(super) fn new(wide: &'d Components, narrow: &'d Components) -> Self {
        Inclusion { wide, narrow, held: Vec::new(), refuted: Vec::new(), depth: Depth::default() }
    }

    /// Whether an answer was given up, since the types are nested too deeply.
    pub(super) fn is_too_deep(&self) -> bool {
        self.depth.exceeded
    }

    /// Whether all values of `narrow` are values of `wide`; `false` where they are nested too deeply.
    pub(super) fn holds(&mut self, wide: &Shape, narrow: &Shape) -> bool {
        if !self.depth.enter() {
            return false;
        }
        let holds = self.compare(wide, narrow);
        self.depth.leave();
        holds
    }

    fn compare(&mut self, wide: &Shape, narrow: &Shape) -> bool {
        match (wide, narrow) {
            (Shape::Any, _) | (_, Shape::Never) => true,
            (Shape::Reference(_) | Shape::All(_), _) | (_, Shape::Reference(_) | Shape::All(_)) => {
                self.remembered(wide, narrow)
            }
            (_, Shape::Union(narrow)) => narrow.iter().all(|narrow| self.holds(wide, &narrow.shape)),
            (Shape::Union(wide), _) => wide.iter().any(|wide| self.holds(&wide.shape, narrow)),
            (Shape::Object(wide), Shape::Object(narrow)) => self.objects(wide, narrow),
            (Shape::Array { .. } | Shape::Tuple(_), _) => self.lists(wide, narrow),
            _ => values::includes(wide, narrow),
        }
    }

    /// What refers to definitions. A pair that is being looked at holds if nothing
    /// else speaks against it; if something does, so do not the pairs that relied on it.
    fn remembered(&mut self, wide: &Shape, narrow: &Shape) -> bool {
        let pair = (wide.clone(), narrow.clone());
        if self.held.contains(&pair) {
            return true;
        }
        if self.refuted.contains(&pair) {
            return false;
        }
        let before = self.held.len();
        self.held.push(pair.clone());
        let (wide, narrow) = (resolved(wide, self.wide), resolved(narrow, self.narrow));
        let holds = self.parts(&wide, &narrow);
        if !holds {
            self.held.truncate(before);
            self.refuted.push(pair);
        }
        holds
    }

    /// What must fit each part of the one does if some part of the other says so.
    fn parts(&mut self, wide: &[Shape], narrow: &[Shape]) -> bool {
        wide.iter().all(|wide| narrow.iter().any(|narrow| self.holds(wide, narrow)))
    }

    fn lists(&mut self, wide: &Shape, narrow: &Shape) -> bool {
        match (wide, narrow) {
            (
                Shape::Array { items: wide, min: wide_min, max: wide_max },
                Shape::Array { items: narrow, min, max },
            ) => values::spans((Some(*wide_min), *wide_max), (Some(*min), *max)) && self.holds(wide, narrow),
            (Shape::Array { items, min, max }, Shape::Tuple(narrow)) => {
                let length = u64::try_from(narrow.len()).ok();
                values::spans((Some(*min), *max), (length, length))
                    && narrow.iter().all(|narrow| self.holds(items, narrow))
            }
            (Shape::Tuple(wide), Shape::Array { items, min, max }) => {
                let length = u64::try_from(wide.len()).ok();
                Some(*min) == length && *max == length && wide.iter().all(|wide| self.holds(wide, items))
            }
            (Shape::Tuple(wide), Shape::Tuple(narrow)) => {
                wide.len() == narrow.len()
                    && wide.iter().zip(narrow).all(|(wide, narrow)| self.holds(wide, narrow))
            }
            _ => false,
        }
    }

    fn objects(&mut self, wide: &Object, narrow: &Object) -> bool {
        let missing = |field: &&Field| field_of(narrow, &field.name).is_none();
        !wide.fields.iter().filter(missing).any(|field| field.required)
            && narrow.fields.iter().all(|field| self.field(wide, field))
            && self.others(&wide.others, &narrow.others)
    }

    fn field(&mut self, wide: &Object, narrow: &Field) -> bool {
        match (field_of(wide, &narrow.name), &wide.others) {
            (Some(wide), _) => (narrow.required || !wide.required) && self.holds(&wide.shape, &narrow.shape),
            (None, Others::Values { keys: None, shape }) => self.holds(shape, &narrow.shape),
            (None, _) => false,
        }
    }

    /// The same of the properties without a name.
    pub(super) fn others(&mut self, wide: &Others, narrow: &Others) -> bool {
        match (wide, narrow) {
            (Others::Values { keys: wide_keys, shape: wide }, Others::Values { keys, shape }) => {
                is_free_or_same(wide_keys.as_ref(), keys.as_ref()) && self.holds(wide, shape)
            }
            (Others::Values { keys, shape }, Others::Ignored) => keys.is_none() && **shape == Shape::Any,
            (_, Others::Refused) | (Others::Ignored, Others::Ignored) => true,
            (Others::Refused, _) | (Others::Ignored, Others::Values { .. }) => false,
        }
    }
}

fn field_of<'o>(object: &'o Object, name: &str) -> Option<&'o Field> {
    object.fields.iter().find(|field| field.name == name)
}
