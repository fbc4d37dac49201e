//! Changes of the values of a payload: enums, options, lists, texts and maps.

use pusher_typed::schema::Catalog;

mod prelude {
    pub(super) use pusher_typed::{Event, EventSet, schema::Catalog};
    pub(super) use schemars::JsonSchema;
    pub(super) use serde::{Deserialize, Serialize};
    pub(super) use std::collections::BTreeMap;
}

/// The lines that `check` prints when one event, `e` of the channel `s`, changes; without channel and event.
macro_rules! changes {
    ($name:literal: { $($before:item)* } => { $($after:item)* }) => {{
        #[allow(dead_code)]
        mod before {
            use crate::compatibility_payloads::prelude::*;
            $($before)*
            #[derive(EventSet)]
            pub(super) enum Events { E(E) }
            pub(super) fn catalog() -> Catalog { Catalog::new("s", "1").events::<Events>() }
        }
        #[allow(dead_code)]
        mod after {
            use crate::compatibility_payloads::prelude::*;
            $($after)*
            #[derive(EventSet)]
            pub(super) enum Events { E(E) }
            pub(super) fn catalog() -> Catalog { Catalog::new("s", "2").events::<Events>() }
        }
        lines(&after::catalog(), &before::catalog(), concat!("private-s ", $name))
    }};
}

