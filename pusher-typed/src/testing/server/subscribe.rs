//! Subscribing and unsubscribing.

use serde_json::json;

use super::{
    departures::Departure,
    frame,
    message::Subscribe,
    sign_in,
    state::{Channel, Member, State},
};
use crate::{channel::ChannelKind, socket::SocketId, webhook::WebhookKind};

/// Why a subscription is refused: the data of `pusher:subscription_error`.
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
            return self.send_error(id, &format!("the connection is already subscribed to {channel}"));
        }
        match self.check_subscription(id, request) {
            Ok(member) => self.add_subscription(id, channel, member),
            Err(Refusal { kind, error, status }) => {
                let data = json!({ "type": kind, "error": error, "status": status }).to_string();
                self.send(id, frame::event(channel, "pusher:subscription_error", &data));
            }
        }
    }

    /// Checks the authorization. Returns the member, for a presence channel.
    fn check_subscription(&self, id: &SocketId, request: &Subscribe) -> Result<Option<Member>, Refusal> {
        let Subscribe { channel, auth, channel_data } = request;
        if let Some(user) = sign_in::user_of(channel) {
            let own = self.user(id) == Some(user);
            return if own { Ok(None) } else { Err(Refusal::auth("the channel belongs to another user")) };
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
            let (form, key) = (signed_form(kind), self.settings.signer.key());
            return Err(Refusal::auth(format!("the `auth` is not `{key}:` and the signature of `{form}`")));
        }
        if kind.is_presence() { self.member(channel, channel_data.as_deref()).map(Some) } else { Ok(None) }
    }

    fn add_subscription(&mut self, id: &SocketId, name: &str, member: Option<Member>) {
        let Channel { subscribers } = self.channels.entry(name.to_owned()).or_default();
        subscribers.push((id.clone(), member));
        let occupied = subscribers.len() == 1;
        let data = self.members(name).unwrap_or_else(|| "{}".to_owned());
        self.send(id, frame::event(name, "pusher_internal:subscription_succeeded", &data));
        if sign_in::user_of(name).is_some() {
            return;
        }
        if occupied && !self.departures.take_back(&Departure::Vacated { channel: name.to_owned() }) {
            self.send_webhook(json!({ "name": WebhookKind::ChannelOccupied.name(), "channel": name }));
        }
        match ChannelKind::from_name(name) {
            kind if kind.is_presence() => self.member_added(id, name),
            _ => self.send_subscription_count(name),
        }
        if ChannelKind::from_name(name).is_cache() {
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
            Some(member) => self.member_removed(name, &member),
            None => self.send_subscription_count(name),
        }
        if vacated {
            self.depart(Departure::Vacated { channel: name.to_owned() });
        }
    }

    /// Announces the number of subscriptions to a channel, if the app has enabled that.
    fn send_subscription_count(&self, name: &str) {
        if !self.settings.subscription_counts {
            return;
        }
        let count = self.subscriptions(name);
        self.send_webhook(
            json!({ "name": WebhookKind::SubscriptionCount.name(), "channel": name, "subscription_count": count }),
        );
        let data = json!({ "subscription_count": count }).to_string();
        self.broadcast(name, &frame::event(name, "pusher_internal:subscription_count", &data), None);
    }

    pub(super) fn subscriptions(&self, name: &str) -> usize {
        self.channels.get(name).map_or(0, |channel| channel.subscribers.len())
    }
}

/// The string that is signed for a channel of this kind, as the documentation writes it.
fn signed_form(kind: ChannelKind) -> &'static str {
    if kind.is_presence() { "SOCKET_ID:CHANNEL_NAME:CHANNEL_DATA" } else { "SOCKET_ID:CHANNEL_NAME" }
}
