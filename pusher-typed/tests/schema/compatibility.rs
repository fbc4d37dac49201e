//! Which side each change breaks.

use pusher_typed::schema::{AsyncApi, Catalog};

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

mod prelude {
    pub(super) use pusher_typed::{Channel, ChannelParam, Event, EventSet, PresenceMember, schema::Catalog};
    pub(super) use schemars::JsonSchema;
    pub(super) use serde::{Deserialize, Serialize};
    pub(super) use std::collections::BTreeMap;
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

#[test]
fn channels_and_events_are_known_by_their_names_and_then_by_their_types() {
    let changes = changes!({
        #[derive(Channel)] #[pusher(channel = "private-orders-<id>")] pub(super) struct OrderChannel { id: u64 }
        #[derive(Channel)] #[pusher(channel = "news-<id>")] pub(super) struct NewsChannel { id: u64 }
        #[derive(Channel)] #[pusher(channel = "private-letters")] pub(super) struct LetterChannel;
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(channel = LetterChannel, event = "letter")] pub(super) struct Letter;
        #[derive(Channel)] #[pusher(channel = "cache-price")] pub(super) struct PriceChannel;
        #[derive(Channel)] #[pusher(channel = "private-old")] pub(super) struct OldChannel;
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(channel = OrderChannel, event = "placed")] pub(super) struct Placed;
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(channel = OrderChannel, event = "packed")] pub(super) struct Packed;
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(channel = NewsChannel, event = "headline")] pub(super) struct Headline;
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(channel = PriceChannel, event = "price")] pub(super) struct Price;
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(channel = OldChannel, event = "client-old")] pub(super) struct Old;
        #[derive(EventSet)]
        pub(super) enum Events { Placed(Placed), Packed(Packed), Headline(Headline), Price(Price), Old(Old), Letter(Letter) }
    } => {
        #[derive(Channel)] #[pusher(channel = "private-orders-<id>")] pub(super) struct TheOrderChannel { id: u64 }
        #[derive(Channel)] #[pusher(channel = "headlines-<id>")] pub(super) struct NewsChannel { id: u64 }
        #[derive(Channel)] #[pusher(channel = "private-encrypted-letters")] pub(super) struct LetterChannel;
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(channel = LetterChannel, event = "letter")] pub(super) struct Letter;
        #[derive(Channel)] #[pusher(channel = "private-cache-price")] pub(super) struct PriceChannel;
        #[derive(Channel)] #[pusher(channel = "weather")] pub(super) struct WeatherChannel;
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(channel = TheOrderChannel, event = "created")] pub(super) struct Placed;
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(channel = TheOrderChannel, event = "lost")] pub(super) struct Lost;
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(channel = NewsChannel, event = "headline")] pub(super) struct Headline;
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(channel = PriceChannel, event = "price")] pub(super) struct Price;
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(channel = WeatherChannel, event = "storm")] pub(super) struct Storm;
        #[derive(EventSet)]
        pub(super) enum Events { Placed(Placed), Lost(Lost), Headline(Headline), Price(Price), Storm(Storm), Letter(Letter) }
    });
    assert_eq!(
        changes,
        [
            "breaks subscribers and publishers: private-letters: channel changed to another kind: private-encrypted-letters",
            "breaks subscribers and publishers: news-{id}: channel renamed to headlines-{id}",
            "breaks subscribers and publishers: private-old: channel removed",
            "breaks subscribers and publishers: private-orders-{id} packed: event removed",
            "breaks subscribers and publishers: private-orders-{id} placed: event renamed to created",
            "breaks subscribers and publishers: cache-price: channel changed to another kind: private-cache-price",
            "compatible: private-orders-{id}: generated type OrderChannel renamed to TheOrderChannel",
            "compatible: private-orders-{id} lost: event added",
            "compatible: weather: channel added",
        ]
    );
}

