//! A child process that exchanges lines of JSON: commands in, events out.

use std::{
    fmt::Write as _,
    io::{BufRead, BufReader, Read, Write as _},
    process::Command,
    thread,
};

use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    time::{Instant, timeout_at},
};

use crate::leash::Leash;

/// Dropping it ends the process.
#[derive(Debug)]
pub(crate) struct Conversation {
    name: &'static str,
    process: Leash,
    lines: UnboundedReceiver<String>,
    /// All lines so far, for the message of a failure.
    seen: Vec<String>,
}

impl Conversation {
    /// Starts the process, whose three streams are piped. `name` is its name in failures.
    pub(crate) fn start(name: &'static str, mut command: Command) -> Self {
        let process = command.spawn();
        let mut process =
            process.unwrap_or_else(|error| panic!("{name} does not start: run tests/setup: {error}"));
        let (sender, lines) = unbounded_channel();
        forward(process.stdout.take().expect("piped"), sender.clone());
        forward(process.stderr.take().expect("piped"), sender);
        Conversation { name, process: Leash(process), lines, seen: Vec::new() }
    }

    pub(crate) fn say(&mut self, command: &Value) {
        let input = self.process.0.stdin.as_mut().expect("piped");
        if writeln!(input, "{command}").is_err() {
            self.fail("the process has ended");
        }
    }

    /// The next line that is JSON; `what` is waited for until `deadline`.
    pub(crate) async fn next<T: DeserializeOwned>(&mut self, what: &str, deadline: Instant) -> T {
        loop {
            let text = match timeout_at(deadline, self.lines.recv()).await {
                Ok(Some(text)) => text,
                Ok(None) => self.fail(&format!("the process ended before {what}")),
                Err(_) => self.fail(&format!("waited in vain for {what}")),
            };
            self.seen.push(text);
            // Lines that are not JSON come from standard error: kept for the message only.
            if let Ok(line) = serde_json::from_str(self.seen.last().expect("just pushed")) {
                return line;
            }
        }
    }

    pub(crate) fn fail(&self, problem: &str) -> ! {
        let mut text = format!("{}: {problem}; everything it said so far:", self.name);
        for line in &self.seen {
            let _ = write!(text, "\n  {line}");
        }
        panic!("{text}");
    }
}

/// Reads on a separate thread, which ends with the process: a test may then wait with a time limit.
fn forward(output: impl Read + Send + 'static, lines: UnboundedSender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if lines.send(line).is_err() {
                break;
            }
        }
    });
}
