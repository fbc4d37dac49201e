//! Cache channels: the last event, for late subscribers
//! ([cache channels](https://pusher.com/docs/channels/using_channels/cache-channels/)).

use std::time::SystemTime;

use serde_json::{Value, json};

use super::{frame, state::State};
use crate::{ChannelKind, SocketId, client::Clock as _, webhook::WebhookKind};

/// The last event of a channel.
pub(super) struct Cached {
    event: String,
    data: String,
    until: SystemTime,
}

impl State {
    /// Keeps an event, if the channel keeps any.
    pub(super) fn keep(&mut self, channel: &str, event: &str, data: &str) {
        if ChannelKind::of(channel).is_cache() {
            let until = self.settings.clock.after(self.settings.cache_lifetime);
            let cached = Cached { event: event.to_owned(), data: data.to_owned(), until };
            self.cached.insert(channel.to_owned(), cached);
        }
    }

    /// What is kept, if it has not expired.
    fn kept(&self, channel: &str) -> Option<&Cached> {
        self.cached.get(channel).filter(|cached| cached.until > self.settings.clock.now())
    }

    /// Sends a new subscriber what is kept, or word that there is nothing.
    pub(super) fn send_cached(&self, id: &SocketId, channel: &str) {
        if let Some(Cached { event, data, .. }) = self.kept(channel) {
            return self.send(id, frame::event(channel, event, data));
        }
        self.send(id, frame::event(channel, "pusher:cache_miss", "{}"));
        self.tell(json!({ "name": WebhookKind::CacheMiss.name(), "channel": channel }));
    }

    /// What is kept, as the HTTP API tells it.
    pub(super) fn cache_attribute(&self, channel: &str) -> Option<Value> {
        let Cached { event, data, until } = self.kept(channel)?;
        let left = until.duration_since(self.settings.clock.now()).unwrap_or_default();
        Some(json!({ "event": event, "data": data, "ttl": left.as_secs() }))
    }
}
