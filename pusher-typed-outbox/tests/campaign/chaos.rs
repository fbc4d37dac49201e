//! The processes, and how they are killed and suspended.

use std::{
    fmt,
    process::{Child, Command, Stdio},
    time::Duration,
};

use crate::{PUBLISHERS, Plan, RELAYS, random::Random, relay::LEASE};

/// A process that is started again when it was killed.
struct Process {
    arguments: Vec<String>,
    child: Child,
    /// Whether it has finished its work.
    done: bool,
}

impl Process {
    fn start(arguments: Vec<String>) -> Self {
        let child = spawn(&arguments);
        Process { arguments, child, done: false }
    }

    fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &pid]).stderr(Stdio::null()).status().expect("kill");
        assert!(
            sent.success() || self.arguments[0] == "publisher",
            "{:?} has ended by itself",
            self.arguments
        );
    }

    fn kill(&mut self) {
        self.child.kill().expect("a process");
        self.child.wait().expect("a process");
    }

    fn restart(&mut self) {
        self.kill();
        self.child = spawn(&self.arguments);
    }

    /// Checks whether it has ended, which must be a success.
    fn look(&mut self) {
        if !self.done
            && let Some(status) = self.child.try_wait().expect("a process")
        {
            assert!(status.success(), "{:?}: {status}", self.arguments);
            self.done = true;
        }
    }
}

fn spawn(arguments: &[String]) -> Child {
    let program = std::env::current_exe().expect("this program");
    Command::new(program).args(arguments).stdin(Stdio::null()).spawn().expect("a process")
}

/// The counts of what was done to the processes.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Strikes {
    relays_killed: u64,
    relays_suspended: u64,
    publishers_killed: u64,
    publishers_suspended: u64,
}

impl fmt::Display for Strikes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "relays killed {}, suspended {}; publishers killed {}, suspended {}",
            self.relays_killed, self.relays_suspended, self.publishers_killed, self.publishers_suspended
        )
    }
}

pub(crate) struct Chaos {
    relays: Vec<Process>,
    publishers: Vec<Process>,
    random: Random,
    strikes: Strikes,
}

impl Chaos {
    pub(crate) fn begin(url: &str, port: u16, plan: Plan) -> Self {
        let target = plan.events.div_ceil(PUBLISHERS);
        let publisher = |number: u64| {
            let numbers = [number, target, plan.channels, plan.seed + number];
            let words = ["publisher", url].map(str::to_owned).into_iter();
            Process::start(words.chain(numbers.map(|number| number.to_string())).collect())
        };
        let relay = |_| Process::start(["relay", url, &port.to_string()].map(str::to_owned).to_vec());
        Chaos {
            relays: (0..RELAYS).map(relay).collect(),
            publishers: (0..PUBLISHERS).map(publisher).collect(),
            random: Random::new(!plan.seed),
            strikes: Strikes::default(),
        }
    }

    /// Strikes until every publisher has published its share.
    pub(crate) async fn until_published(&mut self) {
        loop {
            self.publishers.iter_mut().for_each(Process::look);
            if self.publishers.iter().all(|publisher| publisher.done) {
                return;
            }
            self.strike().await;
            let pause = self.millis(50, 350);
            tokio::time::sleep(pause).await;
        }
    }

    fn millis(&mut self, from: u64, to: u64) -> Duration {
        Duration::from_millis(from + self.random.below(to - from))
    }

    async fn strike(&mut self) {
        let relay = usize::try_from(self.random.below(RELAYS as u64)).expect("a relay");
        let publisher = usize::try_from(self.random.below(PUBLISHERS)).expect("a publisher");
        match self.random.below(10) {
            0..4 => {
                self.strikes.relays_killed += 1;
                self.relays[relay].restart();
            }
            4..8 => {
                self.strikes.relays_suspended += 1;
                let lease = u64::try_from(LEASE.as_millis()).expect("a second");
                let pause = self.millis(lease / 2, lease * 2);
                self.relays[relay].signal("-STOP");
                tokio::time::sleep(pause).await;
                self.relays[relay].signal("-CONT");
            }
            8 if !self.publishers[publisher].done => {
                self.strikes.publishers_killed += 1;
                self.publishers[publisher].restart();
            }
            9 if !self.publishers[publisher].done => {
                self.strikes.publishers_suspended += 1;
                let pause = self.millis(10, 300);
                self.publishers[publisher].signal("-STOP");
                tokio::time::sleep(pause).await;
                self.publishers[publisher].signal("-CONT");
            }
            _ => {}
        }
    }

    pub(crate) fn end(mut self) -> Strikes {
        for relay in &mut self.relays {
            relay.look();
        }
        self.strikes
    }
}

impl Drop for Chaos {
    fn drop(&mut self) {
        for process in self.relays.iter_mut().chain(&mut self.publishers) {
            let _ = process.child.kill();
            let _ = process.child.wait();
        }
    }
}
