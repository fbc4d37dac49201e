//! Automaton for the texts of one placeholder.
//!
//! A state represents the characters read so far. A step leads to the next state with any character of a set.
//! [`values`](super::values) implements the automaton for the values of the type; this module removes the
//! excluded texts.

use super::values;
use crate::channel::{CharSet, Placeholder};

/// The state of the automaton of a placeholder.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct TextState {
    /// The state in the automaton of the values.
    value: u32,
    /// The first excluded text that begins with the characters read, or `NO_WORD`.
    word: u16,
    /// The number of characters of this text that were read.
    read: u16,
}

const NO_WORD: u16 = u16::MAX;

impl TextState {
    /// The state before the first character.
    pub(super) const START: TextState = TextState { value: values::START, word: 0, read: 0 };

    /// The state after this number of characters of a literal.
    pub(super) const fn of_literal(read: usize) -> TextState {
        TextState { value: read as u32, word: 0, read: 0 }
    }

    pub(super) const fn read_of_literal(self) -> usize {
        self.value as usize
    }

    pub(super) const fn is(self, other: TextState) -> bool {
        self.value == other.value && self.word == other.word && self.read == other.read
    }

    pub(super) const fn hash(self) -> usize {
        (self.value as usize) << 8 ^ (self.word as usize) << 4 ^ self.read as usize
    }
}

/// The number of possible steps from a state.
pub(super) const fn steps(texts: &Placeholder, state: TextState) -> usize {
    let steps = values::steps(texts, state.value);
    if may_be_excluded(texts, state) { steps * (texts.excluded.len() + 1) } else { steps }
}

/// The step at this index: its set of characters, which may be empty, and the next state.
pub(super) const fn step(texts: &Placeholder, state: TextState, at: usize) -> (CharSet, TextState) {
    if !may_be_excluded(texts, state) {
        let (chars, value) = values::step(texts, state.value, at);
        return (chars, TextState { value, word: NO_WORD, read: 0 });
    }
    let words = texts.excluded.len();
    let (chars, value) = values::step(texts, state.value, at / (words + 1));
    let word = at % (words + 1);
    if word == words {
        return (chars.without(next_chars(texts, state)), TextState { value, word: NO_WORD, read: 0 });
    }
    let next = match next_char(texts, state, word) {
        Some(next) if is_first_with(texts, state, word, next) => CharSet::byte(next),
        _ => CharSet::EMPTY,
    };
    (chars.intersection(next), TextState { value, word: word as u16, read: state.read + 1 })
}

/// Whether the text may end in this state.
pub(super) const fn ends(texts: &Placeholder, state: TextState) -> bool {
    if !values::ends(texts, state.value) {
        return false;
    }
    let mut word = 0;
    while may_be_excluded(texts, state) && word < texts.excluded.len() {
        if texts.excluded[word].len() == state.read as usize && begins_alike(texts, state, word) {
            return false;
        }
        word += 1;
    }
    true
}

const fn may_be_excluded(texts: &Placeholder, state: TextState) -> bool {
    state.word != NO_WORD && !texts.excluded.is_empty()
}

/// Whether the excluded text `word` begins with the characters read.
const fn begins_alike(texts: &Placeholder, state: TextState, word: usize) -> bool {
    let (read, other) = (texts.excluded[state.word as usize].as_bytes(), texts.excluded[word].as_bytes());
    let mut at = 0;
    while at < state.read as usize {
        if at >= other.len() || read[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The next character of the excluded text `word`, if it begins with the characters read.
const fn next_char(texts: &Placeholder, state: TextState, word: usize) -> Option<u8> {
    let text = texts.excluded[word].as_bytes();
    if begins_alike(texts, state, word) && (state.read as usize) < text.len() {
        Some(text[state.read as usize])
    } else {
        None
    }
}

/// Whether no excluded text before `word` begins with the characters read and this one. The state stores only
/// the first of the matching excluded texts.
const fn is_first_with(texts: &Placeholder, state: TextState, word: usize, next: u8) -> bool {
    let mut earlier = 0;
    while earlier < word {
        if let Some(other) = next_char(texts, state, earlier)
            && other == next
        {
            return false;
        }
        earlier += 1;
    }
    true
}

/// The next characters of all excluded texts that begin with the characters read.
const fn next_chars(texts: &Placeholder, state: TextState) -> CharSet {
    let mut chars = CharSet::EMPTY;
    let mut word = 0;
    while word < texts.excluded.len() {
        if let Some(next) = next_char(texts, state, word) {
            chars = chars.union(CharSet::byte(next));
        }
        word += 1;
    }
    chars
}
