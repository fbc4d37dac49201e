//! The table of ratios.

use std::io;

use crate::{
    project::{Derives, Project},
    rustc::Measure,
    source::{self, Edition, Shape},
};

/// What is compiled, and by which command.
const CASES: [(&str, Shape); 3] =
    [("check", Shape::Declared), ("build", Shape::Declared), ("build", Shape::Used)];

/// The situations in which a crate is compiled.
const STEPS: [&str; 3] = ["clean", "touched", "one event changed"];

/// Prints the cost of both crates, and the ratio, in each case.
pub fn ratios(project: &Project, measure: Measure, runs: usize) -> io::Result<()> {
    println!("{}, median of {runs}", measure.unit());
    println!("{:<40} {:>8} {:>8} {:>7}", "", "serde", "ours", "ratio");
    for (command, shape) in CASES {
        let mut figures = [const { [const { Vec::new() }; 2] }; STEPS.len()];
        for _ in 0..runs {
            for (column, derives) in Derives::BOTH.into_iter().enumerate() {
                let steps = compile(project, derives, shape, command, measure)?;
                steps.into_iter().zip(&mut figures).for_each(|(figure, step)| step[column].push(figure));
            }
        }
        for (step, figures) in STEPS.into_iter().zip(figures) {
            let [serde, ours] = figures.map(median);
            let label = format!("cargo {command}, {}, {step}", shape.name());
            println!("{label:<40} {serde:>8} {ours:>8} {:>7}", ratio(ours, serde));
        }
    }
    let behind_placeholder = || -> io::Result<u64> {
        project.write(Derives::Ours, &source::behind_placeholder())?;
        project.clean(Derives::Ours, "check")?;
        project.compile(Derives::Ours, "check", measure)
    };
    let figures = (0..runs).map(|_| behind_placeholder()).collect::<io::Result<Vec<u64>>>()?;
    println!("{:<40} {:>8} {:>8}", "cargo check, forty behind a placeholder", "", median(figures));
    println!();
    Ok(())
}

/// One compilation of each of `STEPS`.
fn compile(
    project: &Project,
    derives: Derives,
    shape: Shape,
    command: &str,
    measure: Measure,
) -> io::Result<[u64; STEPS.len()]> {
    let first = source::file(derives, shape, Edition::First);
    project.write(derives, &first)?;
    project.clean(derives, command)?;
    let clean = project.compile(derives, command, measure)?;
    project.write(derives, &first)?;
    let touched = project.compile(derives, command, measure)?;
    project.write(derives, &source::file(derives, shape, Edition::Changed))?;
    let changed = project.compile(derives, command, measure)?;
    Ok([clean, touched, changed])
}

fn median(mut figures: Vec<u64>) -> u64 {
    figures.sort_unstable();
    figures[figures.len() / 2]
}

fn ratio(ours: u64, serde: u64) -> String {
    let hundredths = (ours * 100 + serde / 2) / serde;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
