//! Rust names that mean something else in TypeScript, or that the generated file uses itself.

use pusher_typed::{
    Channel, Event, PresenceMember,
    schema::{AsyncApi, Catalog},
};
use pusher_typed_tests::TypeScript;
use schemars::JsonSchema;
use serde::Serialize;

/// A payload for each of the names; each has a field that shows which type a name refers to.
macro_rules! payloads {
    ($($name:ident: $event:literal),*) => {
        #[derive(Debug, Clone, Serialize, JsonSchema, Event)]
        #[pusher(channel = Default, event = "all")]
        pub struct All {
            $($name: $name,)*
        }

        $(
            #[derive(Debug, Clone, Serialize, JsonSchema, Event)]
            #[pusher(channel = Default, event = $event)]
            pub struct $name {
                $name: bool,
            }
        )*
    };
}

#[expect(non_snake_case, non_camel_case_types, reason = "unusual names that Rust allows")]
mod payloads {
    use super::{Default, Event, JsonSchema, Serialize};

    payloads! {
        // types that everybody has
        Record: "a", Array: "b", Promise: "c", Date: "d", Map: "e", Object: "f", Partial: "g", RegExp: "h",
        // words
        class: "i", default: "j", any: "k", never: "l", undefined: "m", interface: "n", function: "o",
        // what the file declares
        Channels: "p", UserEvents: "q", TypedChannel: "r", TypedMember: "s", Pusher: "t", PusherChannel: "u",
        Subscription: "v", Named: "w", AuthError: "x", DefaultName: "y", channelKey: "z",
        // an alias of this name is one that only the compiler may make
        intrinsic: "aa", Triggers: "bb", ClientData: "cc"
    }
}

#[derive(Debug, Clone, Channel)]
#[pusher(channel = "private-default-<new>-<class>-<check>-<channel>-<undefined>-<text>")]
pub struct Default {
    new: u8,
    class: u8,
    check: u8,
    channel: u8,
    undefined: u8,
    text: u8,
}

#[derive(Debug, Clone, Channel)]
#[pusher(channel = "private-delete")]
pub struct Delete;

/// Its function would be called `subscribe`.
#[derive(Debug, Clone, Channel)]
#[pusher(channel = "private-subscribe-<raw>")]
pub struct Subscribe {
    raw: u8,
}

#[derive(Debug, Clone, Serialize, JsonSchema, PresenceMember)]
pub struct TypedMembers {
    #[pusher(user_id)]
    id: u8,
    string: char,
}

#[derive(Debug, Clone, Channel)]
#[pusher(channel = "presence-user", member = TypedMembers)]
pub struct User;

/// One of its forms is the type itself, which is an error in an alias. A JSON Schema for it would be infinite.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "its description is what matters")]
pub enum OneOrMany {
    One(Box<OneOrMany>),
    Many(Vec<OneOrMany>),
}

#[derive(Debug, Clone, Serialize, JsonSchema, Event)]
#[pusher(channel = Delete, event = "nested")]
pub struct Nested {
    depth: OneOrMany,
}

pub fn catalog() -> Catalog {
    Catalog::new("words", "1.0.0")
        .channels::<Default>()
        .channels::<Delete>()
        .channels::<Subscribe>()
        .channels::<User>()
        .events::<payloads::All>()
        .events::<Nested>()
}

fn diagnostics(typescript: &str, program: &str) -> Vec<pusher_typed_tests::Diagnostic> {
    let project = TypeScript::new();
    project.write("channels.ts", typescript);
    project.write("use.ts", program);
    project.compile()
}

#[test]
fn words_become_names_and_every_payload_has_its_own_type() {
    let program = r#"
        import Pusher from "pusher-js";
        import { default_, delete_, subscribe, subscribe2, user, user2 } from "./channels.js";
        import type { All, Channels, Record, class_ } from "./channels.js";

        const pusher = new Pusher("key", { cluster: "eu" });
        subscribe(pusher, default_(1, 2, 3, 4, 5, 6)).bind("all", (all) => {
          const flags: { [K in keyof All]: { [F in K]: boolean } } = all;
          const map: { readonly Record: boolean } & Record = flags.Record;
          const word: class_ = flags.class;
          return [map, word];
        });
        subscribe(pusher, delete_()).name satisfies Channels["Delete"]["name"];
        [[], [[]]] satisfies Channels["Delete"]["events"]["nested"]["depth"];
        subscribe(pusher, subscribe2(7));
        subscribe(pusher, user2()).members.me?.info.string.trim();
        user(pusher);
    "#;
    let typescript = catalog().typescript().expect("a file");
    assert_eq!(diagnostics(&typescript, program), [], "{typescript}");
}

