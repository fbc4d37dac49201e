//! The committed page is what its sources make.

use std::{
    collections::BTreeMap,
    error::Error,
    fs, io,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Command,
};

use pusher_typed_tests::page_packages;
use tempfile::TempDir;

use crate::stage::Outcome;

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/orders/web")
}

/// A copy of the page's sources, with the packages that build it.
fn workshop() -> io::Result<TempDir> {
    let folder = TempDir::with_prefix("pusher-typed-page-")?;
    for name in ["build.mjs", "package.json", "tsconfig.json"] {
        fs::copy(page().join(name), folder.path().join(name))?;
    }
    copy(&page().join("src"), &folder.path().join("src"))?;
    symlink(page_packages(), folder.path().join("node_modules"))?;
    Ok(folder)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// Runs a script of Node.js there; what it prints stands in the error.
fn node(folder: &Path, args: &[&str]) -> Outcome {
    let output = Command::new("node").args(args).current_dir(folder).output()?;
    if output.status.success() {
        return Ok(());
    }
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Err(format!("{args:?}: {}\n{out}{err}", output.status).into())
}

/// The files of a folder.
fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Box<dyn Error>> {
    let entries = fs::read_dir(folder)?.map(|entry| {
        let entry = entry?;
        Ok((entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path())?))
    });
    entries.collect()
}

#[test]
fn the_committed_page_is_what_its_sources_make() -> Outcome {
    let workshop = workshop()?;
    node(workshop.path(), &["build.mjs"])?;

    let (committed, built) = (files(&page().join("dist"))?, files(&workshop.path().join("dist"))?);
    let names: Vec<_> = committed.keys().collect();
    assert_eq!(names, built.keys().collect::<Vec<_>>());
    for name in names {
        let same = committed[name] == built[name];
        assert!(same, "dist/{name} is out of date: run `npm ci && npm run build` in examples/orders/web");
    }
    Ok(())
}

#[test]
fn the_page_uses_the_types_as_they_were_declared() -> Outcome {
    let workshop = workshop()?;
    let tsc = ["node_modules/typescript/bin/tsc", "--noEmit"];
    node(workshop.path(), &tsc)?;

    // That the check sees mistakes: an event of another channel, and a field that the event does not have.
    for (before, after) in [
        (r#".bind("order-placed""#, r#".bind("packed""#),
        ("notice.text", "notice.words"),
        (r#""client-typing", { on }"#, r#""client-typing", { on: 1 }"#),
    ] {
        let files = ["src/main.ts", "src/floor.ts"].map(|file| workshop.path().join(file));
        let originals = files.clone().map(|file| fs::read_to_string(file).expect("a source"));
        assert!(originals.iter().any(|text| text.contains(before)), "{before} stands nowhere");
        for (file, text) in files.iter().zip(&originals) {
            fs::write(file, text.replace(before, after))?;
        }
        assert!(node(workshop.path(), &tsc).is_err(), "{after} was accepted");
        for (file, text) in files.iter().zip(&originals) {
            fs::write(file, text)?;
        }
    }
    Ok(())
}
