//! The messages of clients.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::{frame, state::State};
use crate::socket::SocketId;

#[derive(Deserialize)]
struct Message {
    event: String,
    channel: Option<String>,
    data: Option<Box<RawValue>>,
}

#[derive(Deserialize)]
pub(super) struct Subscribe {
    pub(super) channel: String,
    pub(super) auth: Option<String>,
    pub(super) channel_data: Option<String>,
}

#[derive(Deserialize)]
struct Unsubscribe {
    channel: String,
}

#[derive(Deserialize)]
pub(super) struct SignIn {
    pub(super) auth: String,
    pub(super) user_data: String,
}

pub(super) struct ClientMessage<'m> {
    pub(super) channel: &'m str,
    pub(super) event: &'m str,
    pub(super) data: &'m RawValue,
}

impl State {
    /// Handles one message of a client.
    pub(super) fn receive(&mut self, id: &SocketId, text: &str) {
        let Ok(message) = serde_json::from_str::<Message>(text) else {
            return self.send_error(id, "invalid message: it must be a JSON object with an `event`");
        };
        let data = message.data.as_deref();
        match &*message.event {
            "pusher:ping" => self.send(id, frame::message("pusher:pong", "{}")),
            "pusher:pong" => {}
            "pusher:subscribe" => match content(data) {
                Some(request) => self.receive_subscribe(id, &request),
                None => self.send_error(id, "`pusher:subscribe` needs a `channel`"),
            },
            "pusher:unsubscribe" => match content(data) {
                Some(Unsubscribe { channel }) => self.unsubscribe(id, &channel),
                None => self.send_error(id, "`pusher:unsubscribe` needs a `channel`"),
            },
            "pusher:signin" => match content(data) {
                Some(request) => self.receive_sign_in(id, &request),
                None => self.send_error(id, "`pusher:signin` needs `auth` and `user_data`"),
            },
            event if event.starts_with("client-") => match (&message.channel, data) {
                (Some(channel), Some(data)) => self.client_event(id, &ClientMessage { channel, event, data }),
                _ => self.send_error(id, "a client event needs a `channel` and `data`"),
            },
            event => {
                let text =
                    format!("unknown message `{event}`; the names of client events begin with `client-`");
                self.send_error(id, &text);
            }
        }
    }

    fn receive_sign_in(&mut self, id: &SocketId, request: &SignIn) {
        if !self.faults.get_mut().ignores_sign_in(id) {
            self.sign_in(id, request);
        }
    }

    fn receive_subscribe(&mut self, id: &SocketId, request: &Subscribe) {
        if !self.faults.get_mut().ignores_subscription(id, &request.channel) {
            self.subscribe(id, request);
        }
    }
}

/// The data of a message: an object, or a string that contains one.
fn content<T: DeserializeOwned>(data: Option<&RawValue>) -> Option<T> {
    let json = data?.get();
    serde_json::from_str(json)
        .ok()
        .or_else(|| serde_json::from_str(&serde_json::from_str::<String>(json).ok()?).ok())
}
