//! Counts instructions: a benchmark starts itself under valgrind's callgrind,
//! twice per case with different numbers of rounds, so that starting up does
//! not count. Instructions repeat; times do not.

use std::{
    env, io,
    process::{Command, ExitCode, Stdio},
};

/// Runs `measured` where this process is the one that is counted, else `table`.
pub fn main(table: fn() -> io::Result<()>, measured: fn(&str, usize, usize, &str)) -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["measured", case, size, rounds, origin] => {
            measured(case, number(size), number(rounds), origin);
            Ok(())
        }
        _ => table(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn number(text: &str) -> usize {
    text.parse().expect("a number")
}

/// Prints the counts of two cases and their ratio.
pub fn row(label: &str, size: usize, cases: &[&str; 2], rounds: usize, origin: &str) -> io::Result<()> {
    let [client, floor] =
        [per_round(cases[0], size, rounds, origin)?, per_round(cases[1], size, rounds, origin)?];
    let thousandths = client * 1000 / floor;
    let (whole, part) = (thousandths / 1000, thousandths % 1000);
    println!("{label:<24} {size:>7} {client:>11} {floor:>11} {whole:>3}.{part:03}");
    Ok(())
}

/// The difference between two runs, of which one has twice the rounds.
fn per_round(case: &str, size: usize, rounds: usize, origin: &str) -> io::Result<u64> {
    let once = count(case, size, rounds, origin)?;
    let twice = count(case, size, rounds * 2, origin)?;
    Ok((twice - once) / rounds as u64)
}

/// The instructions of one whole run.
fn count(case: &str, size: usize, rounds: usize, origin: &str) -> io::Result<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env::current_exe()?)
        .args(["measured", case, &size.to_string(), &rounds.to_string(), origin])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| io::Error::other(format!("valgrind does not start ({error}); install it first")))?;
    let text = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(io::Error::other(format!("the measured run failed:\n{text}")));
    }
    text.lines()
        .find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok())
        .ok_or_else(|| io::Error::other(format!("valgrind printed no count:\n{text}")))
}
