//! Runs the tour as a program.
#![cfg(feature = "embedded")]

use std::process::Command;

use pusher_typed::testing::Server;

/// Runs the program and returns its output.
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
    "user 7 is in the lobby: Ada",
    "users in the channel: 1; their ids: [7]",
];

#[test]
fn runs_without_a_service() {
    let printed = tour(None);
    for line in RECEIVED.iter().chain(&["order 7 has a subscriber", "user 7 entered the lobby"]) {
        assert!(printed.contains(line), "{line:?} is not in:\n{printed}");
    }
}

#[tokio::test]
async fn uses_the_service_of_pusher_url() {
    let server = Server::start().await.expect("a server");
    let printed = tour(Some(&server.url()));
    for line in RECEIVED {
        assert!(printed.contains(line), "{line:?} is not in:\n{printed}");
    }
    assert!(!printed.contains("has a subscriber"), "webhooks come from the service in process only");
}
