//! Proofs about one pattern.

use super::{
    apart::{never_begins_with, one_reading},
    automaton::Automaton,
    length::{MAX_NAME, longest_name},
    rough::decides,
    search::{Search, Witness, search},
    text::Text,
};
use crate::{
    channel::{ChannelKind, CharSet, Pattern, Placeholder, Segment},
    param::ParamValues,
};

/// Rejects a pattern whose names could be too long, of another kind than its literal beginning, or ambiguous.
#[track_caller]
pub const fn check_pattern(pattern: &Pattern) {
    check_texts(pattern);
    check_length(pattern);
    check_kind(pattern);
    check_unambiguous(pattern);
}

/// Rejects a parameter type without values. A pattern without names would pass every proof.
#[track_caller]
const fn check_texts(pattern: &Pattern) {
    let mut at = 0;
    while at < pattern.segments().len() {
        if let Segment::Placeholder(placeholder) = pattern.segments()[at]
            && has_no_text(placeholder)
        {
            let mut text = Text::new();
            text.push_all(&[
                "the type of `",
                placeholder.field,
                "` in `",
                pattern.as_str(),
                "` allows no value, because its `ChannelParam` constants contradict each other; ",
            ]);
            text.push("change them so that at least one text has only characters of `CHARS`, ");
            text.push("a length from `MIN_LEN` to `MAX_LEN`, is in `VALUES`, and is not in `EXCLUDED`");
            text.panic();
        }
        at += 1;
    }
}

const fn has_no_text(placeholder: Placeholder) -> bool {
    let Placeholder { chars, min_len, max_len, values, excluded, .. } = placeholder;
    if excluded.is_empty() {
        match values {
            ParamValues::Text => return chars.is_empty() || min_len > max_len,
            // Nearly all integer types have the value 1. This avoids the search for them.
            ParamValues::Integer { min, max, .. }
                if min <= 1 && max >= 1 && min_len <= 1 && max_len >= 1 && chars.contains('1') =>
            {
                return false;
            }
            ParamValues::Integer { .. } | ParamValues::OneOf(_) => {}
        }
    }
    let segments = [Segment::Placeholder(placeholder)];
    let (texts, any) = (Automaton::of(&segments), Automaton::beginning_with(&[]));
    search(&texts, &any, Search::Overlap).is_none()
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

/// Rejects a pattern with values that could result in another kind of channel.
#[track_caller]
const fn check_kind(pattern: &Pattern) {
    if let Some((kind, witness)) = another_kind(pattern, pattern.segments()) {
        let mut text = Text::new();
        text.push_all(&["a value can change the kind of `", pattern.as_str(), "`: `", witness.name()]);
        text.push_all(&["` would be ", kind.words(), ", not ", pattern.kind().words(), "; begin "]);
        text.push("the variable part with a fixed word, as in `");
        text.push_all(&[pattern.literal_prefix(), "room-<…>`"]);
        push_way_out_by_type(&mut text, pattern);
        text.panic();
    }
}

/// A name that matches `segments` and is of another kind than the pattern. `segments` are those of the
/// pattern, or modified ones.
const fn another_kind(pattern: &Pattern, segments: &[Segment]) -> Option<(ChannelKind, Witness)> {
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
        // Names of a private channel always begin with `private-`. Only a longer prefix, or any
        // prefix of a public name, changes the kind.
        let other = kinds[at].prefix();
        if other.len() > own.len() && !never_begins_with(pattern, other) {
            let prefix = [Segment::Literal(other)];
            let (names, others) = (Automaton::of(segments), Automaton::beginning_with(&prefix));
            if let Some(witness) = search(&names, &others, Search::Overlap) {
                return Some((kinds[at], witness));
            }
        }
        at += 1;
    }
    None
}

