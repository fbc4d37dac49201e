//! The schema half stays light: a crate of shared event types pays for no client.

use std::{env, process::Command};

/// The names of all crates that a build with these features compiles.
fn dependencies(features: &[&str]) -> Vec<String> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["tree", "--offline", "--edges", "normal", "--prefix", "none", "--format", "{p}"]);
    cargo.args(["--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")]);
    let output = cargo.args(features).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).expect("cargo prints UTF-8");
    tree.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
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
fn the_schema_half_has_no_runtime_no_http_and_no_cryptography() {
    let light = dependencies(&["--no-default-features", "--features", "derive"]);
    assert!(light.iter().any(|name| name == "serde_json"), "{light:?}");
    for heavy in HEAVY {
        assert!(!light.iter().any(|name| name == heavy), "{heavy} is in {light:?}");
    }
}

#[test]
fn the_client_has_what_the_schema_half_has_not() {
    let all = dependencies(&["--all-features"]);
    for heavy in HEAVY {
        assert!(all.iter().any(|name| name == heavy), "{heavy} is not in {all:?}");
    }
}
