//! Finds types whose names, and so their names in the generated TypeScript, have changed.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::schema::{async_api::Components, references::reference};

type Root<'d> = (&'d str, &'d Value, &'d Components);

/// The pairs of different names at the same place of two payloads.
pub(super) fn renamed(old: Root<'_>, new: Root<'_>) -> Vec<(String, String)> {
    let mut renamed = Vec::new();
    if old.0 != new.0 {
        renamed.push((old.0.to_owned(), new.0.to_owned()));
    }
    let mut met = BTreeSet::new();
    let mut open = vec![(old.1, new.1)];
    while let Some((before, after)) = open.pop() {
        if let (Some(from), Some(to)) = (reference(before), reference(after)) {
            let (from, to) = (from.into_owned(), to.into_owned());
            let definitions = old.2.schemas.get(&from).zip(new.2.schemas.get(&to));
            let is_gone = !new.2.schemas.contains_key(&from);
            if met.insert((from.clone(), to.clone())) {
                open.extend(definitions);
                if from != to && is_gone && !renamed.contains(&(from.clone(), to.clone())) {
                    renamed.push((from, to));
                }
            }
            continue;
        }
        match (before, after) {
            (Value::Object(before), Value::Object(after)) => {
                open.extend(before.iter().filter_map(|(key, before)| Some((before, after.get(key)?))));
            }
            (Value::Array(before), Value::Array(after)) => open.extend(before.iter().zip(after)),
            _ => {}
        }
    }
    renamed
}
