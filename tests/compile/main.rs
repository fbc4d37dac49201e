//! What compiles and what the compiler says of what does not: one mistake a
//! file, in folders by concern. `TRYBUILD=overwrite cargo test --test compile`
//! writes the snapshots anew; read every one of them before it is committed.

use std::{env, fs, path::PathBuf, process::Command};

/// trybuild works offline, and asks even for crates that no build for this machine downloads.
fn fetch_dependencies() {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    match Command::new(cargo).args(["fetch", "--locked", "--manifest-path", manifest]).status() {
        Ok(status) if status.success() => {}
        outcome => eprintln!("`cargo fetch` failed ({outcome:?}); the programs may miss a crate"),
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
fn programs_compile_or_say_why_not() {
    fetch_dependencies();
    let tests = trybuild::TestCases::new();
    tests.pass("compile/pass/*.rs");
    tests.compile_fail("compile/fail/*/*.rs");
}
