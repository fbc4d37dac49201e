//! The tour as a reader runs it.
#![cfg(feature = "embedded")]

use std::process::Command;

use pusher_typed::testing::Server;

/// Runs the program and gives what it printed.
fn tour(url: Option<&str>) -> String {
    let mut program = Command::new(env!("CARGO_BIN_EXE_tour"));
    program.env_remove("PUSHER_URL");
    if let Some(url) = url {
        program.env("PUSHER_URL", url);
    }
    let output = program.output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

const RECEIVED: [&str; 4] = [
    "order 7 was created: 4200 cents",
    "order 7 was shipped by post",
    "user 7 is in the lobby: {\"name\":\"Ada\"}",
    "users, as the service counts them: 1; their ids: [7]",
];

#[test]
fn it_needs_nothing_but_itself() {
    let printed = tour(None);
    for line in RECEIVED.iter().chain(&["somebody watches order 7", "user 7 entered the lobby"]) {
        assert!(printed.contains(line), "{line:?} is not in:\n{printed}");
    }
}

#[tokio::test]
async fn it_uses_the_service_that_it_is_given() {
    let server = Server::start().await.expect("a server");
    let printed = tour(Some(&server.url()));
    for line in RECEIVED {
        assert!(printed.contains(line), "{line:?} is not in:\n{printed}");
    }
    assert!(!printed.contains("somebody watches"), "webhooks come from the service in process only");
}
