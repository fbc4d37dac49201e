//! The proofs in comparison with other ways to decide the same questions.

mod brute_force;
mod known;

use super::{
    automaton::Automaton,
    overlap::overlap,
    rough::decides,
    search::{Search, search},
};
use crate::{
    channel::{CharSet, Pattern, Patterns, Placeholder, Segment},
    param::{ParamTexts, ParamValues},
};

const fn placeholder(
    chars: CharSet,
    min_len: usize,
    max_len: usize,
    values: ParamValues,
    excluded: &'static [&'static str],
) -> Segment {
    Segment::Placeholder(Placeholder::new("x", ParamTexts { chars, min_len, max_len, values, excluded }))
}

/// The placeholder for all texts with these characters and lengths.
const fn text(chars: &str, min_len: usize, max_len: usize) -> Segment {
    placeholder(CharSet::new(chars), min_len, max_len, ParamValues::Text, &[])
}

fn of(segments: &[Segment]) -> Pattern {
    Pattern::new("test", segments.to_vec().leak())
}

fn two_readings(pattern: &Pattern) -> Option<String> {
    let names = Automaton::new(pattern);
    let found = search(&names, &names, Search::TwoReadings).map(|witness| witness.name().to_owned());
    assert!(found.is_none() || !decides(pattern, pattern, Search::TwoReadings), "{pattern}: {found:?}");
    found
}

fn shared_name(left: Pattern, right: Pattern) -> Option<String> {
    overlap(&Patterns::One(left), &Patterns::One(right)).map(|witness| witness.name().to_owned())
}