#[test]
fn a_document_from_elsewhere_gives_a_file_that_compiles() {
    let json = serde_json::json!({
        "asyncapi": "3.0.0",
        "info": { "title": "strange\u{2028}export {", "version": "*/" },
        "defaultContentType": "application/json",
        "channels": {
            "a b`${x}": {
                "address": "x`${y}\\{id}{", "description": "*/ export const x = 1; /*",
                "parameters": { "id": {
                    "x-pusher-type": "text", "x-pusher-chars": "a-z\\-/^]", "x-pusher-min-length": 0,
                } },
                "messages": {
                    "one": { "$ref": "#/components/messages/one" },
                    "two": { "$ref": "#/components/messages/two" },
                    "gone": { "$ref": "#/components/messages/gone" },
                },
                "x-pusher-kind": "public", "x-pusher-encrypted": false, "x-pusher-cached": false,
            },
            "ended": {
                "address": "{a}-{b}-{c}-{d}-{e}", "messages": {},
                "parameters": {
                    "a": { "x-pusher-type": "text", "x-pusher-chars": "a\\", "x-pusher-min-length": 1 },
                    "b": { "x-pusher-type": "text", "x-pusher-chars": "\n", "x-pusher-min-length": 9, "x-pusher-max-length": 3 },
                    "c": { "x-pusher-type": "text", "x-pusher-chars": "\\]\\/); throw 1; (/[", "x-pusher-min-length": 1 },
                    "d": { "x-pusher-type": "integer", "x-pusher-chars": "", "x-pusher-min-length": 1,
                        "x-pusher-maximum": "\"); throw 1; (\"\n\u{2028}" },
                    "e": { "x-pusher-type": "text", "x-pusher-chars": "", "x-pusher-min-length": 1,
                        "enum": ["/; throw 1; /\n", "\u{2029}\r\\"] },
                },
                "x-pusher-kind": "public", "x-pusher-encrypted": false, "x-pusher-cached": false,
            },
            "": {
                "address": "{unknown}", "messages": {},
                "x-pusher-kind": "private", "x-pusher-encrypted": false, "x-pusher-cached": false,
            },
        },
        "operations": {},
        "components": {
            "messages": {
                "one": { "name": "it's \"one\"", "title": "one", "x-pusher-sender": "server", "payload": {
                    "enum": ["a\"\n\u{2028}`", 1.5, null, [1, { "a-b": true }]]
                } },
                "two": { "name": "it's \"one\"", "title": "two", "x-pusher-sender": "server", "payload": {
                    "$ref": "#/components/schemas/gone"
                } },
            },
            "schemas": {
                "": { "allOf": [] },
                "m²": { "type": "string" },
                "1<T>": { "type": "object", "properties": {
                    "__proto__": { "type": ["string", "null", "array"], "items": { "enum": [] } },
                    "a\"": { "oneOf": [{ "type": "null" }], "description": "*/" },
                } },
                "1_T_": { "type": "array", "items": [true, false, {}], "description": "not\u{2028}the same" },
            },
        },
    });
    let document = AsyncApi::from_json(&json.to_string()).expect("such a document");
    let typescript = document.typescript();
    let program = r#"
        import type { Channels, _1_T_, _1_T_2 } from "./channels.js";
        type Payload = Channels["a b`${x}"]["events"]["it's \"one\""];
        export const payloads: Payload[] = [1.5, null];
        export const one: _1_T_ = { "a\"": null };
        export const other: (tuple: _1_T_2) => void = ([first]) => first;
    "#;
    assert_eq!(diagnostics(&typescript, program), [], "{typescript}");
}
