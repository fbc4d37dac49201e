//! Programs that must compile, and the compiler's messages for programs that must not: one mistake per file, in folders
//! by subject. The folder `fail/rustc` has the programs whose messages are rustc's own; all others have ours.
//! `TRYBUILD=overwrite cargo test -p pusher-typed-tests --test compile` renews the snapshots; read each of them before
//! you commit it.

mod snapshots;

use std::{env, fs, process::Command};

/// trybuild works offline, and needs crates that a build for this platform does not download.
fn fetch_dependencies() {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    match Command::new(cargo).args(["fetch", "--locked", "--manifest-path", manifest]).status() {
        Ok(status) if status.success() => {}
        outcome => eprintln!("`cargo fetch` failed ({outcome:?}); crates may be missing"),
    }
}

/// What no user can name: private modules, and types of the crate that only its own code uses.
const PRIVATE: [&str; 12] = [
    "__private",
    "event::call::",
    "event::delivery::",
    "event::set::",
    "event::role::",
    "event::decode::",
    "channel::declared::",
    "channel::marker::",
    "channel::users::",
    "param::declared::",
    "schema::declared::",
    "proof::",
];

#[test]
fn messages_name_nothing_that_is_private() {
    let snapshots = snapshots::snapshots();
    assert!(snapshots.len() > 200, "{} snapshots were found", snapshots.len());
    for (path, text) in snapshots {
        // rustc names the macro whatever its path is.
        let lines = text.lines().filter(|line| !line.contains("this error originates in the macro"));
        let shown: Vec<&str> = lines.filter(|line| PRIVATE.iter().any(|name| line.contains(name))).collect();
        assert!(shown.is_empty(), "{}: {shown:?}", path.display());
    }
}

/// Programs with several mistakes, and those whose one mistake still gives two errors.
const SEVERAL_ERRORS: [&str; 7] = [
    "pattern/two_mistakes",
    "webhook/three_mistakes",
    // rustc counts the arguments, whatever their types are.
    "use/trigger_names",
    // Both arguments are wrong.
    "use/send_to_user_swapped",
    // The field's type is not well-formed, and every use of it in generated code repeats that.
    "webhook/client_event_of_no_channel",
    // rustc reports the name, and then each use of it as if the other type were meant.
    "rustc/own_channel_name_of_another_struct",
    "rustc/own_channel_name_taken",
];

#[test]
fn one_mistake_is_one_error() {
    for (path, text) in snapshots::snapshots() {
        let path = path.with_extension("").display().to_string();
        let errors = text.lines().filter(|line| line.starts_with("error")).count();
        let several = SEVERAL_ERRORS.iter().any(|program| path.ends_with(program));
        assert_eq!(errors > 1, several, "{path} has {errors} errors");
    }
}

#[test]
fn cargo_check_refuses_wrong_programs_with_the_expected_messages() {
    fetch_dependencies();
    // Without a program that must compile, trybuild runs `cargo check`.
    trybuild::TestCases::new().compile_fail("compile/fail/*/*.rs");
}

/// What depends on a type parameter is proved where the type is used, when code is generated.
#[test]
fn a_build_accepts_right_programs_and_refuses_wrong_uses_of_generic_declarations() {
    fetch_dependencies();
    let tests = trybuild::TestCases::new();
    tests.pass("compile/pass/*.rs");
    tests.compile_fail("compile/fail_when_used/*.rs");
}

#[test]
fn only_declarations_with_type_parameters_are_proved_where_they_are_used() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/compile/fail_when_used");
    let files =
        fs::read_dir(folder).expect("the folder of programs").map(|file| file.expect("a file").path());
    let programs: Vec<_> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect();
    assert!(!programs.is_empty());
    for path in programs {
        let program = fs::read_to_string(&path).expect("a program");
        let generic = ["struct ", "enum "].iter().any(|item| {
            program
                .split(item)
                .skip(1)
                .any(|rest| rest.split(['{', ';']).next().is_some_and(|head| head.contains('<')))
        });
        assert!(generic, "{} has no type parameter", path.display());
    }
}
