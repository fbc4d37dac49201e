//! The snapshots themselves: they are in the right folders, and the README quotes them correctly.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The paths and texts of all snapshots.
pub(crate) fn snapshots() -> Vec<(PathBuf, String)> {
    let entries = |folder: PathBuf| {
        fs::read_dir(folder).expect("a folder of programs").map(|file| file.expect("a file").path())
    };
    let folders = entries(here().join("compile/fail")).chain([here().join("compile/fail_when_used")]);
    let snapshots = folders
        .flat_map(entries)
        .filter(|path| path.extension().is_some_and(|extension| extension == "stderr"));
    snapshots.map(|path| (path.clone(), fs::read_to_string(path).expect("a snapshot"))).collect()
}

/// Whether the headline of a message was written by rustc. Ours are errors of macros, panics of constant evaluation and
/// `#[diagnostic::on_unimplemented]`, whose code is that of any unsatisfied bound.
fn is_of_rustc(message: &str) -> bool {
    let headline = message.lines().next().unwrap_or_default();
    let ours = ["error: ", "error[E0080]: evaluation panicked: ", "error[E0277]: "];
    headline.starts_with("error[E0277]: the trait bound")
        || !ours.iter().any(|beginning| headline.starts_with(beginning))
}

#[test]
fn messages_of_rustc_are_in_a_folder_of_their_own() {
    let snapshots = snapshots();
    assert!(!snapshots.is_empty());
    for (path, message) in snapshots {
        let in_folder = path.parent().is_some_and(|folder| folder.ends_with("rustc"));
        assert_eq!(is_of_rustc(&message), in_folder, "{}", path.display());
    }
}

/// The text on one line and without paths, because the README wraps lines and has another path.
fn normalized(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("-->"));
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_readme_quotes_messages_as_they_are() {
    let readme = fs::read_to_string(here().join("../README.md")).expect("the README");
    let blocks = readme.split("```text\n").skip(1).filter_map(|rest| rest.split("```").next());
    let messages: Vec<&str> = blocks.filter(|block| block.starts_with("error")).collect();
    assert!(!messages.is_empty());
    let snapshots: Vec<String> = snapshots().iter().map(|(_, text)| normalized(text)).collect();
    for message in messages {
        let quoted = normalized(message);
        assert!(
            snapshots.iter().any(|snapshot| snapshot.contains(&quoted)),
            "no snapshot contains {quoted:?}"
        );
    }
}
