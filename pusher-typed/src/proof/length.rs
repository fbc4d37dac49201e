//! The lengths of the names of a pattern.

use crate::channel::{Pattern, Segment};

/// The hosted service's limit for a channel name, in bytes.
pub(super) const MAX_NAME: usize = 164;

/// The length of the longest name. For a parameter without a maximum, its minimum length is used.
pub(super) const fn longest_name(pattern: &Pattern) -> usize {
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