/// Suggests a change of the first parameter's type that keeps the kind, if there is one.
const fn push_way_out_by_type(text: &mut Text, pattern: &Pattern) {
    let Some(placeholder) = first_placeholder(pattern) else { return };
    if matches!(placeholder.values, ParamValues::OneOf(_)) {
        text.push_all(&[", or rename the variant of the type of `", placeholder.field, "`"]);
        return;
    }
    let without_dash = Placeholder { chars: placeholder.chars.without(CharSet::byte(b'-')), ..placeholder };
    let has_dash = placeholder.chars.contains('-');
    if has_dash && keeps_kind(pattern, without_dash) {
        text.push(", or use a parameter type without `-`");
        return;
    }
    let (words, list) = words_of_kinds(pattern.kind());
    if keeps_kind(pattern, Placeholder { excluded: words, ..without_dash }) {
        text.push_all(&[", or exclude the words of the kinds from the type of `", placeholder.field]);
        let chars = if has_dash { "chars = \"a-zA-Z0-9_\", " } else { "" };
        text.push_all(&["`: `#[pusher(", chars, "not = [", list, "])]`"]);
    }
}

/// The words that change the kind if they follow the prefix of a kind, and the same words in the syntax of an
/// attribute.
const fn words_of_kinds(kind: ChannelKind) -> (&'static [&'static str], &'static str) {
    match kind {
        ChannelKind::Public => (&["private", "presence", "cache"], "\"private\", \"presence\", \"cache\""),
        ChannelKind::Private => (&["encrypted", "cache"], "\"encrypted\", \"cache\""),
        _ => (&["cache"], "\"cache\""),
    }
}

const fn first_placeholder(pattern: &Pattern) -> Option<Placeholder> {
    match pattern.segments() {
        [Segment::Placeholder(first), ..] | [Segment::Literal(_), Segment::Placeholder(first), ..] => {
            Some(*first)
        }
        _ => None,
    }
}

/// Whether all names keep the kind if `first` replaces the first placeholder.
#[expect(clippy::large_stack_arrays, reason = "only the compiler evaluates it")]
const fn keeps_kind(pattern: &Pattern, first: Placeholder) -> bool {
    let mut segments = [Segment::Literal(""); MAX_NAME];
    let mut changed = false;
    let mut at = 0;
    while at < pattern.segments().len() {
        let segment = pattern.segments()[at];
        let is_first = !changed && matches!(segment, Segment::Placeholder(_));
        segments[at] = if is_first { Segment::Placeholder(first) } else { segment };
        changed = changed || is_first;
        at += 1;
    }
    let (segments, _) = segments.split_at(at);
    another_kind(pattern, segments).is_none()
}

#[track_caller]
const fn check_unambiguous(pattern: &Pattern) {
    if one_reading(pattern) || decides(pattern, pattern, Search::TwoReadings) {
        return;
    }
    let names = Automaton::new(pattern);
    let Some(witness) = search(&names, &names, Search::TwoReadings) else { return };
    let mut text = Text::new();
    text.push_all(&["`", pattern.as_str(), "` could be read in two ways: `", witness.name(), "` is "]);
    push_reading(&mut text, pattern, &witness, true);
    text.push(" or ");
    push_reading(&mut text, pattern, &witness, false);
    text.push("; separate the placeholders by a character that the values cannot contain, ");
    text.push(
        "or use a parameter type without it: a number, or a newtype with `#[pusher(chars = \"a-zA-Z0-9_\")]`",
    );
    text.panic();
}

/// Formats one interpretation of the witness: ``a = `x`, b = `y` ``.
const fn push_reading(text: &mut Text, pattern: &Pattern, witness: &Witness, left: bool) {
    let mut segment = 0;
    let mut first = true;
    while segment < pattern.segments().len() {
        if let Segment::Placeholder(placeholder) = pattern.segments()[segment] {
            text.push_all(&[if first { "" } else { ", " }, placeholder.field, " = `"]);
            let mut at = 0;
            while at < witness.len() {
                if witness.segment(at, left) == segment {
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
