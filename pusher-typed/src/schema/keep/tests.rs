//! Documents that are kept, written and refused.

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
fn a_document_that_was_edited_by_hand_is_not_overwritten() {
    let path = place("edited");
    let update = Policy { update: true, ..FREE };
    for (from, to, place) in [
        (r#""title": "news","#, r#""title": "news", "contact": { "name": "Ada" },"#, " (info.contact)"),
        (
            r#""type": "string""#,
            r#""type": "string", "description": "One line.""#,
            " (components.schemas.Headline.properties.text.description)",
        ),
        (r#""type": "string""#, r#""type": "string", "maxLength": 80"#, ""),
    ] {
        fs::write(&path, less().async_api().expect("a document").to_json().replacen(from, to, 1))
            .expect("written");
        let edited = fs::read_to_string(&path).expect("it is there");
        for policy in [FREE, update, Policy { read_only: true, ..FREE }] {
            let error = policy.keep(&more(), &path).expect_err("it was edited");
            assert!(matches!(error, KeepError::EditedByHand { .. }), "{error}");
            assert_eq!(
                error.to_string(),
                format!(
                    "{} was edited by hand{place}: undo the edits, or delete the file to write it again; put changes \
                     into the declarations instead",
                    path.display()
                )
            );
        }
        assert_eq!(fs::read_to_string(&path).expect("it is there"), edited);
        fs::remove_file(&path).expect("removed");
        assert!(matches!(FREE.keep(&more(), &path), Ok(Kept::Written(_))));
    }
}

#[test]
fn another_layout_of_a_document_is_no_edit() {
    let path = place("layout");
    let document = less().async_api().expect("a document");
    fs::write(&path, serde_json::to_string(&document).expect("JSON")).expect("written");
    assert!(matches!(FREE.keep(&less(), &path), Ok(Kept::UpToDate)));
    assert!(matches!(FREE.keep(&more(), &path), Ok(Kept::Written(_))));
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
