//! Events that clients send to each other
//! ([client events](https://pusher.com/docs/channels/using_channels/events/#triggering-client-events)).

use std::time::{Duration, SystemTime};

use serde_json::json;

use super::{
    frame::{self, Data, Frame},
    message::ClientMessage,
    state::{ChannelEvent, ClientEventRate, Connection, State},
};
use crate::{channel::ChannelKind, client::Clock as _, socket::SocketId, webhook::WebhookKind};

impl ClientEventRate {
    /// Counts one event. Whether it is within `limit` per second.
    fn allows(&mut self, now: SystemTime, limit: usize) -> bool {
        let current = |since| now.duration_since(since).is_ok_and(|age| age < Duration::from_secs(1));
        if !self.since.is_some_and(current) {
            *self = ClientEventRate { since: Some(now), count: 0 };
        }
        self.count += 1;
        self.count <= limit
    }
}

impl State {
    pub(super) fn client_event(&mut self, id: &SocketId, message: &ClientMessage<'_>) {
        if let Err(error) = self.check_client_event(id, message) {
            return self.send_error(id, &error);
        }
        let (now, limit) = (self.settings.clock.now(), self.settings.client_events_per_second);
        let Some(Connection { rate, .. }) = self.connections.get_mut(id) else { return };
        if rate.allows(now, limit) {
            self.forward(id, message);
        } else {
            let text = format!("more than {limit} client events per second");
            self.send(id, frame::error(Some(4301), &text));
        }
    }

    fn check_client_event(&self, id: &SocketId, message: &ClientMessage<'_>) -> Result<(), String> {
        let (name, kind) = (message.channel, ChannelKind::from_name(message.channel));
        let limits = &self.settings.limits;
        if kind.is_public() || kind.is_encrypted() {
            return Err(format!("{name} is {kind}: client events need a private or presence channel"));
        }
        if !self.channels.get(name).is_some_and(|channel| channel.has(id)) {
            return Err(format!("the connection is not subscribed to {name}"));
        }
        if message.event.len() > limits.event_name {
            return Err(format!("the event's name is longer than {} characters", limits.event_name));
        }
        if message.data.get().len() > limits.payload {
            return Err(format!("the data is larger than {} bytes", limits.payload));
        }
        Ok(())
    }

    /// Sends a client event to the other subscribers and to the webhooks.
    fn forward(&mut self, id: &SocketId, message: &ClientMessage<'_>) {
        let ClientMessage { channel, event, data } = *message;
        let member = self.channels.get(channel).and_then(|channel| channel.member(id));
        let user_id = member.map(|member| member.id.clone());
        let frame =
            Frame { event, channel: Some(channel), data: Data::Json(data), user_id: user_id.as_deref() };
        let receivers = self.broadcast(channel, &frame.encode(), Some(id));
        let text = serde_json::from_str(data.get()).unwrap_or_else(|_| data.get().to_owned());
        let mut webhook = json!({
            "name": WebhookKind::ClientEvent.name(),
            "channel": channel,
            "event": event,
            "data": text,
            "socket_id": id.as_str(),
        });
        if let (Some(fields), Some(user)) = (webhook.as_object_mut(), &user_id) {
            fields.insert("user_id".to_owned(), json!(user));
        }
        self.send_webhook(webhook);
        self.events.push(ChannelEvent {
            channel: channel.to_owned(),
            event: event.to_owned(),
            data: data.get().to_owned(),
            sender: Some(id.clone()),
            user_id,
            excluded: None,
            receivers,
        });
    }
}
