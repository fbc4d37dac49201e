//! Server libraries of other projects, for Node.js and for Python, each in a controlled process.

use std::{process::Command, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{
    auth_endpoint::MASTER_KEY, conversation::Conversation, programs, service::Service, sockudo::Sockudo,
};

const LIMIT: Duration = Duration::from_secs(40);

/// A published server library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Library {
    /// For Node.js, from npm.
    Node,
    /// For Python, from `PyPI`.
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

/// A server library with the credentials of a server. Dropping it ends its process.
#[derive(Debug)]
pub struct Publisher(Conversation);

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Outcome {
    Response(Value),
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

    /// The response of the server.
    ///
    /// # Errors
    /// The status, or the library's name for it, and the text of the response.
    pub async fn call(&mut self, command: &Value) -> Result<Value, String> {
        self.0.say(command);
        match self.0.next("an outcome", Instant::now() + LIMIT).await {
            Outcome::Response(response) => Ok(response),
            Outcome::Refusal(reason) => Err(reason),
        }
    }
}
