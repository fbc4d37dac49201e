//! What is proved of channel patterns while the user's crate compiles.
//!
//! A parameter type states which characters its text may contain and how long
//! it is, so a pattern is a small regular language and a question about two
//! patterns is a search over the product of two automata. Everything here is
//! `const fn`; a refusal is a panic, which the compiler prints as the error.
//! Indexing and panics are therefore what is wanted, not a danger.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::cast_possible_truncation)]

mod apart;
mod automaton;
mod event;
mod pattern;
mod search;
mod set;
pub(crate) mod text;

pub(crate) use self::event::push_duplicate;
use self::{
    apart::{apart, never_begins_with, one_reading},
    automaton::Automaton,
    search::{Search, Witness, search},
};
pub use self::{
    event::{check_client_event, check_filled, check_plain},
    pattern::check_pattern,
    set::{check_disjoint, check_user_id},
};
use super::{Pattern, Patterns, Segment};

/// The hosted service's limit for a channel name, in bytes.
pub(crate) const MAX_NAME: usize = 164;

/// The length of the longest name, where an unbounded parameter counts with its least length.
const fn longest_name(pattern: &Pattern) -> usize {
    let mut len: usize = 0;
    let mut at = 0;
    while at < pattern.segments().len() {
        len = len.saturating_add(match pattern.segments()[at] {
            Segment::Literal(literal) => literal.len(),
            Segment::Placeholder(placeholder) if placeholder.max_len == usize::MAX => placeholder.min_len,
            Segment::Placeholder(placeholder) => placeholder.max_len,
        });
        at += 1;
    }
    len
}

/// A name that both sets have.
pub(crate) const fn overlap(left: &Patterns, right: &Patterns) -> Option<Witness> {
    match (left, right) {
        (Patterns::Any(sets), other) | (other, Patterns::Any(sets)) => {
            let mut at = 0;
            while at < sets.len() {
                if let Some(witness) = overlap(&sets[at], other) {
                    return Some(witness);
                }
                at += 1;
            }
            None
        }
        (Patterns::One(left), Patterns::One(right)) if apart(left, right) => None,
        (left, right) => match (automaton_of(left), automaton_of(right)) {
            (Some(left), Some(right)) => search(&left, &right, Search::Overlap),
            // An overlong pattern is refused where it is declared.
            _ => None,
        },
    }
}

const fn automaton_of(patterns: &Patterns) -> Option<Automaton> {
    match patterns {
        Patterns::One(pattern) if longest_name(pattern) > MAX_NAME => None,
        Patterns::One(pattern) => Some(Automaton::of(pattern)),
        Patterns::Any(_) | Patterns::All => Some(Automaton::beginning_with("")),
    }
}

#[cfg(test)]
mod tests;
