//! Proofs about webhook enums, which are evaluated when the user's crate is compiled.
//!
//! The error texts contain the names of the enum, the variant and the kind in the user's code.

use super::{event_set::shared_event, overlap::overlap, text::Text};
use crate::{
    channel::{ChannelKind, Patterns, begins_with},
    event::set::Events,
    webhook::WebhookKind,
};

/// Rejects a variant with a kind that one of its channels does not support.
#[track_caller]
pub const fn check_webhook_channel(set: &str, variant: &str, kind: WebhookKind, channels: &Patterns) {
    match channels {
        Patterns::One(pattern) => {
            if !occurs(kind, pattern.kind()) {
                let mut text = Text::new();
                text.push_all(&["`", set, "::", variant, "`: `", pattern.as_str(), "` is "]);
                text.push_all(&[pattern.kind().words(), ", and `", kind.name(), "` is "]);
                text.push(way_out(kind));
                text.panic();
            }
        }
        Patterns::Any(sets) => {
            let mut sets = *sets;
            while let [first, rest @ ..] = sets {
                check_webhook_channel(set, variant, kind, first);
                sets = rest;
            }
        }
        Patterns::All => {}
    }
}

/// Whether the service sends webhooks of this kind for channels of this kind.
const fn occurs(kind: WebhookKind, channel: ChannelKind) -> bool {
    match kind {
        WebhookKind::ChannelOccupied | WebhookKind::ChannelVacated => true,
        WebhookKind::MemberAdded | WebhookKind::MemberRemoved => channel.is_presence(),
        WebhookKind::ClientEvent => !channel.is_public(),
        WebhookKind::CacheMiss => channel.is_cache(),
        WebhookKind::SubscriptionCount => !channel.is_presence(),
    }
}

/// Describes the channels that support the kind, and how to correct the declaration.
const fn way_out(kind: WebhookKind) -> &'static str {
    match kind {
        WebhookKind::ChannelOccupied | WebhookKind::ChannelVacated => "sent for every channel",
        WebhookKind::MemberAdded => {
            "sent for presence channels only; use one, or `channel_occupied` to learn when the channel gets its first subscriber"
        }
        WebhookKind::MemberRemoved => {
            "sent for presence channels only; use one, or `channel_vacated` to learn when the channel loses its last subscriber"
        }
        WebhookKind::ClientEvent => {
            "not sent for public channels; use a channel whose pattern begins with `private-` or `presence-`"
        }
        WebhookKind::CacheMiss => {
            "sent for cache channels only; use a channel whose pattern has `cache-` after the prefix of its kind"
        }
        WebhookKind::SubscriptionCount => {
            "not sent for presence channels; use `member_added` and `member_removed` instead"
        }
    }
}

/// Rejects client events that clients cannot send to these channels.
#[track_caller]
pub const fn check_webhook_events(set: &str, variant: &str, channels: &Patterns, events: &Events) {
    match events {
        Events::Any(sets) => {
            let mut sets = *sets;
            while let [first, rest @ ..] = sets {
                check_webhook_events(set, variant, channels, first);
                sets = rest;
            }
        }
        // The declaration of the event or of its channel is invalid, and its derive has reported an error.
        Events::One(_, declared) if is_empty(declared) => {}
        Events::One(name, _) | Events::User(name) if !begins_with(name.as_bytes(), b"client-") => {
            let mut text = Text::new();
            text.push_all(&["`", set, "::", variant, "`: browsers do not send the event `", name]);
            text.push("`, because its name does not begin with `client-`; rename it, or use another event");
            text.panic();
        }
        Events::One(name, declared) => {
            if !is_empty(channels) && overlap(channels, declared).is_none() {
                let mut text = Text::new();
                text.push_all(&[
                    "`",
                    set,
                    "::",
                    variant,
                    "`: the event `",
                    name,
                    "` was not declared for the ",
                ]);
                text.push(
                    "variant's channel; add `channel = …` with this channel to the event's `#[pusher(…)]`",
                );
                text.panic();
            }
        }
        Events::User(_) => {}
    }
}

/// Whether there is no channel because of another error.
const fn is_empty(channels: &Patterns) -> bool {
    match channels {
        Patterns::Any(sets) => {
            let mut sets = *sets;
            while let [first, rest @ ..] = sets {
                if !is_empty(first) {
                    return false;
                }
                sets = rest;
            }
            true
        }
        Patterns::One(_) | Patterns::All => false,
    }
}

/// The channels of one variant and, for client events, the events (`None` for all events).
type Taken<'t> = (&'t str, Patterns, Option<Events>);

/// Rejects two variants of the same kind that match the same event.
#[track_caller]
pub const fn check_webhook_variants(set: &str, kind: WebhookKind, mut variants: &[Taken<'_>]) {
    while let [left, rest @ ..] = variants {
        let mut others = rest;
        while let [right, rest @ ..] = others {
            check_pair(set, kind, left, right);
            others = rest;
        }
        variants = rest;
    }
}

#[track_caller]
const fn check_pair(set: &str, kind: WebhookKind, left: &Taken<'_>, right: &Taken<'_>) {
    let Some(channel) = overlap(&left.1, &right.1) else { return };
    let event = match (&left.2, &right.2) {
        (Some(left), Some(right)) => match shared_event(left, right) {
            None => return,
            event => event,
        },
        _ => None,
    };
    let mut text = Text::new();
    text.push_all(&["`", set, "::", left.0, "` and `", set, "::", right.0, "` would both match the `"]);
    text.push_all(&[kind.name(), "` of the channel `", channel.name()]);
    if let Some(event) = event {
        text.push_all(&["` with the event `", event]);
    }
    text.push("`; remove one variant, or use channels without common names");
    if matches!(kind, WebhookKind::ClientEvent) {
        text.push(", or different events");
    }
    text.panic();
}
