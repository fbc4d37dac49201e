//! The committed page is up to date.

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
fn build_folder() -> io::Result<TempDir> {
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

/// Runs a script of Node.js there; the error contains its output.
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
fn the_committed_page_is_up_to_date() -> Outcome {
    let build = build_folder()?;
    node(build.path(), &["build.mjs"])?;

    let (committed, rebuilt) = (files(&page().join("dist"))?, files(&build.path().join("dist"))?);
    let names: Vec<_> = committed.keys().collect();
    assert_eq!(names, rebuilt.keys().collect::<Vec<_>>());
    for name in names {
        let same = committed[name] == rebuilt[name];
        assert!(same, "dist/{name} is out of date: run `npm ci && npm run build` in examples/orders/web");
    }
    Ok(())
}

#[test]
fn the_page_compiles_with_the_generated_types() -> Outcome {
    let build = build_folder()?;
    let tsc = ["node_modules/typescript/bin/tsc", "--noEmit"];
    node(build.path(), &tsc)?;

    // The compiler rejects an event of another channel, an unknown field, and a field of another type.
    for (before, after) in [
        (r#".bind("order-placed""#, r#".bind("packed""#),
        ("notice.text", "notice.words"),
        (r#""client-typing", { on }"#, r#""client-typing", { on: 1 }"#),
    ] {
        let files = ["src/main.ts", "src/floor.ts"].map(|file| build.path().join(file));
        let originals = files.clone().map(|file| fs::read_to_string(file).expect("a source"));
        assert!(originals.iter().any(|text| text.contains(before)), "{before} is not in the sources");
        for (file, text) in files.iter().zip(&originals) {
            fs::write(file, text.replace(before, after))?;
        }
        assert!(node(build.path(), &tsc).is_err(), "{after} was accepted");
        for (file, text) in files.iter().zip(&originals) {
            fs::write(file, text)?;
        }
    }
    Ok(())
}
