//! Random patterns, in comparison with a brute-force implementation that lists all names.

use std::collections::{HashMap, HashSet};

use proptest::{collection::vec, prelude::*};
use regex::Regex;

use super::{
    super::{
        apart::{apart, never_begins_with, one_reading},
        automaton::Automaton,
        rough::{Ends, decides},
        search::{Search, search},
    },
    placeholder, shared_name, two_readings,
};
use crate::{
    channel::{CharSet, Pattern, Patterns, Segment},
    param::ParamValues,
};

/// A part of a generated pattern.
#[derive(Debug, Clone)]
enum Part {
    Literal(String),
    Value(Value),
}

/// The properties of the texts of a placeholder.
#[derive(Debug, Clone)]
struct Value {
    chars: &'static str,
    min: usize,
    max: usize,
    values: ParamValues,
    excluded: &'static [&'static str],
}

fn value() -> impl Strategy<Value = Part> {
    let chars = prop_oneof![
        Just("a"),
        Just("a\\-"),
        Just("1\\-"),
        Just("a1"),
        Just("a1\\-"),
        Just("01\\-"),
        Just("01")
    ];
    let integers = prop_oneof![
        Just(ParamValues::Integer { min: 0, max: 11, non_zero: false }),
        Just(ParamValues::Integer { min: 1, max: 1000, non_zero: false }),
        Just(ParamValues::Integer { min: -10, max: 10, non_zero: false }),
        Just(ParamValues::Integer { min: 10, max: 101, non_zero: false }),
        Just(ParamValues::Integer { min: -1, max: 0, non_zero: false }),
        Just(ParamValues::Integer { min: -1, max: 10, non_zero: true }),
    ];
    let texts: [&[&str]; 4] = [&["a", "1", "a-1"], &["a", "aa", "a", "-"], &["0", "01", "1"], &["a-a", "a1"]];
    let values = prop_oneof![
        4 => Just(ParamValues::Text),
        2 => integers,
        2 => proptest::sample::select(texts.to_vec()).prop_map(ParamValues::OneOf),
    ];
    let excluded: [&[&str]; 5] = [&[], &["a"], &["1", "11"], &["a-", "a", "a1", "-a"], &["0", "-1", "aaa"]];
    (chars, 1..=3_usize, 0..=2_usize, values, proptest::sample::select(excluded.to_vec())).prop_map(
        |(chars, min, more, values, excluded)| {
            Part::Value(Value { chars, min, max: (min + more).min(3), values, excluded })
        },
    )
}

/// Literals and at most two placeholders, never adjacent.
fn parts() -> impl Strategy<Value = Vec<Part>> {
    let literal =
        || prop_oneof![Just(""), Just("-"), Just("a"), Just("1-"), Just("01"), Just("cache-"), Just("-a-")];
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
            Part::Value(Value { chars, min, max, values, excluded }) => {
                placeholder(CharSet::new(chars), *min, *max, *values, excluded)
            }
        })
        .collect();
    Pattern::new("test", segments.leak())
}

/// A second, independent implementation of matching.
fn regex(parts: &[Part]) -> Regex {
    let parts = parts.iter().map(|part| match part {
        Part::Literal(text) => regex::escape(text),
        Part::Value(value) => {
            let texts: Vec<String> = value.texts().iter().map(|text| regex::escape(text)).collect();
            // An empty alternation would match the empty text.
            if texts.is_empty() { "([^\\s\\S])".to_owned() } else { format!("({})", texts.join("|")) }
        }
    });
    Regex::new(&format!("^{}$", parts.collect::<String>())).expect("a valid regular expression")
}

/// The number of ways to fill the pattern, by the resulting name.
fn readings(parts: &[Part]) -> HashMap<String, usize> {
    let mut names = vec![String::new()];
    for part in parts {
        let texts = match part {
            Part::Literal(text) => vec![text.clone()],
            Part::Value(value) => value.texts(),
        };
        names = names.iter().flat_map(|name| texts.iter().map(move |text| format!("{name}{text}"))).collect();
    }
    let mut readings = HashMap::new();
    for name in names {
        *readings.entry(name).or_default() += 1;
    }
    readings
}

impl Value {
    /// All texts, without duplicates.
    fn texts(&self) -> Vec<String> {
        let letters: Vec<char> =
            ['a', '0', '1', '-'].into_iter().filter(|c| CharSet::new(self.chars).contains(*c)).collect();
        let mut of_len = vec![String::new()];
        let mut texts = Vec::new();
        for len in 1..=self.max {
            of_len = of_len
                .iter()
                .flat_map(|text| letters.iter().map(move |letter| format!("{text}{letter}")))
                .collect();
            if len >= self.min {
                texts.extend(of_len.iter().cloned());
            }
        }
        texts.retain(|text| !self.excluded.contains(&text.as_str()) && self.is_value(text));
        texts
    }

    fn is_value(&self, text: &str) -> bool {
        match self.values {
            ParamValues::Text => true,
            ParamValues::OneOf(texts) => texts.contains(&text),
            ParamValues::Integer { min, max, non_zero } => text.parse::<i64>().is_ok_and(|number| {
                let in_range = i128::from(number) >= min
                    && i128::from(number) <= i128::try_from(max).unwrap_or(i128::MAX);
                in_range && number.to_string() == text && !(non_zero && number == 0)
            }),
        }
    }
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
    fn the_cheap_checks_agree_with_brute_force(left in parts(), right in parts(), prefix in "(cache-|[a01-]{1,4})") {
        let (lefts, rights) = (readings(&left), readings(&right));
        let pattern_of_left = pattern(&left);
        let pattern_of_right = pattern(&right);
        let members = [pattern_of_left, pattern_of_right].map(Patterns::One);
        if apart(&pattern_of_left, &pattern_of_right)
            || decides(&pattern_of_left, &pattern_of_right, Search::Overlap)
            || Ends::new(&members).decide(0, 1)
        {
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
    fn splitting_a_name_agrees_with_a_regular_expression(parts in parts(), other in "[a01-]{0,12}") {
        let pattern = pattern(&parts);
        let regex = regex(&parts);
        let ambiguous = two_readings(&pattern).is_some();
        for name in readings(&parts).keys().chain([&other]) {
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
        let pattern = pattern(&parts);
        let names = Automaton::new(&pattern);
        let found = search(&names, &Automaton::beginning_with(&[Segment::Literal(prefix)]), Search::Overlap);
        let names = readings(&parts);
        let mut beginning = names.keys().filter(|name| name.starts_with(prefix));
        prop_assert_eq!(found.is_some(), beginning.next().is_some());
        if let Some(witness) = found {
            prop_assert!(witness.name().starts_with(prefix) && names.contains_key(witness.name()));
        }
    }
}
