//! Where two payload types differ, and which side each difference breaks.

use serde_json::Value;

use super::{
    inclusion::Inclusion,
    reading::{Reading, Rules},
    report::{Breaks, ChangeKind},
    resolve::{Definitions, MAX_DEPTH},
    variants::{Pairing, members, pair},
    words::in_words,
};
use crate::schema::shape::{Array, Shape};

/// One difference between two payloads.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Difference {
    /// `value.cents`, empty for the payload itself.
    pub(super) path: String,
    pub(super) kind: ChangeKind,
    pub(super) breaks: Breaks,
    pub(super) breaks_generated_code: Breaks,
}

impl Difference {
    pub(super) fn new(path: impl Into<String>, kind: ChangeKind, breaks: Breaks) -> Self {
        Difference { path: path.into(), kind, breaks, breaks_generated_code: Breaks::Neither }
    }
}

/// What is written and what is read in one version of a payload.
#[derive(Clone, Copy)]
pub(super) struct Payload<'d> {
    pub(super) written: &'d Value,
    pub(super) read: &'d Value,
    pub(super) definitions: &'d Definitions,
}

/// The types are nested too deeply, or the comparison takes too long.
pub(super) struct TooComplex;

/// All differences between two payloads; `by_server` says whether the server publishes them.
pub(super) fn compare(
    old: Payload<'_>,
    new: Payload<'_>,
    by_server: bool,
) -> Result<Vec<Difference>, TooComplex> {
    let mut comparison = Comparison::new(old.definitions, new.definitions, by_server);
    let shape = |schema: &Value| Shape::from_schema(schema);
    let (written, now_written) = (shape(old.written), shape(new.written));
    let mut differences = comparison.shapes("", &written, &now_written);
    let truth = Breaks::new(
        !comparison.old_reads.accepts(&shape(old.read), &now_written),
        !comparison.new_reads.accepts(&shape(new.read), &written),
    );
    // Types that cannot read what they write themselves break only because of changes.
    let broken = Breaks::new(!reads_itself(old, by_server), !reads_itself(new, by_server));
    let read = |reader: &Payload<'_>, writer: &Payload<'_>, values: &Shape| {
        let mut reading = Reading::new(Rules::Generated, reader.definitions, writer.definitions, by_server);
        reading.accepts(&shape(reader.written), values)
    };
    let generated = Breaks::new(!read(&old, &new, &now_written), !read(&new, &old, &written));
    if comparison.exceeded() {
        return Err(TooComplex);
    }
    for difference in &mut differences {
        difference.breaks = difference.breaks.and(truth.or(broken));
    }
    comparison.cover(&mut differences, truth.without(broken), ("", &written, &now_written));
    cover_generated(&mut differences, generated.without(truth.or(broken)));
    Ok(differences)
}

/// Attributes what breaks generated code alone to the differences that may cause it, or else to the first one.
fn cover_generated(differences: &mut [Difference], breaks: Breaks) {
    let mut missing = breaks;
    for difference in &mut *differences {
        difference.breaks_generated_code = difference.breaks_generated_code.and(breaks);
        missing = missing.without(difference.breaks_generated_code);
    }
    if let Some(first) = differences.first_mut() {
        first.breaks_generated_code = first.breaks_generated_code.or(missing);
    }
}

/// Whether what is written can be read with the same types: `skip_serializing_if` without a default cannot.
fn reads_itself(payload: Payload<'_>, by_server: bool) -> bool {
    let mut reading = Reading::new(Rules::Serde, payload.definitions, payload.definitions, by_server);
    let (read, written) = (Shape::from_schema(payload.read), Shape::from_schema(payload.written));
    payload.read == payload.written || reading.accepts(&read, &written)
}

/// The maximum number of places at which a pair of types is reported. Types that refer to each other in
/// lists can differ at a very large number of places.
const PLACES: usize = 32;
/// The maximum number of differences that are reported for one payload.
const DIFFERENCES: usize = 1000;

/// A comparison in progress.
pub(super) struct Comparison<'d> {
    old: &'d Definitions,
    new: &'d Definitions,
    /// Whether new types include old ones.
    pub(super) forth: Inclusion<'d>,
    /// Whether old types include new ones.
    pub(super) back: Inclusion<'d>,
    pub(super) old_reads: Reading<'d>,
    pub(super) new_reads: Reading<'d>,
    pub(super) by_server: bool,
    visits: Vec<Visit>,
    depth: usize,
    found: usize,
    exceeded: bool,
}

