//! How many lines the derives generate for one item of each form.

use std::io;

use crate::{project::Project, source};

/// Prints the lines of the item with what serde's derives generate, and those that ours add.
pub fn table(project: &Project) -> io::Result<()> {
    println!("{:<40} {:>8} {:>8}", "lines of `cargo expand` for one", "serde", "ours");
    for (label, [without, serde, ours]) in source::single_items() {
        let [without, serde, ours] =
            [lines(project, &without)?, lines(project, &serde)?, lines(project, &ours)?];
        println!("{label:<40} {:>8} {:>8}", serde - without, ours - serde);
    }
    Ok(())
}

fn lines(project: &Project, source: &str) -> io::Result<usize> {
    let expanded = project.expand(source)?;
    Ok(expanded.lines().filter(|line| !line.trim().is_empty()).count())
}
