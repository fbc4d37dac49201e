//! Scenarios that run inside Node.js with the published pusher-js, and request from the test what the server must do.

use std::{path::Path, time::Duration};

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{conversation::Conversation, programs, service::Service, tls::TlsFront};

/// For one step of a scenario, on a busy machine.
const LIMIT: Duration = Duration::from_secs(60);

/// A running module of `e2e/client_suite`.
#[derive(Debug)]
pub struct ClientSuite {
    conversation: Conversation,
    passed: Vec<String>,
    failed: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Line {
    Request(Request),
    Passed { passed: String },
    Failed { failed: String, error: String },
    End { end: usize },
}

/// A request of a scenario.
#[derive(Debug, Deserialize)]
pub struct Request {
    /// The name of the request.
    pub ask: String,
    /// The channel.
    #[serde(default)]
    pub channel: String,
    /// The event's name.
    #[serde(default)]
    pub event: String,
    /// The event's data.
    #[serde(default)]
    pub data: Value,
    /// A number.
    #[serde(default)]
    pub count: usize,
}

impl ClientSuite {
    /// Starts the scenarios of a module. With `tls`, pusher-js is forced to use TLS.
    pub fn start(module: &str, server: &impl Service, endpoint: &str, tls: Option<&TlsFront>) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("e2e/client_suite");
        let options = json!({
            "module": folder.join(module),
            "host": if tls.is_some() { "localhost" } else { "127.0.0.1" },
            "port": tls.map_or(server.port(), TlsFront::port),
            "tls": tls.is_some(),
            "key": server.key(),
            "endpoint": endpoint,
        });
        let mut command = programs::client_suite(&folder.join("run.mjs"));
        if let Some(tls) = tls {
            command.env("NODE_EXTRA_CA_CERTS", tls.certificate());
        }
        command.arg(options.to_string());
        let conversation = Conversation::start("pusher-js", command);
        ClientSuite { conversation, passed: Vec::new(), failed: Vec::new() }
    }

    /// The next request of a scenario; `None` after the last scenario.
    pub async fn request(&mut self) -> Option<Request> {
        loop {
            match self.conversation.next("the next step of a scenario", Instant::now() + LIMIT).await {
                Line::Request(request) => return Some(request),
                Line::Passed { passed } => self.passed.push(passed),
                Line::Failed { failed, error } => self.failed.push(format!("{failed}: {error}")),
                Line::End { end } => {
                    assert_eq!(end, self.passed.len() + self.failed.len());
                    return None;
                }
            }
        }
    }

    /// Responds to the last request.
    pub fn respond(&mut self, response: &Value) {
        self.conversation.say(response);
    }

    /// Fails unless this many scenarios ran and all of them passed.
    pub fn assert_passed(&self, count: usize) {
        assert!(self.failed.is_empty(), "{} failed:\n{}", self.failed.len(), self.failed.join("\n"));
        assert_eq!(self.passed.len(), count, "{:#?}", self.passed);
    }
}
