//! Programs that must compile, and the compiler's messages for programs that must not: one mistake per file, in folders
//! by subject. The folder `fail/rustc` has the programs whose messages are rustc's own; all others have ours.
//! `TRYBUILD=overwrite cargo test -p pusher-typed-tests --test compile` renews the snapshots; read each of them before
//! you commit it.

mod snapshots;

use std::{env, fs, path::PathBuf, process::Command};

/// trybuild works offline, and needs crates that a build for this platform does not download.
fn fetch_dependencies() {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    match Command::new(cargo).args(["fetch", "--locked", "--manifest-path", manifest]).status() {
        Ok(status) if status.success() => {}
        outcome => eprintln!("`cargo fetch` failed ({outcome:?}); crates may be missing"),
    }
}

/// Every snapshot, with its path.
fn snapshots() -> Vec<(PathBuf, String)> {
    let folders =
        fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/compile/fail")).expect("the folder of programs");
    let files = folders.flat_map(|folder| fs::read_dir(folder.expect("a folder").path()).expect("a folder"));
    let paths = files.map(|file| file.expect("a file").path());
    let snapshots = paths.filter(|path| path.extension().is_some_and(|extension| extension == "stderr"));
    snapshots.map(|path| (path.clone(), fs::read_to_string(&path).expect("a snapshot"))).collect()
}

#[test]
fn calls_name_nothing_that_is_private() {
    let private = ["__private::", "event::call::", "event::set::", "proof::"];
    let calls = snapshots().into_iter().filter(|(path, _)| {
        ["fail/use/", "fail/subscriber/"].iter().any(|folder| path.to_string_lossy().contains(folder))
    });
    let mut count = 0;
    for (path, text) in calls {
        count += 1;
        for name in private {
            assert!(!text.contains(name), "{} shows `{name}`", path.display());
        }
    }
    assert!(count > 40, "the snapshots of wrong calls were found: {count}");
}

#[test]
fn programs_compile_or_fail_with_the_expected_messages() {
    fetch_dependencies();
    let tests = trybuild::TestCases::new();
    tests.pass("compile/pass/*.rs");
    tests.compile_fail("compile/fail/*/*.rs");
}
