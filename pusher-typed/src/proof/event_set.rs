//! What is proved of event sets while the user's crate compiles.

#[cfg(feature = "client")]
use super::event::no_event;
use super::{event::push_duplicate, overlap::overlap, text::Text};
#[cfg(feature = "client")]
use crate::channel::{Pattern, Patterns};
use crate::{channel::begins_with, event::set::Events};

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
                push_duplicate(&mut text, set, labels[at], labels[other], name);
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
            if same(name, other) && overlap(channels, others).is_some() { Some(name) } else { None }
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
pub(crate) const fn check_received(events: &Events, channel: &Pattern) {
    if !any_on(events, &Patterns::One(*channel)) {
        no_event(channel);
    }
}

/// Refuses to read the events for a user as a type or set without any.
#[cfg(feature = "subscriber")]
#[track_caller]
pub(crate) const fn check_for_user(events: &Events) {
    assert!(
        any_for_user(events),
        "no event of this type or set is for users; declare it with `#[pusher(user, event = \"…\")]`"
    );
}

#[cfg(feature = "subscriber")]
const fn any_for_user(events: &Events) -> bool {
    match events {
        Events::Any(sets) => {
            let mut sets = *sets;
            while let [set, rest @ ..] = sets {
                if any_for_user(set) {
                    return true;
                }
                sets = rest;
            }
            false
        }
        Events::One(..) => false,
        Events::User(_) => true,
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
        Events::One(_, own) => overlap(own, channels).is_some(),
        Events::User(_) => false,
    }
}

const fn same(left: &str, right: &str) -> bool {
    left.len() == right.len() && begins_with(left.as_bytes(), right.as_bytes())
}