/// A pair of types that differ.
struct Visit {
    old: Shape,
    new: Shape,
    /// How often it has been visited.
    places: usize,
    /// Whether it is being compared: recursive types end here.
    open: bool,
}

/// The relation of the values of two types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Range {
    Same,
    Wider,
    Narrower,
    Other,
}

impl Range {
    /// The relation, from whether the new type includes the old type and the reverse.
    pub(super) fn new(forth: bool, back: bool) -> Range {
        match (forth, back) {
            (true, true) => Range::Same,
            (true, false) => Range::Wider,
            (false, true) => Range::Narrower,
            (false, false) => Range::Other,
        }
    }
}

type At<'s> = (&'s str, &'s Shape, &'s Shape);

impl<'d> Comparison<'d> {
    fn new(old: &'d Definitions, new: &'d Definitions, by_server: bool) -> Self {
        Comparison {
            old,
            new,
            forth: Inclusion::new(new, old),
            back: Inclusion::new(old, new),
            old_reads: Reading::new(Rules::Serde, old, new, by_server),
            new_reads: Reading::new(Rules::Serde, new, old, by_server),
            by_server,
            visits: Vec::new(),
            depth: 0,
            found: 0,
            exceeded: false,
        }
    }

    fn exceeded(&self) -> bool {
        self.exceeded
            || self.forth.exceeded
            || self.back.exceeded
            || self.old_reads.exceeded
            || self.new_reads.exceeded
    }

    /// Which sides cannot read the other's values of a type.
    pub(super) fn breaks(&mut self, old: &Shape, new: &Shape) -> Breaks {
        Breaks::new(!self.old_reads.accepts(old, new), !self.new_reads.accepts(new, old))
    }

    fn is_same(&mut self, old: &Shape, new: &Shape) -> bool {
        self.forth.holds(new, old) && self.back.holds(old, new) && self.breaks(old, new) == Breaks::Neither
    }

    /// Adds a difference for the sides that break and have not been reported yet.
    fn cover(&mut self, differences: &mut Vec<Difference>, breaks: Breaks, (path, old, new): At<'_>) {
        let reported = differences.iter().fold(Breaks::Neither, |all, it| all.or(it.breaks));
        let missing = breaks.without(reported);
        if missing != Breaks::Neither {
            let (from, to) = (in_words(old), in_words(new));
            let kind = if self.is_reordered(old, new) {
                ChangeKind::VariantsReordered
            } else {
                ChangeKind::TypeChanged { from, to }
            };
            differences.push(Difference::new(path, kind, missing));
        }
    }

    /// Whether both have the same alternatives.
    fn is_reordered(&mut self, old: &Shape, new: &Shape) -> bool {
        let (before, after) = (members(old, self.old), members(new, self.new));
        before.len() > 1 && {
            let (gone, added) = self.unlike(before, after);
            gone.is_empty() && added.is_empty()
        }
    }

    pub(super) fn shapes(&mut self, path: &str, old: &Shape, new: &Shape) -> Vec<Difference> {
        self.exceeded |= self.depth > MAX_DEPTH;
        if self.exceeded() || self.found > DIFFERENCES || self.is_same(old, new) {
            return Vec::new();
        }
        let level = usize::from(is_put_together(old) || is_put_together(new));
        self.depth += level;
        let differences = self.different(path, old, new);
        self.depth -= level;
        self.found += differences.len();
        differences
    }

    fn different(&mut self, path: &str, old: &Shape, new: &Shape) -> Vec<Difference> {
        if !(is_put_together(old) || is_put_together(new)) {
            return self.plain(path, old, new);
        }
        let Some(visit) = self.enter(old, new) else { return Vec::new() };
        let mut differences = match (old, new) {
            (Shape::Reference(_) | Shape::All(_), _) | (_, Shape::Reference(_) | Shape::All(_)) => {
                self.parts(path, self.old.parts(old), self.new.parts(new))
            }
            _ => self.alternatives((path, old, new)),
        };
        let breaks = self.breaks(old, new);
        if matches!((old, new), (Shape::Union(_), _) | (_, Shape::Union(_))) {
            self.cover(&mut differences, breaks, (path, old, new));
        }
        self.leave(visit);
        differences
    }

    fn plain(&mut self, path: &str, old: &Shape, new: &Shape) -> Vec<Difference> {
        match (old, new) {
            (Shape::Object(old), Shape::Object(new)) => self.objects(path, old, new),
            (Shape::Array(before), Shape::Array(after)) => self.arrays((path, old, new), before, after),
            (Shape::Tuple(before), Shape::Tuple(after)) if before.len() == after.len() => before
                .iter()
                .zip(after)
                .enumerate()
                .flat_map(|(at, (old, new))| self.shapes(&format!("{path}[{at}]"), old, new))
                .collect(),
            _ => {
                let range = Range::new(self.forth.holds(new, old), self.back.holds(old, new));
                self.difference((path, old, new), range).into_iter().collect()
            }
        }
    }

