//! Compares the proofs with a brute-force implementation, which lists all names of small patterns.

use std::collections::{HashMap, HashSet};

use proptest::{collection::vec, prelude::*};
use regex::Regex;

use super::{
    apart::{apart, never_begins_with, one_reading},
    automaton::Automaton,
    length::MAX_NAME,
    overlap::overlap,
    rough::{Ends, decides},
    search::{Search, search},
    *,
};
use crate::{
    channel::{CharSet, Pattern, Patterns, Placeholder, Segment},
    param::{ParamTexts, ParamValues},
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

fn two_readings(pattern: &Pattern) -> Option<String> {
    let names = Automaton::new(pattern);
    let found = search(&names, &names, Search::TwoReadings).map(|witness| witness.name().to_owned());
    assert!(found.is_none() || !decides(pattern, pattern, Search::TwoReadings), "{pattern}: {found:?}");
    found
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

fn of(segments: &[Segment]) -> Pattern {
    Pattern::new("test", segments.to_vec().leak())
}

const TEXT: Segment = placeholder(CharSet::CHANNEL, 1, usize::MAX, ParamValues::Text, &[]);
const NUMBER: Segment = integer(0, u64::MAX as u128);
const UUID: Segment = text("0-9a-f\\-", 36, 36);

/// An integer of a type with these values.
const fn integer(min: i128, max: u128) -> Segment {
    let chars = CharSet::new(if min < 0 { "0-9\\-" } else { "0-9" });
    placeholder(chars, 1, 40, ParamValues::Integer { min, max, non_zero: false }, &[])
}

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
    let (dash, slug) = (Segment::Literal("-"), text("a-z", 1, 40));
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
fn names_that_begin_with_one_placeholder_are_compared_from_their_ends() {
    let of_tenant = |word| of(&[TEXT, Segment::Literal(word), integer(i64::MIN.into(), i64::MAX as u128)]);
    let members = ["-orders-", "-rooms-", "-orders-"].map(|word| Patterns::One(of_tenant(word)));
    let ends = Ends::new(&members);
    assert!(ends.decide(0, 1) && ends.decide(1, 2) && !ends.decide(0, 2));
    assert!(!apart(&of_tenant("-orders-"), &of_tenant("-rooms-")));
    let many = [members[0]; 80];
    assert!(!Ends::new(&many).decide(70, 79), "members beyond the limit are left to the search");
}

#[test]
fn the_longest_patterns_fit() {
    let full: &'static str = "x".repeat(MAX_NAME).leak();
    let full = of(&[Segment::Literal(full)]);
    check_pattern(&full);
    assert!(shared_name(full, full).is_some());
    let long = text("a-z", 1, MAX_NAME);
    check_pattern(&of(&[text("xyz", 1, MAX_NAME)]));
    assert!(std::panic::catch_unwind(|| check_pattern(&of(&[Segment::Literal("a"), long]))).is_err());
    // A pattern that is too long is rejected at its declaration, and passes the other proofs.
    assert!(shared_name(of(&[Segment::Literal("a"), long]), full).is_none());
}

/// Two texts that may contain the dash between them, and the end of the name.
fn two_texts(end: &'static str) -> Pattern {
    let value = text("a\\-", 20, 80);
    of(&[value, Segment::Literal("-"), value, Segment::Literal(end)])
}

#[test]
fn a_search_over_more_pairs_than_the_small_lists_hold_is_decided_too() {
    // The large list is too large for the stack of a test thread.
    let thread = std::thread::Builder::new().stack_size(1 << 27).spawn(search_with_the_large_list);
    thread.expect("a thread").join().expect("the search succeeds");
}

fn search_with_the_large_list() {
    let [left, same, other] =
        [two_texts("b"), two_texts("b"), two_texts("c")].map(|pattern| Automaton::new(&pattern));
    assert!(
        search::search_within::<{ 1 << 13 }>(&left, &other, Search::Overlap).is_err(),
        "the large list is needed"
    );
    assert!(search(&left, &other, Search::Overlap).is_none());
    let shared = search(&left, &same, Search::Overlap).expect("the same names");
    assert_eq!(shared.name().len(), 20 + 1 + 20 + 1);
    let ambiguous = search(&left, &left, Search::TwoReadings).expect("the dash may be anywhere");
    assert!(ambiguous.name().ends_with('b'));
}

/// Whether the text is valid for the placeholder.
fn spells(placeholder: Segment, text: &str) -> bool {
    shared_name(of(&[placeholder]), of(&[Segment::Literal(text.to_owned().leak())])).is_some()
}

#[test]
fn the_integers_of_every_type_are_exactly_its_values() {
    for (segment, last, beyond) in [
        (integer(0, u64::MAX.into()), "18446744073709551615", "18446744073709551616"),
        (
            integer(0, u128::MAX),
            "340282366920938463463374607431768211455",
            "340282366920938463463374607431768211456",
        ),
        (integer(i64::MIN.into(), i64::MAX as u128), "-9223372036854775808", "-9223372036854775809"),
        (
            integer(i128::MIN, i128::MAX as u128),
            "-170141183460469231731687303715884105728",
            "-170141183460469231731687303715884105729",
        ),
    ] {
        assert!(spells(segment, last) && !spells(segment, beyond), "{last}");
        assert!(spells(segment, "0") && !spells(segment, "007") && !spells(segment, "-0"));
    }
}

proptest! {
    #[test]
    fn a_range_of_integers_spells_the_numbers_in_it(
        min in -1100_i128..=1100, more in 0_u128..=1200, number in -1300_i128..=1300, zeros in "0{0,2}",
    ) {
        let max = min.unsigned_abs() * u128::from(min > 0) + more;
        let expected = zeros.is_empty() && number >= min && (number < 0 || number.unsigned_abs() <= max);
        let number = number.to_string();
        let text = number.strip_prefix('-').map_or_else(|| format!("{zeros}{number}"), |digits| format!("-{zeros}{digits}"));
        prop_assert_eq!(spells(integer(min, max), &text), expected, "{} in {}..={}", text, min, max);
    }
}

#[test]
fn texts_that_no_value_has_collide_with_nothing() {
    let after = |segment| of(&[Segment::Literal("floor-"), segment]);
    let regions = placeholder(CharSet::new("a-z_"), 2, 7, ParamValues::OneOf(&["eu", "us_east"]), &[]);
    for (segment, own, other) in [(NUMBER, "floor-7", "floor-007"), (regions, "floor-eu", "floor-us_west")] {
        assert!(shared_name(after(segment), of(&[Segment::Literal(own)])).is_some());
        assert!(shared_name(after(segment), of(&[Segment::Literal(other)])).is_none());
    }
}

#[test]
fn a_tenant_that_is_not_the_word_of_a_kind_may_be_first() {
    let tenant = |excluded| placeholder(CharSet::new("a-z0-9"), 1, 40, ParamValues::Text, excluded);
    let orders = |excluded| {
        of(&[Segment::Literal("private-"), tenant(excluded), Segment::Literal("-orders-"), NUMBER])
    };
    check_pattern(&orders(&["encrypted", "cache"]));
    for excluded in
        [&[] as &'static [&'static str], &["encrypted"], &["cache"], &["encrypted", "cach", "caches"]]
    {
        let refused = std::panic::catch_unwind(|| check_pattern(&orders(excluded)))
            .expect_err("a value changes the kind");
        let text = refused.downcast_ref::<String>().expect("a text");
        assert!(
            text.ends_with(r#"from the type of `x`: `#[pusher(not = ["encrypted", "cache"])]`"#),
            "{text}"
        );
    }
}

#[test]
fn any_name_overlaps_with_every_channel() {
    let any = overlap(&Patterns::All, &Patterns::One(of(&[Segment::Literal("news")])));
    assert_eq!(any.map(|witness| witness.name().to_owned()).as_deref(), Some("news"));
    assert!(overlap(&Patterns::Any(&[]), &Patterns::All).is_none());
}
