//! The architecture of the two crates, read from their sources: which module may import which,
//! and no circles. `ARCHITECTURE.md` explains the order.

mod check;
mod reader;
mod source;

use std::path::Path;

use check::{Finding, circles, upward_imports};
use source::Crate;

/// The modules of the runtime crate from the lowest to the highest. A module imports lower ones only.
const RUNTIME: &[&str] = &[
    // declarations
    "param",
    "history",
    "socket",
    "user",
    "presence",
    "channel",
    "event",
    // bytes, without I/O
    "wire",
    "webhook",
    // what is computed from declarations
    "proof",
    "schema",
    // I/O
    "transport",
    "client",
    "publisher",
    "blocking",
    "extract",
    "subscriber",
    "testing",
    // the facades for generated code and for users
    "__private",
    "crate",
];

fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn runtime() -> Crate {
    Crate::read(repository(), "pusher-typed/src")
}

fn report(findings: &[Finding]) -> String {
    findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn every_import_of_the_runtime_crate_goes_down() {
    let findings = upward_imports(&runtime().graph(), RUNTIME);
    assert!(findings.is_empty(), "{}", report(&findings));
}

fn check_circles(folder: &str) {
    let circles = circles(&Crate::read(repository(), folder).graph());
    assert!(circles.is_empty(), "{}", report(&circles));
}

#[test]
fn no_files_of_the_runtime_crate_import_each_other() {
    check_circles("pusher-typed/src");
}

#[test]
fn no_files_of_the_derive_crate_import_each_other() {
    check_circles("pusher-typed-derive/src");
}

#[test]
fn no_files_of_the_outbox_import_each_other() {
    check_circles("pusher-typed-outbox/src");
}

#[test]
fn every_path_in_the_sources_is_resolved() {
    for folder in ["pusher-typed/src", "pusher-typed-derive/src"] {
        let unresolved = Crate::read(repository(), folder).graph().unresolved;
        assert!(unresolved.is_empty(), "the test cannot resolve these paths:\n{}", unresolved.join("\n"));
    }
}

#[test]
fn an_upward_import_is_found() {
    let file = "pusher-typed/src/wire/endpoint.rs";
    let mut runtime = runtime();
    let line = runtime.append(file, "use crate::{ChannelName as _, client::RetryPolicy as _};");
    let findings = upward_imports(&runtime.graph(), RUNTIME);
    let text = report(&findings);
    assert_eq!(findings.len(), 1, "{text}");
    assert!(text.contains(&format!("{file}:{line}")), "{text}");
    assert!(text.contains("pusher-typed/src/client/retry.rs") && text.contains("`wire`"), "{text}");
}

#[test]
fn an_upward_path_within_a_function_or_a_macro_is_found() {
    for line in ["fn planted() { crate::client::Limits::default(); }", "planted!(crate::client::Limits);"] {
        let mut runtime = runtime();
        runtime.append("pusher-typed/src/event/set.rs", line);
        assert_eq!(upward_imports(&runtime.graph(), RUNTIME).len(), 1, "{line}");
    }
}

#[test]
fn a_module_without_a_layer_is_found() {
    let without = &RUNTIME[1..];
    let text = report(&upward_imports(&runtime().graph(), without));
    assert!(text.contains("`param` has no place"), "{text}");
}

#[test]
fn a_circle_is_found() {
    let mut runtime = runtime();
    let there = runtime.append("pusher-typed/src/client/limits.rs", "use super::origin::Origin;");
    let back = runtime.append("pusher-typed/src/client/origin.rs", "use crate::client::Limits;");
    let circles = circles(&runtime.graph());
    let planted = |circle: &&Finding| circle.files.iter().any(|file| file.ends_with("client/origin.rs"));
    let circle = circles.iter().find(planted).expect("the planted circle").to_string();
    assert!(circle.contains(&format!("client/limits.rs:{there}")), "{circle}");
    assert!(circle.contains(&format!("client/origin.rs:{back}")), "{circle}");
}

#[test]
fn a_sibling_that_is_imported_through_the_facade_is_no_circle() {
    let files = [
        ("lib.rs", "mod folder;"),
        ("folder/mod.rs", "mod a;\nmod b;\npub use self::{a::A, b::B};"),
        ("folder/a.rs", "pub struct A;"),
        ("folder/b.rs", "use super::A;\npub struct B(A);"),
    ];
    let graph = Crate::from_texts("src", files).graph();
    assert!(circles(&graph).is_empty() && graph.unresolved.is_empty());
    let edges: Vec<_> = graph.imports.iter().map(|import| (&*import.from, &*import.to)).collect();
    assert_eq!(edges, [("src/folder/b.rs", "src/folder/a.rs")]);
}

#[test]
fn a_facade_that_uses_what_it_exports_is_part_of_a_circle() {
    let files = [
        ("lib.rs", "mod folder;"),
        ("folder/mod.rs", "mod a;\npub use self::a::A;\npub trait Made { fn made() -> A; }"),
        ("folder/a.rs", "use super::Made;\npub struct A;"),
    ];
    assert_eq!(circles(&Crate::from_texts("src", files).graph()).len(), 1);
}

#[test]
fn test_modules_are_left_out() {
    let files = [
        ("lib.rs", "mod a;\nmod b;"),
        ("a.rs", "pub struct A;\n#[cfg(test)]\nmod tests { use crate::b::B; }"),
        ("b.rs", "pub struct B(crate::a::A);"),
    ];
    assert!(circles(&Crate::from_texts("src", files).graph()).is_empty());
}

/// The words between backquotes in `ARCHITECTURE.md`, outside of drawings.
fn code_spans(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    prose.flat_map(|part| part.split('`').skip(1).step_by(2)).collect()
}

#[test]
fn the_architecture_names_files_and_items_that_exist() {
    let text = std::fs::read_to_string(repository().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let (paths, names): (Vec<_>, Vec<_>) = code_spans(&text).into_iter().partition(|span| span.contains('/'));
    for path in &paths {
        assert!(repository().join(path).exists(), "ARCHITECTURE.md names {path}, which does not exist");
    }
    let sources: String =
        ["pusher-typed/src", "pusher-typed-derive/src", "pusher-typed-outbox/src", "tests/architecture"]
            .iter()
            .flat_map(|folder| Crate::read(repository(), folder).into_texts())
            .collect();
    let is_item = |name: &&str| name.chars().all(|c| c.is_alphanumeric() || "_:".contains(c));
    let items: Vec<_> =
        names.into_iter().filter(is_item).filter_map(|name| name.split("::").last()).collect();
    assert!(paths.len() > 20 && items.len() > 10, "{paths:?} {items:?}");
    for item in items {
        assert!(sources.contains(item), "ARCHITECTURE.md names {item}, which does not exist");
    }
}
