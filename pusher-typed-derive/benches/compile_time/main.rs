//! The cost of the derives at compile time: a crate of 200 events on 40 channels, with serde's derives alone
//! and with ours in addition.
//!
//! `cargo bench -p pusher-typed-derive --bench compile_time` prints the user CPU
//! time of rustc, the median of seven runs (`-- --runs 15` for more) in which the
//! two crates take turns. `-- --instructions` counts instructions under valgrind
//! instead, which repeat but take minutes. The results are in `RESULTS.md`.
#![allow(missing_docs, unreachable_pub)]
// a source text is easier to read as the lines that it is made of
#![allow(clippy::format_collect)]

mod expanded;
mod project;
mod rustc;
mod source;
mod table;
mod topic;
mod used;

use std::{env, io, process::ExitCode};

use rustc::Measure;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let Some(report) = env::var_os(rustc::REPORT) {
        return rustc::run(&arguments, report.as_ref());
    }
    match tables(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn tables(arguments: &[String]) -> io::Result<()> {
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let runs = arguments.iter().position(|argument| argument == "--runs");
    let given = runs.and_then(|at| arguments.get(at + 1)).and_then(|number| number.parse().ok());
    let (measure, usual) =
        if has("--instructions") { (Measure::Instructions, 1) } else { (Measure::CpuTime, 7) };
    let project = project::Project::new()?;
    table::ratios(&project, measure, given.unwrap_or(usual))?;
    expanded::table(&project)
}
