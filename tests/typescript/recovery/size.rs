//! The size of the code for recoverable channels, as an application delivers it.

use std::{
    fs,
    io::Write as _,
    process::{Command, Stdio},
};

use pusher_typed::schema::Catalog;
use pusher_typed_tests::TypeScript;

use super::schema;

/// In bytes.
const MAX_ADDED: usize = 3 * 1024;

fn size(file: &str) -> usize {
    let project = TypeScript::new();
    project.write("channels.ts", file);
    project.bundle("channels.ts", "bundle.js");
    let bundle = fs::read(project.path().join("bundle.js")).expect("the bundle");
    let mut gzip = Command::new("gzip")
        .args(["-9", "--stdout", "--no-name"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("gzip runs");
    gzip.stdin.take().expect("piped").write_all(&bundle).expect("read");
    gzip.wait_with_output().expect("gzip ends").stdout.len()
}

/// The same catalog without recoverable channels.
fn plain(catalog: &Catalog) -> String {
    let document = catalog.async_api().expect("a document").to_json();
    let plain = document.replace("\"x-pusher-recoverable\": true", "\"x-pusher-recoverable\": false");
    assert_ne!(plain, document);
    pusher_typed::schema::AsyncApi::from_json(&plain).expect("a document").typescript()
}

#[test]
fn the_file_is_at_most_3_kib_larger() {
    let catalog = schema::catalog();
    let (with, without) = (size(&catalog.typescript().expect("a file")), size(&plain(&catalog)));
    println!("{with} bytes with recoverable channels, {without} without");
    assert!(with > without && with - without <= MAX_ADDED, "{with} bytes, {without} without");
}

#[test]
fn a_file_without_recoverable_channels_has_none_of_the_code() {
    let file = plain(&schema::catalog());
    for part in ["recover", "history", "position", "globalThis"] {
        assert!(!file.replace("from recovery", "").to_lowercase().contains(part), "{part}\n{file}");
    }
}