#[test]
fn placeholders_members_and_user_events_are_compared_too() {
    let changes = changes!({
        #[derive(ChannelParam)] pub(super) enum Region { Eu, Us }
        #[derive(Serialize, JsonSchema, PresenceMember)] pub(super) struct Member { #[pusher(user_id)] id: u64, name: String }
        #[derive(Channel)] #[pusher(channel = "presence-room-<region>-<id>", member = Member)] pub(super) struct RoomChannel { region: Region, id: u32 }
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(channel = RoomChannel, event = "bell")] pub(super) struct Bell;
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(user, event = "notice")] pub(super) struct Notice { text: String }
        #[derive(EventSet)]
        pub(super) enum Events { Bell(Bell), Notice(Notice) }
    } => {
        #[derive(ChannelParam)] pub(super) enum Region { Eu }
        #[derive(Serialize, JsonSchema, PresenceMember)] pub(super) struct Member { #[pusher(user_id)] user: String }
        #[derive(Channel)] #[pusher(channel = "presence-room-<region>-<id>", member = Member)] pub(super) struct RoomChannel { region: Region, id: u64 }
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(channel = RoomChannel, event = "bell")] pub(super) struct Bell;
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(user, event = "notice")] pub(super) struct Notice { text: String, urgent: bool }
        #[derive(EventSet)]
        pub(super) enum Events { Bell(Bell), Notice(Notice) }
    });
    assert_eq!(
        changes,
        [
            "breaks publishers: presence-room-{region}-{id} {region}: fewer values allowed",
            "breaks subscribers: presence-room-{region}-{id} {id}: more values allowed",
            "breaks subscribers: presence-room-{region}-{id} member id: more values allowed",
            "breaks subscribers: presence-room-{region}-{id} member.name: field removed",
            "breaks publishers: #server-to-user-{user_id} notice urgent: required field added",
        ]
    );
}

#[test]
fn channel_types_of_one_address_are_one_channel() {
    // The short form twice.
    let changes = changes!({
        #[derive(Serialize, JsonSchema, Event)] #[pusher(channel = "private-orders-<id>", event = "created")]
        pub(super) struct Created { id: u64 }
        #[derive(Serialize, JsonSchema, Event)] #[pusher(channel = "private-orders-<id>", event = "deleted")]
        pub(super) struct Deleted { id: u64 }
        #[derive(EventSet)]
        pub(super) enum Events { Created(Created), Deleted(Deleted) }
    } => {
        #[derive(Channel)] #[pusher(channel = "private-orders-<id>")] pub(super) struct OrderChannel { id: u64 }
        #[derive(Serialize, JsonSchema, Event)] #[pusher(channel = OrderChannel { id }, event = "created")]
        pub(super) struct Created { id: u64 }
        #[derive(Serialize, JsonSchema, Event)] #[pusher(channel = OrderChannel { id }, event = "deleted")]
        pub(super) struct Deleted { id: u64 }
        #[derive(EventSet)]
        pub(super) enum Events { Created(Created), Deleted(Deleted) }
    });
    assert_eq!(
        changes,
        ["compatible: private-orders-{id}: generated type CreatedChannel renamed to OrderChannel"]
    );
}

