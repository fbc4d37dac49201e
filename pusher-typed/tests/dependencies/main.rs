//! The dependencies of the declarations alone: a crate of shared event types does not depend on a client.

mod package;
mod unification;

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    path::{Path, PathBuf},
};

use package::{Package, cargo, run};

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
    let package = schema_crate(50);
    let crates = crates(&package.manifest(), &[]);
    for heavy in HEAVY {
        assert!(!crates.contains(heavy), "{heavy} is in {crates:?}");
    }
    // The package itself is one of them.
    let count = crates.len() - 1;
    assert!(crates.contains("serde_json") && count <= 16, "{count}: {crates:?}");
    package.check();
}

#[test]
fn the_catalog_needs_no_runtime_either() {
    let crates = crates(&own_manifest(), &["--no-default-features", "--features", "schema"]);
    for heavy in HEAVY.iter().filter(|name| **name != "base64") {
        assert!(!crates.contains(*heavy), "{heavy} is in {crates:?}");
    }
    assert!(crates.contains("schemars"), "{crates:?}");
}

/// A package with `count` events on as many channels.
fn schema_crate(count: usize) -> Package {
    let manifest = r#"
[dependencies]
serde = { version = "1", features = ["derive"] }
pusher-typed = { path = "{pusher-typed}", default-features = false, features = ["derive"] }
"#;
    let mut source = String::from("#![deny(warnings)]\n");
    for at in 0..count {
        let _ = write!(
            source,
            "#[derive(serde::Serialize, serde::Deserialize, pusher_typed::Event)]\n\
             #[pusher(channel = \"private-topic-{at}-<id>\", event = \"happened\")]\n\
             pub struct Happened{at} {{ pub id: u64, pub text: String }}\n"
        );
    }
    Package::new("schema-crate", manifest, &source)
}
