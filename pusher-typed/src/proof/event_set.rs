//! Proofs about event sets, while the user's crate compiles.

use super::{event::push_duplicate, overlap::overlap, text::Text};
use crate::{
    channel::{Pattern, Patterns, begins_with},
    event::set::Events,
};

/// Rejects the members of a set from `from` up to `to` whose event name occurs again, on the same channel, in
/// a later member.
///
/// `set` and the labels of the members are the names in the user's code.
#[track_caller]
#[allow(clippy::indexing_slicing)] // in a constant, an index out of bounds is a compile error
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

/// An event name that occurs in both sets on the same channel.
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

/// Rejects the members of a set that the set cannot receive: those with events that belong to none of the
/// set's channels, and not to users if the set is for users.
#[track_caller]
#[allow(clippy::indexing_slicing)] // in a constant, an index out of bounds is a compile error
pub const fn check_events_in_channels(
    set: &str,
    labels: &[&str],
    events: &Events,
    channels: &[Pattern],
    user: bool,
) {
    let Events::Any(members) = events else { return };
    let mut text = Text::new();
    let mut at = 0;
    while at < members.len() {
        push_outside(&mut text, set, labels[at], &members[at], channels, user);
        at += 1;
    }
    text.panic_if_any();
}

/// Adds an error for each event that belongs to none of the channels.
const fn push_outside(
    text: &mut Text,
    set: &str,
    label: &str,
    events: &Events,
    channels: &[Pattern],
    user: bool,
) {
    let (event, missing) = match events {
        Events::Any(sets) => {
            let mut sets = *sets;
            while let [first, rest @ ..] = sets {
                push_outside(text, set, label, first, channels, user);
                sets = rest;
            }
            return;
        }
        Events::One(_, own) if is_unknown(own) => return,
        Events::One(event, own) if !is_on_any(own, channels) => (event, "one of its channels: `channel = …`"),
        Events::User(event) if !user => (event, "`user`"),
        Events::One(..) | Events::User(_) => return,
    };
    text.begin_line();
    text.push_all(&[
        "`",
        set,
        "::",
        label,
        "`: the event `",
        event,
        "` is for none of the channels of `",
        set,
    ]);
    text.push_all(&["`; add ", missing, " to the `#[pusher(…)]` of `", set, "`, or remove the variant"]);
}

const fn is_on_any(own: &Patterns, mut channels: &[Pattern]) -> bool {
    while let [channel, rest @ ..] = channels {
        if overlap(own, &Patterns::One(*channel)).is_some() {
            return true;
        }
        channels = rest;
    }
    false
}

/// Rejects a channel of a set to which none of the set's events belong.
#[track_caller]
pub const fn check_channel_in_set(set: &str, channel: &str, events: &Events, pattern: &Pattern) {
    // Without a pattern the channel's declaration is invalid, and its derive has reported an error.
    if !pattern.as_str().is_empty() && !any_on(events, &Patterns::One(*pattern)) {
        let mut text = Text::new();
        text.push_all(&["none of the events of `", set, "` was declared for the channel `", channel, "`, `"]);
        text.push_all(&[pattern.as_str(), "`; add a variant with one that is, or remove `channel = "]);
        text.push_all(&[channel, "`"]);
        text.panic();
    }
}

/// Rejects `user` on a set without events for users.
#[track_caller]
pub const fn check_user_in_set(set: &str, events: &Events) {
    if !any_for_user(events) {
        let mut text = Text::new();
        text.push_all(&["none of the events of `", set, "` is for users; add a variant with an event "]);
        text.push("that was declared with `#[pusher(user, event = \"…\")]`, or remove `user`");
        text.panic();
    }
}

/// Whether any event of the set is for users. A set without events has an invalid declaration, which is reported there.
const fn any_for_user(events: &Events) -> bool {
    match events {
        Events::User(_) | Events::Any([]) => true,
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
        Events::One(_, own) => is_unknown(own),
    }
}

/// Whether any event of the set may be sent on one of the channels, or the set has an invalid declaration.
const fn any_on(events: &Events, channels: &Patterns) -> bool {
    match events {
        Events::Any([]) => true,
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
        Events::One(_, own) => is_unknown(own) || overlap(own, channels).is_some(),
        Events::User(_) => false,
    }
}

/// Whether the declaration of the event or of its channel is invalid. Its derive has reported an error.
const fn is_unknown(channels: &Patterns) -> bool {
    matches!(channels, Patterns::Any([]))
}

const fn same(left: &str, right: &str) -> bool {
    left.len() == right.len() && begins_with(left.as_bytes(), right.as_bytes())
}
