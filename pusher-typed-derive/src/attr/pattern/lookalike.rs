//! Detects names that look like a different kind of channel.
//!
//! A misspelled prefix causes no error on the service. It declares a different kind of channel, usually a
//! public one.

use strsim::osa_distance;

/// A beginning of a pattern that looks like the prefix of a different kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lookalike<'p> {
    /// The beginning as the user wrote it.
    pub(crate) seen: &'p str,
    /// The prefix that was probably intended.
    pub(crate) meant: &'static str,
    /// The kind of channel that this prefix declares.
    pub(crate) kind: &'static str,
}

/// A word of a prefix, the whole prefix, and the kind that it declares.
type Word = (&'static str, &'static str, &'static str);

/// The known beginnings of names.
const FIRST: &[Word] = &[
    ("private", "private-", "a private channel"),
    ("presence", "presence-", "a presence channel"),
    ("encrypted", "private-encrypted-", "an encrypted channel"),
    ("cache", "cache-", "a cache channel"),
];

const AFTER_PRIVATE: &[Word] = &[
    ("encrypted", "private-encrypted-", "an encrypted channel"),
    ("encryption", "private-encrypted-", "an encrypted channel"),
    ("encrypt", "private-encrypted-", "an encrypted channel"),
    ("cache", "private-cache-", "a private cache channel"),
];

/// `encrypted` is written before `cache`.
const AFTER_PRIVATE_CACHE: &[Word] = &[
    ("encrypted", "private-encrypted-cache-", "an encrypted cache channel"),
    ("encryption", "private-encrypted-cache-", "an encrypted cache channel"),
    ("encrypt", "private-encrypted-cache-", "an encrypted cache channel"),
];

const AFTER_ENCRYPTED: &[Word] = &[("cache", "private-encrypted-cache-", "an encrypted cache channel")];

const AFTER_PRESENCE: &[Word] = &[("cache", "presence-cache-", "a presence cache channel")];

/// `cache` is the last word of a prefix.
const AFTER_CACHE: &[Word] = &[
    ("private", "private-cache-", "a private cache channel"),
    ("presence", "presence-cache-", "a presence cache channel"),
    ("encrypted", "private-encrypted-cache-", "an encrypted cache channel"),
];

/// Ordinary words that are one edit away from a word of a prefix, or that extend one.
const REAL_WORDS: &[&str] = &[
    "ache",
    "cacheable",
    "cached",
    "cacher",
    "caches",
    "cachet",
    "coche",
    "encrypter",
    "presences",
    "pretence",
    "primate",
    "privateer",
    "privateers",
    "privately",
    "privates",
    "tache",
    "vache",
];

/// Whether the literal beginning of the pattern looks like a kind that the pattern does not have.
pub(crate) fn find(prefix: &str) -> Option<Lookalike<'_>> {
    let (at, words) = if prefix.starts_with("private-encrypted-") {
        ("private-encrypted-".len(), AFTER_ENCRYPTED)
    } else if prefix.starts_with("private-cache-") {
        ("private-cache-".len(), AFTER_PRIVATE_CACHE)
    } else if prefix.starts_with("private-") {
        ("private-".len(), AFTER_PRIVATE)
    } else if prefix.starts_with("presence-") {
        ("presence-".len(), AFTER_PRESENCE)
    } else if prefix.starts_with("cache-") {
        ("cache-".len(), AFTER_CACHE)
    } else {
        (0, FIRST)
    };
    let rest = prefix.get(at..)?;
    let end = rest.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let (word, after) = (rest.get(..end)?, rest.get(end..)?.chars().next());
    let (meant, kind, length) = words.iter().find_map(|(known, meant, kind)| {
        // A correctly spelled prefix declares the kind.
        let is_meant = prefix.starts_with(meant);
        let length = looks_like(word, known).filter(|_| !is_meant)?;
        Some((*meant, *kind, length))
    })?;
    let separator = if length == end { after.map_or(0, char::len_utf8) } else { 0 };
    Some(Lookalike { seen: prefix.get(..at + length + separator)?, meant, kind })
}

/// The length of the beginning of `word` that looks like `known`.
fn looks_like(word: &str, known: &str) -> Option<usize> {
    let lower = word.to_ascii_lowercase();
    if REAL_WORDS.contains(&lower.as_str()) {
        return None;
    }
    if osa_distance(&lower, known) <= 1 {
        return Some(word.len());
    }
    // Without the hyphen.
    (lower.starts_with(known) && is_word_of_a_kind(known)).then_some(known.len())
}

/// Whether the word is itself part of a prefix. The other words are only similar to one.
fn is_word_of_a_kind(word: &str) -> bool {
    matches!(word, "private" | "presence" | "encrypted" | "cache")
}

