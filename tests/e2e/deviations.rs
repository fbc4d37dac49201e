//! Where a server deviates from the protocol.
//!
//! A scenario expects the deviations of its server. When a server is corrected, the test fails until the deviation is
//! removed from this list.

/// The differences of a server from the documentation of the hosted service.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "a list of yes and no")]
pub struct Deviations {
    /// Client events on presence channels lack the sender, both for subscribers and in webhooks.
    pub client_events_without_users: bool,
    /// A subscription to a `presence-cache-` channel fails with the error 4000; its `channel_data` is ignored.
    pub presence_cache_is_broken: bool,
    /// `pusher_internal:subscription_count` is never sent, regardless of the app's settings.
    pub subscription_counts_are_not_sent: bool,
    /// Watchlist events have names that clients do not know: `online` instead of `pusher_internal:watchlist_events`.
    pub watchlist_events_have_other_names: bool,
    /// A subscription with a wrong signature fails with the error 4009, which does not name the channel, instead of
    /// `pusher:subscription_error`.
    pub refusals_do_not_name_the_channel: bool,
    /// A connection with an unknown key is closed without the error 4001.
    pub unknown_keys_are_not_reported: bool,
    /// A GET with `body_md5` among its signed parameters is refused, as the library for Python sends it.
    pub gets_with_body_md5_are_refused: bool,
    /// In a cluster, two nodes may send the same webhook: `channel_occupied` for their own first subscribers, and
    /// `member_removed` and `channel_vacated` when their last ones leave at about the same time.
    pub webhooks_of_clusters_are_repeated: bool,
    /// In a cluster, events of one request may reach the subscribers of another node in another order.
    pub nodes_reorder_events: bool,
    /// In a cluster whose Redis server is down, requests with an idempotency key are refused with the status 503.
    pub keys_need_redis: bool,
}

impl Deviations {
    /// The protocol as it is documented.
    pub const NONE: Deviations = Deviations {
        client_events_without_users: false,
        presence_cache_is_broken: false,
        subscription_counts_are_not_sent: false,
        watchlist_events_have_other_names: false,
        refusals_do_not_name_the_channel: false,
        unknown_keys_are_not_reported: false,
        gets_with_body_md5_are_refused: false,
        webhooks_of_clusters_are_repeated: false,
        nodes_reorder_events: false,
        keys_need_redis: false,
    };

    /// Sockudo 5.2.0.
    pub const SOCKUDO: Deviations = Deviations {
        client_events_without_users: true,
        presence_cache_is_broken: true,
        subscription_counts_are_not_sent: true,
        watchlist_events_have_other_names: true,
        refusals_do_not_name_the_channel: true,
        unknown_keys_are_not_reported: true,
        gets_with_body_md5_are_refused: true,
        webhooks_of_clusters_are_repeated: true,
        nodes_reorder_events: true,
        keys_need_redis: true,
    };
}
