//! What changes in definitions that refer to each other: every comparison ends, on a stack of limited size.

use pusher_typed::schema::AsyncApi;
use serde_json::{Value, json};

/// A document with one event whose payload is the definition `N0`.
fn document(schemas: &Value) -> AsyncApi {
    let json = json!({
        "asyncapi": "3.0.0", "info": { "title": "t", "version": "1" }, "defaultContentType": "application/json",
        "channels": { "A": { "address": "a", "x-pusher-kind": "public", "x-pusher-encrypted": false,
            "x-pusher-cached": false, "messages": { "E": { "$ref": "#/components/messages/E" } } } },
        "operations": {},
        "components": { "schemas": schemas, "messages": { "E": { "name": "e", "title": "E",
            "x-pusher-sender": "server", "payload": reference(0) } } }
    });
    AsyncApi::from_json(&json.to_string()).expect("a document")
}

fn reference(number: usize) -> Value {
    json!({ "$ref": format!("#/components/schemas/N{number}") })
}

/// As many objects, whose fields are what `field` says of their numbers.
fn definitions(count: usize, last: &Value, fields: impl Fn(usize) -> Vec<Value>) -> Value {
    let object = |number| {
        let mut properties = serde_json::Map::new();
        for (at, field) in fields(number).into_iter().enumerate() {
            properties.insert(format!("f{at}"), field);
        }
        if number == count - 1 {
            properties.insert("x".to_owned(), last.clone());
        }
        json!({ "type": "object", "properties": properties })
    };
    (0..count).map(|number| (format!("N{number}"), object(number))).collect::<serde_json::Map<_, _>>().into()
}

fn printed(new: &AsyncApi, old: &AsyncApi) -> String {
    new.changes_since(old).to_string()
}

#[test]
fn options_of_options_of_structs_come_to_an_end() {
    let options = |last: &str| {
        let next = |number| json!({ "anyOf": [reference(number + 1), { "type": "null" }] });
        document(&definitions(40, &json!({ "type": last }), |number| match number {
            39 => Vec::new(),
            _ => vec![next(number); 3],
        }))
    };
    assert_eq!(printed(&options("string"), &options("string")), "");
    let changed = printed(&options("null"), &options("string"));
    let deepest = format!("a e {}.x: the type is another", vec!["f0"; 39].join("."));
    assert!(changed.contains(&deepest), "{changed}");
}

#[test]
fn definitions_that_refer_to_each_other_in_lists_come_to_an_end() {
    let lists = |last: &str| {
        let all = || (0..24).map(|number| json!({ "type": "array", "items": reference(number) })).collect();
        document(&definitions(24, &json!({ "type": last }), |_| all()))
    };
    assert_eq!(printed(&lists("string"), &lists("string")), "");
    assert!(printed(&lists("null"), &lists("string")).contains(".x: the type is another: text, now null"));
}

#[test]
fn what_is_put_together_of_what_refers_back_comes_to_an_end() {
    let put_together = |last: &str| {
        let next =
            |fields: Value| json!({ "allOf": [reference(1), { "type": "object", "properties": fields }] });
        let last =
            json!({ "type": "object", "properties": { "next": next(json!({})), "x": { "type": last } } });
        document(&json!({ "N0": next(json!({ "a": { "type": "string" } })), "N1": last }))
    };
    assert_eq!(printed(&put_together("string"), &put_together("string")), "");
    let changed = printed(&put_together("null"), &put_together("string"));
    assert!(changed.contains("a e x: the type is another"), "{changed}");
    assert!(changed.contains("a e next.x: the type is another"), "{changed}");
    assert_eq!(changed.lines().count(), 2, "{changed}");
}

#[test]
fn the_rules_of_all_parts_of_an_object_count() {
    let parts = |refuses: &[bool]| {
        let part = |refuses: &bool| match refuses {
            true => json!({ "type": "object", "additionalProperties": false }),
            false => json!({ "type": "object", "properties": { "a": { "type": "string" } } }),
        };
        document(&json!({ "N0": { "allOf": refuses.iter().map(part).collect::<Vec<_>>() } }))
    };
    let changed = printed(&parts(&[false, true]), &parts(&[false, false]));
    assert!(changed.starts_with("breaks subscribers and publishers: a e: the type is narrower"), "{changed}");
    assert_eq!(printed(&parts(&[false, true]), &parts(&[true, false])), "");
}

/// A chain of definitions, each of which has the next as a field.
fn chain(length: usize, last: &str) -> AsyncApi {
    let next = |number| if number + 1 < length { vec![reference(number + 1)] } else { Vec::new() };
    document(&definitions(length, &json!({ "type": last }), next))
}

#[test]
fn a_long_chain_of_types_is_compared() {
    assert_eq!(printed(&chain(300, "string"), &chain(300, "string")), "");
    let changed = printed(&chain(300, "null"), &chain(300, "string"));
    assert!(changed.contains(".x: the type is another"), "{changed}");
}

#[test]
fn a_chain_that_is_too_long_is_reported_and_does_not_overflow_the_stack() {
    let too_deep = "breaks subscribers and publishers: a e: the types are nested too deeply to be compared\n";
    assert_eq!(printed(&chain(20_000, "null"), &chain(20_000, "string")), too_deep);
    assert_eq!(printed(&chain(20_000, "string"), &chain(20_000, "string")), too_deep);
}

#[test]
fn a_chain_of_references_without_types_between_them_is_followed_to_its_end() {
    let references = |last: Value| {
        let mut schemas: serde_json::Map<String, Value> =
            (0..20_000).map(|number| (format!("N{number}"), reference(number + 1))).collect();
        schemas.insert("N20000".to_owned(), last);
        document(&schemas.into())
    };
    let (text, number) = (|| references(json!({ "type": "string" })), references(json!({ "type": "null" })));
    assert_eq!(printed(&text(), &text()), "");
    let changed = printed(&number, &text());
    assert!(changed.contains("a e: the type is another"), "{changed}");
}
