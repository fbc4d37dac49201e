//! What becomes of single fields and variants: deprecated ones, names with a meaning in JSON Schema, and any value.

use pusher_typed::{
    Channel, Event, PresenceMember,
    schema::{AsyncApi, Catalog},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::async_api::A;

#[expect(deprecated, reason = "it is what is tested")]
mod deprecated {
    use super::{A, Channel, Deserialize, Event, JsonSchema, Serialize};

    /// No longer used.
    #[derive(Channel)]
    #[pusher(channel = "private-old-<id>")]
    #[deprecated]
    pub(super) struct OldChannel {
        id: u8,
    }

    #[derive(Serialize, Deserialize, JsonSchema)]
    pub(super) enum Carrier {
        Post,
        #[deprecated]
        Pigeon,
    }

    #[derive(Serialize, Deserialize, JsonSchema)]
    #[serde(tag = "by")]
    pub(super) enum Payment {
        Cash,
        /// By post.
        #[deprecated(note = "nobody has one")]
        Cheque {
            number: u8,
        },
    }

    #[derive(Serialize, Deserialize, JsonSchema, Event)]
    #[pusher(channel = A, channel = OldChannel, event = "old")]
    #[deprecated]
    pub(super) struct Old {
        #[deprecated]
        a: u8,
        carrier: Carrier,
        payment: Payment,
    }
}

#[expect(deprecated, reason = "it is what is tested")]
fn old() -> Catalog {
    Catalog::new("x", "1").events::<deprecated::Old>()
}

#[test]
fn deprecated_items_are_marked_in_the_document() {
    let document = old().async_api().expect("a document");
    let schemas = &document.components.schemas;
    assert_eq!(schemas["Old"]["deprecated"], true);
    assert_eq!(schemas["Old"]["properties"]["a"]["deprecated"], true);
    assert_eq!(
        schemas["Carrier"]["oneOf"][1],
        json!({ "type": "string", "const": "Pigeon", "deprecated": true })
    );
    assert_eq!(schemas["Payment"]["oneOf"][1]["deprecated"], true);
    assert!(document.components.messages["Old"].deprecated);
    assert!(document.channels["OldChannel"].deprecated && !document.channels["A"].deprecated);
    let json = document.to_json();
    assert_eq!(json.matches("\"x-pusher-deprecated\": true").count(), 2, "{json}");
    assert_eq!(AsyncApi::from_json(&json).expect("a document"), document);
}

#[test]
fn deprecated_items_are_marked_in_json_schema() {
    let schemas = old().json_schemas().expect("schemas");
    let old = &schemas["Old"];
    assert_eq!(old["deprecated"], true);
    assert_eq!(old["$defs"]["Old"]["properties"]["a"]["deprecated"], true);
    assert_eq!(old["$defs"]["Carrier"]["oneOf"][1]["deprecated"], true);
    assert_eq!(old["$defs"]["Payment"]["oneOf"][1]["deprecated"], true);
}

#[test]
fn deprecated_items_are_marked_in_typescript() {
    let file = old().typescript().expect("a file");
    let words = file.split_whitespace().collect::<Vec<_>>().join(" ");
    let has = |part: &str| assert!(words.contains(part), "{part} is not in\n{file}");
    has("/** @deprecated */ export interface Old {");
    has("/** @deprecated */ a: number;");
    has("/** @deprecated */ | \"Pigeon\"");
    has("/** * By post. * * @deprecated */ | {");
    has("/** * No longer used. * * @deprecated */ export function oldChannel(");
    has("/** * No longer used. * * @deprecated */ OldChannel: {");
    has("events: { /** @deprecated */ old: Old;");
    assert!(!words.contains("@deprecated */ A: {"), "{file}");
}

/// A payload with a field that tools misread, at some place.
macro_rules! forbidden {
    ($name:ident, $event:literal: $($item:item)*) => {{
        $($item)*
        #[derive(Serialize, JsonSchema, Event)]
        #[pusher(channel = A, event = $event)]
        struct Payload {
            v: $name,
        }
        Catalog::new("x", "1").events::<Payload>().async_api().expect_err("such a field").to_string()
    }};
}

#[derive(Serialize, JsonSchema, PresenceMember)]
struct Proto {
    #[pusher(user_id)]
    id: u8,
    #[serde(rename = "__proto__")]
    prototype: u8,
}

#[derive(Channel)]
#[pusher(channel = "presence-proto", member = Proto)]
struct ProtoChannel;

#[derive(Serialize, JsonSchema, Event)]
#[schemars(inline)]
#[pusher(channel = A, event = "inline")]
struct Inline {
    #[serde(rename = "$ref")]
    reference: u8,
}

#[test]
fn fields_that_tools_misread_are_refused_by_name_wherever_they_are() {
    let direct = forbidden!(Direct, "direct":
        #[derive(Serialize, JsonSchema)] struct Direct { #[serde(rename = "$ref")] a: u8 });
    assert_eq!(
        direct,
        "Direct has a field called `$ref`, which tools for AsyncAPI misinterpret; rename it with #[serde(rename)]"
    );
    let nested = forbidden!(Outer, "nested":
        #[derive(Serialize, JsonSchema)] struct Inner { #[serde(rename = "__proto__")] a: u8 }
        #[derive(Serialize, JsonSchema)] struct Outer { items: Vec<Option<Inner>> });
    assert!(nested.starts_with("Inner has a field called `__proto__`"), "{nested}");
    let variant = forbidden!(Choice, "variant":
        #[derive(Serialize, JsonSchema)] #[expect(dead_code)]
        enum Choice { A, B { #[serde(rename = "$ref")] b: u8 } });
    assert!(variant.starts_with("Choice has a field called `$ref`"), "{variant}");
    let read = forbidden!(Read, "read":
        #[derive(Serialize, Deserialize, JsonSchema)]
        struct Read { #[serde(rename(deserialize = "__proto__"))] a: u8 });
    assert!(read.starts_with("Read has a field called `__proto__`"), "{read}");
    let error = |catalog: Catalog| catalog.async_api().expect_err("such a field").to_string();
    let member = error(Catalog::new("x", "1").channels::<ProtoChannel>());
    assert!(member.starts_with("Proto has a field called `__proto__`"), "{member}");
    let inline = error(Catalog::new("x", "1").events::<Inline>());
    assert!(inline.starts_with("Inline has a field called `$ref`"), "{inline}");
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Money {
    cents: u8,
    #[serde(default, skip_serializing)]
    #[expect(dead_code, reason = "what is read differs from what is written")]
    note: u8,
}

/// The names of keywords.
#[derive(Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = A, event = "keywords")]
struct Keywords {
    properties: Money,
    default: Money,
    #[serde(rename = "const")]
    constant: Money,
    #[serde(rename = "enum")]
    names: Money,
    examples: Money,
    items: Vec<Money>,
    #[serde(rename = "x-pusher-a")]
    extension: Money,
    required: u8,
}

#[test]
fn fields_may_have_the_names_of_keywords() {
    let catalog = Catalog::new("x", "1").events::<Keywords>();
    let document = catalog.async_api().expect("a document");
    let written = &document.components.schemas["Keywords"]["properties"];
    let read = &document.components.schemas["KeywordsInput"]["properties"];
    let schema = &catalog.json_schemas().expect("schemas")["Keywords"]["$defs"]["Keywords"];
    for field in ["properties", "default", "const", "enum", "examples", "x-pusher-a"] {
        assert_eq!(written[field], json!({ "$ref": "#/components/schemas/Money" }), "{field}");
        assert_eq!(read[field], json!({ "$ref": "#/components/schemas/MoneyInput" }), "{field}");
        assert_eq!(schema["properties"][field], json!({ "$ref": "#/$defs/Money" }), "{field}");
    }
    assert_eq!(schema["properties"]["items"]["items"], json!({ "$ref": "#/$defs/Money" }));
    assert!(catalog.check(&document).expect("compared").is_empty());
}

#[derive(Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = A, event = "keyword")]
struct Keyword {
    default: Money,
}

#[test]
fn a_field_called_default_differs_as_any_other() {
    let document = Catalog::new("x", "1").events::<Keyword>().async_api().expect("a document");
    let message = &document.components.messages["Keyword"];
    assert_eq!(message.read_as, Some(json!({ "$ref": "#/components/schemas/KeywordInput" })));
}

#[derive(Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = A, event = "any")]
struct AnyValue {
    value: serde_json::Value,
    /// Anything.
    described: serde_json::Value,
    option: Option<serde_json::Value>,
    list: Vec<serde_json::Value>,
    map: std::collections::BTreeMap<String, serde_json::Value>,
}

#[test]
fn any_value_is_an_empty_schema() {
    let catalog = Catalog::new("x", "1").events::<AnyValue>();
    let document = catalog.async_api().expect("a document");
    let schema = &document.components.schemas["AnyValue"];
    assert_eq!(schema["properties"]["value"], json!({}));
    assert_eq!(schema["properties"]["described"], json!({ "description": "Anything." }));
    assert_eq!(schema["properties"]["option"], json!({}));
    assert_eq!(schema["properties"]["list"]["items"], json!({}));
    assert_eq!(schema["properties"]["map"]["additionalProperties"], json!({}));
    assert_eq!(schema["required"], json!(["value", "described", "list", "map"]));
    let json = serde_json::to_string(&catalog.json_schemas().expect("schemas")).expect("JSON");
    assert!(!json.contains(":true"), "{json}");
    let file = catalog.typescript().expect("a file");
    assert!(file.contains("  value: unknown;\n") && file.contains("  option?: unknown;\n"), "{file}");
}

#[derive(Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = A, event = "defaults")]
struct Defaults {
    a: u8,
    #[serde(default)]
    plain: u8,
    option: Option<u8>,
}

#[test]
fn what_older_publishers_may_omit_is_optional_for_every_reader() {
    let catalog = Catalog::new("x", "1").events::<Defaults>();
    let schema = &catalog.json_schemas().expect("schemas")["Defaults"]["$defs"]["Defaults"];
    assert_eq!(schema["required"], json!(["a"]));
    let file = catalog.typescript().expect("a file");
    for line in ["  a: number;\n", "  plain?: number;\n", "  option?: number | null;\n"] {
        assert!(file.contains(line), "{file}");
    }
}