#[test]
fn events_of_one_name_and_events_that_take_the_name_of_another() {
    let changes = changes!({
        #[derive(Serialize, JsonSchema, Event)] #[pusher(channel = "news", event = "env")]
        pub(super) struct Env<T> { content: T }
        #[derive(Channel)] #[pusher(channel = "private-x")] pub(super) struct X;
        #[derive(Serialize, JsonSchema, Event)] #[pusher(channel = X, event = "e")] pub(super) struct E;
        #[derive(Serialize, JsonSchema, Event)] #[pusher(channel = X, event = "f")] pub(super) struct F;
        #[derive(EventSet)]
        pub(super) enum Others { E(E), F(F) }
        pub(super) struct Events;
        impl<S> pusher_typed::__private::DescribeEvents<S> for Events
        where
            Env<u8>: pusher_typed::__private::DescribeEvents<S>,
            Env<String>: pusher_typed::__private::DescribeEvents<S>,
            Others: pusher_typed::__private::DescribeEvents<S>,
        {
            fn describe_events(out: &mut pusher_typed::__private::EventDescriptions) {
                <Env<u8> as pusher_typed::__private::DescribeEvents<S>>::describe_events(out);
                <Env<String> as pusher_typed::__private::DescribeEvents<S>>::describe_events(out);
                <Others as pusher_typed::__private::DescribeEvents<S>>::describe_events(out);
            }
        }
    } => {
        #[derive(Channel)] #[pusher(channel = "private-x")] pub(super) struct X;
        #[derive(Serialize, JsonSchema, Event)] #[pusher(channel = X, event = "f")] pub(super) struct E;
        #[derive(EventSet)]
        pub(super) enum Events { E(E) }
    });
    assert_eq!(
        changes,
        [
            "breaks subscribers and publishers: news: channel removed",
            "breaks subscribers and publishers: private-x e: event removed",
            "compatible: private-x f: generated type F renamed to E",
        ]
    );
}

#[test]
fn renaming_a_placeholder_is_compatible() {
    let changes = changes!({
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(channel = "private-<shop>-orders-<id>", event = "e")]
        pub(super) struct E { shop: u8, id: u8 }
        #[derive(EventSet)]
        pub(super) enum Events { E(E) }
    } => {
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(channel = "private-<shop>-orders-<number>", event = "e")]
        pub(super) struct E { shop: u8, #[serde(rename = "id")] number: u8 }
        #[derive(EventSet)]
        pub(super) enum Events { E(E) }
    });
    assert_eq!(changes, ["compatible: private-{shop}-orders-{id} {id}: placeholder renamed to {number}"]);
}

#[test]
fn malformed_documents_cause_no_panic() {
    let json = r##"{
        "asyncapi": "3.0.0", "info": { "title": "t", "version": "1" }, "defaultContentType": "application/json",
        "channels": { "A": { "address": "a-{x}", "x-pusher-kind": "public", "x-pusher-encrypted": false, "x-pusher-cached": false,
            "parameters": { "x": { "x-pusher-type": "?", "x-pusher-chars": "z-a\\", "x-pusher-min-length": 9 } },
            "messages": { "E": { "$ref": "#/components/messages/E" }, "F": { "$ref": "nowhere" } } } },
        "operations": {},
        "components": {
            "messages": { "E": { "name": "e", "title": "E", "x-pusher-sender": "server", "payload": { "$ref": "#/components/schemas/L" } } },
            "schemas": { "L": { "allOf": [{ "$ref": "#/components/schemas/L" }, { "$ref": "#/components/schemas/L" }] } } }
    }"##;
    let strange = AsyncApi::from_json(json).expect("a document");
    let mut other = strange.clone();
    other
        .components
        .schemas
        .insert("L".to_owned(), serde_json::json!({ "$ref": "#/components/schemas/None" }));
    assert!(!other.changes_since(&strange).expect("compared").is_empty());
    assert!(strange.changes_since(&strange).expect("compared").is_empty());
    assert!(!Catalog::new("t", "1").check(&strange).expect("compared").is_empty());
}

#[test]
fn added_and_removed_webhooks_are_compatible() {
    let before = crate::shop::catalog().async_api().expect("a document");
    let mut after = before.clone();
    let room = after.channels.get_mut("RoomChannel").expect("it is there");
    room.webhooks = vec!["member_added".to_owned(), "member_removed".to_owned()];
    let changes: Vec<String> =
        after.changes_since(&before).expect("compared").iter().map(ToString::to_string).collect();
    assert_eq!(
        changes,
        [
            "compatible: presence-room-{room}: webhook client_event removed",
            "compatible: presence-room-{room}: webhook member_removed added",
        ]
    );
}
