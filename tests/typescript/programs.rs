//! Programs that the compiler takes, and such as it refuses, line by line.

use std::{fs, path::Path};

use pusher_typed_tests::{Diagnostic, TypeScript};

use crate::schema;

/// The programs in a folder beside this file: their names and texts.
fn programs(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("typescript").join(folder);
    let entries = fs::read_dir(folder).expect("the folder of programs").map(|entry| entry.expect("readable"));
    let text = |path: &Path| fs::read_to_string(path).expect("a program");
    let mut programs: Vec<(String, String)> = entries
        .map(|entry| (entry.file_name().into_string().expect("a name"), text(&entry.path())))
        .collect();
    programs.sort();
    assert!(!programs.is_empty());
    programs
}

fn compile(programs: &[(String, String)]) -> Vec<Diagnostic> {
    let project = TypeScript::new();
    project.write("channels.ts", &schema::catalog().typescript().expect("a file"));
    for (name, text) in programs {
        project.write(name, text);
    }
    project.compile()
}

#[test]
fn declared_uses_compile() {
    let diagnostics = compile(&programs("accepted"));
    assert!(diagnostics.is_empty(), "{diagnostics:#?}\n{}", schema::catalog().typescript().expect("a file"));
}

/// The file, the line and the code of an error.
type Expected<'t> = (&'t str, usize, &'t str);

/// The errors that a program announces at the ends of its lines.
fn announced((name, text): &(String, String)) -> impl Iterator<Item = Expected<'_>> {
    text.lines().enumerate().flat_map(move |(at, line)| {
        let codes = line.rsplit_once("; // TS").map_or("", |(before, _)| &line[before.len() + 5..]);
        codes.split_whitespace().map(move |code| (name.as_str(), at + 1, code))
    })
}

#[test]
fn invalid_programs_are_refused_with_the_error_at_the_mistake() {
    let programs = programs("refused");
    let expected: Vec<Expected<'_>> = programs.iter().flat_map(announced).collect();
    let diagnostics = compile(&programs);
    let mut found: Vec<Expected<'_>> =
        diagnostics.iter().map(|it| (it.file.as_str(), it.line, it.code.as_str())).collect();
    found.sort_unstable();
    found.dedup();
    assert!(expected.len() > 40, "{expected:?}");
    assert_eq!(found, expected, "{diagnostics:#?}");
}
