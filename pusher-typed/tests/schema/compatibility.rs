//! Which side each change breaks.

/// The lines that `check` prints when `$before` becomes `$after`; both declare an enum `Events`.
macro_rules! changes {
    ({ $($before:item)* } => { $($after:item)* }) => {{
        #[allow(dead_code)]
        mod before {
            use crate::compatibility::prelude::*;
            $($before)*
            pub(super) fn catalog() -> Catalog { Catalog::new("shop", "1").events::<Events>() }
        }
        #[allow(dead_code)]
        mod after {
            use crate::compatibility::prelude::*;
            $($after)*
            pub(super) fn catalog() -> Catalog { Catalog::new("shop", "2").events::<Events>() }
        }
        let changes = after::catalog().check(&before::catalog().async_api().expect("a document")).expect("they can be compared");
        let changes = changes.iter().map(ToString::to_string).collect::<Vec<_>>();
        let same = before::catalog().check(&before::catalog().async_api().expect("a document")).expect("they can be compared");
        assert!(same.is_empty(), "{same}");
        changes
    }};
}

pub(crate) mod prelude {
    pub(crate) use pusher_typed::{Channel, ChannelParam, Event, EventSet, PresenceMember, schema::Catalog};
    pub(crate) use schemars::JsonSchema;
    pub(crate) use serde::{Deserialize, Serialize};
    pub(crate) use std::collections::BTreeMap;
}

/// The same of one event with different fields, without what all lines begin with.
macro_rules! payload {
    ($name:literal: { $($before:tt)* } => { $($after:tt)* }) => {{
        let changes = changes!({
            #[derive(Serialize, Deserialize, JsonSchema, Event)]
            #[pusher(channel = "private-orders", event = $name)]
            pub(super) struct Changed { $($before)* }

            #[derive(EventSet)]
            pub(super) enum Events { Changed(Changed) }
        } => {
            #[derive(Serialize, Deserialize, JsonSchema, Event)]
            #[pusher(channel = "private-orders", event = $name)]
            pub(super) struct Changed { $($after)* }

            #[derive(EventSet)]
            pub(super) enum Events { Changed(Changed) }
        });
        let place = concat!("private-orders ", $name, " ");
        changes.iter().map(|change| change.replace(place, "")).collect::<Vec<_>>()
    }};
}

#[test]
fn a_field_that_is_gone_breaks_subscribers() {
    let changes = payload!("changed": { a: u8, b: u8 } => { a: u8 });
    assert_eq!(changes, ["breaks subscribers: b: field removed"]);
}

