//! Subscribing and unsubscribing.

use serde_json::json;

use super::{
    frame,
    message::Subscribe,
    presence::Member,
    sign_in,
    state::{Channel, State},
};
use crate::{ChannelKind, SocketId, webhook::WebhookKind};

/// Why a subscription is refused; the words of `pusher:subscription_error`.
pub(super) struct Refusal {
    pub(super) kind: &'static str,
    pub(super) error: String,
    pub(super) status: u16,
}

impl Refusal {
    fn auth(error: impl Into<String>) -> Self {
        Refusal { kind: "AuthError", error: error.into(), status: 401 }
    }

    pub(super) fn invalid(error: impl Into<String>) -> Self {
        Refusal { kind: "InvalidData", error: error.into(), status: 400 }
    }

    pub(super) fn limit(error: impl Into<String>) -> Self {
        Refusal { kind: "LimitReached", error: error.into(), status: 403 }
    }
}

impl State {
    pub(super) fn subscribe(&mut self, id: &SocketId, request: &Subscribe) {
        let channel = &*request.channel;
        if self.channels.get(channel).is_some_and(|channel| channel.has(id)) {
            return self.complain(id, &format!("the connection is already subscribed to {channel}"));
        }
        match self.check(id, request) {
            Ok(member) => self.subscribed(id, channel, member),
            Err(Refusal { kind, error, status }) => {
                let data = json!({ "type": kind, "error": error, "status": status }).to_string();
                self.send(id, frame::event(channel, "pusher:subscription_error", &data));
            }
        }
    }

    /// Whether the connection may subscribe; as whom, for a presence channel.
    fn check(&self, id: &SocketId, request: &Subscribe) -> Result<Option<Member>, Refusal> {
        let Subscribe { channel, auth, channel_data } = request;
        if let Some(user) = sign_in::user_of(channel) {
            let own = self.user(id) == Some(user);
            return if own { Ok(None) } else { Err(Refusal::auth("the channel is another user's")) };
        }
        let kind = self.settings.channel_name(channel).map_err(Refusal::invalid)?.kind();
        if kind.is_public() {
            return Ok(None);
        }
        let auth = auth.as_deref().ok_or_else(|| Refusal::auth(format!("{kind} needs an `auth`")))?;
        let mut signed = format!("{id}:{channel}");
        if let Some(data) = channel_data {
            signed.push(':');
            signed.push_str(data);
        }
        if !self.settings.is_signed(auth, &signed) {
            let (form, key) = (form(kind), self.settings.signer.key());
            return Err(Refusal::auth(format!("the `auth` is not `{key}:` and the signature of `{form}`")));
        }
        if kind.is_presence() { self.member(channel, channel_data.as_deref()).map(Some) } else { Ok(None) }
    }

    fn subscribed(&mut self, id: &SocketId, name: &str, member: Option<Member>) {
        let Channel { subscribers } = self.channels.entry(name.to_owned()).or_default();
        subscribers.push((id.clone(), member));
        let occupied = subscribers.len() == 1;
        let data = self.members(name).unwrap_or_else(|| "{}".to_owned());
        self.send(id, frame::event(name, "pusher_internal:subscription_succeeded", &data));
        if sign_in::user_of(name).is_some() {
            return;
        }
        if occupied {
            self.tell(json!({ "name": WebhookKind::ChannelOccupied.name(), "channel": name }));
        }
        match ChannelKind::of(name) {
            kind if kind.is_presence() => self.joined(id, name),
            _ => self.counted(name),
        }
        if ChannelKind::of(name).is_cache() {
            self.send_cached(id, name);
        }
    }

    pub(super) fn unsubscribe(&mut self, id: &SocketId, name: &str) {
        let Some(Channel { subscribers }) = self.channels.get_mut(name) else { return };
        let Some(at) = subscribers.iter().position(|(subscriber, _)| subscriber == id) else { return };
        let (_, member) = subscribers.remove(at);
        let vacated = subscribers.is_empty();
        if vacated {
            self.channels.remove(name);
        }
        if sign_in::user_of(name).is_some() {
            return;
        }
        match member {
            Some(member) => self.left(name, &member),
            None => self.counted(name),
        }
        if vacated {
            self.tell(json!({ "name": WebhookKind::ChannelVacated.name(), "channel": name }));
        }
    }

    /// Tells how many subscriptions a channel has now.
    fn counted(&self, name: &str) {
        let count = self.subscriptions(name);
        self.tell(json!({ "name": WebhookKind::SubscriptionCount.name(), "channel": name, "subscription_count": count }));
        if self.settings.subscription_counts {
            let data = json!({ "subscription_count": count }).to_string();
            self.broadcast(name, &frame::event(name, "pusher_internal:subscription_count", &data), None);
        }
    }

    pub(super) fn subscriptions(&self, name: &str) -> usize {
        self.channels.get(name).map_or(0, |channel| channel.subscribers.len())
    }
}

/// What is signed for a channel of this kind, in the documentation's words.
fn form(kind: ChannelKind) -> &'static str {
    if kind.is_presence() { "SOCKET_ID:CHANNEL_NAME:CHANNEL_DATA" } else { "SOCKET_ID:CHANNEL_NAME" }
}
