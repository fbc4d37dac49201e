//! The command line of a catalog, for a small binary of the application.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use super::{
    async_api::AsyncApi,
    catalog::{Catalog, CatalogError},
    compatibility::{Changes, CheckError},
    keep::{KeepError, is_yaml, previous},
};

const USAGE: &str = "\
usage:
  asyncapi [--yaml] [FILE]   the AsyncAPI 3.0 document; in YAML also to a FILE called so
  json-schema [FOLDER]       a JSON Schema for each event
  typescript [FILE]          types for pusher-js
  check [--json] FILE...     the changes since each FILE, an AsyncAPI document in JSON

without FILE or FOLDER, to standard output";

impl Catalog {
    /// Runs one of the commands `asyncapi`, `json-schema`, `typescript` and `check`, for use
    /// in a build.
    ///
    /// The result goes to standard output or to a file. Errors, and the usage after an unknown
    /// command, go to standard error.
    /// - `asyncapi FILE` does not replace a JSON document that was edited by hand, or a file that is no document;
    ///   other files are replaced.
    /// - `json-schema FOLDER` writes a file for each event, and removes those that it wrote for events that no longer
    ///   exist. The file `.pusher-typed` in the folder lists its files; it touches no others.
    /// - `check FILE...` prints the changes since each document, the order of deployment, and what it cannot compare. It
    ///   fails if a change is breaking. With `--json`, it prints a list with the fields `file` and `result` for each
    ///   document; `result` is a [`Changes`] in JSON.
    ///
    /// ```no_run
    /// use pusher_typed::schema::Catalog;
    ///
    /// fn main() -> std::process::ExitCode {
    ///     Catalog::new("orders", env!("CARGO_PKG_VERSION")).run(std::env::args().skip(1))
    /// }
    /// ```
    pub fn run(&self, args: impl IntoIterator<Item = String>) -> ExitCode {
        let args: Vec<String> = args.into_iter().collect();
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        match execute(self, &args, &mut io::stdout().lock()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error @ CommandError::Usage(_)) => {
                eprintln!("{error}");
                ExitCode::from(2)
            }
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        }
    }
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
enum CommandError {
    #[error("{}{USAGE}", unknown(.0))]
    Usage(String),
    #[error("there are breaking changes; if they are intended, write the document again: asyncapi {}", .0.display())]
    Breaks(PathBuf),
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    #[error(transparent)]
    Check(#[from] CheckError),
    #[error(transparent)]
    Edited(KeepError),
    #[error("cannot write to standard output: {0}")]
    Stdout(#[source] io::Error),
    #[error("{path}: {error}", path = .0.display(), error = .1)]
    File(PathBuf, #[source] io::Error),
    #[error("{path} is not a JSON document written by `asyncapi`: {error}", path = .0.display(), error = .1)]
    NoDocument(PathBuf, #[source] serde_json::Error),
}

fn unknown(args: &str) -> String {
    if args.is_empty() { String::new() } else { format!("unknown command: {args}\n") }
}

fn execute(catalog: &Catalog, args: &[&str], out: &mut dyn io::Write) -> Result<(), CommandError> {
    match args {
        ["asyncapi"] => print(out, &catalog.async_api()?.to_json()),
        ["asyncapi", "--yaml"] => print(out, &catalog.async_api()?.to_yaml()),
        ["asyncapi", "--yaml", file] => write(Path::new(file), &catalog.async_api()?.to_yaml()),
        ["asyncapi", file] if is_yaml(Path::new(file)) => {
            write(Path::new(file), &catalog.async_api()?.to_yaml())
        }
        ["asyncapi", file] if !file.starts_with('-') => write_document(catalog, Path::new(file)),
        ["json-schema"] => print(out, &pretty(&catalog.json_schemas()?)),
        ["json-schema", folder] if !folder.starts_with('-') => write_schemas(catalog, Path::new(folder)),
        ["typescript"] => print(out, &catalog.typescript()?),
        ["typescript", file] if !file.starts_with('-') => write(Path::new(file), &catalog.typescript()?),
        ["check", "--json", files @ ..] if !files.is_empty() => check(catalog, files, out, Format::Json),
        ["check", files @ ..] if !files.is_empty() && !files.iter().any(|file| file.starts_with('-')) => {
            check(catalog, files, out, Format::Text)
        }
        ["help" | "--help" | "-h"] => print(out, &format!("{USAGE}\n")),
        args => Err(CommandError::Usage(args.join(" "))),
    }
}

fn print(out: &mut dyn io::Write, text: &str) -> Result<(), CommandError> {
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(CommandError::Stdout)
}

fn write(path: &Path, text: &str) -> Result<(), CommandError> {
    fs::write(path, text).map_err(|error| CommandError::File(path.to_owned(), error))
}

/// Writes the document in JSON, unless the file is something else or was edited by hand.
fn write_document(catalog: &Catalog, path: &Path) -> Result<(), CommandError> {
    let document = catalog.async_api()?;
    match previous(path, &document) {
        Ok(_) => write(path, &document.to_json()),
        Err(KeepError::Io { path, error }) => Err(CommandError::File(path, error)),
        Err(KeepError::Unreadable { path, error }) => Err(CommandError::NoDocument(path, error)),
        Err(error) => Err(CommandError::Edited(error)),
    }
}

fn pretty(value: &impl serde::Serialize) -> String {
    // Maps with string keys can always be written as JSON.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// Writes a file for each event, and removes those of events that no longer exist.
fn write_schemas(catalog: &Catalog, folder: &Path) -> Result<(), CommandError> {
    let schemas = catalog.json_schemas()?;
    fs::create_dir_all(folder).map_err(|error| CommandError::File(folder.to_owned(), error))?;
    let list = folder.join(WRITTEN);
    let names: Vec<String> = schemas.keys().map(|key| format!("{key}.json")).collect();
    let former = match fs::read_to_string(&list) {
        Ok(former) => former,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(CommandError::File(list, error)),
    };
    // Only names, not paths, so that nothing outside the folder is removed.
    let is_name = |name: &&str| {
        !name.contains(['/', '\\'])
            && Path::new(name).extension().is_some_and(|extension| extension == "json")
    };
    for name in former.lines().filter(is_name).filter(|name| !names.iter().any(|known| known == name)) {
        remove(&folder.join(name))?;
    }
    for (name, schema) in names.iter().zip(schemas.values()) {
        write(&folder.join(name), &pretty(schema))?;
    }
    write(&list, &(names.join("\n") + "\n"))
}

/// The list of the files that this command wrote into a folder.
const WRITTEN: &str = ".pusher-typed";

fn remove(path: &Path) -> Result<(), CommandError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(CommandError::File(path.to_owned(), error))
        }
        _ => Ok(()),
    }
}

#[derive(Clone, Copy)]
enum Format {
    Text,
    Json,
}

fn check(
    catalog: &Catalog,
    files: &[&str],
    out: &mut dyn io::Write,
    format: Format,
) -> Result<(), CommandError> {
    let previous = files.iter().map(|file| read(Path::new(file))).collect::<Result<Vec<_>, _>>()?;
    let results = catalog.check_all(&previous)?;
    match format {
        Format::Json => {
            let entry =
                |(file, changes): (&&str, &Changes)| serde_json::json!({ "file": file, "result": changes });
            print(out, &pretty(&files.iter().zip(&results).map(entry).collect::<Vec<_>>()))?;
        }
        Format::Text => {
            for (file, changes) in files.iter().zip(&results) {
                let head = if files.len() > 1 { format!("{file}:\n") } else { String::new() };
                print(out, &(head + &in_words(changes)))?;
            }
        }
    }
    let breaking = files.iter().zip(&results).find(|(_, changes)| changes.breaking().next().is_some());
    breaking.map_or(Ok(()), |(file, _)| Err(CommandError::Breaks(PathBuf::from(file))))
}

fn read(path: &Path) -> Result<AsyncApi, CommandError> {
    let json = fs::read_to_string(path).map_err(|error| CommandError::File(path.to_owned(), error))?;
    AsyncApi::from_json(&json).map_err(|error| CommandError::NoDocument(path.to_owned(), error))
}

fn in_words(changes: &Changes) -> String {
    let mut text = if changes.is_empty() {
        "no changes\n".to_owned()
    } else {
        format!("{changes}{}\n", changes.deployment())
    };
    for place in changes.unchecked_map_keys() {
        text.extend(["not compared: ", &place.to_string(), ": the integer type of map keys\n"]);
    }
    text
}

#[cfg(test)]
mod tests;
