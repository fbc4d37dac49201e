//! The official parser of AsyncAPI documents.

use std::{io::Write as _, path::Path};

use serde::Deserialize;

use crate::programs;

/// A document as the parser read it.
#[derive(Debug, Deserialize)]
pub struct Reading {
    /// The parser's diagnostics.
    pub problems: Vec<Problem>,
    /// The channels: their keys and addresses.
    pub channels: Vec<(String, String)>,
    /// The operations.
    pub operations: Vec<Operation>,
}

/// A diagnostic of the parser.
#[derive(Debug, Deserialize)]
pub struct Problem {
    /// 0 is an error, 1 a warning, 2 information, 3 a hint.
    pub severity: u8,
    /// The rule.
    pub code: String,
    /// The message.
    pub message: String,
    /// The path in the document.
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

/// Parses a document, in JSON or YAML.
pub fn read_async_api(document: &Path) -> Reading {
    let mut parser = programs::async_api_parser().spawn().expect("node runs");
    let mut input = parser.stdin.take().expect("piped");
    writeln!(input, "{}", document.display()).expect("the parser reads its input");
    drop(input);
    let output = parser.wait_with_output().expect("the parser ends");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the parser failed: {words}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {words}"))
}
