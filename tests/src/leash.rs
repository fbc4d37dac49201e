//! Child processes that end with the test.

use std::{
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

/// Runs the command in its arguments until it ends or standard input is closed. A test that is killed closes its end of
/// the pipe like one that finishes, so the server ends in both cases.
const UNTIL_INPUT_ENDS: &str = r#"
exec 3<&0
"$@" 3<&- </dev/null &
server=$!
{ cat; kill -KILL "$server"; } <&3 >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$server"
status=$?
kill "$watcher" 2>/dev/null
exit "$status"
"#;

const PATIENCE: Duration = Duration::from_secs(2);

/// Wraps a command whose program ignores its standard input, so that it ends when that is closed.
pub(crate) fn ends_with_input(program: &std::path::Path) -> Command {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", UNTIL_INPUT_ENDS, "leash"]).arg(program);
    command
}

/// A child process that ends when its standard input is closed.
/// Dropping it closes the input and waits.
#[derive(Debug)]
pub(crate) struct Leash(pub(crate) Child);

impl Leash {
    pub(crate) fn has_ended(&mut self) -> bool {
        !matches!(self.0.try_wait(), Ok(None))
    }
}

impl Drop for Leash {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let deadline = Instant::now() + PATIENCE;
        while !self.has_ended() {
            if Instant::now() > deadline {
                // Both fail only if the child has already ended.
                let _ = self.0.kill();
                let _ = self.0.wait();
                return;
            }
            thread::sleep(Duration::from_millis(2));
        }
    }
}