/// The same of an event with one field `v` of a type.
macro_rules! types {
    ({ $($before:item)* } $old:ty => { $($after:item)* } $new:ty) => {
        changes!("e": {
            $(#[derive(Serialize, Deserialize, JsonSchema)] $before)*
            #[derive(Serialize, Deserialize, JsonSchema, Event)]
            #[pusher(channel = "private-s", event = "e")]
            pub(super) struct E { v: $old }
        } => {
            $(#[derive(Serialize, Deserialize, JsonSchema)] $after)*
            #[derive(Serialize, Deserialize, JsonSchema, Event)]
            #[pusher(channel = "private-s", event = "e")]
            pub(super) struct E { v: $new }
        })
    };
    ($old:ty => $new:ty) => { types!({} $old => {} $new) };
}

fn lines(new: &Catalog, old: &Catalog, place: &str) -> Vec<String> {
    for catalog in [new, old] {
        let same = catalog.check(&catalog.async_api().expect("a document")).expect("they can be compared");
        assert!(same.is_empty(), "{same}");
    }
    let changes = new.check(&old.async_api().expect("a document")).expect("they can be compared");
    changes
        .iter()
        .map(|change| change.to_string().replace(place, "").replace(": : ", ": ").replace(":  ", ": "))
        .collect()
}

/// Asserts that there is one line, with this beginning.
#[track_caller]
fn assert_one(lines: &[String], begin: &str) {
    assert!(matches!(lines, [only] if only.starts_with(begin)), "{lines:#?}");
}

const WIDER: &str = "breaks subscribers: v: type widened from ";
const NARROWER: &str = "breaks publishers: v: type narrowed from ";
const ANOTHER: &str = "breaks subscribers and publishers: v: type changed from ";

#[test]
fn an_enum_made_an_option_is_wider() {
    let changes = types!({ enum State { A, B } } State => { enum State { A, B } } Option<State>);
    assert_one(&changes, WIDER);
    let changes = types!({ enum State { A, B } } Option<State> => { enum State { A, B } } State);
    assert_one(&changes, NARROWER);
    let changes = types!({ #[serde(tag = "t")] enum State { A { a: u8 }, B } } State
        => { #[serde(tag = "t")] enum State { A { a: u8 }, B } } Option<State>);
    assert_one(&changes, WIDER);
    let changes = types!({ enum State { A, B { b: u8 } } } Vec<State>
        => { enum State { A, B { b: u8 } } } Vec<Option<State>>);
    assert_one(&changes, "breaks subscribers: v[]: type widened from ");
    // A change in a variant is reported in addition.
    let changes = types!({ #[serde(tag = "t")] enum State { A { a: u8 }, B } } State
        => { #[serde(tag = "t")] enum State { A { a: u16 }, B } } Option<State>);
    assert_eq!(changes.len(), 2, "{changes:#?}");
    assert_one(&changes[..1], "breaks subscribers: v.a: type widened from ");
    assert_one(&changes[1..], WIDER);
}

#[test]
fn names_that_become_any_text_are_wider() {
    let changes = types!({ enum State { A, B } } State => {} String);
    assert_eq!(changes, [r#"breaks subscribers: v: type widened from "A" or "B" to a string"#]);
    let changes = types!({} String => { enum State { A, B } } State);
    assert_one(&changes, NARROWER);
    let changes = types!({ enum State { A, B, #[serde(untagged)] Other(String) } } State
        => { enum State { A, #[serde(untagged)] Other(String) } } State);
    assert_eq!(changes, [""; 0]);
    let changes = types!({ enum State { A, B, #[serde(untagged)] Other(String) } } State
        => { enum State { A, B, C, #[serde(untagged)] Other(String) } } State);
    assert_eq!(changes, [""; 0]);
}

#[test]
fn alternatives_that_take_the_old_values_are_wider() {
    assert_one(&types!(u8 => Option<u16>), WIDER);
    assert_one(&types!(Option<u16> => u8), NARROWER);
    assert_one(&types!(u16 => Option<u8>), ANOTHER);
    assert_one(&types!(Option<u8> => serde_json::Value), WIDER);
    let changes = types!({ #[serde(untagged)] enum Any { A(u8), B(String) } } Any
        => { #[serde(untagged)] enum Any { A(f64), B(String), C(bool) } } Any);
    assert_one(&changes, WIDER);
    let changes = types!({ enum One { A, B } enum Two { C } #[serde(untagged)] enum Any { One(One), Two(Two) } } Any
        => { enum Any { C, B, A } } Any);
    assert_eq!(changes, [""; 0]);
}

#[test]
fn lists_and_tuples_of_one_length_are_the_same() {
    assert_eq!(types!([u8; 3] => (u8, u8, u8)), [""; 0]);
    assert_eq!(types!((u8, u8, u8) => [u8; 3]), [""; 0]);
    assert_one(&types!((u8, u8) => Vec<u8>), WIDER);
    assert_one(&types!((u8, u8) => [u8; 3]), ANOTHER);
    assert_one(&types!((u8, u16) => Vec<u8>), ANOTHER);
}

#[test]
fn a_variant_is_another_one_by_its_tag_and_by_its_key() {
    let changes = types!({ enum State { A { a: u8 }, B { a: u8 } } } State => { enum State { A { a: u8 }, C { a: u8 } } } State);
    assert_one(&changes, ANOTHER);
    let changes = types!({ #[serde(tag = "t")] enum State { A { a: u8 }, B { a: u8 } } } State
        => { #[serde(tag = "t")] enum State { A { a: u8 }, C { a: u8 } } } State);
    assert_one(&changes, ANOTHER);
    // Two variants that change together are distinguished by their only keys.
    let changes = types!({ enum State { A { a: u8, x: u8 }, B { b: u8, x: u8 } } } State
        => { enum State { B { b: u8 }, A { a: u8 } } } State);
    let gone = |variant| format!("breaks subscribers: v.{variant}.x: field removed");
    assert_eq!(changes, [gone("A"), gone("B")]);
    // And by their tags, where both have the same fields of one type.
    let changes = types!({ struct Same { a: u8, x: u8 } #[serde(tag = "t")] enum State { A(Same), B(Same) } } State
        => { struct Same { a: u8 } #[serde(tag = "t")] enum State { B(Same), A(Same) } } State);
    assert_eq!(changes, vec!["breaks subscribers: v.x: field removed"; 2]);
}

#[test]
fn an_enum_that_refers_to_itself_comes_to_an_end() {
    let changes = types!({ enum Tree { Leaf, Node(Option<Box<Tree>>) } } Tree
        => { enum Tree { Leaf, Node(Box<Tree>) } } Option<Tree>);
    assert_eq!(changes.len(), 2, "{changes:#?}");
    assert_one(&changes[..1], "breaks publishers: v.Node: type narrowed from ");
    assert_one(&changes[1..], WIDER);
}

/// An event with flattened fields.
macro_rules! flattened {
    ({ $($before:tt)* } => { $($after:tt)* }) => {
        changes!("e": {
            #[derive(Serialize, Deserialize, JsonSchema)] #[serde(tag = "one")] pub(super) enum One { A, B { b: u8 } }
            #[derive(Serialize, Deserialize, JsonSchema)] #[serde(tag = "two")] pub(super) enum Two { C, D }
            #[derive(Serialize, Deserialize, JsonSchema, Event)]
            #[pusher(channel = "private-s", event = "e")]
            pub(super) struct E { $($before)* }
        } => {
            #[derive(Serialize, Deserialize, JsonSchema)] #[serde(tag = "one")] pub(super) enum One { A, B { b: u8 } }
            #[derive(Serialize, Deserialize, JsonSchema)] #[serde(tag = "two")] pub(super) enum Two { C, D }
            #[derive(Serialize, Deserialize, JsonSchema, Event)]
            #[pusher(channel = "private-s", event = "e")]
            pub(super) struct E { $($after)* }
        })
    };
}

#[test]
fn flattened_enums_are_parts_in_any_order() {
    let changes = flattened!({ a: u8, #[serde(flatten)] one: One, #[serde(flatten)] two: Two }
        => { a: u8, #[serde(flatten)] two: Two, #[serde(flatten)] one: One });
    assert_eq!(changes, [""; 0]);
    let changes = flattened!({ a: u8, #[serde(flatten)] one: One }
        => { a: u8, #[serde(flatten)] two: Two, #[serde(flatten)] one: One });
    assert_one(&changes, "breaks publishers: type narrowed from ");
    let changes = flattened!({ a: u8, #[serde(flatten)] two: Two, #[serde(flatten)] one: One }
        => { a: u8, #[serde(flatten)] one: One });
    assert_one(&changes, "breaks subscribers: type widened from ");
}

/// An event `client-e`, with an attribute.
macro_rules! client {
    ($(#[$old:meta])* { $($before:tt)* } => $(#[$new:meta])* { $($after:tt)* }) => {
        changes!("client-e": {
            #[derive(Serialize, Deserialize, JsonSchema, Event)]
            #[pusher(channel = "private-s", event = "client-e")]
            $(#[$old])*
            pub(super) struct E { $($before)* }
        } => {
            #[derive(Serialize, Deserialize, JsonSchema, Event)]
            #[pusher(channel = "private-s", event = "client-e")]
            $(#[$new])*
            pub(super) struct E { $($after)* }
        })
    };
}

#[test]
fn who_refuses_unknown_fields_breaks_by_new_and_lost_ones() {
    let changes =
        client!(#[serde(deny_unknown_fields)] { a: u8, b: u8 } => #[serde(deny_unknown_fields)] { a: u8 });
    assert_eq!(changes, ["breaks subscribers and publishers: b: field removed"]);
    let changes =
        client!(#[serde(deny_unknown_fields)] { a: u8 } => #[serde(deny_unknown_fields)] { a: u8, b: u8 });
    assert_one(&changes, "breaks subscribers and publishers: b: required field added");
    let changes = client!(#[serde(deny_unknown_fields)] { a: u8 } => #[serde(deny_unknown_fields)] { a: u8, #[serde(default)] b: u8 });
    assert_eq!(changes, ["breaks subscribers: b: optional field added"]);
}

#[test]
fn refusing_unknown_fields_is_narrower() {
    let changes = client!({ a: u8 } => #[serde(deny_unknown_fields)] { a: u8 });
    assert_eq!(changes, ["compatible: type narrowed from {a} to {a, no others}"]);
    let changes = client!(#[serde(deny_unknown_fields)] { a: u8 } => { a: u8 });
    assert_eq!(changes, ["compatible: type widened from {a, no others} to {a}"]);
}

/// An event whose field `v` is a text with rules.
macro_rules! texts {
    ($(#[$old:meta])* => $(#[$new:meta])*) => {
        changes!("e": {
            #[derive(Serialize, Deserialize, JsonSchema, Event)]
            #[pusher(channel = "private-s", event = "e")]
            pub(super) struct E { $(#[$old])* v: String }
        } => {
            #[derive(Serialize, Deserialize, JsonSchema, Event)]
            #[pusher(channel = "private-s", event = "e")]
            pub(super) struct E { $(#[$new])* v: String }
        })
    };
}

#[test]
fn texts_have_lengths_formats_and_patterns() {
    assert_one(&types!(String => char), NARROWER);
    assert_one(&types!(char => String), WIDER);
    assert_one(
        &texts!(#[schemars(length(min = 1, max = 4))] => #[schemars(length(min = 1, max = 5))]),
        WIDER,
    );
    assert_one(&texts!(#[schemars(length(min = 1))] => #[schemars(length(min = 2))]), NARROWER);
    assert_one(
        &texts!(#[schemars(length(min = 1, max = 4))] => #[schemars(length(min = 2, max = 5))]),
        ANOTHER,
    );
    assert_one(&texts!(=> #[schemars(regex(pattern = "^a"))]), NARROWER);
    assert_one(&texts!(#[schemars(regex(pattern = "^a"))] =>), WIDER);
    assert_one(&texts!(#[schemars(regex(pattern = "^a"))] => #[schemars(regex(pattern = "^b"))]), ANOTHER);
    assert_one(&texts!(=> #[schemars(email)]), NARROWER);
    assert_one(&texts!(#[schemars(email)] =>), WIDER);
    assert_one(&texts!(#[schemars(email)] => #[schemars(url)]), ANOTHER);
}

/// An event whose field `v` is a number with rules.
macro_rules! numbers {
    ($(#[$old:meta])* => $(#[$new:meta])*) => {
        changes!("e": {
            #[derive(Serialize, Deserialize, JsonSchema, Event)]
            #[pusher(channel = "private-s", event = "e")]
            pub(super) struct E { $(#[$old])* v: f64 }
        } => {
            #[derive(Serialize, Deserialize, JsonSchema, Event)]
            #[pusher(channel = "private-s", event = "e")]
            pub(super) struct E { $(#[$new])* v: f64 }
        })
    };
}

#[test]
fn floating_point_numbers_have_bounds() {
    let changes = numbers!(=> #[schemars(range(min = 0.5, max = 1.5))]);
    assert_eq!(changes, ["breaks publishers: v: type narrowed from a number to a number from 0.5 up to 1.5"]);
    assert_one(&numbers!(#[schemars(range(min = 0.5))] =>), WIDER);
    assert_one(&numbers!(#[schemars(range(min = 0.5))] => #[schemars(range(min = 0.25))]), WIDER);
    assert_one(&numbers!(#[schemars(range(max = 1.5))] => #[schemars(range(max = 1.25))]), NARROWER);
    assert_one(
        &numbers!(#[schemars(range(min = 0.5, max = 1.5))] => #[schemars(range(min = 0.25, max = 1.25))]),
        ANOTHER,
    );
    // An excluded bound is narrower than the same one included.
    let changes =
        numbers!(#[schemars(extend("minimum" = 0.5))] => #[schemars(extend("exclusiveMinimum" = 0.5))]);
    assert_eq!(changes, ["breaks publishers: v: type narrowed from a number from 0.5 to a number above 0.5"]);
    let changes =
        numbers!(#[schemars(extend("exclusiveMaximum" = 1.5))] => #[schemars(extend("maximum" = 1.5))]);
    assert_eq!(
        changes,
        ["breaks subscribers: v: type widened from a number below 1.5 to a number up to 1.5"]
    );
    assert_one(
        &numbers!(#[schemars(extend("exclusiveMaximum" = 1.5))] => #[schemars(extend("maximum" = 1.25))]),
        NARROWER,
    );
    assert_eq!(
        numbers!(#[schemars(extend("exclusiveMaximum" = 1.5))] => #[schemars(extend("exclusiveMaximum" = 1.5))]),
        [""; 0]
    );
}

#[test]
fn integers_of_128_bits_have_their_own_bounds() {
    let begin =
        "breaks subscribers and publishers: v: type changed from an integer from 0 to an integer from -17014";
    assert_one(&types!(u128 => i128), begin);
    assert_one(&types!(i128 => u128), ANOTHER);
    assert_one(&types!(i128 => i64), NARROWER);
    assert_one(&types!(i64 => i128), WIDER);
    assert_one(&types!(u128 => u64), NARROWER);
    assert_one(&types!(u64 => i128), WIDER);
    assert_one(&types!(u128 => std::num::NonZeroU128), NARROWER);
    assert_one(&types!(std::num::NonZeroI128 => i128), WIDER);
    assert_eq!(types!(i128 => i128), [""; 0]);
}

#[test]
fn untagged_variants_in_another_order_are_read_as_others() {
    let changes = types!(
        { #[serde(untagged)] enum Size { Small { a: u8 }, Large { a: u8, b: u8 } } } Size
        => { #[serde(untagged)] enum Size { Large { a: u8, b: u8 }, Small { a: u8 } } } Size
    );
    assert_eq!(
        changes,
        [
            "breaks subscribers and publishers: v: untagged variants reordered: values are read as other variants"
        ]
    );
}

#[test]
fn a_field_beside_a_flattened_map_breaks_the_side_whose_map_it_does_not_fit() {
    let with = flattened!({ a: u8, #[serde(flatten)] others: BTreeMap<String, u8> }
        => { a: u8, #[serde(default, skip_serializing_if = "Option::is_none")] b: Option<String>, #[serde(flatten)] others: BTreeMap<String, u8> });
    assert_eq!(with, ["breaks subscribers: b: optional field added"]);
    let mirrored = flattened!({ a: u8, #[serde(default, skip_serializing_if = "Option::is_none")] b: Option<String>, #[serde(flatten)] others: BTreeMap<String, u8> }
        => { a: u8, #[serde(flatten)] others: BTreeMap<String, u8> });
    assert_eq!(mirrored, ["breaks publishers: b: field removed"]);
}

#[test]
fn names_fit_a_text_of_their_length() {
    let changes = types!({ enum State { A, B } } State => {} char);
    assert_one(&changes, WIDER);
    let changes = types!({ enum State { Aa, B } } State => {} char);
    assert_one(&changes, ANOTHER);
}

#[test]
fn maps_have_keys_and_values() {
    assert_one(&types!(BTreeMap<u8, u8> => BTreeMap<u8, u16>), "breaks subscribers: v.*: type widened from ");
    assert_one(&types!(BTreeMap<u8, u8> => BTreeMap<String, u8>), WIDER);
    assert_one(&types!(BTreeMap<String, u8> => BTreeMap<u8, u8>), NARROWER);
    let changes = types!(BTreeMap<i8, u16> => BTreeMap<String, u8>);
    assert_eq!(changes.len(), 2, "{changes:#?}");
    assert_one(&changes[..1], "breaks publishers: v.*: type narrowed from ");
    assert_one(&changes[1..], WIDER);
    // The keys are in the words, for nothing else differs.
    assert!(changes[1].contains("{* matching ^"), "{changes:#?}");
}

#[test]
fn a_type_at_two_places_is_reported_at_both() {
    let changes = types!({ struct Money { cents: i64, of: String } struct Order { sum: Money, items: Vec<Money> } } Order
        => { struct Money { cents: i64 } struct Order { sum: Money, items: Vec<Money> } } Order);
    let gone = |place| format!("breaks subscribers: v.{place}: field removed");
    assert_eq!(changes, [gone("sum.of"), gone("items[].of")]);
}
