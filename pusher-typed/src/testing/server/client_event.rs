//! Events that browsers send to each other
//! ([client events](https://pusher.com/docs/channels/using_channels/events/#triggering-client-events)).

use std::time::{Duration, SystemTime};

use serde_json::{json, value::RawValue};

use super::{
    frame::{self, Data, Frame},
    observe::ChannelEvent,
    state::{Connection, State},
};
use crate::{ChannelKind, SocketId, client::Clock as _, webhook::WebhookKind};

/// A client event as it came.
pub(super) struct ClientMessage<'m> {
    pub(super) channel: &'m str,
    pub(super) event: &'m str,
    pub(super) data: &'m RawValue,
}

/// How many client events a connection has sent in the second that began last.
#[derive(Default)]
pub(super) struct Pace {
    since: Option<SystemTime>,
    count: usize,
}

impl Pace {
    /// Whether one more is within `limit` a second.
    fn allows(&mut self, now: SystemTime, limit: usize) -> bool {
        let same = |since| now.duration_since(since).is_ok_and(|age| age < Duration::from_secs(1));
        if !self.since.is_some_and(same) {
            *self = Pace { since: Some(now), count: 0 };
        }
        self.count += 1;
        self.count <= limit
    }
}

impl State {
    pub(super) fn client_event(&mut self, id: &SocketId, message: &ClientMessage<'_>) {
        if let Err(problem) = self.check_client_event(id, message) {
            return self.complain(id, &problem);
        }
        let (now, limit) = (self.settings.clock.now(), self.settings.client_events_per_second);
        let Some(Connection { pace, .. }) = self.connections.get_mut(id) else { return };
        if pace.allows(now, limit) {
            self.pass_on(id, message);
        } else {
            let text = format!("over {limit} client events in a second");
            self.send(id, frame::error(Some(4301), &text));
        }
    }

    fn check_client_event(&self, id: &SocketId, message: &ClientMessage<'_>) -> Result<(), String> {
        let (name, kind) = (message.channel, ChannelKind::of(message.channel));
        let limits = &self.settings.limits;
        if kind.is_public() || kind.is_encrypted() {
            return Err(format!("{name} is {kind}: client events are for private and presence channels"));
        }
        if !self.channels.get(name).is_some_and(|channel| channel.has(id)) {
            return Err(format!("the connection is not subscribed to {name}"));
        }
        if message.event.len() > limits.event_name {
            return Err(format!("the event's name is longer than {} characters", limits.event_name));
        }
        if message.data.get().len() > limits.payload {
            return Err(format!("the data is over {} bytes", limits.payload));
        }
        Ok(())
    }

    /// Sends it to the other subscribers, and to the webhooks.
    fn pass_on(&mut self, id: &SocketId, message: &ClientMessage<'_>) {
        let ClientMessage { channel, event, data } = *message;
        let user_id = self.channels.get(channel).and_then(|it| it.member(id)).map(|member| member.id.clone());
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
        self.tell(webhook);
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
