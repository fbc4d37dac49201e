//! "Did you mean …?"

/// The candidate that is most similar to `word`, if one is similar enough.
pub(crate) fn closest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let likeness = |candidate: &str| {
        let likeness = strsim::jaro_winkler(word, candidate);
        if candidate.eq_ignore_ascii_case(word) {
            1.0
        } else if word.len() > 1 && (candidate.contains(word) || word.contains(candidate)) {
            likeness.max(0.8)
        } else {
            likeness
        }
    };
    let candidates = candidates.into_iter().map(|candidate| (likeness(candidate), candidate));
    let best = candidates.max_by(|(left, _), (right, _)| left.total_cmp(right))?;
    (best.0 > 0.75).then_some(best.1)
}

/// `` `a`, `b` and `c` ``
pub(crate) fn list(names: &[impl AsRef<str>]) -> String {
    list_with("and", names)
}

/// The same with another word before the last name.
pub(crate) fn list_with(word: &str, names: &[impl AsRef<str>]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {word} {last}", rest.join(", ")),
    }
}
