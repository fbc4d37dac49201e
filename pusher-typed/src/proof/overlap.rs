//! Searches for a name that two sets of channels have in common.

use super::{
    apart::apart,
    automaton::Automaton,
    length::{MAX_NAME, longest_name},
    rough::decides,
    search::{Search, Witness, search},
};
use crate::channel::Patterns;

/// A name that occurs in both sets.
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
        // A pattern that is too long is rejected at its declaration.
        (Patterns::One(pattern), _) | (_, Patterns::One(pattern)) if longest_name(pattern) > MAX_NAME => None,
        (Patterns::One(left), Patterns::One(right)) if decides(left, right, Search::Overlap) => None,
        (Patterns::One(left), Patterns::One(right)) => {
            search(&Automaton::new(left), &Automaton::new(right), Search::Overlap)
        }
        (Patterns::One(pattern), Patterns::All) | (Patterns::All, Patterns::One(pattern)) => {
            let names = Automaton::new(pattern);
            search(&names, &Automaton::beginning_with(&[]), Search::Overlap)
        }
        (Patterns::All, Patterns::All) => {
            let any = Automaton::beginning_with(&[]);
            search(&any, &any, Search::Overlap)
        }
    }
}
