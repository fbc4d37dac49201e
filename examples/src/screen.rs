//! Output of the example programs, in colour if the terminal supports it.

use std::{
    env,
    error::Error,
    io::{IsTerminal, stdout},
};

const DIM: &str = "2";
const BOLD: &str = "1";
const CYAN: &str = "36";
const GREEN: &str = "32";
const YELLOW: &str = "33";

/// A heading.
pub fn title(text: &str) {
    println!("\n{}", styled(BOLD, text));
}

/// A note.
pub fn note(text: &str) {
    println!("{}", styled(DIM, text));
}

/// A call.
pub fn sent(call: &str) {
    println!("  {}  {call}", styled(CYAN, "Rust     "));
}

/// What was received, with the receiver.
pub fn received(by: &str, what: &str) {
    println!("  {}  {what}", styled(GREEN, &format!("{by:<9}")));
}

/// An error, with its causes.
pub fn refused(error: &dyn Error) {
    println!("  {}  {error}", styled(YELLOW, "refused  "));
    let mut cause = error.source();
    while let Some(error) = cause {
        println!("             because {error}");
        cause = error.source();
    }
}

fn styled(style: &str, text: &str) -> String {
    let colour = stdout().is_terminal() && env::var_os("NO_COLOR").is_none();
    if colour { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_owned() }
}
