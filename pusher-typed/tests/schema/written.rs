//! The output of a catalog, compared with the files in the folder `shop`. `UPDATE_SCHEMA=1` renews the files.

use std::{collections::BTreeMap, env, fs, path::PathBuf};

use crate::shop;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/schema/shop")
}

/// Compares a file of the folder with its expected content.
fn assert_written(file: &str, text: &str) {
    let path = folder().join(file);
    if env::var_os("UPDATE_SCHEMA").is_some_and(|value| value == "1") {
        fs::write(&path, text).expect("the folder can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == text, "{file} is not up to date: run the tests with UPDATE_SCHEMA=1\n{text}");
}

#[test]
fn the_async_api_document_in_json_and_yaml() {
    let document = shop::catalog().async_api().expect("a document");
    assert_written("asyncapi.json", &document.to_json());
    assert_written("asyncapi.yaml", &document.to_yaml());
}

#[test]
fn a_json_schema_for_each_event() {
    let schemas: BTreeMap<String, serde_json::Value> = shop::catalog().json_schemas().expect("schemas");
    let json = serde_json::to_string_pretty(&schemas).expect("it is JSON");
    assert_written("schemas.json", &(json + "\n"));
}

#[test]
fn typescript_for_pusher_js() {
    assert_written("channels.ts", &shop::catalog().typescript().expect("a file"));
}
