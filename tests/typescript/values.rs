//! Values that serde writes match both the JSON Schema and the type; values that it would not write match neither.

use std::fmt::Write as _;

use pusher_typed_tests::{TypeScript, mismatches};
use serde_json::{Value, json};

use crate::forms::{self, Sample};

/// A program that gives each value to a constant of its type, one in a line.
fn program<'v>(values: impl Iterator<Item = (&'v str, &'v Value)>) -> String {
    let mut program = "import type * as types from \"./channels.js\";\n".to_owned();
    for (at, (ty, value)) in values.enumerate() {
        // To the compiler, this character ends a line.
        let value = value.to_string().replace('\u{2028}', "\\u2028");
        let _ = writeln!(program, "export const value{at}: types.{ty} = {value};");
    }
    program
}

fn project(program: &str) -> TypeScript {
    let project = TypeScript::new();
    project.write("channels.ts", &forms::catalog().typescript().expect("a file"));
    project.write("values.ts", program);
    project
}

fn schema(ty: &str) -> Value {
    forms::catalog()
        .json_schemas()
        .expect("schemas")
        .remove(ty)
        .unwrap_or_else(|| panic!("no schema of {ty}"))
}

#[test]
fn what_serde_writes_fits_its_schema() {
    let samples = forms::samples();
    let pairs: Vec<(Value, Value)> = samples.iter().map(|it| (schema(it.ty), it.value.clone())).collect();
    for (sample, mismatch) in samples.iter().zip(mismatches(&pairs)) {
        assert_eq!(mismatch, None, "{}: {:#}", sample.ty, sample.value);
    }
}

#[test]
fn what_serde_writes_fits_its_type() {
    let samples = forms::samples();
    let program = program(samples.iter().map(|it| (it.ty, &it.value)));
    let project = project(&program);
    let diagnostics = project.compile();
    assert!(diagnostics.is_empty(), "{diagnostics:#?}\n{}", forms::catalog().typescript().expect("a file"));
}

/// serde reads an option from an event that lacks it.
#[test]
fn what_older_publishers_may_leave_out_is_optional() {
    let mut sample =
        forms::samples().into_iter().find(|sample| sample.ty == "Collections").expect("a sample");
    for pointer in ["/option", "/nested_option", "/deep/next", "/tree"] {
        remove(&mut sample.value, pointer);
        let [mismatch] = mismatches(&[(schema(sample.ty), sample.value.clone())]).try_into().expect("one");
        let is_needed = pointer == "/tree";
        assert_eq!(mismatch.is_some(), is_needed, "{pointer}: {mismatch:?}");
        let values = program([(sample.ty, &sample.value)].into_iter());
        assert_eq!(project(&values).compile().is_empty(), !is_needed, "{pointer}");
    }
}

/// Where schemars is wrong, both are wrong.
#[test]
fn what_schemars_describes_otherwise_than_serde_writes_it_is_as_documented() {
    let samples = forms::misdescribed();
    let diagnostics = project(&program(samples.iter().map(|it| (it.ty, &it.value)))).compile();
    let lines: Vec<usize> = diagnostics.iter().map(|it| it.line).collect();
    assert_eq!(lines, [2, 3, 4, 5, 6, 7], "{diagnostics:#?}");
    let pairs: Vec<(Value, Value)> = samples.iter().map(|it| (schema(it.ty), it.value.clone())).collect();
    let fits: Vec<bool> = mismatches(&pairs).iter().map(Option::is_none).collect();
    // A schema does not restrict properties that it does not list.
    assert_eq!(fits, [true, false, false, false, false, false]);
}

