//! Decides whether all values of one schema are values of another.

use std::collections::BTreeSet;

use super::{
    resolve::{Definitions, MAX_DEPTH},
    values::{self, is_free_or_same},
};
use crate::schema::shape::{Array, Field, Object, Others, Shape};

/// Compares the types of two documents, and remembers the results.
///
/// Objects are compared as types, not as JSON: an object type without a field of
/// the other one does not include it, although it would ignore the field.
pub(super) struct Inclusion<'d> {
    wide: &'d Definitions,
    narrow: &'d Definitions,
    /// The pairs that hold, or are assumed to hold while they are compared, in this order.
    held: Vec<Pair>,
    known: BTreeSet<Pair>,
    /// The pairs that do not hold.
    refuted: BTreeSet<Pair>,
    depth: usize,
    /// Whether the types are nested too deeply. Then the results have no meaning.
    pub(super) exceeded: bool,
}

type Pair = (String, String);

impl<'d> Inclusion<'d> {
    pub(super) fn new(wide: &'d Definitions, narrow: &'d Definitions) -> Self {
        Inclusion {
            wide,
            narrow,
            held: Vec::new(),
            known: BTreeSet::new(),
            refuted: BTreeSet::new(),
            depth: 0,
            exceeded: false,
        }
    }

    pub(super) fn holds(&mut self, wide: &Shape, narrow: &Shape) -> bool {
        self.exceeded |= self.depth > MAX_DEPTH;
        if self.exceeded {
            return true;
        }
        self.compare(wide, narrow)
    }

    fn compare(&mut self, wide: &Shape, narrow: &Shape) -> bool {
        match (wide, narrow) {
            (Shape::Any, _) | (_, Shape::Never) => true,
            (Shape::Reference(_) | Shape::All(_), _) | (_, Shape::Reference(_) | Shape::All(_)) => {
                self.remembered(wide, narrow)
            }
            (_, Shape::Union(narrow)) => narrow.alternatives.iter().all(|it| self.holds(wide, &it.shape)),
            (Shape::Union(wide), _) => wide.alternatives.iter().any(|it| self.holds(&it.shape, narrow)),
            (Shape::Object(wide), Shape::Object(narrow)) => self.objects(wide, narrow),
            (Shape::Array(_) | Shape::Tuple(_), _) => self.lists(wide, narrow),
            _ => values::includes(wide, narrow),
        }
    }

    /// Definitions. A pair that is being compared holds unless something else differs; if something does, the
    /// pairs that relied on it do not hold either.
    fn remembered(&mut self, wide: &Shape, narrow: &Shape) -> bool {
        let pair = (key(wide), key(narrow));
        if self.known.contains(&pair) {
            return true;
        }
        if self.refuted.contains(&pair) {
            return false;
        }
        let before = self.held.len();
        self.held.push(pair.clone());
        self.known.insert(pair.clone());
        let (wide, narrow) = (self.wide.parts(wide), self.narrow.parts(narrow));
        self.depth += 1;
        let holds = self.parts(&wide, &narrow);
        self.depth -= 1;
        if !holds {
            for relied in self.held.drain(before..) {
                self.known.remove(&relied);
            }
            self.refuted.insert(pair);
        }
        holds
    }

    /// Each part of the wide type must include some part of the narrow type.
    fn parts(&mut self, wide: &[Shape], narrow: &[Shape]) -> bool {
        wide.iter().all(|wide| narrow.iter().any(|narrow| self.holds(wide, narrow)))
    }

    fn lists(&mut self, wide: &Shape, narrow: &Shape) -> bool {
        match (wide, narrow) {
            (Shape::Array(wide), Shape::Array(narrow)) => {
                (!wide.unique || narrow.unique)
                    && values::spans((Some(wide.min), wide.max), (Some(narrow.min), narrow.max))
                    && self.holds(&wide.items, &narrow.items)
            }
            (Shape::Array(Array { items, min, max, .. }), Shape::Tuple(narrow)) => {
                let length = u64::try_from(narrow.len()).ok();
                values::spans((Some(*min), *max), (length, length))
                    && narrow.iter().all(|narrow| self.holds(items, narrow))
            }
            (Shape::Tuple(wide), Shape::Array(Array { items, min, max, .. })) => {
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

    /// Like the above, for the properties that are not listed by name.
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

fn key(shape: &Shape) -> String {
    match shape {
        Shape::Reference(name) => name.clone(),
        // No definition has such a name.
        other => format!(" {other:?}"),
    }
}
