//! Keeps a document in the application's repository up to date with a test.

use std::{
    env, error, fs, io,
    path::{Path, PathBuf},
};

use super::{
    async_api::AsyncApi,
    catalog::{Catalog, CatalogError},
    compatibility::{Changes, CheckError},
    hand_edits::added_by_hand,
};

impl Catalog {
    /// Compares the catalog with the document at `path`, and panics with the list of changes if
    /// one of them breaks subscribers or publishers. Call it in a test of the application, and
    /// commit the document.
    ///
    /// The document is written if it does not exist, or if it differs without breaking changes. A
    /// document with members that no catalog writes is refused, because they would be lost. With
    /// `UPDATE_SCHEMA=1` in the environment, the document is written regardless of the changes. If
    /// `CI` is set and `UPDATE_SCHEMA` is not, nothing is written, and a missing or outdated
    /// document fails the test. The document is JSON. A relative path starts at the package's
    /// folder, where Cargo runs tests.
    ///
    /// ```no_run
    /// # let catalog = pusher_typed::schema::Catalog::new("orders", "1.4.0");
    /// // in `#[test] fn nothing_breaks()`
    /// catalog.assert_kept("asyncapi.json");
    /// ```
    ///
    /// # Panics
    /// Panics if [`keep`](Self::keep) fails.
    #[track_caller]
    #[allow(clippy::panic, reason = "it is an assertion")]
    pub fn assert_kept(&self, path: impl AsRef<Path>) {
        if let Err(error) = self.keep(path) {
            match error::Error::source(&error) {
                Some(source) => panic!("{error}: {source}"),
                None => panic!("{error}"),
            }
        }
    }

    /// Like [`assert_kept`](Self::assert_kept), but returns a `Result` instead of panicking.
    ///
    /// # Errors
    /// Returns an error if a change is breaking, if the document cannot be read or written, or, in
    /// CI, if the document is not up to date.
    pub fn keep(&self, path: impl AsRef<Path>) -> Result<Kept, KeepError> {
        let is_set = |name| {
            env::var_os(name).is_some_and(|value| !["", "0", "false"].map(Into::into).contains(&value))
        };
        let policy = Policy { update: is_set("UPDATE_SCHEMA"), read_only: is_set("CI") };
        policy.keep(self, path.as_ref())
    }
}

/// The outcome of keeping a document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kept {
    /// The document agrees with the catalog.
    UpToDate,
    /// The document was written, with these changes; none if it did not exist.
    Written(Changes),
}

/// Why [`Catalog::keep`] failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeepError {
    /// The catalog has breaking changes.
    #[error(
        "the channels and events have breaking changes in comparison with {}:\n{changes}if they are intended, set \
         UPDATE_SCHEMA=1 and run the test again", path.display()
    )]
    Breaks {
        /// The file.
        path: PathBuf,
        /// All changes.
        changes: Changes,
    },
    /// The file does not exist, and `CI` is set.
    #[error("{} is missing: run the test without `CI` in the environment, and commit the file that it writes", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The document is out of date without breaking changes, and `CI` is set.
    #[error(
        "{} is out of date:\n{}run the test without `CI` in the environment, and commit the file that it writes",
        path.display(), differences(changes)
    )]
    OutOfDate {
        /// The file.
        path: PathBuf,
        /// The differences; empty if only the version, the title or descriptions differ.
        changes: Changes,
    },
    /// No document can be written for the catalog.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The documents cannot be compared.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// The document has members that the catalog does not write, which would be lost.
    #[error(
        "{} has members that were added by hand: {}; remove them, or state them in the declarations",
        path.display(), members.join(", ")
    )]
    AddedByHand {
        /// The file.
        path: PathBuf,
        /// The paths of the members, such as `info.contact`.
        members: Vec<String>,
    },
    /// The file cannot be read or written.
    #[error("cannot read or write {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        error: io::Error,
    },
    /// The file name ends in `.yaml` or `.yml`; the document is kept in JSON.
    #[error("{} is a YAML file; use a JSON file, such as asyncapi.json", path.display())]
    NotJson {
        /// The file.
        path: PathBuf,
    },
    /// The file is not a document that a catalog wrote.
    #[error("{} is not an AsyncAPI document that a catalog wrote", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        error: serde_json::Error,
    },
}

