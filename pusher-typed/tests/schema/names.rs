//! The names in a document depend on the types alone, not on the order of the catalog.

use pusher_typed::{Channel, Event, schema::Catalog};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    async_api::{A, Both, Envelope, OnlyId, Quiet, apart, nested_input},
    shop,
};

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
fn events_that_cannot_be_distinguished_are_refused() {
    let catalog = made!("paid-late")(made!("paid_late")(Catalog::new("x", "1")));
    let path = "schema::names::events_that_cannot_be_distinguished_are_refused::Made";
    assert_eq!(
        catalog.async_api().expect_err("two of one name").to_string(),
        format!(
            "{path} and {path} have the same name in the document, MadePaidLate; rename one of these types in Rust"
        )
    );
    let catalog = containing!("same", bool)(containing!("same", u8)(Catalog::new("x", "1")));
    let error = catalog.async_api().expect_err("two of one path and name").to_string();
    assert!(
        error
            .starts_with("there are different types called Content in the payload of Containing; rename one"),
        "{error}"
    );
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

#[test]
fn types_that_cannot_be_distinguished_are_refused() {
    let error = Catalog::new("x", "1").events::<Formatted>().async_api().expect_err("two of one name");
    assert_eq!(
        error.to_string(),
        "there are different types called MoneySheet in the payload of Formatted; rename one of them, for example \
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
