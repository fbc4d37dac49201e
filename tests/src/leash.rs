//! Child processes that do not outlive the test.

use std::{
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

/// Runs the command in its arguments until that ends or standard input does. A test that is killed closes
/// its end of the pipe like one that finishes, so the server goes down either way.
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

/// A command whose program pays no attention to its standard input, made to end with it nevertheless.
pub(crate) fn ends_with_input(program: &std::path::Path) -> Command {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", UNTIL_INPUT_ENDS, "leash"]).arg(program);
    command
}

/// A child process that takes the end of its standard input as the request to end.
/// Dropping it closes that, waits, and leaves no zombie.
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
                // Both may fail only because the child is gone, which is what is wanted.
                let _ = self.0.kill();
                let _ = self.0.wait();
                return;
            }
            thread::sleep(Duration::from_millis(2));
        }
    }
}
