//! What is proved of event sets while the user's crate compiles.

use super::set::Events;
#[cfg(feature = "client")]
use crate::channel::{Pattern, Patterns};
use crate::channel::{begins_with, proof};

/// Refuses a member of a set whose event name stands again, for the same
/// channel, in one of the members after it.
///
/// `set` and the members' labels are what the user called them.
#[track_caller]
pub const fn check_events(set: &str, members: &[(&str, Events)], at: usize) {
    let (_, mut rest) = members.split_at(at);
    let [(label, events), others @ ..] = rest else { return };
    rest = others;
    while let [(other, other_events), others @ ..] = rest {
        if let Some(name) = shared_event(events, other_events) {
            proof::duplicate_event(set, label, other, name);
        }
        rest = others;
    }
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

/// Refuses to read the events of a channel as a type or set that it never has.
#[cfg(feature = "client")]
#[track_caller]
pub(crate) const fn check_cached(events: &Events, channel: &Pattern) {
    if !any_on(events, &Patterns::One(*channel)) {
        proof::no_event(channel);
    }
}

/// Whether an event of the set may be on a channel of the other.
#[cfg(feature = "client")]
const fn any_on(events: &Events, channels: &Patterns) -> bool {
    match events {
        Events::Any(sets) => {
            let mut sets = *sets;
            while let [set, rest @ ..] = sets {
                if any_on(set, channels) {
                    return true;
                }
                sets = rest;
            }
            false
        }
        Events::One(_, own) => proof::overlap(own, channels).is_some(),
        Events::User(_) => false,
    }
}

const fn same(left: &str, right: &str) -> bool {
    left.len() == right.len() && begins_with(left.as_bytes(), right.as_bytes())
}
