//! Commands that start the programs of the tests.

use std::{
    ffi::OsStr,
    path::Path,
    process::{Command, Stdio},
};

use crate::tools;

/// pusher-js in Node.js.
pub(crate) fn pusher_js() -> Command {
    let mut command = node("pusher_js.mjs");
    command.env("PUSHER_JS", tools::pusher_js());
    command
}

/// A program that loads pusher-js in Node.js itself.
pub(crate) fn client_suite(program: &Path) -> Command {
    let mut command = plain("node");
    command.arg(program).env("PUSHER_JS", tools::pusher_js());
    command
}

/// pusher-js in Chromium. All that the browser writes goes to `folder`.
pub(crate) fn chromium(folder: &Path) -> Command {
    let mut command = node("chromium.mjs");
    with_browser(&mut command, folder);
    command
}

/// A module in a page of Chromium. All that the browser writes goes to `folder`.
pub(crate) fn in_page(folder: &Path) -> Command {
    let mut command = node("in_page.mjs");
    with_browser(&mut command, folder);
    command
}

/// Sets the variables that name the browser and playwright-core.
pub(crate) fn with_browser(command: &mut Command, folder: &Path) {
    command
        .env("PLAYWRIGHT_CORE", tools::playwright_core())
        .env("CHROMIUM", tools::chromium())
        .env("HOME", folder)
        .env("TMPDIR", folder)
        .env_remove("XDG_CONFIG_HOME")
        .env_remove("XDG_CACHE_HOME");
}

/// The server library for Node.js.
pub(crate) fn npm_pusher() -> Command {
    let mut command = node("publisher.mjs");
    command.env("NPM_PUSHER", tools::npm_pusher());
    command
}

/// The official parser of AsyncAPI documents.
pub(crate) fn async_api_parser() -> Command {
    let mut command = node("async_api.mjs");
    command.env("ASYNCAPI_PARSER", tools::async_api_parser());
    command
}

/// The official generator of models.
pub(crate) fn modelina() -> Command {
    let mut command = node("modelina.mjs");
    command.env("MODELINA", tools::modelina());
    command
}

/// Python, which the library of `PyPI` was installed for.
pub(crate) fn python() -> Command {
    plain(tools::pypi_pusher())
}

/// The validator of JSON Schemas.
pub(crate) fn json_schema_validator() -> Command {
    let mut command = node("json_schema.mjs");
    command.env("AJV", tools::ajv()).env("AJV_FORMATS", tools::ajv_formats());
    command
}

/// The formatter of TypeScript, which writes a file as it should look to standard output.
pub(crate) fn prettier(file: &Path) -> Command {
    let mut command = plain("node");
    command.arg(tools::prettier().join("bin/prettier.cjs")).arg(file);
    command
}

/// The compiler of TypeScript, in a folder with its configuration.
pub(crate) fn typescript(folder: &Path) -> Command {
    let mut command = node_in(folder);
    command.arg(tools::typescript().join("bin/tsc")).args(["--pretty", "false"]);
    command
}

/// The bundler, in a folder.
pub(crate) fn esbuild(folder: &Path) -> Command {
    let mut command = plain(tools::page_packages().join("esbuild/bin/esbuild"));
    command.current_dir(folder).arg("--log-level=warning");
    command
}

/// Node.js, for a program in this folder.
pub(crate) fn node_in(folder: &Path) -> Command {
    let mut command = plain("node");
    command.current_dir(folder);
    command
}

/// The server library for Python.
pub(crate) fn pypi_pusher() -> Command {
    run(tools::pypi_pusher(), "publisher.py")
}

fn node(script: &str) -> Command {
    run("node", script)
}

fn run(interpreter: impl AsRef<OsStr>, script: &str) -> Command {
    let mut command = plain(interpreter);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(script));
    command
}

fn plain(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command
        // All connections are on loopback.
        .env_remove("HTTP_PROXY")
        .env_remove("http_proxy")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}
