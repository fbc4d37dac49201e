//! Whether two sets of channels have a name in common.

use super::{
    apart::apart,
    automaton::Automaton,
    length::{MAX_NAME, longest_name},
    search::{Search, Witness, search},
};
use crate::channel::Patterns;

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
            // A pattern that is too long is refused where it is declared.
            _ => None,
        },
    }
}

const fn automaton_of(patterns: &Patterns) -> Option<Automaton> {
    match patterns {
        Patterns::One(pattern) if longest_name(pattern) > MAX_NAME => None,
        Patterns::One(pattern) => Some(Automaton::new(pattern)),
        Patterns::Any(_) | Patterns::All => Some(Automaton::beginning_with("")),
    }
}
