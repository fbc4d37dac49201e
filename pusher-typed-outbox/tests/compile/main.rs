//! The compiler's messages for wrong programs, each of which has one mistake and gives one error.
//! `TRYBUILD=overwrite cargo test -p pusher-typed-outbox --features e2e --test compile` renews the snapshots.

use std::{env, fs, process::Command};

#[test]
fn wrong_uses_of_an_outbox_are_refused() {
    // trybuild works offline, and needs crates that a build for this platform does not download.
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let fetched = Command::new(cargo).args(["fetch", "--locked", "--manifest-path", manifest]).status();
    assert!(fetched.is_ok(), "cargo: {fetched:?}");
    trybuild::TestCases::new().compile_fail("tests/compile/fail/*.rs");
}

#[test]
fn one_mistake_of_an_outbox_is_one_error() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/compile/fail");
    let mut snapshots = 0;
    for entry in fs::read_dir(folder).expect("the programs") {
        let path = entry.expect("a program").path();
        if path.extension().is_some_and(|extension| extension == "stderr") {
            let text = fs::read_to_string(&path).expect("a snapshot");
            let errors = text.lines().filter(|line| line.starts_with("error")).count();
            assert_eq!(errors, 1, "{}", path.display());
            snapshots += 1;
        }
    }
    assert!(snapshots >= 5, "{snapshots} snapshots");
}
