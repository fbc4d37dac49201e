//! Which side a change of channels and events breaks.

use pusher_typed::schema::{AsyncApi, Catalog};

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
fn a_recoverable_channel_adds_a_key_to_its_payloads() {
    let made_recoverable = changes!({
        #[derive(Channel)] #[pusher(channel = "open")] pub(super) struct OpenChannel;
        #[derive(Channel)] #[pusher(channel = "closed")] pub(super) struct ClosedChannel;
        #[derive(Channel)] #[pusher(channel = "map")] pub(super) struct MapChannel;
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(channel = OpenChannel, event = "a")] pub(super) struct A { id: u64 }
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[serde(deny_unknown_fields)] #[pusher(channel = ClosedChannel, event = "b")] pub(super) struct B { id: u64 }
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(channel = MapChannel, event = "c")] pub(super) struct C { #[serde(flatten)] counts: std::collections::BTreeMap<String, u64> }
        #[derive(EventSet)] pub(super) enum Events { A(A), B(B), C(C) }
    } => {
        #[derive(Channel)] #[pusher(channel = "open", recoverable)] pub(super) struct OpenChannel;
        #[derive(Channel)] #[pusher(channel = "closed", recoverable)] pub(super) struct ClosedChannel;
        #[derive(Channel)] #[pusher(channel = "map", recoverable)] pub(super) struct MapChannel;
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(channel = OpenChannel, event = "a")] pub(super) struct A { id: u64 }
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[serde(deny_unknown_fields)] #[pusher(channel = ClosedChannel, event = "b")] pub(super) struct B { id: u64 }
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(channel = MapChannel, event = "c")] pub(super) struct C { #[serde(flatten)] counts: std::collections::BTreeMap<String, u64> }
        #[derive(EventSet)] pub(super) enum Events { A(A), B(B), C(C) }
    });
    assert_eq!(
        made_recoverable,
        [
            "breaks subscribers: closed: channel made recoverable: payloads have the key _position",
            "breaks subscribers: map: channel made recoverable: payloads have the key _position",
            "compatible: open: channel made recoverable: payloads have the key _position (update generated TypeScript and JSON Schemas before the publishers)",
        ]
    );
    let no_longer = changes!({
        #[derive(Channel)] #[pusher(channel = "open", recoverable)] pub(super) struct OpenChannel;
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(channel = OpenChannel, event = "a")] pub(super) struct A { id: u64 }
        #[derive(EventSet)] pub(super) enum Events { A(A) }
    } => {
        #[derive(Channel)] #[pusher(channel = "open")] pub(super) struct OpenChannel;
        #[derive(Serialize, Deserialize, JsonSchema, Event)] #[pusher(channel = OpenChannel, event = "a")] pub(super) struct A { id: u64 }
        #[derive(EventSet)] pub(super) enum Events { A(A) }
    });
    assert_eq!(no_longer, ["breaks subscribers: open: channel no longer recoverable"]);
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
