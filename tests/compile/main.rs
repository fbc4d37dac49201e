//! What compiles and what the compiler says of what does not: one mistake a
//! file, in folders by concern. `TRYBUILD=overwrite cargo test --test compile`
//! writes the snapshots anew; read every one of them before it is committed.

use std::{env, process::Command};

/// trybuild works offline, and asks even for crates that no build for this machine downloads.
fn fetch_dependencies() {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    match Command::new(cargo).args(["fetch", "--locked", "--manifest-path", manifest]).status() {
        Ok(status) if status.success() => {}
        outcome => eprintln!("`cargo fetch` failed ({outcome:?}); the programs may miss a crate"),
    }
}

#[test]
fn programs_compile_or_say_why_not() {
    fetch_dependencies();
    let tests = trybuild::TestCases::new();
    tests.pass("compile/pass/*.rs");
    tests.compile_fail("compile/fail/*/*.rs");
}
