//! Where `tests/setup` put the server and the client; the rule is the script's own.

use std::{env, path::PathBuf};

use serde_json::Value;

const PACKAGE: &str = include_str!("../package.json");

/// The Sockudo program.
pub(crate) fn sockudo() -> PathBuf {
    found("SOCKUDO_BIN", || cache().join(format!("sockudo-{}/bin/sockudo", version("/config/sockudo"))))
}

/// The folder of the installed pusher-js package.
pub(crate) fn pusher_js() -> PathBuf {
    found("PUSHER_JS", || {
        cache().join(format!("pusher-js-{}/node_modules/pusher-js", version("/dependencies/pusher-js")))
    })
}

fn found(variable: &str, cached: impl FnOnce() -> PathBuf) -> PathBuf {
    let path = set(variable).unwrap_or_else(cached);
    assert!(path.exists(), "{} is missing: run tests/setup, or set {variable}", path.display());
    path
}

fn cache() -> PathBuf {
    set("PUSHER_TYPED_CACHE").unwrap_or_else(|| {
        set("XDG_CACHE_HOME")
            .or_else(|| set("HOME").map(|home| home.join(".cache")))
            .expect("one of PUSHER_TYPED_CACHE, XDG_CACHE_HOME and HOME is set")
            .join("pusher-typed")
    })
}

fn set(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn version(pointer: &str) -> String {
    let package: Value = serde_json::from_str(PACKAGE).expect("package.json is JSON");
    let version = package.pointer(pointer).and_then(Value::as_str);
    version.expect("package.json names the version").to_owned()
}