/// A flattened option has all of its fields or none of them.
#[test]
fn a_flattened_option_is_distinguished_by_its_properties() {
    let project = project(
        "import type { OptionalDetail } from \"./channels.js\";
        export function width(detail: OptionalDetail): number | undefined {
          return detail.kind === \"sized\" ? detail.width : detail.kind === undefined ? undefined : 0;
        }
        export const wrong: OptionalDetail = { kind: \"sized\" };
        ",
    );
    let diagnostics = project.compile();
    assert_eq!(diagnostics.iter().map(|it| it.line).collect::<Vec<_>>(), [5], "{diagnostics:#?}");
}

/// A payload that is one of the samples but for one place.
fn spoilt(ty: &'static str, pointer: &str, wrong: Option<Value>) -> Sample {
    let samples = forms::samples().into_iter().filter(|sample| sample.ty == ty);
    let mut sample =
        samples.into_iter().find(|it| it.value.pointer(pointer).is_some()).expect("a sample with this place");
    match wrong {
        Some(wrong) => *sample.value.pointer_mut(pointer).expect("it is there") = wrong,
        None => remove(&mut sample.value, pointer),
    }
    sample
}

fn remove(value: &mut Value, pointer: &str) {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let parent = value.pointer_mut(parent).and_then(Value::as_object_mut);
    parent.expect("an object").remove(name).expect("it is there");
}

/// One for each possible error of a schema and a type.
fn spoilt_samples() -> Vec<Sample> {
    let wrong = [
        ("Enums", "/units/0", json!("nope")),
        ("Enums", "/described/0", json!("Secret")),
        ("Enums", "/external/0", json!("newtype")),
        ("Enums", "/external/1/newtype", json!("a")),
        ("Enums", "/external/3/of", json!({ "x": 1 })),
        ("Enums", "/external/6/pair", json!([1])),
        ("Enums", "/external/7/fields", json!({ "first_field": true, "other": null })),
        ("Enums", "/external/10/noTuple", json!([1])),
        ("Enums", "/internal/0/type", json!("nope")),
        ("Enums", "/internal/1", json!({ "type": "of_point", "x": 1 })),
        ("Enums", "/internal/6/name", json!(1)),
        ("Enums", "/adjacent/1/c", json!({ "x": 1 })),
        ("Enums", "/adjacent/2/t", json!("Newtype")),
        ("Enums", "/untagged/3", json!([1])),
        ("Enums", "/untagged/5/only", json!(["a"])),
        ("Enums", "/mixed/0/Known", json!("a")),
        ("Scalars", "/boolean", json!(0)),
        ("Scalars", "/small", json!("1")),
        ("Scalars", "/wide", json!(null)),
        ("Scalars", "/character", json!(1)),
        ("Scalars", "/nothing", json!({})),
        ("Scalars", "/unit", json!({})),
        ("Scalars", "/id", json!({ "0": 7 })),
        ("Scalars", "/name", json!({ "text": "a" })),
        ("Scalars", "/pair", json!([1, 1])),
        ("Scalars", "/bytes", json!("AP8=")),
        ("Scalars", "/day", json!(1)),
        ("Scalars", "/stamped/at", json!("2027-01-15")),
        ("Scalars", "/lasts", json!(1.5)),
        ("Scalars", "/anything", json!({})),
        ("Collections", "/by_number/7", json!(1)),
        ("Collections", "/by_variant", json!({ "left_side": "1" })),
        ("Collections", "/of_maps/a/a", json!([null])),
        ("Collections", "/of_options/b", json!("1")),
        ("Collections", "/ordered/0", json!("LeftSide")),
        ("Collections", "/triple", json!([1, "a"])),
        ("Collections", "/array", json!([1, 2])),
        ("Collections", "/of_pairs/0", json!([1, 2])),
        ("Collections", "/none", json!([1])),
        ("Collections", "/option", json!("1")),
        ("Collections", "/list_of_unions/0", json!({ "ok": 1 })),
        ("Collections", "/numbers/next", json!({ "next": null })),
        ("Collections", "/deep/items/0/a/items/0", json!(1)),
        ("Collections", "/tree/children/0/value", json!("2")),
        ("Collections", "/json/2/a", json!("a")),
        ("Collections", "/expression/terms/0/op", json!("sum")),
        ("Written", "/with-dash", json!("2")),
        ("Written", "/7", json!("3")),
        ("Written", "/class", json!("4")),
        ("Written", "/asText", json!(1)),
        ("Written", "/ifAny", json!(null)),
        ("Flattened", "/kind", json!("nope")),
        ("Flattened", "/x", json!("1")),
        ("FlattenedOption", "/y", json!("1")),
        ("Open", "/note", json!("a")),
        ("OpenDetail", "/kind", json!("nope")),
        ("Rare", "/renamed/a", json!("1")),
        ("Rare", "/by_bool/true", json!("1")),
        ("Rare", "/skipping", json!([1, 2])),
        ("Rare", "/variants/0/Loud", json!({ "word": "a" })),
        ("Rare", "/variants/2/Flat", json!({ "id": 1, "x": 1 })),
        ("Rare", "/code", json!(7)),
        ("Rare", "/outer", json!({ "a": true })),
        ("Rare", "/nothings", json!([1])),
        ("Rare", "/address", json!([127, 0, 0, 1])),
        ("Rare", "/range", json!([1, 2])),
        ("Read", "/choice", json!("INTERNAL")),
        ("Read", "/optional", json!("1")),
        ("Read", "/in", json!(null)),
    ];
    let missing = [
        ("Scalars", "/boolean"),
        ("Collections", "/single"),
        ("Collections", "/tree/by_name"),
        ("Written", "/someField"),
        ("Flattened", "/x"),
        ("Open", "/id"),
        ("Read", "/someField"),
    ];
    let wrong = wrong.into_iter().map(|(ty, pointer, wrong)| spoilt(ty, pointer, Some(wrong)));
    wrong.chain(missing.into_iter().map(|(ty, pointer)| spoilt(ty, pointer, None))).collect()
}

#[test]
fn a_value_that_serde_would_not_write_does_not_match_the_schema() {
    let samples = spoilt_samples();
    let pairs: Vec<(Value, Value)> = samples.iter().map(|it| (schema(it.ty), it.value.clone())).collect();
    for (sample, mismatch) in samples.iter().zip(mismatches(&pairs)) {
        assert!(mismatch.is_some(), "{} allows {:#}", sample.ty, sample.value);
    }
}

#[test]
fn a_value_that_serde_would_not_write_does_not_match_the_type() {
    let samples = spoilt_samples();
    let diagnostics = project(&program(samples.iter().map(|it| (it.ty, &it.value)))).compile();
    for (at, sample) in samples.iter().enumerate() {
        // The first line imports the types.
        let found = diagnostics.iter().any(|it| it.file == "values.ts" && it.line == at + 2);
        assert!(found, "{} allows {:#}", sample.ty, sample.value);
    }
}
