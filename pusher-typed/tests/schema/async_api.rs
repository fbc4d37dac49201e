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
struct Envelope<T> {
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
    let document = Catalog::new("x", "1").channels::<Quiet>().async_api().expect("a document");
    assert_eq!(document.components.schemas["OnlyIdInfo"]["properties"], serde_json::json!({}));
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Größe {
    cm: u8,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "a/b ~c")]
struct Strange {
    size: Größe,
}

#[derive(Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = A, event = "client-ünder")]
struct Über {
    strange: Strange,
}

#[test]
fn names_that_are_not_ascii_are_written_so_that_every_reader_finds_them() {
    let document = Catalog::new("x", "1").events::<Über>().async_api().expect("a document");
    let message = &document.components.messages["_ber"];
    assert_eq!(
        (message.name.as_str(), &message.payload["$ref"]),
        ("client-ünder", &"#/components/schemas/_ber".into())
    );
    let schemas = &document.components.schemas;
    assert_eq!(schemas["_ber"]["properties"]["strange"]["$ref"], "#/components/schemas/a_b__c");
    assert_eq!(schemas["a_b__c"]["properties"]["size"]["$ref"], "#/components/schemas/Gr__e");
    assert_eq!(schemas["Gr__e"]["required"], serde_json::json!(["cm"]));
    assert!(document.typescript().contains("size: Gr__e;"), "{}", document.typescript());
}

mod own_info {
    use super::*;

    #[derive(Serialize, JsonSchema)]
    pub(super) struct OnlyIdInfo {
        age: u8,
    }

    #[derive(Serialize, JsonSchema, Event)]
    #[pusher(channel = Quiet, event = "e")]
    pub(super) struct E {
        who: OnlyIdInfo,
    }

    #[derive(Channel)]
    #[pusher(channel = "presence-y", member = OnlyId)]
    pub(super) struct AlsoQuiet;
}

#[test]
fn a_type_with_the_name_of_a_members_info_has_its_module_before_it() {
    let catalog = Catalog::new("x", "1").channels::<own_info::AlsoQuiet>().events::<own_info::E>();
    let schemas = catalog.async_api().expect("a document").components.schemas;
    assert_eq!(schemas["OnlyIdInfo"]["properties"], serde_json::json!({}));
    assert_eq!(schemas["E"]["properties"]["who"]["$ref"], "#/components/schemas/OwnInfoOnlyIdInfo");
}

/// What macros make may share one path.
macro_rules! made {
    ($name:literal) => {{
        #[derive(Serialize, JsonSchema, Event)]
        #[pusher(channel = A, event = $name)]
        struct Made;
        |catalog: Catalog| catalog.events::<Made>()
    }};
}

#[test]
fn types_of_one_path_stay_apart() {
    let document = made!("two")(made!("one")(Catalog::new("x", "1"))).async_api().expect("a document");
    let names: Vec<&str> =
        document.components.messages.values().map(|message| message.name.as_str()).collect();
    assert_eq!(names, ["one", "two"]);
}

mod nested_input {
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
    pub(super) struct Sent {
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

#[expect(deprecated, reason = "it is what is tested")]
mod deprecated {
    use super::*;

    #[derive(Serialize, Deserialize, JsonSchema, Event)]
    #[pusher(channel = A, event = "old")]
    #[deprecated]
    pub(super) struct Old {
        #[deprecated]
        a: u8,
    }
}

#[test]
#[expect(deprecated, reason = "it is what is tested")]
fn deprecated_items_are_marked_in_every_output() {
    let catalog = Catalog::new("x", "1").events::<deprecated::Old>();
    let document = catalog.async_api().expect("a document");
    assert_eq!(document.components.schemas["Old"]["deprecated"], true);
    assert_eq!(document.components.schemas["Old"]["properties"]["a"]["deprecated"], true);
    let typescript = document.typescript();
    assert_eq!(typescript.matches("/** @deprecated */").count(), 2, "{typescript}");
    let schemas = catalog.json_schemas().expect("schemas");
    assert_eq!(schemas["Old"]["$defs"]["Old"]["properties"]["a"]["deprecated"], true);
}

#[derive(Serialize, JsonSchema, Event)]
#[pusher(channel = A, event = "forbidden")]
struct Forbidden {
    #[serde(rename = "$ref")]
    reference: u8,
}

#[test]
fn a_field_that_tools_misread_is_refused_by_name() {
    let error = Catalog::new("x", "1").events::<Forbidden>().async_api().expect_err("such a field");
    assert!(error.to_string().starts_with("Forbidden has a field called `$ref`"), "{error}");
}

#[derive(Serialize, JsonSchema, Event)]
#[pusher(channel = A, event = "numbered")]
struct Numbered {
    one: numbered::Money,
    other: numbered::inner::Money,
}

#[derive(Serialize, JsonSchema, Event)]
#[pusher(channel = A, event = "versions")]
struct Versions {
    one: numbered::Money,
    two: numbered::Money2,
}

mod numbered {
    use super::*;

    #[derive(Serialize, JsonSchema)]
    pub(super) struct Money {
        a: u8,
    }