#[cfg(test)]
mod tests {
    use super::find;

    fn meant(prefix: &str) -> Option<&'static str> {
        find(prefix).map(|lookalike| lookalike.meant)
    }

    #[test]
    fn names_of_every_kind_are_no_lookalikes() {
        for prefix in [
            "private-orders-",
            "private-",
            "private-encrypted-letters-",
            "private-encrypted-cache-letters-",
            "private-cache-prices-",
            "presence-room-",
            "presence-cache-room-",
            "cache-prices-",
            "orders-",
            "",
        ] {
            assert_eq!(find(prefix), None, "{prefix}");
        }
    }

    #[test]
    fn other_words_and_words_that_people_use_are_fine() {
        for prefix in [
            "prices-",
            "presentation-",
            "present-",
            "presents-",
            "private-archive-",
            "private-encoded-",
            "encryption-keys-",
            "cached-",
            "caches-",
            "private-cached-",
            "private-encrypted-caches-",
            "presence-cached-",
            "cachet-",
            "primate-",
            "privateers-",
            "privately-",
            "pretence-",
            "care-",
            "cash-",
            "catch-",
            "orders-private-",
        ] {
            assert_eq!(find(prefix), None, "{prefix}");
        }
    }

    /// All texts that differ from `word` by one edit or by one transposition of adjacent characters.
    fn edits(word: &str) -> Vec<String> {
        let (mut edited, letters) = (Vec::new(), word.as_bytes());
        let mut push = |bytes: Vec<u8>| edited.push(String::from_utf8(bytes).expect("ASCII"));
        for at in 0..letters.len() {
            push([&letters[..at], &letters[at + 1..]].concat());
            for letter in b'a'..=b'z' {
                push([&letters[..at], &[letter], &letters[at + 1..]].concat());
                push([&letters[..at], &[letter], &letters[at..]].concat());
            }
            if at + 1 < letters.len() {
                push([&letters[..at], &[letters[at + 1], letters[at]], &letters[at + 2..]].concat());
            }
        }
        edited.retain(|edit| edit != word && !super::REAL_WORDS.contains(&edit.as_str()));
        edited
    }

    #[test]
    fn one_edit_of_each_word_in_each_place_is_a_lookalike() {
        for (before, word, expected) in [
            ("", "private", "private-"),
            ("", "presence", "presence-"),
            ("", "encrypted", "private-encrypted-"),
            ("", "cache", "cache-"),
            ("private-", "encrypted", "private-encrypted-"),
            ("private-", "cache", "private-cache-"),
            ("private-encrypted-", "cache", "private-encrypted-cache-"),
            ("presence-", "cache", "presence-cache-"),
            ("private-cache-", "encrypted", "private-encrypted-cache-"),
            ("cache-", "private", "private-cache-"),
            ("cache-", "presence", "presence-cache-"),
            ("cache-", "encrypted", "private-encrypted-cache-"),
        ] {
            for edit in edits(word) {
                assert_eq!(meant(&format!("{before}{edit}-orders-")), Some(expected), "{before}{edit}-");
            }
        }
    }

    #[test]
    fn prefixes_in_another_form_are_lookalikes() {
        for (prefix, expected) in [
            ("private_orders-", "private-"),
            ("Private-orders-", "private-"),
            ("private", "private-"),
            ("presence.room", "presence-"),
            ("privateorders-", "private-"),
            ("presenceroom-", "presence-"),
            ("cacheprices-", "cache-"),
            ("encrypted-letters", "private-encrypted-"),
            ("private-encrypted_letters", "private-encrypted-"),
            ("private-encryptedletters-", "private-encrypted-"),
            ("private-encrypt-orders-", "private-encrypted-"),
            ("private-encryption-orders-", "private-encrypted-"),
            ("private-cache_prices-", "private-cache-"),
            ("cache-private-prices", "private-cache-"),
            ("cache-presense-room", "presence-cache-"),
            ("private-cache-encrypted-orders", "private-encrypted-cache-"),
            ("private-cache-encrypt-orders", "private-encrypted-cache-"),
        ] {
            assert_eq!(meant(prefix), Some(expected), "{prefix}");
        }
    }

    #[test]
    fn the_part_that_looks_like_a_prefix_is_shown() {
        let seen = |prefix| find(prefix).map(|lookalike| lookalike.seen);
        assert_eq!(seen("privat-orders-"), Some("privat-"));
        assert_eq!(seen("privateorders-"), Some("private"));
        assert_eq!(seen("private-encrypt-orders-"), Some("private-encrypt-"));
        assert_eq!(seen("cache-private-prices"), Some("cache-private-"));
    }
}
