//! What is proved of channel patterns while the user's crate compiles.
//!
//! A parameter type states which characters its text may contain and how long
//! it is, so a pattern is a small regular language and a question about two
//! patterns is a search over the product of two automata. Everything here is
//! `const fn`; a refusal is a panic, which the compiler prints as the error.
//! Indexing and panics are therefore what is wanted, not a danger.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::cast_possible_truncation)]

mod automaton;
mod search;
pub(crate) mod text;

use self::{
    automaton::Automaton,
    search::{Search, Witness, search},
    text::Text,
};
use super::{ChannelKind, ChannelParam, Pattern, Patterns, Segment};
use crate::PresenceMember;

/// The hosted service's limit for a channel name, in bytes.
pub(crate) const MAX_NAME: usize = 164;

/// Refuses a pattern whose names would be too long, of another kind than its
/// literal says, or readable in two ways.
#[track_caller]
pub const fn check_pattern(pattern: &Pattern) {
    check_texts(pattern);
    check_length(pattern);
    check_kind(pattern);
    check_unambiguous(pattern);
}

/// Refuses a parameter without any text: of a pattern that has no names at all
/// everything could be proved.
#[track_caller]
const fn check_texts(pattern: &Pattern) {
    let mut at = 0;
    while at < pattern.segments().len() {
        if let Segment::Placeholder(placeholder) = pattern.segments()[at]
            && (placeholder.chars.is_empty() || placeholder.min_len > placeholder.max_len)
        {
            let mut text = Text::new();
            text.push_all(&[
                "the type of `",
                placeholder.field,
                "` in `",
                pattern.as_str(),
                "` has no text at all; ",
            ]);
            text.push("its `CHARS` need a character of channel names, and its `MAX_LEN` at least 1 and its `MIN_LEN`");
            text.panic();
        }
        at += 1;
    }
}

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

#[track_caller]
const fn check_length(pattern: &Pattern) {
    let longest = longest_name(pattern);
    if longest > MAX_NAME {
        let mut text = Text::new();
        text.push_all(&["names of `", pattern.as_str(), "` may have "]);
        text.push_number(longest);
        text.push(" characters, but a channel name has at most ");
        text.push_number(MAX_NAME);
        text.push("; shorten the pattern, or bound a parameter: `#[pusher(max_len = …)]`");
        text.panic();
    }
}

#[track_caller]
const fn check_kind(pattern: &Pattern) {
    let names = Automaton::of(pattern);
    let own = pattern.kind().prefix();
    let kinds = [
        ChannelKind::Encrypted,
        ChannelKind::Private,
        ChannelKind::Presence,
        ChannelKind::PrivateCache,
        ChannelKind::PresenceCache,
        ChannelKind::PublicCache,
        ChannelKind::EncryptedCache,
    ];
    let mut at = 0;
    while at < kinds.len() {
        let kind = kinds[at];
        // Names of a private channel begin with `private-` anyway: only a
        // longer prefix, or any prefix of a public name, changes the kind.
        let other = kind.prefix();
        if other.len() > own.len()
            && let Some(witness) = search(&names, &Automaton::beginning_with(other), Search::Overlap)
        {
            kind_error(pattern, kind, &witness);
        }
        at += 1;
    }
}

#[track_caller]
const fn kind_error(pattern: &Pattern, kind: ChannelKind, witness: &Witness) {
    let mut text = Text::new();
    text.push_all(&["a value can change the kind of `", pattern.as_str(), "`: `"]);
    text.push(witness.name());
    text.push_all(&["` would be ", kind.words(), ", not ", pattern.kind().words(), "; begin "]);
    text.push("the variable part with a fixed word, as in `");
    text.push_all(&[pattern.literal_prefix(), "room-<…>`, or use a parameter type without `-`"]);
    text.panic();
}

#[track_caller]
const fn check_unambiguous(pattern: &Pattern) {
    let names = Automaton::of(pattern);
    let Some(witness) = search(&names, &names, Search::TwoReadings) else { return };
    let mut text = Text::new();
    text.push_all(&["`", pattern.as_str(), "` could be read in two ways: `", witness.name(), "` is "]);
    push_reading(&mut text, pattern, &names, &witness, true);
    text.push(" or ");
    push_reading(&mut text, pattern, &names, &witness, false);
    text.push("; separate the placeholders by a character that the values cannot contain, ");
    text.push(
        "or use a parameter type without it: a number, or a newtype with `#[pusher(chars = \"a-zA-Z0-9_\")]`",
    );
    text.panic();
}

/// Writes one way to read the witness: ``a = `x`, b = `y` ``.
const fn push_reading(text: &mut Text, pattern: &Pattern, names: &Automaton, witness: &Witness, left: bool) {
    let mut segment = 0;
    let mut first = true;
    while segment < pattern.segments().len() {
        if let Segment::Placeholder(placeholder) = pattern.segments()[segment] {
            text.push_all(&[if first { "" } else { ", " }, placeholder.field, " = `"]);
            let mut at = 0;
            while at < witness.len() {
                if names.segment_of(witness.slot(at, left)) == segment {
                    text.push_byte(witness.byte(at));
                }
                at += 1;
            }
            text.push("`");
            first = false;
        }
        segment += 1;
    }
}

