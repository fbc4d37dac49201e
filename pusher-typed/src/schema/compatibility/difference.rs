//! One thing that differs, and whom it breaks.

use super::{Breaks, ChangeKind, words::in_words};
use crate::schema::shape::{Field, Others, Shape};

/// One thing that differs between two schemas.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Difference {
    /// `value.cents`, empty for the payload itself.
    pub(super) path: String,
    pub(super) kind: ChangeKind,
    pub(super) breaks: Breaks,
}

/// How the values that are allowed differ from those that were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Range {
    Wider,
    Narrower,
    Other,
}

impl Range {
    /// From whether the new type includes the old one, and the old type the new one.
    pub(super) fn of(forth: bool, back: bool) -> Option<Range> {
        match (forth, back) {
            (true, true) => None,
            (true, false) => Some(Range::Wider),
            (false, true) => Some(Range::Narrower),
            (false, false) => Some(Range::Other),
        }
    }
}

/// A payload whose types are nested too deeply to be compared: it may break everybody.
pub(super) fn too_deep() -> Difference {
    Difference { path: String::new(), kind: ChangeKind::TooDeep, breaks: Breaks::Both }
}

pub(super) fn removed(path: String, others: &Others) -> Difference {
    // Who refuses fields without a name refuses this one from now on.
    let breaks = if *others == Others::Refused { Breaks::Both } else { Breaks::Subscribers };
    Difference { path, kind: ChangeKind::FieldRemoved, breaks }
}

pub(super) fn added(path: String, field: &Field, others: &Others) -> Difference {
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

pub(super) fn presence(path: &str, old: &Field, new: &Field) -> Option<Difference> {
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
