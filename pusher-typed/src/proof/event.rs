//! Proofs about events and their channels.

use super::{overlap::overlap, text::Text};
use crate::channel::{Pattern, Patterns};

/// Rejects two variants of an event set that could both match the same received event.
pub(crate) const fn push_duplicate(text: &mut Text, set: &str, left: &str, right: &str, event: &str) {
    text.begin_line();
    text.push_all(&["`", set, "::", left, "` and `", set, "::", right, "` are both the event `", event]);
    text.push("` on the same channel, so it would be ambiguous which one was received; rename one event, ");
    text.push("or put the two into different sets");
}

/// Rejects an event with fields that are filled from the channel's name, if one name could belong to two of
/// its channels.
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

/// Rejects an event whose fields identify several channels, if one of the channels is encrypted.
#[track_caller]
pub const fn check_plain(event: &str, pattern: &Pattern) {
    if pattern.kind().is_encrypted() {
        let mut text = Text::new();
        text.push_all(&["`", event, "` is sent to several channels in one request, and `", pattern.as_str()]);
        text.push("` is encrypted: each encrypted channel has its own key, so the others cannot decrypt the payload; ");
        text.push("declare a separate event for the encrypted channel");
        text.panic();
    }
}

/// Rejects a client event on a public channel, because clients cannot send events to public channels.
#[track_caller]
pub const fn check_client_event(event: &str, pattern: &Pattern) {
    // Without a pattern the channel's declaration is invalid, and its derive has reported an error.
    if pattern.kind().is_public() && !pattern.as_str().is_empty() {
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
