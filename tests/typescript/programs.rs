//! Programs that the compiler accepts, and programs that it refuses, with the expected errors at the lines.

use std::{fs, path::Path};

use pusher_typed::schema::Catalog;
use pusher_typed_tests::{Diagnostic, TypeScript, formatted};

use crate::{forms, recovery, schema, words};

/// The programs in a folder beside this file: their names and texts.
pub(crate) fn programs(folder: &str) -> Vec<(String, String)> {
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
    compile_with(&schema::catalog(), programs)
}

/// Compiles programs beside the file of a catalog.
pub(crate) fn compile_with(catalog: &Catalog, programs: &[(String, String)]) -> Vec<Diagnostic> {
    let project = TypeScript::new();
    project.write("channels.ts", &catalog.typescript().expect("a file"));
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

#[test]
fn what_is_declared_compiles_with_the_module_resolution_of_node() {
    let project = TypeScript::new();
    project.use_node();
    project.write("channels.ts", &schema::catalog().typescript().expect("a file"));
    // pusher-js has no named exports there.
    project.write(
        "use.ts",
        "import PusherModule from \"pusher-js\";
        import { orderChannel, subscribe, user } from \"./channels.js\";
        const pusher = new PusherModule.default(\"key\", { cluster: \"eu\" });
        subscribe(pusher, orderChannel(\"eu\", 7)).bind(\"shipped\", ({ carrier }) => carrier.trim());
        user(pusher).bind(\"notice\", ({ text }) => text.trim());
        ",
    );
    assert_eq!(project.compile(), []);
}

#[test]
fn a_plain_string_is_refused_with_the_function_to_use() {
    let project = TypeScript::new();
    project.write("channels.ts", &schema::catalog().typescript().expect("a file"));
    project.write(
        "use.ts",
        "import Pusher from \"pusher-js\";
        import { subscribe } from \"./channels.js\";
        const pusher = new Pusher(\"key\", { cluster: \"eu\" });
        subscribe(pusher, \"private-orders-eu-7\");
        export const any = (name: string) => subscribe(pusher, name);
        ",
    );
    let diagnostics = project.compile();
    let [known, any] = diagnostics.as_slice() else { panic!("{diagnostics:#?}") };
    assert!(known.message.contains("\"make the name with orderChannel(…)\""), "{known:#?}");
    assert!(any.message.contains("make the name with "), "{any:#?}");
}

#[test]
fn the_file_is_formatted_as_prettier_formats_it() {
    let files = [schema::catalog(), forms::catalog(), words::catalog(), recovery::schema::catalog()]
        .map(|catalog| catalog.typescript().expect("a file"));
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/orders/web/src/generated/orders.ts");
    for file in files.into_iter().chain([fs::read_to_string(page).expect("the page's file")]) {
        let formatted = formatted(&file);
        let differing = file.lines().zip(formatted.lines()).find(|(one, other)| one != other);
        assert_eq!(differing, None);
        assert_eq!(file.len(), formatted.len());
    }
}

/// The file, the line and the code of an error.
pub(crate) type Expected<'t> = (&'t str, usize, &'t str);

/// The errors that a program announces at the ends of its lines.
pub(crate) fn announced((name, text): &(String, String)) -> impl Iterator<Item = Expected<'_>> {
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
