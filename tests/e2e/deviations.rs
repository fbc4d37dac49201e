//! Where a server does not do what the protocol says.
//!
//! A scenario that meets a deviation expects it, so that a server which changes fails the test until the deviation is
//! struck from this list.

/// What a server does otherwise than the hosted service.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "a list of yes and no")]
pub struct Deviations {
    /// Client events on presence channels do not say who sent them, neither to subscribers nor to webhooks.
    pub client_events_without_users: bool,
    /// A subscription to a `presence-cache-` channel is answered by the error 4000, its `channel_data` ignored.
    pub presence_cache_is_broken: bool,
    /// Nobody is told `pusher_internal:subscription_count`, whatever the app's settings.
    pub subscribers_are_not_counted: bool,
    /// Who watches a user is told by events that clients do not know, `online` instead of
    /// `pusher_internal:watchlist_events`.
    pub watchlist_is_not_the_protocols: bool,
    /// A subscription with a wrong signature is answered by the error 4009, which does not say which one it was,
    /// instead of `pusher:subscription_error`.
    pub refusals_do_not_name_the_channel: bool,
    /// A connection with an unknown key just ends, without the error 4001.
    pub unknown_keys_are_not_told: bool,
    /// A GET with `body_md5` among its signed parameters is refused, which is how the library for Python asks.
    pub gets_with_body_md5_are_refused: bool,
}

impl Deviations {
    /// The protocol as it is documented.
    pub const NONE: Deviations = Deviations {
        client_events_without_users: false,
        presence_cache_is_broken: false,
        subscribers_are_not_counted: false,
        watchlist_is_not_the_protocols: false,
        refusals_do_not_name_the_channel: false,
        unknown_keys_are_not_told: false,
        gets_with_body_md5_are_refused: false,
    };

    /// Sockudo 5.2.0.
    pub const SOCKUDO: Deviations = Deviations {
        client_events_without_users: true,
        presence_cache_is_broken: true,
        subscribers_are_not_counted: true,
        watchlist_is_not_the_protocols: true,
        refusals_do_not_name_the_channel: true,
        unknown_keys_are_not_told: true,
        gets_with_body_md5_are_refused: true,
    };
}
