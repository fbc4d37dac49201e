//! What is proved of closed sets of channels, and of presence members.

use super::{overlap, text::Text};
use crate::{
    PresenceMember,
    channel::{ChannelParam, Patterns},
};

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
