//! Proofs about sets of channels and about presence members.

use super::{apart::begin_apart, overlap::overlap, rough::Ends, search::Witness, text::Text};
use crate::{
    PresenceMember,
    channel::{ChannelParam, Patterns},
};

/// Rejects the members of a set from `from` up to `to` that share a name with a later member.
///
/// `set` and the labels of the members are the names in the user's code. Each constant checks a part of a
/// large set, so that it stays far below the compiler's limits for the evaluation of a constant.
#[track_caller]
pub const fn check_disjoint(set: &str, labels: &[&str], patterns: &Patterns, from: usize, to: usize) {
    let Patterns::Any(members) = patterns else { return };
    // Only computed if it is needed: in most sets all names begin differently.
    let mut ends = None;
    let mut text = Text::new();
    let mut at = from;
    while at < to {
        let mut other = at + 1;
        while other < members.len() {
            if !begin_differently(&members[at], &members[other])
                && !Ends::of(&mut ends, members).decide(at, other)
                && let Some(witness) = overlap(&members[at], &members[other])
            {
                push_overlap(&mut text, set, labels[at], labels[other], &witness);
                break;
            }
            other += 1;
        }
        at += 1;
    }
    text.panic_if_any();
}

/// Whether each is a single channel type, and their literal beginnings differ.
const fn begin_differently(left: &Patterns, right: &Patterns) -> bool {
    match (left, right) {
        (Patterns::One(left), Patterns::One(right)) => begin_apart(left, right),
        _ => false,
    }
}

const fn push_overlap(text: &mut Text, set: &str, left: &str, right: &str, witness: &Witness) {
    text.begin_line();
    text.push_all(&["`", set, "::", left, "` and `", set, "::", right, "` could both be `"]);
    text.push_all(&[witness.name(), "`; "]);
    text.push("change a pattern so that the names differ, or put the two into different sets");
}

/// Rejects a presence member whose id could be longer than 128 characters.
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
