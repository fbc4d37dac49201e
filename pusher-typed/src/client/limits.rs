//! The service's limits, as the client enforces them.

/// The maximum sizes and numbers that the service accepts
/// ([limits](https://pusher.com/docs/channels/library_auth_reference/rest-api/)).
///
/// The defaults are the limits of the hosted service; your own server may have others.
///
/// ```
/// use pusher_typed::client::Limits;
///
/// let limits = Limits::default().payload(100 * 1024).channel_name(200);
/// # let _ = limits;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub(crate) channel_name: usize,
    pub(crate) event_name: usize,
    pub(crate) payload: usize,
    pub(crate) recoverable_payload: usize,
    pub(crate) channels: usize,
    pub(crate) batch: usize,
    pub(crate) user_info: usize,
    pub(crate) watchlist: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            channel_name: 164,
            event_name: 200,
            payload: 10 * 1024,
            recoverable_payload: 1024 * 1024,
            channels: 100,
            batch: 10,
            user_info: 1024,
            watchlist: 100,
        }
    }
}

impl Limits {
    /// The maximum length of a channel name in characters, prefix included; 164 by default.
    #[must_use]
    pub fn channel_name(mut self, characters: usize) -> Self {
        self.channel_name = characters;
        self
    }

    /// The maximum length of an event name in characters; 200 by default.
    #[must_use]
    pub fn event_name(mut self, characters: usize) -> Self {
        self.event_name = characters;
        self
    }

    /// The maximum size of a payload as it is sent, in bytes of UTF-8 and after encryption;
    /// 10,240 by default.
    #[must_use]
    pub fn payload(mut self, bytes: usize) -> Self {
        self.payload = bytes;
        self
    }

    /// The maximum size of a payload that is published on recoverable channels only, in bytes of JSON; 1 MiB by default.
    ///
    /// If such a payload is over the limit of [`payload`](Limits::payload), the service receives only its position, and
    /// subscribers request the event from the history. An event that also goes to another channel has the limit of
    /// [`payload`](Limits::payload).
    #[must_use]
    pub fn recoverable_payload(mut self, bytes: usize) -> Self {
        self.recoverable_payload = bytes;
        self
    }

    /// The maximum number of channels in one request, at least 1; 100 by default. If there
    /// are more, they are sent in several requests.
    #[must_use]
    pub fn channels(mut self, count: usize) -> Self {
        self.channels = count.max(1);
        self
    }

    /// The maximum number of events in one batch request, at least 1; 10 by default. If
    /// there are more, they are sent in several requests.
    #[must_use]
    pub fn batch(mut self, count: usize) -> Self {
        self.batch = count.max(1);
        self
    }

    /// The maximum size of a user's info, in bytes of JSON; 1,024 by default.
    #[must_use]
    pub fn user_info(mut self, bytes: usize) -> Self {
        self.user_info = bytes;
        self
    }

    /// The maximum number of users that one user may watch; 100 by default.
    #[must_use]
    pub fn watchlist(mut self, count: usize) -> Self {
        self.watchlist = count;
        self
    }
}
