//! The schema half stays light: a crate of shared event types pays for no client.

use std::{
    collections::BTreeSet,
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn run(mut command: Command) -> String {
    let output = command.output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo prints UTF-8")
}

/// The names of all crates that a build of the package compiles, itself among them.
fn crates(manifest: &Path, features: &[&str]) -> BTreeSet<String> {
    let mut cargo = cargo();
    cargo.args(["tree", "--offline", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"]);
    cargo.arg("--manifest-path").arg(manifest).args(features);
    run(cargo).lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

fn own_manifest() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")
}

const HEAVY: [&str; 11] = [
    "tokio",
    "reqwest",
    "hyper",
    "url",
    "rustls",
    "hmac",
    "sha2",
    "md-5",
    "crypto_secretbox",
    "base64",
    "getrandom",
];

#[test]
fn the_client_has_what_the_schema_half_has_not() {
    let all = crates(&own_manifest(), &["--all-features"]);
    for heavy in HEAVY {
        assert!(all.contains(heavy), "{heavy} is not in {all:?}");
    }
}

#[test]
fn a_schema_crate_of_fifty_events_builds_without_runtime_http_and_cryptography() {
    let folder = schema_crate(50);
    let crates = crates(&folder.join("Cargo.toml"), &[]);
    for heavy in HEAVY {
        assert!(!crates.contains(heavy), "{heavy} is in {crates:?}");
    }
    assert!(crates.contains("serde_json") && crates.len() <= 16, "{}: {crates:?}", crates.len());
    let mut cargo = cargo();
    cargo.args(["check", "--offline", "--quiet", "--target-dir"]).arg(folder.join("target"));
    cargo.arg("--manifest-path").arg(folder.join("Cargo.toml"));
    run(cargo);
}

#[test]
fn the_catalog_needs_no_runtime_either() {
    let crates = crates(&own_manifest(), &["--no-default-features", "--features", "schema"]);
    for heavy in HEAVY.iter().filter(|name| **name != "base64") {
        assert!(!crates.contains(*heavy), "{heavy} is in {crates:?}");
    }
    assert!(crates.contains("schemars"), "{crates:?}");
}

/// A package with `count` events on as many channels, outside of this workspace.
fn schema_crate(count: usize) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schema-crate");
    fs::create_dir_all(folder.join("src")).expect("a folder");
    let manifest = format!(
        "[package]\nname = \"events\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\n\
         pusher-typed = {{ path = {:?}, default-features = false, features = [\"derive\"] }}\n",
        env!("CARGO_MANIFEST_DIR"),
    );
    let mut source = String::from("#![deny(warnings)]\n");
    for at in 0..count {
        let _ = write!(
            source,
            "#[derive(serde::Serialize, serde::Deserialize, pusher_typed::Event)]\n\
             #[pusher(channel = \"private-topic-{at}-<id>\", event = \"happened\")]\n\
             pub struct Happened{at} {{ pub id: u64, pub text: String }}\n"
        );
    }
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    // The workspace's versions, which are on this machine.
    fs::copy(lock, folder.join("Cargo.lock")).expect("the workspace has a lock file");
    fs::write(folder.join("Cargo.toml"), manifest).expect("written");
    fs::write(folder.join("src/lib.rs"), source).expect("written");
    folder
}
