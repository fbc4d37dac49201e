//! Changes in definitions that refer to each other: all comparisons end.

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
    new.changes_since(old).expect("compared").to_string()
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
    let deepest = format!("a e {}.x: type changed", vec!["f0"; 39].join("."));
    assert!(changed.contains(&deepest), "{changed}");
}

#[test]
fn definitions_that_refer_to_each_other_in_lists_come_to_an_end() {
    let lists = |last: &str| {
        let all = || (0..24).map(|number| json!({ "type": "array", "items": reference(number) })).collect();
        document(&definitions(24, &json!({ "type": last }), |_| all()))
    };
    assert_eq!(printed(&lists("string"), &lists("string")), "");
    assert!(printed(&lists("null"), &lists("string")).contains(".x: type changed from a string to null"));
}

#[test]
fn intersections_of_recursive_types_terminate() {
    let put_together = |last: &str| {
        let next =
            |fields: Value| json!({ "allOf": [reference(1), { "type": "object", "properties": fields }] });
        let last =
            json!({ "type": "object", "properties": { "next": next(json!({})), "x": { "type": last } } });
        document(&json!({ "N0": next(json!({ "a": { "type": "string" } })), "N1": last }))
    };
    assert_eq!(printed(&put_together("string"), &put_together("string")), "");
    let changed = printed(&put_together("null"), &put_together("string"));
    assert!(changed.contains("a e x: type changed"), "{changed}");
    assert!(changed.contains("a e next.x: type changed"), "{changed}");
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
    assert!(changed.starts_with("compatible: a e: type narrowed"), "{changed}");
    assert_eq!(printed(&parts(&[false, true]), &parts(&[true, false])), "");
}

/// A chain of definitions, each of which refers to the next one.
fn chain(length: usize, last: &str) -> AsyncApi {
    let next = |number| match number {
        number if number == length - 1 => Vec::new(),
        number => vec![reference(number + 1)],
    };
    document(&definitions(length, &json!({ "type": last }), next))
}

#[test]
fn chains_that_are_too_long_are_an_error_and_not_an_overflow() {
    for length in [20_000, 1_000] {
        let error = chain(length, "null").changes_since(&chain(length, "string")).expect_err("too deep");
        assert_eq!(error.to_string(), "the types at a e are nested too deeply to be compared");
    }
    let aliases: serde_json::Map<_, _> =
        (0..20_000).map(|number| (format!("N{number}"), reference(number + 1))).collect();
    let mut other = aliases.clone();
    other.insert("N19999".to_owned(), json!({ "type": "null" }));
    let _ = document(&other.into()).changes_since(&document(&aliases.into()));
    assert!(
        printed(&chain(60, "null"), &chain(60, "string")).contains(".x: type changed from a string to null")
    );
}
