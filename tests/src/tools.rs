//! The paths of the programs that `tests/setup` installs, by the same rules as the script.

use std::{env, fmt::Write as _, path::PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};

const PACKAGE: &str = include_str!("../package.json");
const PACKAGE_LOCK: &[u8] = include_bytes!("../package-lock.json");
const PAGE_LOCK: &[u8] = include_bytes!("../../examples/orders/web/package-lock.json");
const REQUIREMENTS: &[u8] = include_bytes!("../requirements.txt");

/// The Sockudo program.
pub(crate) fn sockudo() -> PathBuf {
    found("SOCKUDO_BIN", || cache().join(format!("sockudo-{}-redis/bin/sockudo", version("/config/sockudo"))))
}

/// The folder of the installed pusher-js package.
pub(crate) fn pusher_js() -> PathBuf {
    found("PUSHER_JS", || node_modules().join("pusher-js"))
}

/// The folder of the installed playwright-core package.
pub(crate) fn playwright_core() -> PathBuf {
    found("PLAYWRIGHT_CORE", || node_modules().join("playwright-core"))
}

/// The folder of the installed server library for Node.js.
pub(crate) fn npm_pusher() -> PathBuf {
    found("NPM_PUSHER", || node_modules().join("pusher"))
}

/// The folder of the official parser of AsyncAPI documents.
pub(crate) fn async_api_parser() -> PathBuf {
    found("ASYNCAPI_PARSER", || node_modules().join("@asyncapi/parser"))
}

/// The folder of the TypeScript compiler's package.
pub(crate) fn typescript() -> PathBuf {
    found("TYPESCRIPT", || node_modules().join("typescript"))
}

/// The folder of the JSON Schema validator.
pub(crate) fn ajv() -> PathBuf {
    found("AJV", || node_modules().join("ajv"))
}

/// The folder of the formats for it.
pub(crate) fn ajv_formats() -> PathBuf {
    found("AJV_FORMATS", || node_modules().join("ajv-formats"))
}

/// The folder of the official generator of models.
pub(crate) fn modelina() -> PathBuf {
    found("MODELINA", || node_modules().join("@asyncapi/modelina"))
}

/// The folder of the formatter of TypeScript.
pub(crate) fn prettier() -> PathBuf {
    found("PRETTIER", || node_modules().join("prettier"))
}

/// A Python that has the server library for it.
pub(crate) fn pypi_pusher() -> PathBuf {
    found("PYPI_PUSHER", || cache().join(versioned("pypi", REQUIREMENTS)).join("bin/python"))
}

/// The folder of another package of npm that is installed with these.
pub(crate) fn npm_package(name: &str) -> PathBuf {
    let folder = node_modules().join(name);
    assert!(folder.exists(), "{} is missing: run tests/setup", folder.display());
    folder
}

/// The packages that build the page of the orders demonstration.
pub(crate) fn page_packages() -> PathBuf {
    found("PAGE_PACKAGES", || cache().join(versioned("page", PAGE_LOCK)).join("node_modules"))
}

/// The browser's program, by default the `chromium` on the path.
pub(crate) fn chromium() -> PathBuf {
    found("CHROMIUM", || on_path("chromium").unwrap_or_else(|| "chromium".into()))
}

/// The Redis server, by default the `redis-server` on the path.
pub(crate) fn redis() -> PathBuf {
    found("REDIS_SERVER", || on_path("redis-server").unwrap_or_else(|| "redis-server".into()))
}

fn found(variable: &str, usual: impl FnOnce() -> PathBuf) -> PathBuf {
    let path = set(variable).unwrap_or_else(usual);
    assert!(path.exists(), "{} is missing: run tests/setup, or set {variable}", path.display());
    path
}

fn on_path(program: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file())
}

fn node_modules() -> PathBuf {
    cache().join(versioned("npm", PACKAGE_LOCK)).join("node_modules")
}

/// The name of a folder, derived from its contents, so that another version is installed in another folder.
fn versioned(what: &str, pinned: &[u8]) -> String {
    let mut name = format!("{what}-");
    for byte in &Sha256::digest(pinned)[..6] {
        let _ = write!(name, "{byte:02x}");
    }
    name
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