    #[derive(Serialize, JsonSchema)]
    pub(super) struct Money2 {
        b: u8,
    }

    pub(super) mod inner {
        use super::*;

        #[derive(Serialize, JsonSchema)]
        pub(in super::super) struct Money {
            c: u8,
        }
    }
}

/// The names of the schemas.
fn schemas(catalog: &Catalog) -> Vec<String> {
    catalog.async_api().expect("a document").components.schemas.into_keys().collect()
}

#[test]
fn types_of_one_name_in_payloads_have_their_modules_before_it() {
    let one = Catalog::new("x", "1").events::<Numbered>();
    assert_eq!(schemas(&one), ["InnerMoney", "Numbered", "NumberedMoney"]);
    // Also where each has the name for itself in its payload.
    let both = Catalog::new("x", "1").events::<Versions>().events::<OtherMoney>();
    assert_eq!(schemas(&both), ["InnerMoney", "Money2", "NumberedMoney", "OtherMoney", "Versions"]);
    let versions = Catalog::new("x", "1").events::<Versions>();
    assert_eq!(schemas(&versions), ["Money", "Money2", "Versions"]);
}

#[derive(Serialize, JsonSchema, Event)]
#[pusher(channel = A, event = "other-money")]
struct OtherMoney {
    money: numbered::inner::Money,
}

#[derive(Serialize, JsonSchema)]
struct Page<T> {
    items: Vec<T>,
    next: Option<Box<Page<T>>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "{T}Sheet")]
struct Sheet<T> {
    items: Vec<T>,
}

#[derive(Serialize, JsonSchema, Event)]
#[pusher(channel = A, event = "generic")]
struct Generic {
    numbers: Page<u64>,
    lists: Page<Vec<u64>>,
    pages: Page<Page<numbered::Money>>,
    sheet: Sheet<numbered::Money2>,
}

#[test]
fn instances_of_generic_types_are_named_after_their_arguments() {
    let expected =
        ["Generic", "Money", "Money2", "Money2Sheet", "PageMoney", "PagePageMoney", "PageU64", "PageVecU64"];
    assert_eq!(schemas(&Catalog::new("x", "1").events::<Generic>()), expected);
}

#[derive(Serialize, JsonSchema, Event)]
#[pusher(channel = A, event = "formatted")]
struct Formatted {
    one: Sheet<numbered::Money>,
    other: Sheet<numbered::inner::Money>,
}

/// Types that a macro generates have the same path for schemars, regardless of their fields.
macro_rules! containing {
    ($name:literal, $ty:ty) => {{
        #[derive(Serialize, JsonSchema)]
        struct Content(#[schemars(extend("title" = $name))] $ty);
        #[derive(Serialize, JsonSchema)]
        struct Container {
            content: Content,
        }
        #[derive(Serialize, JsonSchema, Event)]
        #[pusher(channel = A, event = $name)]
        struct Containing {
            container: Container,
        }
        |catalog: Catalog| catalog.events::<Containing>()
    }};
}

#[test]
fn types_that_cannot_be_distinguished_are_refused() {
    let error = Catalog::new("x", "1").events::<Formatted>().async_api().expect_err("two of one name");
    assert_eq!(
        error.to_string(),
        "there are different types called MoneySheet in the payload of Formatted: rename one of them, for example \
         with #[schemars(rename = \"MyMoneySheet\")], or #[schemars(rename = \"MoneySheetOf{T}\")] on a generic type"
    );
    let catalog = containing!("text", String)(containing!("number", u8)(Catalog::new("x", "1")));
    let error = catalog.async_api().expect_err("two of one path").to_string();
    assert!(
        error.starts_with("there are different types called Content in the payload of Containing"),
        "{error}"
    );
}

/// The declarations of a catalog, as functions that add one each.
type Line = fn(Catalog) -> Catalog;

const LINES: [Line; 13] = [
    |it| it.events::<shop::AppEvent>(),
    |it| it.channels::<shop::AppChannel>(),
    |it| it.webhooks::<shop::AppHook>(),
    |it| it.events::<apart::Headline>(),
    |it| it.events::<apart::SignedInUser>(),
    |it| it.events::<Envelope<u8>>(),
    |it| it.events::<Envelope<Vec<String>>>(),
    |it| it.events::<nested_input::Sent>(),
    |it| it.events::<Both>(),
    |it| it.events::<Numbered>(),
    |it| it.events::<Versions>(),
    |it| it.events::<OtherMoney>(),
    |it| it.events::<Generic>(),
];

#[test]
fn swapping_any_two_lines_of_a_catalog_changes_nothing() {
    let written = |lines: &[Line]| {
        let catalog = lines.iter().fold(Catalog::new("x", "1"), |catalog, line| line(catalog));
        catalog.async_api().expect("a document").to_json()
    };
    let expected = written(&LINES);
    for one in 0..LINES.len() {
        for other in 0..one {
            let mut lines = LINES;
            lines.swap(one, other);
            assert_eq!(written(&lines), expected, "lines {one} and {other}");
        }
    }
}
