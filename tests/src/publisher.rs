//! The publishers of others: the server libraries for Node.js and for Python, each in a process that one controls.

use std::{process::Command, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{
    auth_endpoint::MASTER_KEY, conversation::Conversation, programs, service::Service, sockudo::Sockudo,
};

const LIMIT: Duration = Duration::from_secs(40);

/// A server library that was published by others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Library {
    /// The one for Node.js, from npm.
    Node,
    /// The one for Python.
    Python,
}

impl Library {
    /// All of them.
    pub const ALL: [Library; 2] = [Library::Node, Library::Python];

    fn command(self) -> Command {
        match self {
            Library::Node => programs::npm_pusher(),
            Library::Python => programs::pypi_pusher(),
        }
    }
}

/// One of them, with the credentials of a server. Dropping it ends its process.
#[derive(Debug)]
pub struct Publisher(Conversation);

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Outcome {
    Answer(Value),
    Refusal(String),
}

impl Publisher {
    /// Starts it, with [`MASTER_KEY`] for encrypted channels.
    pub fn start(library: Library, server: &impl Service) -> Self {
        let options = json!({
            "app_id": server.app_id(),
            "key": server.key(),
            "secret": Sockudo::SECRET,
            "port": server.port(),
            "master_key": STANDARD.encode(MASTER_KEY),
        });
        let mut command = library.command();
        command.arg(options.to_string());
        Publisher(Conversation::start("the publisher", command))
    }

    /// What the server answers, or how the library tells of its refusal.
    ///
    /// # Errors
    /// The status or what the library calls it, and the server's words.
    pub async fn call(&mut self, command: &Value) -> Result<Value, String> {
        self.0.say(command);
        match self.0.next("an outcome", Instant::now() + LIMIT).await {
            Outcome::Answer(answer) => Ok(answer),
            Outcome::Refusal(reason) => Err(reason),
        }
    }
}
