//! Programs for the tests of the orders demonstration.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::{programs, tools};

/// A Node.js script that opens pages in Chromium. All that the browser writes goes to `folder`.
pub fn browsers(script: &Path, folder: &Path) -> Command {
    let mut command = Command::new("node");
    command.arg(script);
    programs::with_browser(&mut command, folder);
    command
}

/// The `node_modules` that build the page.
pub fn page_packages() -> PathBuf {
    tools::page_packages()
}
