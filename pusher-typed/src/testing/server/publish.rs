//! Events of the application, to channels and users, and the last event of each cache channel
//! ([cache channels](https://pusher.com/docs/channels/using_channels/cache-channels/)).

use serde_json::{Value, json};

use super::{
    frame, sign_in,
    state::{Cached, ChannelEvent, State},
};
use crate::{
    channel::ChannelKind, client::Clock as _, socket::SocketId, testing::sent, webhook::WebhookKind,
};

/// A valid event of the application.
pub(super) struct Publication {
    pub(super) event: String,
    pub(super) channels: Vec<String>,
    pub(super) data: String,
    pub(super) exclude: Option<SocketId>,
    /// The attributes of each channel that the response is to contain.
    pub(super) info: Vec<String>,
}

impl State {
    pub(super) fn publish(&mut self, publication: &Publication) {
        let Publication { event, channels, data, exclude, .. } = publication;
        for channel in channels {
            let receivers = self.deliver(channel, event, data, exclude.as_ref());
            self.cache(channel, event, data);
            self.events.push(ChannelEvent {
                channel: channel.clone(),
                event: event.clone(),
                data: self.decrypted(channel, data),
                sender: None,
                user_id: None,
                excluded: exclude.clone(),
                receivers,
            });
        }
    }

    fn deliver(&self, channel: &str, event: &str, data: &str, exclude: Option<&SocketId>) -> usize {
        let frame = frame::event(channel, event, data);
        match sign_in::user_of(channel) {
            Some(user) => {
                let receivers = self.connections_of(user).filter(|id| Some(*id) != exclude);
                receivers.map(|id| self.send(id, frame.clone())).count()
            }
            None => self.broadcast(channel, &frame, exclude),
        }
    }

    /// The payload, decrypted if the server's own client encrypted it.
    fn decrypted(&self, channel: &str, data: &str) -> String {
        let channels = [channel.to_owned()];
        sent::decrypted(&self.settings.master_key, &channels, data).unwrap_or_else(|| data.to_owned())
    }

    /// Stores an event, if the channel is a cache channel.
    fn cache(&mut self, channel: &str, event: &str, data: &str) {
        if ChannelKind::from_name(channel).is_cache() {
            let until = self.settings.clock.after(self.settings.cache_lifetime);
            let cached = Cached { event: event.to_owned(), data: data.to_owned(), until };
            self.cached.insert(channel.to_owned(), cached);
        }
    }

    /// The cached event, if it has not expired.
    fn cached_event(&self, channel: &str) -> Option<&Cached> {
        self.cached.get(channel).filter(|cached| cached.until > self.settings.clock.now())
    }

    /// Sends a new subscriber the cached event, or `pusher:cache_miss`.
    pub(super) fn send_cached(&self, id: &SocketId, channel: &str) {
        if let Some(Cached { event, data, .. }) = self.cached_event(channel) {
            return self.send(id, frame::event(channel, event, data));
        }
        self.send(id, frame::event(channel, "pusher:cache_miss", "{}"));
        self.send_webhook(json!({ "name": WebhookKind::CacheMiss.name(), "channel": channel }));
    }

    /// The cached event in the form of the HTTP API.
    pub(super) fn cache_attribute(&self, channel: &str) -> Option<Value> {
        let Cached { event, data, until } = self.cached_event(channel)?;
        let left = until.duration_since(self.settings.clock.now()).unwrap_or_default();
        Some(json!({ "event": event, "data": data, "ttl": left.as_secs() }))
    }
}
