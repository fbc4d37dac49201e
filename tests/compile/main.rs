//! Programs that must compile, and the compiler's messages for programs that must not: one mistake per file, in folders
//! by subject. The folder `fail/rustc` has the programs whose messages are rustc's own; all others have ours.
//! `TRYBUILD=overwrite cargo test -p pusher-typed-tests --test compile` renews the snapshots; read each of them before
//! you commit it.

mod snapshots;

use std::{env, process::Command};

/// trybuild works offline, and needs crates that a build for this platform does not download.
fn fetch_dependencies() {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    match Command::new(cargo).args(["fetch", "--locked", "--manifest-path", manifest]).status() {
        Ok(status) if status.success() => {}
        outcome => eprintln!("`cargo fetch` failed ({outcome:?}); crates may be missing"),
    }
}

#[test]
fn programs_compile_or_fail_with_the_expected_messages() {
    fetch_dependencies();
    let tests = trybuild::TestCases::new();
    tests.pass("compile/pass/*.rs");
    tests.compile_fail("compile/fail/*/*.rs");
}
