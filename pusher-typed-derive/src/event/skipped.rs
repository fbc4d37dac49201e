//! Checks fields that serde skips.

use super::{
    channels::ReadChannel,
    fields::{EventField, Skip},
};
use crate::errors::Errors;

/// Checks that a field that serde does not deserialize occurs in the name of every channel, exactly once.
pub(super) fn check(fields: &[EventField], channels: &[ReadChannel], errors: &mut Errors) {
    for EventField { field, name, skip } in fields.iter().filter(|field| field.skip != Skip::No) {
        let placed =
            |channel: &ReadChannel| channel.placed.iter().filter(|ident| **ident == field.ident).count();
        let counts: Vec<usize> = channels.iter().map(placed).collect();
        let message = if counts.iter().all(|count| *count == 0) {
            let Some(channel) = channels.iter().find_map(ReadChannel::of_the_call) else { continue };
            if *skip != Skip::Read {
                continue;
            }
            format!(
                "`{name}` is not in the payload, so it would be read as its default value; \
                 write `channel = {channel} {{ {name} }}` if the channel's name has it, \
                 or `#[serde(skip, default)]` if you want the default value"
            )
        } else if *skip == Skip::WriteOnly {
            format!(
                "`{name}` is not in the payload, so the event could not be decoded; write `skip` instead, or add `default`"
            )
        } else if counts.contains(&0) {
            format!(
                "`{name}` is not in the payload, and not in the name of every channel of the event; remove the serde attribute that skips it"
            )
        } else if counts.iter().any(|count| *count > 1) {
            format!(
                "`{name}` is not in the payload, and appears twice in a channel's name; remove the serde attribute that skips it"
            )
        } else {
            continue;
        };
        errors.at(&field.ident, message);
    }
}
