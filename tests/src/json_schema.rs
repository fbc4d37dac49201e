//! An independent validator of JSON Schemas.

use std::io::Write as _;

use serde_json::{Value, json};

use crate::programs;

/// The error of each value under its schema; `None` for valid ones.
pub fn mismatches(pairs: &[(Value, Value)]) -> Vec<Option<String>> {
    let pairs: Vec<Value> =
        pairs.iter().map(|(schema, value)| json!({ "schema": schema, "value": value })).collect();
    let mut validator = programs::json_schema_validator().spawn().expect("node runs");
    let mut input = validator.stdin.take().expect("piped");
    input.write_all(Value::from(pairs).to_string().as_bytes()).expect("the validator reads its input");
    drop(input);
    let output = validator.wait_with_output().expect("the validator ends");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the validator failed: {words}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {words}"))
}
