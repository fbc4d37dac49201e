//! The kinds of webhook events and their names on the wire.

use std::fmt;

/// The kind of a webhook event
/// ([webhook events](https://pusher.com/docs/channels/server_api/webhooks/#events)).
///
/// ```
/// use pusher_typed::webhook::WebhookKind;
///
/// let kind = WebhookKind::ChannelOccupied;
/// assert_eq!(kind.name(), "channel_occupied");
/// assert_eq!(WebhookKind::from_name(kind.name()), Some(kind));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WebhookKind {
    /// `channel_occupied`: the channel has a subscriber, and had none before.
    ChannelOccupied,
    /// `channel_vacated`: the channel no longer has a subscriber.
    ChannelVacated,
    /// `member_added`: a user joined a presence channel.
    MemberAdded,
    /// `member_removed`: a user left a presence channel.
    MemberRemoved,
    /// `client_event`: a browser sent an event to a private or presence channel.
    ClientEvent,
    /// `cache_miss`: a client subscribed to a cache channel that has no cached event.
    CacheMiss,
    /// `subscription_count`: the number of subscriptions to a channel that is not a presence channel
    /// has changed.
    SubscriptionCount,
}

impl WebhookKind {
    /// The kind with this name on the wire; `None` for an unknown one.
    ///
    /// ```
    /// # use pusher_typed::webhook::WebhookKind;
    /// assert_eq!(WebhookKind::from_name("cache_miss"), Some(WebhookKind::CacheMiss));
    /// assert_eq!(WebhookKind::from_name("Cache_Miss"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<WebhookKind> {
        Some(match name {
            "channel_occupied" => WebhookKind::ChannelOccupied,
            "channel_vacated" => WebhookKind::ChannelVacated,
            "member_added" => WebhookKind::MemberAdded,
            "member_removed" => WebhookKind::MemberRemoved,
            "client_event" => WebhookKind::ClientEvent,
            "cache_miss" => WebhookKind::CacheMiss,
            "subscription_count" => WebhookKind::SubscriptionCount,
            _ => return None,
        })
    }

    /// The event's `name` in the JSON.
    pub const fn name(self) -> &'static str {
        match self {
            WebhookKind::ChannelOccupied => "channel_occupied",
            WebhookKind::ChannelVacated => "channel_vacated",
            WebhookKind::MemberAdded => "member_added",
            WebhookKind::MemberRemoved => "member_removed",
            WebhookKind::ClientEvent => "client_event",
            WebhookKind::CacheMiss => "cache_miss",
            WebhookKind::SubscriptionCount => "subscription_count",
        }
    }
}

impl fmt::Display for WebhookKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