#[test]
fn a_renamed_field_with_its_former_name_as_an_alias_breaks_who_does_not_know_the_new_name() {
    let renamed = payload!("changed": { a: u8 } => { #[serde(alias = "a")] b: u8 });
    assert_eq!(
        renamed,
        [
            "breaks subscribers: a: field renamed to b (update generated TypeScript and JSON Schemas after the publishers)"
        ]
    );
    let renamed =
        payload!("changed": { #[serde(alias = "b", alias = "c")] a: u8 } => { #[serde(alias = "a")] b: u8 });
    assert_eq!(
        renamed,
        ["compatible: a: field renamed to b (generated TypeScript and JSON Schemas break in any order)"]
    );
    // A field of a type that is a definition, with a rule for names.
    let changes = changes!({
        #[derive(Serialize, Deserialize, JsonSchema)]
        struct Money { cents: u8 }
        #[derive(Serialize, Deserialize, JsonSchema, Event)]
        #[pusher(channel = "s", event = "e")]
        #[serde(rename_all = "camelCase")]
        pub(super) struct Changed { #[serde(alias = "newSum")] old_sum: Money }
        #[derive(EventSet)]
        pub(super) enum Events { Changed(Changed) }
    } => {
        #[derive(Serialize, Deserialize, JsonSchema)]
        struct Money { cents: u8 }
        #[derive(Serialize, Deserialize, JsonSchema, Event)]
        #[pusher(channel = "s", event = "e")]
        #[serde(rename_all = "camelCase")]
        pub(super) struct Changed { new_sum: Money }
        #[derive(EventSet)]
        pub(super) enum Events { Changed(Changed) }
    });
    assert_eq!(
        changes,
        [
            "breaks publishers: s e oldSum: field renamed to newSum (update generated TypeScript and JSON Schemas before the publishers)"
        ]
    );
}

#[test]
fn a_new_field_breaks_at_most_publishers() {
    let changes = payload!("changed": { a: u8 } => { a: u8, b: u8 });
    assert_eq!(changes, ["breaks publishers: b: required field added"]);
    let changes = payload!("changed": { a: u8 } => {
        a: u8,
        #[serde(skip_serializing_if = "Option::is_none")]
        b: Option<u8>
    });
    assert_eq!(changes, ["compatible: b: optional field added"]);
}

#[test]
fn a_field_of_a_sent_event_made_optional_breaks_subscribers() {
    let changes = payload!("changed": { a: String } => { #[serde(skip_serializing_if = "String::is_empty")] a: String });
    assert_eq!(changes, ["breaks subscribers: a: field made optional"]);
    let changes = payload!("changed": { #[serde(skip_serializing_if = "String::is_empty")] a: String } => { a: String });
    assert_eq!(changes, ["breaks publishers: a: field made required"]);
    let changes = payload!("changed": { a: String } => { a: Option<String> });
    assert_eq!(changes, ["breaks subscribers: a: type widened from a string to a string or null"]);
}

#[test]
fn client_events_are_compared_as_they_are_read() {
    // Browsers may omit a field with a default, so a new field of this kind is compatible.
    let changes = payload!("client-changed": { a: u8 } => { a: u8, #[serde(default)] b: u8 });
    assert_eq!(changes, ["compatible: b: optional field added"]);
    // And so may services that do not know the field yet.
    for changes in [
        payload!("changed": { a: u8 } => { a: u8, #[serde(default)] b: u8 }),
        payload!("changed": { a: u8 } => { a: u8, b: Option<u8> }),
    ] {
        assert_eq!(changes, ["compatible: b: optional field added"]);
    }
}

#[test]
fn a_narrower_type_breaks_both_and_a_wider_one_subscribers() {
    let changes = payload!("changed": { a: u32 } => { a: u8 });
    assert_eq!(
        changes,
        [
            "breaks publishers: a: type narrowed from an integer from 0 to 4294967295 to an integer from 0 to 255"
        ]
    );
    let changes = payload!("changed": { a: i8 } => { a: i64 });
    assert!(
        changes[0].starts_with("breaks subscribers: a: type widened from an integer from -128 to 127"),
        "{changes:?}"
    );
    let changes = payload!("changed": { a: u8 } => { a: i8 });
    assert!(changes[0].starts_with("breaks subscribers and publishers: a: type changed"), "{changes:?}");
    let changes = payload!("changed": { a: u64 } => { a: String });
    assert!(
        changes[0].ends_with("type changed from an integer from 0 to 18446744073709551615 to a string"),
        "{changes:?}"
    );
    let changes = payload!("changed": { a: f64 } => { a: i64 });
    assert!(changes[0].contains("type narrowed from a number to an integer"), "{changes:?}");
    let changes = payload!("changed": { a: Vec<u8>, b: [u8; 3], c: (u8, String) } => { a: Vec<i16>, b: [u8; 4], c: (u8, u8) });
    assert!(changes[0].starts_with("breaks subscribers: a[]: type widened"), "{changes:?}");
    assert!(
        changes[1].contains("b: type changed from a list of (an integer from 0 to 255) of 3 items"),
        "{changes:?}"
    );
    assert!(changes[2].contains("c[1]: type changed from a string to"), "{changes:?}");
    let changes = payload!("changed": { a: BTreeMap<String, u8> } => { a: BTreeMap<String, u16> });
    assert!(changes[0].starts_with("breaks subscribers: a.*: type widened"), "{changes:?}");
    let changes = payload!("changed": { a: serde_json::Value } => { a: bool });
    assert_eq!(changes, ["breaks publishers: a: type narrowed from anything to a boolean"]);
}

#[test]
fn renaming_the_types_of_a_payload_is_compatible() {
    let changes = changes!({
        #[derive(Serialize, Deserialize, JsonSchema)]
        pub(super) struct Money { cents: i64, of: Option<Box<Money>> }
        #[derive(Serialize, Deserialize, JsonSchema, Event)]
        #[pusher(channel = "private-orders", event = "paid")]
        pub(super) struct Paid { sum: Money }
        #[derive(EventSet)]
        pub(super) enum Events { Paid(Paid) }
    } => {
        #[derive(Serialize, Deserialize, JsonSchema)]
        pub(super) struct Amount { cents: i64, of: Option<Box<Amount>> }
        #[derive(Serialize, Deserialize, JsonSchema, Event)]
        #[pusher(channel = "private-orders", event = "paid")]
        pub(super) struct OrderPaid { sum: Amount }
        #[derive(EventSet)]
        pub(super) enum Events { Paid(OrderPaid) }
    });
    assert_eq!(
        changes,
        [
            "compatible: private-orders: generated type PaidChannel renamed to OrderPaidChannel",
            "compatible: private-orders paid: generated type Paid renamed to OrderPaid",
            "compatible: private-orders paid: generated type Money renamed to Amount",
        ]
    );
}

#[test]
fn what_changes_deep_inside_is_said_where_it_is() {
    let changes = changes!({
        #[derive(Serialize, Deserialize, JsonSchema)]
        pub(super) struct Item { name: String, parts: Vec<Item> }
        #[derive(Serialize, Deserialize, JsonSchema, Event)]
        #[pusher(channel = "private-orders", event = "paid")]
        pub(super) struct Paid { items: Vec<Item> }
        #[derive(EventSet)]
        pub(super) enum Events { Paid(Paid) }
    } => {
        #[derive(Serialize, Deserialize, JsonSchema)]
        pub(super) struct Item { parts: Vec<Item> }
        #[derive(Serialize, Deserialize, JsonSchema, Event)]
        #[pusher(channel = "private-orders", event = "paid")]
        pub(super) struct Paid { items: Vec<Item> }
        #[derive(EventSet)]
        pub(super) enum Events { Paid(Paid) }
    });
    assert_eq!(changes, ["breaks subscribers: private-orders paid items[].name: field removed"]);
}

/// The same for an enum `State` in each of serde's representations.
macro_rules! variants {
    ($(#[$attr:meta])* { $($before:tt)* } => { $($after:tt)* }) => {{
        changes!({
            #[derive(Serialize, Deserialize, JsonSchema)]
            $(#[$attr])*
            pub(super) enum State { $($before)* }
            #[derive(Serialize, Deserialize, JsonSchema, Event)]
            #[pusher(channel = "s", event = "e")]
            pub(super) struct Changed { state: State }
            #[derive(EventSet)]
            pub(super) enum Events { Changed(Changed) }
        } => {
            #[derive(Serialize, Deserialize, JsonSchema)]
            $(#[$attr])*
            pub(super) enum State { $($after)* }
            #[derive(Serialize, Deserialize, JsonSchema, Event)]
            #[pusher(channel = "s", event = "e")]
            pub(super) struct Changed { state: State }
            #[derive(EventSet)]
            pub(super) enum Events { Changed(Changed) }
        })
    }};
}

#[test]
fn a_new_variant_is_wider_and_a_lost_one_narrower() {
    let changes = variants!({ New, Paid } => { New, Paid, Gone });
    assert_eq!(
        changes,
        [r#"breaks subscribers: s e state: type widened from "New" or "Paid" to "New" or "Paid" or "Gone""#]
    );
    let changes = variants!({ New, Paid } => { New });
    assert_eq!(changes, [r#"breaks publishers: s e state: type narrowed from "New" or "Paid" to "New""#]);
    let changes = variants!({ New, Paid } => { New, Settled });
    assert!(changes[0].contains("type changed"), "{changes:?}");
    // The same values in another order, and with words to them.
    assert_eq!(variants!({ New, Paid } => { /** Money is there. */ Paid, New }), [""; 0]);
}

#[test]
fn a_variant_that_changes_is_found_by_its_tag() {
    let gone = "breaks subscribers: s e state";
    let changes = variants!({ New { a: u8 }, Paid { b: u8, c: u8 } } => { New { a: u8 }, Paid { b: u8 } });
    assert_eq!(changes, [format!("{gone}.Paid.c: field removed")]);
    let changes = variants!(#[serde(tag = "t")] { New { a: u8 }, Paid { b: u8, c: u8 } } => { New { a: u8 }, Paid { b: u8 } });
    assert_eq!(changes, [format!("{gone}.c: field removed")]);
    let changes = variants!(#[serde(tag = "t", content = "v")] { New { a: u8 }, Paid { b: u8, c: u8 } } => { New { a: u8 }, Paid { b: u8 } });
    assert_eq!(changes, [format!("{gone}.v.c: field removed")]);
}

#[test]
fn another_representation_is_another_type() {
    let changes = changes!({
        #[derive(Serialize, Deserialize, JsonSchema)]
        pub(super) enum State { New { a: u8 }, Paid }
        #[derive(Serialize, Deserialize, JsonSchema, Event)]
        #[pusher(channel = "s", event = "e")]
        pub(super) struct Changed { state: State }
        #[derive(EventSet)]
        pub(super) enum Events { Changed(Changed) }
    } => {
        #[derive(Serialize, Deserialize, JsonSchema)]
        #[serde(tag = "t")]
        pub(super) enum State { New { a: u8 }, Paid }
        #[derive(Serialize, Deserialize, JsonSchema, Event)]
        #[pusher(channel = "s", event = "e")]
        pub(super) struct Changed { state: State }
        #[derive(EventSet)]
        pub(super) enum Events { Changed(Changed) }
    });
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert!(
        changes[0].starts_with("breaks subscribers and publishers: s e state: type changed"),
        "{changes:?}"
    );
}

#[test]
fn flattened_fields_are_fields() {
    let changes = changes!({
        #[derive(Serialize, Deserialize, JsonSchema)]
        #[serde(tag = "t")]
        pub(super) enum State { New { a: u8 }, Paid }
        #[derive(Serialize, Deserialize, JsonSchema, Event)]
        #[pusher(channel = "s", event = "e")]
        pub(super) struct Changed { b: u8, #[serde(flatten)] state: State }
        #[derive(EventSet)]
        pub(super) enum Events { Changed(Changed) }
    } => {
        #[derive(Serialize, Deserialize, JsonSchema)]
        #[serde(tag = "t")]
        pub(super) enum State { New {}, Paid }
        #[derive(Serialize, Deserialize, JsonSchema, Event)]
        #[pusher(channel = "s", event = "e")]
        pub(super) struct Changed { #[serde(flatten)] state: State }
        #[derive(EventSet)]
        pub(super) enum Events { Changed(Changed) }
    });
    assert_eq!(
        changes,
        ["breaks subscribers: s e b: field removed", "breaks subscribers: s e a: field removed"]
    );
}
