//! Proofs about one pattern.

use super::{
    apart::{never_begins_with, one_reading},
    automaton::Automaton,
    length::{MAX_NAME, longest_name},
    search::{Search, Witness, search},
    text::Text,
};
use crate::channel::{ChannelKind, Pattern, Segment};

/// Refuses a pattern whose names could be too long, of another kind than its literal, or ambiguous.
#[track_caller]
pub const fn check_pattern(pattern: &Pattern) {
    check_texts(pattern);
    check_length(pattern);
    check_kind(pattern);
    check_unambiguous(pattern);
}

/// Refuses a parameter type without any text. A pattern without names would satisfy every proof.
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
        // Names of a private channel always begin with `private-`. Only a longer prefix, or any
        // prefix of a public name, changes the kind.
        let other = kind.prefix();
        if other.len() > own.len() && !never_begins_with(pattern, other) {
            let (names, others) = (Automaton::new(pattern), Automaton::beginning_with(other));
            if let Some(witness) = search(&names, &others, Search::Overlap) {
                kind_error(pattern, kind, &witness);
            }
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
    if one_reading(pattern) {
        return;
    }
    let names = Automaton::new(pattern);
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
