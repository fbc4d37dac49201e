//! The types of recoverable channels: programs that compile, and programs that do not, line by line.

use super::schema;
use crate::programs::{Expected, announced, compile_with, programs};

#[test]
fn declared_uses_compile() {
    let diagnostics = compile_with(&schema::catalog(), &programs("recovery/accepted"));
    assert_eq!(diagnostics, []);
}

#[test]
fn invalid_programs_are_refused_with_the_error_at_the_mistake() {
    let programs = programs("recovery/refused");
    let expected: Vec<Expected<'_>> = programs.iter().flat_map(announced).collect();
    let diagnostics = compile_with(&schema::catalog(), &programs);
    let mut found: Vec<Expected<'_>> =
        diagnostics.iter().map(|it| (it.file.as_str(), it.line, it.code.as_str())).collect();
    found.sort_unstable();
    found.dedup();
    assert!(expected.len() > 10, "{expected:?}");
    assert_eq!(found, expected, "{diagnostics:#?}");
}

#[test]
fn without_options_the_compiler_says_what_is_missing() {
    let program = "import Pusher from \"pusher-js\";
        import { orderChannel, subscribe } from \"./channels.js\";
        const pusher = new Pusher(\"key\", { cluster: \"eu\" });
        subscribe(pusher, orderChannel(7));
        subscribe(pusher, orderChannel(7), { history: \"/history\", after: null });
        subscribe(pusher, \"private-orders-7\");
        ";
    let diagnostics = compile_with(&schema::catalog(), &[("use.ts".to_owned(), program.to_owned())]);
    let [options, reset, name] = diagnostics.as_slice() else { panic!("{diagnostics:#?}") };
    assert!(options.message.contains("Expected 3 arguments, but got 2"), "{options:#?}");
    assert!(reset.message.contains("Property 'onReset' is missing"), "{reset:#?}");
    assert!(name.message.contains("\"make the name with orderChannel(…)\""), "{name:#?}");
}