fn differences(changes: &Changes) -> String {
    if changes.is_empty() {
        return "only the version, the title or descriptions differ\n".to_owned();
    }
    changes.to_string()
}

/// Whether the document may be written.
#[derive(Debug, Clone, Copy)]
struct Policy {
    /// It may be written even with breaking changes.
    update: bool,
    /// It may not be written.
    read_only: bool,
}

impl Policy {
    fn keep(self, catalog: &Catalog, path: &Path) -> Result<Kept, KeepError> {
        if is_yaml(path) {
            return Err(KeepError::NotJson { path: path.to_owned() });
        }
        let document = catalog.async_api()?;
        let previous = self.previous(path, &document)?;
        let changes = match &previous {
            Some(previous) if *previous == document => return Ok(Kept::UpToDate),
            Some(previous) => document.changes_since(previous)?,
            None => Changes::default(),
        };
        let path = path.to_owned();
        if !self.update {
            if changes.breaking().next().is_some() {
                return Err(KeepError::Breaks { path, changes });
            }
            if self.read_only {
                return Err(match previous {
                    Some(_) => KeepError::OutOfDate { path, changes },
                    None => KeepError::Missing { path },
                });
            }
        }
        match replace(&path, &document.to_json()) {
            Ok(()) => Ok(Kept::Written(changes)),
            Err(error) => Err(KeepError::Io { path, error }),
        }
    }

    fn previous(self, path: &Path, new: &AsyncApi) -> Result<Option<AsyncApi>, KeepError> {
        let json = match fs::read_to_string(path) {
            Ok(json) => json,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(KeepError::Io { path: path.to_owned(), error }),
        };
        match AsyncApi::from_json(&json) {
            Ok(document) => {
                let members = added_by_hand(&json, &document, new);
                if members.is_empty() {
                    Ok(Some(document))
                } else {
                    Err(KeepError::AddedByHand { path: path.to_owned(), members })
                }
            }
            Err(_) if self.update => Ok(None),
            Err(error) => Err(KeepError::Unreadable { path: path.to_owned(), error }),
        }
    }
}

/// Whether a file is YAML by its name.
pub(super) fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
}

