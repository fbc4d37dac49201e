//! A wrapper of rustc: cargo starts this program for the measured crate, and it starts rustc and measures it.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Output, Stdio},
};

/// The file for the figure.
pub const REPORT: &str = "COMPILE_TIME_REPORT";
/// The crate that is measured.
pub const PACKAGE: &str = "COMPILE_TIME_PACKAGE";
/// What is measured.
pub const MEASURE: &str = "COMPILE_TIME_MEASURE";

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Milliseconds in user mode, of all threads.
    CpuTime,
    /// Millions of instructions.
    Instructions,
}

impl Measure {
    pub fn name(self) -> &'static str {
        match self {
            Measure::CpuTime => "cpu-time",
            Measure::Instructions => "instructions",
        }
    }

    pub fn unit(self) -> &'static str {
        match self {
            Measure::CpuTime => "ms of user CPU time",
            Measure::Instructions => "millions of instructions",
        }
    }
}

/// The compiler itself, beside the cargo that runs this; `rustc` on the path may
/// be rustup's, whose work is no part of the cost.
pub fn compiler() -> io::Result<PathBuf> {
    let cargo = env::var_os("CARGO").map(PathBuf::from);
    let rustc = cargo.map(|cargo| cargo.with_file_name("rustc")).filter(|rustc| rustc.is_file());
    rustc.ok_or_else(|| io::Error::other("no rustc beside cargo; start this by `cargo bench`"))
}

/// Runs the compiler with `arguments`, the first of which is its path.
pub fn run(arguments: &[String], report: &Path) -> ExitCode {
    let package = env::var(PACKAGE).unwrap_or_default();
    let measured = arguments.windows(2).any(|pair| pair[0] == "--crate-name" && pair[1] == package);
    let outcome = match (measured, env::var(MEASURE).as_deref()) {
        (false, _) => plain(arguments),
        (true, Ok("instructions")) => instructions(arguments, report),
        (true, _) => cpu_time(arguments, report),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::FAILURE
    })
}

fn plain(arguments: &[String]) -> io::Result<ExitCode> {
    let status = Command::new(&arguments[0]).args(&arguments[1..]).status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// By the shell's `time`: the standard library does not return the CPU time of a child.
fn cpu_time(arguments: &[String], report: &Path) -> io::Result<ExitCode> {
    let script = "report=$1; shift; TIMEFORMAT=%3U; { time \"$@\" 2>&3; } 3>&2 2>\"$report\"";
    let status = Command::new("bash").args(["-c", script, "bash"]).arg(report).args(arguments).status()?;
    let seconds = fs::read_to_string(report)?.trim().replace('.', "");
    fs::write(report, seconds)?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn instructions(arguments: &[String], report: &Path) -> io::Result<ExitCode> {
    let Output { status, stderr, .. } = Command::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])
        .args(arguments)
        .stdout(Stdio::inherit())
        .output()
        .map_err(|error| io::Error::other(format!("valgrind does not start ({error}); install it first")))?;
    let text = String::from_utf8_lossy(&stderr);
    let count: String = text
        .lines()
        .find_map(|line| Some(line.split_once("I   refs:")?.1.trim().replace(',', "")))
        .ok_or_else(|| io::Error::other(format!("valgrind printed no count:\n{text}")))?;
    let count: u64 = count.parse().map_err(io::Error::other)?;
    fs::write(report, (count / 1_000_000).to_string())?;
    // Cargo reads messages, among them what was written, from this stream.
    let messages = text.lines().filter(|line| !line.starts_with("==") && !line.starts_with("--"));
    messages.for_each(|line| eprintln!("{line}"));
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
