//! The command's output and exit status.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_orders-catalog")).args(args).output().expect("it runs")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn check_fails_on_a_breaking_change_and_says_how_to_accept_it() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../asyncapi.json");
    let same = run(&["check", committed.to_str().expect("UTF-8")]);
    assert_eq!((same.status.code(), text(&same.stdout)), (Some(0), "no changes\n"));

    let json = fs::read_to_string(committed).expect("it is committed");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("asyncapi.json");
    fs::write(&path, json.replace("\"name\": \"order-packed\"", "\"name\": \"order-wrapped\""))
        .expect("written");
    let path = path.to_str().expect("UTF-8");
    let broken = run(&["check", path]);
    assert_eq!(broken.status.code(), Some(1));
    let changes = text(&broken.stdout);
    assert!(changes.contains("order-wrapped: event renamed to order-packed\n"), "{changes}");
    assert_eq!(
        text(&broken.stderr),
        format!(
            "there are breaking changes; if they are intended, write the document again: asyncapi {path}\n"
        )
    );
}

#[test]
fn unknown_commands_are_reported_with_the_usage() {
    let wrong = run(&["asyncap"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).starts_with("unknown command: asyncap\nusage:\n"), "{}", text(&wrong.stderr));
    let help = run(&["--help"]);
    assert_eq!(help.status.code(), Some(0));
    assert!(text(&help.stdout).starts_with("usage:\n"));
}
