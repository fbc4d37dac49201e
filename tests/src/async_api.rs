//! AsyncAPI documents, as their official parser reads them.

use std::{io::Write as _, path::Path};

use serde::Deserialize;

use crate::programs;

/// What the parser understood of a document.
#[derive(Debug, Deserialize)]
pub struct Reading {
    /// What it objects to.
    pub problems: Vec<Problem>,
    /// The channels: their keys and addresses.
    pub channels: Vec<(String, String)>,
    /// The operations.
    pub operations: Vec<Operation>,
}

/// One thing that the parser objects to.
#[derive(Debug, Deserialize)]
pub struct Problem {
    /// 0 is an error, 1 a warning, 2 information, 3 a hint.
    pub severity: u8,
    /// Which rule says so.
    pub code: String,
    /// In words.
    pub message: String,
    /// Where in the document.
    pub path: String,
}

/// One operation of a document.
#[derive(Debug, Deserialize)]
pub struct Operation {
    /// Its key.
    pub id: String,
    /// `send` or `receive`.
    pub action: String,
    /// The names of its messages.
    pub events: Vec<String>,
}

/// Has the parser read a document, in JSON or YAML.
pub fn read_async_api(document: &Path) -> Reading {
    let mut parser = programs::async_api_parser().spawn().expect("node runs");
    let mut input = parser.stdin.take().expect("piped");
    writeln!(input, "{}", document.display()).expect("the parser listens");
    drop(input);
    let output = parser.wait_with_output().expect("the parser ends");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the parser failed: {words}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {words}"))
}
