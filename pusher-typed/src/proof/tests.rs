//! Compares the proofs with brute force, which lists every name of small patterns.

use std::collections::{HashMap, HashSet};

use proptest::{collection::vec, prelude::*};
use regex::Regex;

use super::{
    apart::{apart, never_begins_with, one_reading},
    automaton::Automaton,
    length::MAX_NAME,
    overlap::overlap,
    search::{Search, search},
    *,
};
use crate::channel::{CharSet, Pattern, Patterns, Placeholder, Segment};

/// A part of a generated pattern.
#[derive(Debug, Clone)]
enum Part {
    Literal(String),
    /// The characters, and the least and greatest length.
    Value(&'static str, usize, usize),
}

fn value() -> impl Strategy<Value = Part> {
    let chars = prop_oneof![Just("a"), Just("a\\-"), Just("1\\-"), Just("a1"), Just("a1\\-")];
    (chars, 1..=3_usize, 0..=2_usize)
        .prop_map(|(chars, min, more)| Part::Value(chars, min, (min + more).min(3)))
}

/// Literals and at most two placeholders, never adjacent.
fn parts() -> impl Strategy<Value = Vec<Part>> {
    let literal = || prop_oneof![Just(""), Just("-"), Just("a"), Just("1-"), Just("cache-"), Just("-a-")];
    let middle = prop_oneof![Just("-"), Just("a"), Just("1"), Just("--")];
    (literal(), vec(value(), 0..=2), middle, literal()).prop_map(|(first, values, middle, last)| {
        let mut parts = vec![Part::Literal(first.to_owned())];
        for (at, value) in values.into_iter().enumerate() {
            if at > 0 {
                parts.push(Part::Literal(middle.to_owned()));
            }
            parts.push(value);
        }
        parts.push(Part::Literal(last.to_owned()));
        parts.retain(|part| !matches!(part, Part::Literal(text) if text.is_empty()));
        parts
    })
}

fn pattern(parts: &[Part]) -> Pattern {
    let segments: Vec<Segment> = parts
        .iter()
        .map(|part| match part {
            Part::Literal(text) => Segment::Literal(text.clone().leak()),
            Part::Value(chars, min, max) => {
                Segment::Placeholder(Placeholder::new("x", CharSet::new(chars), *min, *max))
            }
        })
        .collect();
    Pattern::new("test", segments.leak())
}

/// A second, independent implementation of matching.
fn regex(parts: &[Part]) -> Regex {
    let parts = parts.iter().map(|part| match part {
        Part::Literal(text) => regex::escape(text),
        Part::Value(chars, min, max) => format!("([{chars}]{{{min},{max}}})"),
    });
    Regex::new(&format!("^{}$", parts.collect::<String>())).expect("a valid regular expression")
}

/// The number of ways to fill the pattern, by the resulting name.
fn readings(parts: &[Part]) -> HashMap<String, usize> {
    let mut names = vec![String::new()];
    for part in parts {
        let texts = match part {
            Part::Literal(text) => vec![text.clone()],
            Part::Value(chars, min, max) => values(chars, *min, *max),
        };
        names = names.iter().flat_map(|name| texts.iter().map(move |text| format!("{name}{text}"))).collect();
    }
    let mut readings = HashMap::new();
    for name in names {
        *readings.entry(name).or_default() += 1;
    }
    readings
}

fn values(chars: &str, min: usize, max: usize) -> Vec<String> {
    let letters: Vec<char> =
        ['a', '1', '-'].into_iter().filter(|c| CharSet::new(chars).contains(*c)).collect();
    let mut of_len = vec![String::new()];
    let mut values = Vec::new();
    for len in 1..=max {
        of_len = of_len
            .iter()
            .flat_map(|text| letters.iter().map(move |letter| format!("{text}{letter}")))
            .collect();
        if len >= min {
            values.extend(of_len.iter().cloned());
        }
    }
    values
}

fn two_readings(pattern: &Pattern) -> Option<String> {
    let names = Automaton::new(pattern);
    search(&names, &names, Search::TwoReadings).map(|witness| witness.name().to_owned())
}

fn shared_name(left: Pattern, right: Pattern) -> Option<String> {
    overlap(&Patterns::One(left), &Patterns::One(right)).map(|witness| witness.name().to_owned())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn two_patterns_overlap_exactly_when_they_share_a_name(left in parts(), right in parts()) {
        let (lefts, rights) = (readings(&left), readings(&right));
        let shared: HashSet<&String> = lefts.keys().filter(|name| rights.contains_key(*name)).collect();
        match shared_name(pattern(&left), pattern(&right)) {
            Some(name) => prop_assert!(shared.contains(&name), "{name} is not shared"),
            None => prop_assert!(shared.is_empty(), "{shared:?} are shared"),
        }
    }

    #[test]
    fn a_pattern_is_ambiguous_exactly_when_a_name_has_two_readings(parts in parts()) {
        let readings = readings(&parts);
        match two_readings(&pattern(&parts)) {
            Some(name) => prop_assert!(readings.get(&name).is_some_and(|count| *count > 1), "{name} has one reading"),
            None => prop_assert!(readings.values().all(|count| *count == 1)),
        }
    }

    #[test]
    fn the_cheap_checks_agree_with_brute_force(left in parts(), right in parts(), prefix in "(cache-|[a1-]{1,4})") {
        let (lefts, rights) = (readings(&left), readings(&right));
        let pattern_of_left = pattern(&left);
        if apart(&pattern_of_left, &pattern(&right)) {
            prop_assert!(lefts.keys().all(|name| !rights.contains_key(name)));
        }
        if one_reading(&pattern_of_left) {
            prop_assert!(lefts.values().all(|count| *count == 1));
        }
        if never_begins_with(&pattern_of_left, &prefix) {
            prop_assert!(lefts.keys().all(|name| !name.starts_with(&prefix)));
        }
    }

    #[test]
    fn splitting_a_name_agrees_with_a_regular_expression(parts in parts(), text in "[a1-]{0,12}") {
        let pattern = pattern(&parts);
        let regex = regex(&parts);
        let ambiguous = two_readings(&pattern).is_some();
        for name in readings(&parts).keys().chain([&text]) {
            let split = pattern.split(name);
            prop_assert_eq!(split.is_some(), regex.is_match(name), "{}", name);
            if let (Some(texts), Some(captures), false) = (split, regex.captures(name), ambiguous) {
                let groups: Vec<&str> = captures.iter().skip(1).flatten().map(|group| group.as_str()).collect();
                prop_assert_eq!(texts, groups);
            }
        }
    }

    #[test]
    fn a_name_that_begins_with_a_prefix_is_found_exactly_when_there_is_one(
        parts in parts(),
        prefix in prop_oneof![Just("cache-"), Just("a-"), Just("1-a"), Just("")],
    ) {
        let found = search(&Automaton::new(&pattern(&parts)), &Automaton::beginning_with(prefix), Search::Overlap);
        let names = readings(&parts);
        let mut beginning = names.keys().filter(|name| name.starts_with(prefix));
        prop_assert_eq!(found.is_some(), beginning.next().is_some());
        if let Some(witness) = found {
            prop_assert!(witness.name().starts_with(prefix) && names.contains_key(witness.name()));
        }
    }
}

fn of(segments: &[Segment]) -> Pattern {
    Pattern::new("test", segments.to_vec().leak())
}

const TEXT: Segment = Segment::Placeholder(Placeholder::new("t", CharSet::CHANNEL, 1, usize::MAX));
const NUMBER: Segment = Segment::Placeholder(Placeholder::new("n", CharSet::DIGITS, 1, 20));
const UUID: Segment = Segment::Placeholder(Placeholder::new("u", CharSet::new("0-9a-f\\-"), 36, 36));

#[test]
fn unbounded_placeholders_are_decided_too() {
    let dash = Segment::Literal("-");
    assert!(two_readings(&of(&[TEXT, dash, TEXT])).is_some());
    assert!(two_readings(&of(&[NUMBER, dash, TEXT])).is_none());
    assert!(two_readings(&of(&[TEXT, dash, NUMBER])).is_none());
    assert!(two_readings(&of(&[UUID, dash, UUID, dash, TEXT])).is_none());
    assert!(shared_name(of(&[Segment::Literal("a-"), TEXT]), of(&[TEXT, Segment::Literal("-b")])).is_some());
    assert!(
        shared_name(of(&[Segment::Literal("a-"), NUMBER]), of(&[Segment::Literal("a-"), UUID])).is_none()
    );
    assert!(
        shared_name(of(&[Segment::Literal("a-"), NUMBER]), of(&[Segment::Literal("a-"), TEXT])).is_some()
    );
}

#[test]
fn most_patterns_need_no_search() {
    let (dash, slug) = (Segment::Literal("-"), Placeholder::new("s", CharSet::new("a-z"), 1, 40));
    let slug = Segment::Placeholder(slug);
    let of_tenant = |word| of(&[Segment::Literal("private-"), slug, Segment::Literal(word), NUMBER]);
    let (orders, rooms) = (of_tenant("-orders-"), of_tenant("-rooms-"));
    assert!(apart(&orders, &rooms) && !apart(&orders, &orders));
    assert!(apart(
        &of(&[TEXT, Segment::Literal("-a-"), NUMBER]),
        &of(&[TEXT, Segment::Literal("-b-"), NUMBER])
    ));
    assert!(apart(&of(&[NUMBER]), &of(&[slug])) && apart(&of(&[NUMBER, dash]), &of(&[NUMBER])));
    assert!(apart(&of(&[UUID, dash, slug]), &of(&[UUID, dash, NUMBER])));
    assert!(!apart(&of(&[TEXT, dash, slug]), &of(&[slug, dash, TEXT])));
    assert!(one_reading(&orders) && one_reading(&of(&[UUID, dash, TEXT])) && one_reading(&of(&[TEXT, dash])));
    assert!(!one_reading(&of(&[TEXT, dash, NUMBER])));
    assert!(never_begins_with(&of(&[Segment::Literal("private-"), NUMBER]), "private-encrypted-"));
    assert!(!never_begins_with(&orders, "private-") && !never_begins_with(&orders, "private-encrypted-"));
}

#[test]
fn the_longest_patterns_fit() {
    let full: &'static str = "x".repeat(MAX_NAME).leak();
    let full = of(&[Segment::Literal(full)]);
    check_pattern(&full);
    assert!(shared_name(full, full).is_some());
    let long = Segment::Placeholder(Placeholder::new("l", CharSet::new("a-z"), 1, MAX_NAME));
    check_pattern(&of(&[Segment::Placeholder(Placeholder::new("l", CharSet::new("xyz"), 1, MAX_NAME))]));
    assert!(std::panic::catch_unwind(|| check_pattern(&of(&[Segment::Literal("a"), long]))).is_err());
    // A pattern that is too long is refused where it is declared, and satisfies other proofs.
    assert!(shared_name(of(&[Segment::Literal("a"), long]), full).is_none());
}

/// Two texts that may contain the dash between them, and how the name ends.
fn two_texts(end: &'static str) -> Automaton {
    let text = |field| Segment::Placeholder(Placeholder::new(field, CharSet::new("a\\-"), 60, 70));
    Automaton::new(&of(&[text("x"), Segment::Literal("-"), text("y"), Segment::Literal(end)]))
}

#[test]
fn a_search_over_more_states_than_the_small_list_holds_is_decided_too() {
    let (left, same, other) = (two_texts("b"), two_texts("b"), two_texts("c"));
    assert!(
        search::search_within::<1024>(&left, &other, Search::Overlap).is_err(),
        "the large list is needed"
    );
    assert!(search(&left, &other, Search::Overlap).is_none());
    let shared = search(&left, &same, Search::Overlap).expect("the same names");
    assert_eq!(shared.name().len(), 60 + 1 + 60 + 1);
    let ambiguous = search(&left, &left, Search::TwoReadings).expect("the dash may be anywhere");
    assert!(ambiguous.name().ends_with('b'));
}

#[test]
fn any_name_overlaps_with_every_channel() {
    let any = overlap(&Patterns::All, &Patterns::One(of(&[Segment::Literal("news")])));
    assert_eq!(any.map(|witness| witness.name().to_owned()).as_deref(), Some("news"));
    assert!(overlap(&Patterns::Any(&[]), &Patterns::All).is_none());
}
