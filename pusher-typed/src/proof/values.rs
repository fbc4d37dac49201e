//! Automaton for the values of a type. A state is a number.

use super::integer;
use crate::{
    channel::{CharSet, Placeholder},
    param::ParamValues,
};

/// The state before the first character.
pub(super) const START: u32 = 0;

/// The number of possible steps from a state.
pub(super) const fn steps(texts: &Placeholder, state: u32) -> usize {
    match texts.values {
        ParamValues::OneOf(values) if state == START => values.len(),
        ParamValues::OneOf(_) | ParamValues::Text => 1,
        ParamValues::Integer { .. } => integer::STEPS,
    }
}

/// The step at this index: its set of characters, which may be empty, and the next state.
pub(super) const fn step(texts: &Placeholder, state: u32, at: usize) -> (CharSet, u32) {
    let (chars, next) = match texts.values {
        ParamValues::Text => any_text(texts, state),
        ParamValues::OneOf(values) => one_of(values, state, at),
        ParamValues::Integer { min, max, non_zero } => {
            let (chars, next) = integer::step(min, max, state, at);
            if non_zero && integer::is_zero(next) { (CharSet::EMPTY, state) } else { (chars, next) }
        }
    };
    (chars.intersection(texts.chars), next)
}

/// Whether the text may end in this state.
pub(super) const fn ends(texts: &Placeholder, state: u32) -> bool {
    match texts.values {
        ParamValues::Text => state as usize >= texts.min_len,
        ParamValues::OneOf(values) => {
            let (value, read) = chosen(state);
            read > 0 && read == values[value].len() && has_length(texts, read)
        }
        ParamValues::Integer { min, max, .. } => {
            integer::ends(min, max, state) && has_length(texts, integer::len(state))
        }
    }
}

const fn has_length(texts: &Placeholder, len: usize) -> bool {
    len >= texts.min_len && len <= texts.max_len
}

/// The state is the number of characters read, as far as it affects the next steps.
const fn any_text(texts: &Placeholder, state: u32) -> (CharSet, u32) {
    let read = state as usize;
    if read >= texts.max_len {
        return (CharSet::EMPTY, state);
    }
    let is_endless = texts.max_len == usize::MAX && read == texts.min_len;
    (texts.chars, if is_endless { state } else { state + 1 })
}

/// The state is the selected text and the number of its characters that were read.
const fn one_of(values: &[&str], state: u32, at: usize) -> (CharSet, u32) {
    let (value, read) = if state == START { (at, 0) } else { chosen(state) };
    let text = values[value].as_bytes();
    if read >= text.len() || text.len() > READ as usize {
        return (CharSet::EMPTY, state);
    }
    (CharSet::byte(text[read]), (value as u32) << READ_BITS | (read as u32 + 1))
}

const READ_BITS: u32 = 8;
/// The maximum length of one text, which exceeds the length of a name.
const READ: u32 = (1 << READ_BITS) - 1;

const fn chosen(state: u32) -> (usize, usize) {
    ((state >> READ_BITS) as usize, (state & READ) as usize)
}
