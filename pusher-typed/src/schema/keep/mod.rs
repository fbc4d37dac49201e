//! Keeps a document in the application's repository up to date with a test.

use std::{
    env, error, fs, io,
    path::{Path, PathBuf},
};

use super::{
    async_api::AsyncApi,
    catalog::{Catalog, CatalogError},
    compatibility::{Changes, CheckError},
    hand_edits::hand_edits,
};

impl Catalog {
    /// Compares the catalog with the document at `path`, and panics with the list of changes if
    /// one of them breaks subscribers or publishers. Call it in a test of the application, and
    /// commit the document.
    ///
    /// The document is written if it does not exist, or if it differs without breaking changes. With
    /// `UPDATE_SCHEMA=1` in the environment, the document is written regardless of the changes. It
    /// has a checksum: a document that was edited by hand is refused, because the edits would be
    /// lost. If
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
///
/// ```no_run
/// # use pusher_typed::{Event, schema::Catalog};
/// # #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema, Event)]
/// # #[pusher(channel = "news-<topic>", event = "headline")]
/// # struct Headline { topic: u64, text: String }
/// let catalog = Catalog::new("news", "1.0.0").events::<Headline>();
/// # use pusher_typed::schema::Kept;
/// if let Kept::Written(changes) = catalog.keep("asyncapi.json")? {
///     println!("asyncapi.json was written:\n{changes}");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
        /// The differences; empty if only the version, the title, the checksum or descriptions differ.
        changes: Changes,
    },
    /// No document can be written for the catalog.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The documents cannot be compared.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// The document was edited after the catalog wrote it, and the edits would be lost.
    #[error(
        "{} was edited by hand{}: undo the edits, or delete the file to write it again; put changes into the \
         declarations instead", path.display(), list(members)
    )]
    EditedByHand {
        /// The file.
        path: PathBuf,
        /// The paths of the members that no catalog writes, such as `info.contact`, and of descriptions that differ
        /// from those of the catalog; empty if something else was edited.
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

fn list(members: &[String]) -> String {
    if members.is_empty() { String::new() } else { format!(" ({})", members.join(", ")) }
}

fn differences(changes: &Changes) -> String {
    if changes.is_empty() {
        return "only the version, the title, the checksum or descriptions differ\n".to_owned();
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
        match previous(path, new) {
            Err(KeepError::Unreadable { .. }) if self.update => Ok(None),
            previous => previous,
        }
    }
}

/// The document in a file that `new` may replace; `None` if the file does not exist.
pub(super) fn previous(path: &Path, new: &AsyncApi) -> Result<Option<AsyncApi>, KeepError> {
    let path_of = || path.to_owned();
    let json = match fs::read_to_string(path) {
        Ok(json) => json,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(KeepError::Io { path: path_of(), error }),
    };
    let unreadable = |error| KeepError::Unreadable { path: path_of(), error };
    let document = AsyncApi::from_json(&json).map_err(unreadable)?;
    match hand_edits(&json, &document, new) {
        None => Ok(Some(document)),
        Some(members) => Err(KeepError::EditedByHand { path: path_of(), members }),
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
mod tests;