/// Replaces a file atomically.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let new = path.with_file_name(name);
    fs::write(&new, text)?;
    fs::rename(&new, path).inspect_err(|_| drop(fs::remove_file(&new)))
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

    use super::{KeepError, Kept, Policy};
    use crate::schema::Catalog;

    const FREE: Policy = Policy { update: false, read_only: false };

    /// A path for one test, where no file exists.
    fn place(test: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("pusher-typed-{}-{test}.json", std::process::id()));
        let _ = fs::remove_file(&path);
        path
    }

    mod before {
        #[derive(serde::Serialize, schemars::JsonSchema, crate::Event)]
        #[pusher(channel = "news", event = "headline")]
        pub(super) struct Headline {
            text: String,
        }

        #[derive(serde::Serialize, schemars::JsonSchema, crate::Event)]
        #[pusher(channel = "weather", event = "storm")]
        pub(super) struct Storm;
    }

    fn less() -> Catalog {
        Catalog::new("news", "1").events::<before::Headline>()
    }

    fn more() -> Catalog {
        less().events::<before::Storm>()
    }

    #[test]
    fn a_new_document_is_written_and_then_up_to_date() {
        let path = place("new");
        let ci = Policy { read_only: true, ..FREE };
        assert!(matches!(ci.keep(&less(), &path), Err(KeepError::Missing { .. })));
        assert!(matches!(FREE.keep(&less(), &path), Ok(Kept::Written(changes)) if changes.is_empty()));
        assert!(matches!(FREE.keep(&less(), &path), Ok(Kept::UpToDate)));
        assert_eq!(
            fs::read_to_string(&path).expect("it is there"),
            less().async_api().expect("a document").to_json()
        );
    }

    #[test]
    fn compatible_changes_are_written_but_not_in_ci() {
        let path = place("more");
        FREE.keep(&less(), &path).expect("written");
        let ci = Policy { read_only: true, ..FREE };
        let error = ci.keep(&more(), &path).expect_err("out of date");
        assert!(error.to_string().contains("compatible: weather: channel added\n"), "{error}");
        assert!(matches!(FREE.keep(&more(), &path), Ok(Kept::Written(changes)) if !changes.is_empty()));
        assert!(matches!(ci.keep(&more(), &path), Ok(Kept::UpToDate)));
    }

    #[test]
    fn words_alone_are_out_of_date_too() {
        let path = place("words");
        FREE.keep(&less(), &path).expect("written");
        let ci = Policy { read_only: true, ..FREE };
        let error = ci.keep(&less().description("All of it."), &path).expect_err("out of date");
        assert!(error.to_string().contains("descriptions differ\n"), "{error}");
    }

    #[test]
    fn breaking_changes_are_written_only_on_request() {
        let path = place("less");
        FREE.keep(&more(), &path).expect("written");
        let error = FREE.keep(&less(), &path).expect_err("a channel is gone");
        assert!(matches!(&error, KeepError::Breaks { .. }));
        assert!(
            error.to_string().contains("breaks subscribers and publishers: weather: channel removed\n"),
            "{error}"
        );
        assert_eq!(
            fs::read_to_string(&path).expect("it is there"),
            more().async_api().expect("a document").to_json()
        );
        let update = Policy { update: true, ..FREE };
        assert!(matches!(update.keep(&less(), &path), Ok(Kept::Written(_))));
        assert!(matches!(FREE.keep(&less(), &path), Ok(Kept::UpToDate)));
    }

    #[test]
    fn a_file_that_is_something_else_is_not_overwritten() {
        let path = place("else");
        fs::write(&path, "{}").expect("written");
        assert!(matches!(FREE.keep(&less(), &path), Err(KeepError::Unreadable { .. })));
        let update = Policy { update: true, ..FREE };
        assert!(matches!(update.keep(&less(), &path), Ok(Kept::Written(_))));
        let nowhere = path.join("nowhere.json");
        assert!(matches!(FREE.keep(&less(), &nowhere), Err(KeepError::Io { .. })));
        let yaml = path.with_extension("yaml");
        assert!(matches!(update.keep(&less(), &yaml), Err(KeepError::NotJson { .. })));
    }

    /// Not a test by itself: [`run_in`] runs it in a process with another environment.
    #[test]
    fn assert_kept_in_another_process() {
        if let Some(path) = std::env::var_os("PUSHER_TYPED_KEEP") {
            less().assert_kept(path);
        }
    }

    /// Keeps a document of `less()` in a process with these variables; returns its output if that
    /// fails.
    fn run_in(path: &std::path::Path, variables: &[(&str, &str)]) -> Result<(), String> {
        let mut child = std::process::Command::new(std::env::current_exe().expect("this program"));
        child.args(["--exact", "schema::keep::tests::assert_kept_in_another_process", "--nocapture"]);
        child.env_remove("CI").env_remove("UPDATE_SCHEMA").env("PUSHER_TYPED_KEEP", path);
        let output = child.envs(variables.iter().copied()).output().expect("it runs");
        let words = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(words.contains("running 1 test"), "{words}");
        if output.status.success() { Ok(()) } else { Err(words.into_owned()) }
    }

    #[test]
    fn the_environment_says_what_may_be_written() {
        let path = place("environment");
        run_in(&path, &[("CI", "true")]).expect_err("it is missing");
        assert!(!path.exists());
        run_in(&path, &[("CI", "false")]).expect("it is written");
        FREE.keep(&more(), &path).expect("written");
        let words = run_in(&path, &[]).expect_err("a channel is gone");
        assert!(words.contains("weather: channel removed"), "{words}");
        run_in(&path, &[("UPDATE_SCHEMA", "0")]).expect_err("not asked for");
        run_in(&path, &[("CI", "true"), ("UPDATE_SCHEMA", "1")]).expect("asked for");
        fs::write(&path, "[").expect("written");
        let words = run_in(&path, &[]).expect_err("no document");
        assert!(words.contains("EOF while parsing"), "{words}");
    }
}
