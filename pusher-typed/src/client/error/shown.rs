//! Shortens texts for errors.

/// How much of an external text is kept for an error, in characters.
const SHOWN: usize = 200;

/// The beginning of a text.
pub(in crate::client) fn shown(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}
