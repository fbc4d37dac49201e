//! Names that look like another kind of channel but are not of it.

/// A misleading beginning, the right one, and the kind that was meant.
pub(crate) type Lookalike<'p> = (&'p str, &'static str, &'static str);

/// Whether the pattern's beginning looks like a kind that it does not make.
pub(crate) fn find(prefix: &str) -> Option<Lookalike<'_>> {
    const PLAIN: &[(&str, &str, &str)] = &[
        ("private", "private-", "a private channel"),
        ("presence", "presence-", "a presence channel"),
        ("encrypted", "private-encrypted-", "an encrypted channel"),
    ];
    const CACHE: &[(&str, &str, &str)] = &[
        ("private", "private-cache-", "a private cache channel"),
        ("presence", "presence-cache-", "a presence cache channel"),
        ("encrypted", "private-encrypted-cache-", "an encrypted cache channel"),
    ];
    const ENCRYPTED: &[(&str, &str, &str)] = &[("encrypted", "private-encrypted-", "an encrypted channel")];
    if prefix.starts_with("private-encrypted-") || prefix.starts_with("presence-") {
        None
    } else if prefix.starts_with("private-") {
        misspelt(prefix, "private-".len(), ENCRYPTED)
    } else if prefix.starts_with("cache-") {
        misspelt(prefix, "cache-".len(), CACHE)
    } else {
        let cache = prefix.get(..6).filter(|word| word.eq_ignore_ascii_case("cache-"));
        let cache = cache.map(|seen| (seen, "cache-", "a cache channel"));
        cache.or_else(|| misspelt(prefix, 0, PLAIN))
    }
}

/// Whether one of the words stands at `skip` as a word of its own, in any case.
fn misspelt<'p>(
    prefix: &'p str,
    skip: usize,
    words: &[(&str, &'static str, &'static str)],
) -> Option<Lookalike<'p>> {
    words.iter().find_map(|(word, meant, kind)| {
        let end = skip + word.len();
        let same = prefix.get(skip..end).is_some_and(|start| start.eq_ignore_ascii_case(word));
        let next = prefix.get(end..)?.chars().next();
        let ends = next.is_none_or(|character| !character.is_ascii_alphanumeric());
        let seen = prefix.get(..end + next.map_or(0, char::len_utf8))?;
        (same && ends).then_some((seen, *meant, *kind))
    })
}
