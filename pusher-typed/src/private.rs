//! What generated code uses. Not part of the public API: it changes without notice.

pub use serde;
pub use serde_json;

use crate::channel::{
    Channel, ChannelName, ChannelNameError, ChannelSet as _, ParseChannelParam, Pattern, Segment, param,
};
pub use crate::{
    channel::{
        pattern::WriteParam,
        proof::{check_disjoint, check_pattern, check_plain, check_user_id},
    },
    event::set::check_events,
};

/// The pattern `text`, whose parts are `segments`.
pub const fn pattern(text: &'static str, segments: &'static [Segment]) -> Pattern {
    Pattern::new(text, segments)
}

/// The name of the channel `C` with these parameters, in the order of the placeholders.
pub fn name_of<C: Channel>(params: &[&dyn WriteParam]) -> Result<ChannelName, ChannelNameError> {
    C::PATTERN.fill(params)
}

/// The texts of the placeholders of `C` in `name`.
pub fn split_name<'n, C: Channel, const N: usize>(name: &'n str) -> Option<[&'n str; N]> {
    C::PATTERN.split(name)?.try_into().ok()
}

/// The value that is written as `text`.
pub fn parse_param<'n, P: ParseChannelParam<'n>>(text: &'n str) -> Option<P> {
    param::parse(text)
}

/// Equality of declared channels by what they are written as, so that their
/// parameters need no `PartialEq`.
pub fn same_name<C: Channel>(left: &C, right: &C) -> bool {
    match (left.name(), right.name()) {
        (Ok(left), Ok(right)) => left == right,
        _ => false,
    }
}
