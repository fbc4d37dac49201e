//! The processor time of the programs, from the kernel's list of processes.

use std::{
    collections::BTreeMap,
    fmt,
    fs::{self, DirEntry},
    ops::Range,
    time::Duration,
};

/// The columns, each in percent of one core.
pub(crate) const NAMES: [&str; 6] = ["postgres", "publishers", "relay", "sockudo", "redis", "receivers"];

/// The kernel counts hundredths of a second.
const TICKS_PER_SECOND: f64 = 100.0;

/// Ticks by process id and program.
pub(crate) struct Usage(BTreeMap<(String, &'static str), u64>);

/// Percent of one core by program.
pub(crate) struct Shares(BTreeMap<&'static str, f64>);

impl Usage {
    pub(crate) fn now() -> Self {
        let processes = fs::read_dir("/proc").expect("the kernel's list of processes").flatten();
        let ticks = processes.flat_map(|entry| of_process(&entry).unwrap_or_default());
        Usage(ticks.collect())
    }

    /// What was used since then, in this time.
    pub(crate) fn since(&self, before: &Usage, time: Duration) -> Shares {
        let mut shares = BTreeMap::new();
        for (key, ticks) in &self.0 {
            let used = ticks.saturating_sub(before.0.get(key).copied().unwrap_or(0));
            #[allow(clippy::cast_precision_loss)]
            let share = used as f64 / TICKS_PER_SECOND / time.as_secs_f64() * 100.0;
            *shares.entry(key.1).or_default() += share;
        }
        Shares(shares)
    }
}

/// The ticks of one process, by its id and program.
fn of_process(entry: &DirEntry) -> Option<Vec<((String, &'static str), u64)>> {
    let folder = entry.path();
    let stat = fs::read_to_string(folder.join("stat")).ok()?;
    let command = fs::read_to_string(folder.join("cmdline")).ok()?;
    let id = entry.file_name().to_str()?.to_owned();
    // The name in parentheses may have spaces.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let sum = |range: Range<usize>| range.map(|at| fields.get(at)?.parse::<u64>().ok()).sum::<Option<u64>>();
    let (own, ended_children) = (sum(11..13)?, sum(13..15)?);
    Some(match program(&stat, &command)? {
        // The children of this process that have ended are the publishers.
        "receivers" => vec![((id.clone(), "receivers"), own), ((id, "publishers"), ended_children)],
        name => vec![((id, name), own + ended_children)],
    })
}

fn program(stat: &str, command: &str) -> Option<&'static str> {
    let name = stat.split_once('(')?.1.rsplit_once(')')?.0;
    let words: Vec<&str> = command.split('\0').collect();
    match name {
        "postgres" => Some("postgres"),
        "sockudo" => Some("sockudo"),
        "redis-server" => Some("redis"),
        _ if words.get(1) == Some(&"relay") => Some("relay"),
        _ if words.get(1) == Some(&"publisher") => None,
        _ if words.first().is_some_and(|path| path.contains("/scale-")) => Some("receivers"),
        _ => None,
    }
}

impl fmt::Display for Shares {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |name: &str| format!("{:.0} %", self.0.get(name).copied().unwrap_or_default());
        f.write_str(&NAMES.map(share).join(" | "))
    }
}
