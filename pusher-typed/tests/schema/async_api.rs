//! The AsyncAPI document: what comes into it, and under which name.

use pusher_typed::{
    Channel, ChannelName, Event, EventSet, PresenceMember, WebhookEvent,
    schema::{AsyncApi, Catalog, Sender},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::shop;

#[test]
fn a_document_reads_back_as_it_was_written() {
    let document = shop::catalog().async_api();
    assert_eq!(AsyncApi::from_json(&document.to_json()).expect("a document"), document);
}

#[test]
fn every_part_of_the_declarations_is_in_the_document() {
    let document = shop::catalog().async_api();
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
    let document = shop::catalog().async_api();
    let info = &document.components.schemas["MemberInfo"];
    assert_eq!(info["required"], serde_json::json!(["displayName"]));
    assert!(info["properties"].get("accountId").is_none());
    // Nothing refers to the whole member.
    assert!(!document.components.schemas.contains_key("Member"));
}

#[test]
fn what_browsers_send_is_described_as_it_is_read() {
    let schemas = shop::catalog().async_api().components.schemas;
    assert_eq!(schemas["Money"]["required"], serde_json::json!(["cents", "currency"]));
    assert_eq!(schemas["MoneyInput"]["required"], serde_json::json!(["cents"]));
    assert_eq!(schemas["Offer"]["properties"]["price"]["$ref"], "#/components/schemas/MoneyInput");
    assert_eq!(schemas["Price"]["properties"]["price"]["$ref"], "#/components/schemas/Money");
}

mod apart {
    use super::{Deserialize, Event, JsonSchema, Serialize};

    #[derive(Serialize, Deserialize, JsonSchema, Event)]
    #[pusher(channel = "news", event = "other-headline")]
    pub(super) struct Headline {
        author: String,
    }

    #[derive(Serialize, Deserialize, JsonSchema, Event)]
    #[pusher(channel = "private-signed-in", event = "seen")]
    pub(super) struct SignedInUser;
}

#[test]
fn types_of_one_name_stay_apart() {
    let catalog = shop::catalog().events::<apart::Headline>().events::<apart::SignedInUser>();
    let document = catalog.async_api();
    assert_eq!(document.components.messages["Headline"].name, "headline");
    assert_eq!(document.components.messages["Headline2"].name, "other-headline");
    assert_eq!(document.channels["HeadlineChannel2"].address, "news");
    assert_eq!(document.channels["SignedInUserChannel"].address, "private-signed-in");
    assert_eq!(document.channels["SignedInUser"].kind, "user");
    assert_eq!(catalog.json_schemas()["Headline2"]["title"], "other-headline");
}

#[test]
fn what_is_added_twice_is_there_once() {
    let twice =
        shop::catalog().channels::<shop::AppChannel>().events::<shop::AppEvent>().webhooks::<shop::AppHook>();
    assert_eq!(twice.async_api(), shop::catalog().async_api());
}

#[derive(Serialize, JsonSchema, Event)]
#[pusher(channel = "letters", event = "letter")]
struct Letter<'t> {
    text: &'t str,
}

#[derive(Serialize, JsonSchema, Event)]
#[pusher(channel = "letters", event = "envelope")]
struct Envelope<T> {
    content: T,
}

#[test]
fn events_that_borrow_or_are_generic_are_described() {
    let catalog = Catalog::new("letters", "1")
        .events::<Letter<'_>>()
        .events::<Envelope<u8>>()
        .events::<Envelope<Vec<String>>>();
    let document = catalog.async_api();
    let keys: Vec<&str> = document.components.messages.keys().map(String::as_str).collect();
    assert_eq!(keys, ["Envelope_Vec_String", "Envelope_u8", "Letter"]);
    let payload = document.components.messages["Envelope_u8"].payload["$ref"].as_str().expect("a reference");
    let schema = &document.components.schemas[payload.rsplit('/').next().expect("a name")];
    assert_eq!(schema["properties"]["content"]["format"], "uint8");
}

#[derive(Channel)]
#[pusher(channel = "private-a")]
struct A;

#[derive(Channel)]
#[pusher(channel = "private-b")]
struct B;

#[derive(Serialize, JsonSchema, Event)]
#[pusher(channel = A, channel = B, event = "both")]
struct Both;

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
    let document = Catalog::new("letters", "1").events::<Nested>().webhooks::<AnyHook>().async_api();
    assert_eq!(document.channels["A"].messages["Both"], document.channels["B"].messages["Both"]);
    assert!(document.components.messages.contains_key("OrderShipped"));
    // A channel of any name is no channel type; which hooks are taken of `A` is said there.
    assert_eq!(document.channels["A"].webhooks, ["channel_occupied"]);
    assert!(document.channels["B"].webhooks.is_empty());
}

#[derive(Serialize, JsonSchema, PresenceMember)]
struct OnlyId {
    #[pusher(user_id)]
    #[serde(rename = "uid")]
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "presence-x", member = OnlyId)]
struct Quiet;

#[test]
fn a_member_may_be_nothing_but_an_id() {
    let document = Catalog::new("x", "1").channels::<Quiet>().async_api();
    assert_eq!(document.components.schemas["OnlyIdInfo"]["properties"], serde_json::json!({}));
}