/// Refuses a member of a set that shares a name with one of those after it.
///
/// `set` and the members' labels are what the user called them. One constant
/// checks one member, so that a large set stays far from the limits that the
/// compiler sets to a constant.
#[track_caller]
pub const fn check_disjoint(set: &str, members: &[(&str, Patterns)], at: usize) {
    let (label, patterns) = &members[at];
    let mut other = at + 1;
    while other < members.len() {
        if let Some(witness) = overlap(patterns, &members[other].1) {
            let mut text = Text::new();
            text.push_all(&["`", set, "::", label, "` and `", set, "::", members[other].0]);
            text.push_all(&[
                "` could both be `",
                witness.name(),
                "`, by the characters and lengths of their ",
            ]);
            text.push(
                "parameters; change a pattern so that the names differ, or put the two into different sets",
            );
            text.panic();
        }
        other += 1;
    }
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

/// Whether the fixed text at either end already tells the two apart, as it does
/// for most pairs of a set: that is much cheaper to see than by a search.
const fn apart(left: &Pattern, right: &Pattern) -> bool {
    let (mut l, mut r) = (left.literal_prefix().as_bytes(), right.literal_prefix().as_bytes());
    while let ([first, l_rest @ ..], [other, r_rest @ ..]) = (l, r) {
        if *first != *other {
            return true;
        }
        (l, r) = (l_rest, r_rest);
    }
    let (mut l, mut r) = (left.literal_suffix().as_bytes(), right.literal_suffix().as_bytes());
    while let ([l_rest @ .., last], [r_rest @ .., other]) = (l, r) {
        if *last != *other {
            return true;
        }
        (l, r) = (l_rest, r_rest);
    }
    false
}

const fn automaton_of(patterns: &Patterns) -> Option<Automaton> {
    match patterns {
        Patterns::One(pattern) if longest_name(pattern) > MAX_NAME => None,
        Patterns::One(pattern) => Some(Automaton::of(pattern)),
        Patterns::Any(_) | Patterns::All => Some(Automaton::beginning_with("")),
    }
}

/// Refuses two variants of an event set that one received event could be.
#[track_caller]
pub(crate) const fn duplicate_event(set: &str, left: &str, right: &str, event: &str) -> ! {
    let mut text = Text::new();
    text.push_all(&["`", set, "::", left, "` and `", set, "::", right, "` are both the event `", event]);
    text.push("` on the same channel, so it could not be told which was received; rename one event, ");
    text.push("or put the two into different sets");
    text.panic();
}

/// Says that a channel has none of the events that it is asked for.
#[cfg(feature = "client")]
#[track_caller]
pub(crate) const fn no_event(channel: &Pattern) -> ! {
    let mut text = Text::new();
    text.push_all(&["no event of this type or set was declared for the channel `", channel.as_str()]);
    text.push("`; events name their channels: `#[pusher(channel = …, event = \"…\")]`");
    text.panic();
}

/// Refuses an event that is filled from the names of its channels where one
/// name could be of two of them.
#[track_caller]
pub const fn check_filled(event: &str, channels: &[Pattern]) {
    let mut left = 0;
    while left < channels.len() {
        let mut right = left + 1;
        while right < channels.len() {
            if let Some(witness) = overlap(&Patterns::One(channels[left]), &Patterns::One(channels[right])) {
                let mut text = Text::new();
                text.push_all(&[
                    "a field of `",
                    event,
                    "` is filled from the channel's name, but `",
                    witness.name(),
                ]);
                text.push_all(&[
                    "` could be of `",
                    channels[left].as_str(),
                    "` and of `",
                    channels[right].as_str(),
                ]);
                text.push("`; send the field in the payload, or change a pattern so that the names differ");
                text.panic();
            }
            right += 1;
        }
        left += 1;
    }
}

/// Refuses an event with several channels of its own one of which is encrypted.
#[track_caller]
pub const fn check_plain(event: &str, pattern: &Pattern) {
    if pattern.kind().is_encrypted() {
        let mut text = Text::new();
        text.push_all(&["`", event, "` goes to several channels at once, and `", pattern.as_str()]);
        text.push(
            "` is encrypted: each encrypted channel has a key of its own, so it cannot share a trigger; ",
        );
        text.push("declare an event of its own for the encrypted channel");
        text.panic();
    }
}

/// Refuses a client event on a public channel, to which browsers cannot send.
#[track_caller]
pub const fn check_client_event(event: &str, pattern: &Pattern) {
    if pattern.kind().is_public() {
        let mut text = Text::new();
        text.push_all(&[
            "browsers cannot send `",
            event,
            "` to `",
            pattern.as_str(),
            "`, which is a public channel; ",
        ]);
        text.push("client events need a channel whose pattern begins with `private-` or `presence-`");
        text.panic();
    }
}

/// Refuses a presence member whose id cannot be one: over 128 characters.
#[track_caller]
pub const fn check_user_id<M: PresenceMember>(member: &str, field: &str) {
    let max_len = <M::Id as ChannelParam>::MAX_LEN;
    if max_len != usize::MAX && max_len > crate::UserId::MAX_LEN {
        let mut text = Text::new();
        text.push_all(&["`", member, "::", field, "` may have "]);
        text.push_number(max_len);
        text.push(" characters, but a user id has at most 128; lower its type's `max_len`");
        text.panic();
    }
}

#[cfg(test)]
mod tests;
