//! Patterns whose properties are known.

use proptest::prelude::*;

use super::{
    super::{
        apart::{apart, never_begins_with, one_reading},
        automaton::Automaton,
        check_pattern,
        length::MAX_NAME,
        overlap::overlap,
        rough::Ends,
        search::{self, Search, search},
    },
    of, placeholder, shared_name, text, two_readings,
};
use crate::{
    channel::{CharSet, Pattern, Patterns, Segment},
    param::ParamValues,
};

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
