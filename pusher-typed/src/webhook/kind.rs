//! The kinds of webhook events, by their names on the wire.

use std::fmt;

/// What an event of a webhook tells
/// ([webhook events](https://pusher.com/docs/channels/server_api/webhooks/#events)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WebhookKind {
    /// `channel_occupied`: somebody is subscribed to the channel now.
    ChannelOccupied,
    /// `channel_vacated`: nobody is subscribed to the channel any more.
    ChannelVacated,
    /// `member_added`: a user joined a presence channel.
    MemberAdded,
    /// `member_removed`: a user left a presence channel.
    MemberRemoved,
    /// `client_event`: a browser sent an event to a private or presence channel.
    ClientEvent,
    /// `cache_miss`: somebody subscribed to a cache channel that has no event to give.
    CacheMiss,
    /// `subscription_count`: how many connections are subscribed to a channel that is no presence channel.
    SubscriptionCount,
}

impl WebhookKind {
    /// The kind with this name; `None` where there is none.
    ///
    /// ```
    /// # use pusher_typed::webhook::WebhookKind;
    /// assert_eq!(WebhookKind::of("cache_miss"), Some(WebhookKind::CacheMiss));
    /// assert_eq!(WebhookKind::of("Cache_Miss"), None);
    /// ```
    pub fn of(name: &str) -> Option<WebhookKind> {
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

    /// The name that stands in the JSON.
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
