//! The AsyncAPI document: its contents, and their names.

use pusher_typed::{
    Channel, ChannelName, Event, EventSet, PresenceMember, WebhookEvent,
    schema::{AsyncApi, Catalog, Sender},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::shop;

#[test]
fn a_document_reads_back_as_it_was_written() {
    let document = shop::catalog().async_api().expect("a document");
    assert_eq!(AsyncApi::from_json(&document.to_json()).expect("a document"), document);
}

#[test]
fn every_part_of_the_declarations_is_in_the_document() {
    let document = shop::catalog().async_api().expect("a document");
    assert_eq!(document.info.description.as_deref(), Some("Sells things."));
    let order = &document.channels["OrderChannel"];
    assert_eq!(order.address, "private-orders-{region}-{id}");
    assert_eq!(order.description.as_deref(), Some("What becomes of one order."));
    assert_eq!(order.parameters["region"].description.as_deref(), Some("Where it is stored."));
    assert_eq!(order.parameters["region"].values, ["eu", "us_east"]);
    assert_eq!(order.parameters["id"].ty, "integer");
    assert_eq!(order.webhooks, ["channel_occupied"]);
    let price = &document.channels["PriceChannel"];
    assert_eq!((price.kind.as_str(), price.encrypted, price.cached), ("private", true, true));
    let member = document.channels["RoomChannel"].member.as_ref().expect("a presence channel");
    assert_eq!(member.description.as_deref(), Some("Who looks at a room."));
    assert_eq!(document.channels["SignedInUser"].messages["Notice"].key(), "Notice");
    let senders = ["OrderShipped", "Typing", "Notice"].map(|key| document.components.messages[key].sender);
    assert_eq!(senders, [Sender::Server, Sender::Client, Sender::Server]);
}

#[test]
fn a_members_info_is_the_member_without_the_id() {
    let document = shop::catalog().async_api().expect("a document");
    let info = &document.components.schemas["MemberInfo"];
    assert_eq!(info["required"], serde_json::json!(["displayName"]));
    assert!(info["properties"].get("accountId").is_none());
    // Nothing refers to the whole member.
    assert!(!document.components.schemas.contains_key("Member"));
}

#[test]
fn what_browsers_send_is_described_as_it_is_read() {
    let schemas = shop::catalog().async_api().expect("a document").components.schemas;
    // A property that may be missing when it is read is not required, though the server always sends it.
    assert_eq!(schemas["Money"]["required"], serde_json::json!(["cents"]));
    assert_eq!(schemas["Money"]["x-pusher-always-sent"], serde_json::json!(["currency"]));
    assert_eq!(schemas["Offer"]["properties"]["price"]["$ref"], "#/components/schemas/Money");
    assert_eq!(schemas["Price"]["properties"]["price"]["$ref"], "#/components/schemas/Money");
}

pub(crate) mod apart {
    use super::{Deserialize, Event, JsonSchema, Serialize};

    #[derive(Serialize, Deserialize, JsonSchema, Event)]
    #[pusher(channel = "news", event = "other-headline")]
    pub(crate) struct Headline {
        author: String,
    }

    #[derive(Serialize, Deserialize, JsonSchema, Event)]
    #[pusher(channel = "private-signed-in", event = "seen")]
    pub(crate) struct SignedInUser;
}

#[test]
fn types_of_one_name_stay_apart() {
    let catalog = shop::catalog().events::<apart::Headline>().events::<apart::SignedInUser>();
    let document = catalog.async_api().expect("a document");
    assert_eq!(document.components.messages["ShopHeadline"].name, "headline");
    assert_eq!(document.components.messages["ApartHeadline"].name, "other-headline");
    assert_eq!(document.channels["ApartHeadlineChannel"].address, "news");
    assert_eq!(document.channels["SignedInUserChannel"].address, "private-signed-in");
    assert_eq!(document.channels["SignedInUser"].kind, "user");
    assert_eq!(catalog.json_schemas().expect("schemas")["ApartHeadline"]["title"], "other-headline");
}

#[test]
fn items_that_are_added_twice_appear_once() {
    let twice =
        shop::catalog().channels::<shop::AppChannel>().events::<shop::AppEvent>().webhooks::<shop::AppHook>();
    assert_eq!(twice.async_api().expect("a document"), shop::catalog().async_api().expect("a document"));
}

#[derive(Serialize, JsonSchema, Event)]
#[pusher(channel = "letters", event = "letter")]
struct Letter<'t> {
    text: &'t str,
}

