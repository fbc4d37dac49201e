//! How the demo prints, in colour where the terminal has it.

use std::{
    env,
    error::Error,
    io::{IsTerminal, stdout},
};

use pusher_typed_tests::Received;

const DIM: &str = "2";
const BOLD: &str = "1";
const CYAN: &str = "36";
const GREEN: &str = "32";
const YELLOW: &str = "33";

pub fn title(text: &str) {
    println!("\n{}", styled(BOLD, text));
}

pub fn note(text: &str) {
    println!("{}", styled(DIM, text));
}

pub fn sent(call: &str) {
    println!("  {}  {call}", styled(CYAN, "Rust     "));
}

pub fn received(event: &Received) {
    let place = event.channel.as_deref().unwrap_or("to the user");
    println!("  {}  {place}: {} {}", styled(GREEN, "pusher-js"), event.event, event.data);
}

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
