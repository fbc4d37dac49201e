//! Finds the errors in a graph of imports.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use crate::source::{Graph, Import};

/// One error, with the imports that cause it and a suggested correction.
pub(crate) struct Finding {
    /// The files that it is about.
    pub(crate) files: Vec<String>,
    text: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The imports of a module that is above the importing one in `order`, and the modules that are not in `order`.
pub(crate) fn upward_imports(graph: &Graph, order: &[&str]) -> Vec<Finding> {
    let place = |module: &str| order.iter().position(|name| *name == module);
    let mut findings: Vec<_> = graph
        .modules
        .iter()
        .filter(|module| place(module).is_none())
        .map(|module| Finding {
            files: Vec::new(),
            text: format!(
                "the module `{module}` has no place in the order of layers; add it to the test's list"
            ),
        })
        .collect();
    for import in &graph.imports {
        let (Some(from), Some(to)) = (place(&import.from_module), place(&import.to_module)) else { continue };
        if to > from {
            findings.push(upward(import));
        }
    }
    findings
}

fn upward(import: &Import) -> Finding {
    let Import { from_module, to_module, .. } = import;
    let text = format!(
        "{}\n  but `{from_module}` is a lower layer than `{to_module}`: move what is imported down to `{from_module}` \
         or below, or let the upper layer pass it in",
        line(import)
    );
    Finding { files: vec![import.from.clone(), import.to.clone()], text }
}

/// The file, the line, and what is imported from where.
fn line(import: &Import) -> String {
    format!("{}:{}: imports `{}` from {}", import.from, import.line, import.path, import.to)
}

/// Each set of files that import each other, directly or through others.
pub(crate) fn circles(graph: &Graph) -> Vec<Finding> {
    let mut reachable: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for import in &graph.imports {
        reachable.entry(&import.from).or_default();
    }
    for (file, targets) in &mut reachable {
        follow(graph, file, targets);
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut findings = Vec::new();
    for (file, targets) in &reachable {
        if !targets.contains(file) || seen.contains(*file) {
            continue;
        }
        let back = |other: &&&str| reachable.get(**other).is_some_and(|targets| targets.contains(file));
        let members: BTreeSet<_> = targets.iter().filter(back).copied().collect();
        seen.extend(&members);
        findings.push(circle(graph, &members));
    }
    findings
}

fn follow<'g>(graph: &'g Graph, file: &str, targets: &mut BTreeSet<&'g str>) {
    let mut open = vec![file];
    while let Some(file) = open.pop() {
        for import in graph.imports.iter().filter(|import| import.from == file) {
            if targets.insert(&import.to) {
                open.push(&import.to);
            }
        }
    }
}

fn circle(graph: &Graph, members: &BTreeSet<&str>) -> Finding {
    let within = |import: &&Import| members.contains(&*import.from) && members.contains(&*import.to);
    // One import of each pair of files is enough to find the others.
    let mut pairs = BTreeSet::new();
    let imports: Vec<_> = graph
        .imports
        .iter()
        .filter(within)
        .filter(|import| pairs.insert((&import.from, &import.to)))
        .map(|import| format!("  {}", line(import)))
        .collect();
    let text = format!(
        "{} files import each other:\n{}\n  move what both sides need to a separate file below them, or what uses \
         both to one above them",
        members.len(),
        imports.join("\n")
    );
    Finding { files: members.iter().map(ToString::to_string).collect(), text }
}