#[derive(Serialize, JsonSchema, Event)]
#[pusher(channel = "letters", event = "envelope")]
pub(crate) struct Envelope<T> {
    content: T,
}

#[test]
fn events_that_borrow_or_are_generic_are_described() {
    let catalog = Catalog::new("letters", "1")
        .events::<Letter<'_>>()
        .events::<Envelope<u8>>()
        .events::<Envelope<Vec<String>>>();
    let document = catalog.async_api().expect("a document");
    let keys: Vec<&str> = document.components.messages.keys().map(String::as_str).collect();
    assert_eq!(keys, ["EnvelopeU8", "EnvelopeVecString", "Letter"]);
    let payload = document.components.messages["EnvelopeU8"].payload["$ref"].as_str().expect("a reference");
    let schema = &document.components.schemas[payload.rsplit('/').next().expect("a name")];
    assert_eq!(schema["properties"]["content"]["maximum"], 255);
}

#[derive(Channel)]
#[pusher(channel = "private-a")]
pub(crate) struct A;

#[derive(Channel)]
#[pusher(channel = "private-b")]
struct B;

#[derive(Serialize, JsonSchema, Event)]
#[pusher(channel = A, channel = B, event = "both")]
pub(crate) struct Both;

#[derive(EventSet)]
enum Nested {
    Both(Both),
    More(shop::AppEvent),
}

#[derive(WebhookEvent)]
enum AnyHook {
    #[pusher(channel_vacated)]
    Vacated(ChannelName),
    #[pusher(channel_occupied)]
    Occupied(A),
}

#[test]
fn sets_in_sets_and_events_on_several_channels_are_enumerated() {
    let document = Catalog::new("letters", "1")
        .events::<Nested>()
        .webhooks::<AnyHook>()
        .async_api()
        .expect("a document");
    assert_eq!(document.channels["A"].messages["Both"], document.channels["B"].messages["Both"]);
    assert!(document.components.messages.contains_key("OrderShipped"));
    // `ChannelName` adds no channel type. The webhooks of `A` are in the channel `A`.
    assert_eq!(document.channels["A"].webhooks, ["channel_occupied"]);
    assert!(document.channels["B"].webhooks.is_empty());
}

#[derive(Serialize, JsonSchema, PresenceMember)]
pub(crate) struct OnlyId {
    #[pusher(user_id)]
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "presence-x", member = OnlyId)]
pub(crate) struct Quiet;

#[test]
fn a_member_may_be_nothing_but_an_id() {
    let document = Catalog::new("x", "1").channels::<Quiet>().async_api().expect("a document");
    assert_eq!(document.components.schemas["OnlyIdInfo"]["properties"], serde_json::json!({}));
}

pub(crate) mod nested_input {
    use super::*;

    #[derive(Serialize, Deserialize, JsonSchema)]
    pub(super) struct Inner {
        #[serde(default, skip_serializing)]
        #[expect(dead_code, reason = "it is what is tested")]
        x: u8,
        y: u8,
    }

    #[derive(Serialize, Deserialize, JsonSchema)]
    pub(super) struct Outer {
        inner: Inner,
    }

    #[derive(Serialize, JsonSchema, Event)]
    #[pusher(channel = A, event = "sent")]
    pub(crate) struct Sent {
        outer: Outer,
    }

    #[derive(Serialize, Deserialize, JsonSchema, Event)]
    #[pusher(channel = A, event = "client-received")]
    pub(super) struct Received {
        outer: Outer,
    }
}

#[test]
fn a_type_that_uses_a_differing_one_differs() {
    let catalog = Catalog::new("x", "1").events::<nested_input::Sent>().events::<nested_input::Received>();
    let schemas = catalog.async_api().expect("a document").components.schemas;
    assert_eq!(schemas["Received"]["properties"]["outer"]["$ref"], "#/components/schemas/OuterInput");
    assert_eq!(schemas["OuterInput"]["properties"]["inner"]["$ref"], "#/components/schemas/InnerInput");
    assert_eq!(schemas["Outer"]["properties"]["inner"]["$ref"], "#/components/schemas/Inner");
}