    pub(super) fn difference(&mut self, (path, old, new): At<'_>, range: Range) -> Option<Difference> {
        let (from, to) = (in_words(old), in_words(new));
        let kind = match range {
            Range::Same => return None,
            Range::Wider => ChangeKind::TypeWidened { from, to },
            Range::Narrower => ChangeKind::TypeNarrowed { from, to },
            Range::Other => ChangeKind::TypeChanged { from, to },
        };
        let breaks = self.breaks(old, new);
        // The variant for unknown tags is not in generated code.
        let breaks_generated_code = Breaks::new(has_other(old), has_other(new));
        Some(Difference { breaks_generated_code, ..Difference::new(path, kind, breaks) })
    }

    /// The number of the visit; `None` if the pair is being compared or has been visited often
    /// enough.
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

    /// Compares shapes with several parts. The parts that are objects are merged into one object.
    fn parts(&mut self, path: &str, old: Vec<Shape>, new: Vec<Shape>) -> Vec<Difference> {
        if let ([old], [new]) = (old.as_slice(), new.as_slice()) {
            return self.shapes(path, old, new);
        }
        let (before, after) = (Shape::All(old.clone()), Shape::All(new.clone()));
        let (gone, added) = self.unlike(old, new);
        let mut differences = Vec::new();
        for (old, new) in gone.iter().zip(&added) {
            differences.extend(self.shapes(path, old, new));
        }
        let range = match gone.len().cmp(&added.len()) {
            std::cmp::Ordering::Greater => Range::Wider,
            std::cmp::Ordering::Equal => Range::Same,
            std::cmp::Ordering::Less => Range::Narrower,
        };
        differences.extend(self.difference((path, &before, &after), range));
        differences
    }

    /// The remaining parts of both, without the equal pairs.
    fn unlike(&mut self, old: Vec<Shape>, mut new: Vec<Shape>) -> (Vec<Shape>, Vec<Shape>) {
        let mut gone = Vec::new();
        for before in old {
            match new.iter().position(|after| self.is_same(&before, after)) {
                Some(at) => drop(new.remove(at)),
                None => gone.push(before),
            }
        }
        (gone, new)
    }

    fn alternatives(&mut self, (path, old, new): At<'_>) -> Vec<Difference> {
        let (before, after) = (members(old, self.old), members(new, self.new));
        let (gone, added) = self.unlike(before.clone(), after.clone());
        let Pairing { pairs, gone, added } = pair((gone, self.old), (added, self.new));
        let mut differences = Vec::new();
        for (before, after) in &pairs {
            differences.extend(self.shapes(path, before, after));
        }
        let wider = gone.iter().all(|gone| after.iter().any(|after| self.forth.holds(after, gone)));
        let narrower = added.iter().all(|added| before.iter().any(|before| self.back.holds(before, added)));
        let breaks = Breaks::new(
            !added.iter().all(|added| self.old_reads.accepts(old, added)),
            !gone.iter().all(|gone| self.new_reads.accepts(new, gone)),
        );
        let range = self.difference((path, old, new), Range::new(wider, narrower));
        differences.extend(range.map(|it| Difference { breaks, ..it }));
        differences
    }

    fn arrays(&mut self, at: At<'_>, before: &Array, after: &Array) -> Vec<Difference> {
        let lengths = |array: &Array| Shape::Array(Array { items: Box::new(Shape::Any), ..array.clone() });
        let (was, is) = (lengths(before), lengths(after));
        let range = Range::new(self.forth.holds(&is, &was), self.back.holds(&was, &is));
        let breaks = self.breaks(&was, &is);
        let range = self.difference(at, range);
        let mut differences: Vec<Difference> =
            range.map(|it| Difference { breaks, ..it }).into_iter().collect();
        differences.extend(self.shapes(&format!("{}[]", at.0), &before.items, &after.items));
        differences
    }
}

/// Whether a shape must be split before it can be compared.
fn is_put_together(shape: &Shape) -> bool {
    matches!(shape, Shape::Reference(_) | Shape::All(_) | Shape::Union(_))
}

/// Whether a reader accepts unknown variants.
fn has_other(shape: &Shape) -> bool {
    matches!(shape, Shape::Union(union) if union.other.is_some())
}
