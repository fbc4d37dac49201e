//! What is proved of event sets while the user's crate compiles.

use super::set::Events;
use crate::channel::{begins_with, proof, proof::text::Text};

/// Refuses the members of a set from `from` up to `to` whose event name stands
/// again, for the same channel, in one of the members after them.
///
/// `set` and the members' labels are what the user called them.
#[track_caller]
#[allow(clippy::indexing_slicing)] // in a constant, what is out of bounds is a compile error
pub const fn check_events(set: &str, labels: &[&str], events: &Events, from: usize, to: usize) {
    let Events::Any(members) = events else { return };
    let mut text = Text::new();
    let mut at = from;
    while at < to {
        let mut other = at + 1;
        while other < members.len() {
            if let Some(name) = shared_event(&members[at], &members[other]) {
                proof::push_duplicate(&mut text, set, labels[at], labels[other], name);
                break;
            }
            other += 1;
        }
        at += 1;
    }
    text.panic_if_any();
}

/// The name of an event that both sets have on one channel.
pub(crate) const fn shared_event(left: &Events, right: &Events) -> Option<&'static str> {
    match (left, right) {
        (Events::Any(sets), other) | (other, Events::Any(sets)) => {
            let mut sets = *sets;
            while let [set, rest @ ..] = sets {
                if let Some(name) = shared_event(set, other) {
                    return Some(name);
                }
                sets = rest;
            }
            None
        }
        (Events::One(name, channels), Events::One(other, others)) => {
            if same(name, other) && proof::overlap(channels, others).is_some() { Some(name) } else { None }
        }
        (Events::User(name), Events::User(other)) => {
            if same(name, other) {
                Some(name)
            } else {
                None
            }
        }
        _ => None,
    }
}

const fn same(left: &str, right: &str) -> bool {
    left.len() == right.len() && begins_with(left.as_bytes(), right.as_bytes())
}
