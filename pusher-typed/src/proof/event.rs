//! What is proved of events and their channels.

use super::{overlap::overlap, text::Text};
use crate::channel::{Pattern, Patterns};

/// Refuses two variants of an event set that one received event could be.
pub(crate) const fn push_duplicate(text: &mut Text, set: &str, left: &str, right: &str, event: &str) {
    text.begin_line();
    text.push_all(&["`", set, "::", left, "` and `", set, "::", right, "` are both the event `", event]);
    text.push("` on the same channel, so it could not be told which was received; rename one event, ");
    text.push("or put the two into different sets");
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
    // Without a pattern its declaration is wrong, which is told there.
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
