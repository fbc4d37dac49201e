//! What clients send.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::{client_event::ClientMessage, frame, state::State};
use crate::SocketId;

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

impl State {
    /// One message of a client.
    pub(super) fn receive(&mut self, id: &SocketId, text: &str) {
        let Ok(message) = serde_json::from_str::<Message>(text) else {
            return self.complain(id, "a message is a JSON object with an `event`");
        };
        let data = message.data.as_deref();
        match &*message.event {
            "pusher:ping" => self.send(id, frame::message("pusher:pong", "{}")),
            "pusher:pong" => {}
            "pusher:subscribe" => match content(data) {
                Some(request) => self.subscribe(id, &request),
                None => self.complain(id, "`pusher:subscribe` needs a `channel`"),
            },
            "pusher:unsubscribe" => match content(data) {
                Some(Unsubscribe { channel }) => self.unsubscribe(id, &channel),
                None => self.complain(id, "`pusher:unsubscribe` needs a `channel`"),
            },
            "pusher:signin" => match content(data) {
                Some(request) => self.sign_in(id, &request),
                None => self.complain(id, "`pusher:signin` needs `auth` and `user_data`"),
            },
            event if event.starts_with("client-") => match (&message.channel, data) {
                (Some(channel), Some(data)) => self.client_event(id, &ClientMessage { channel, event, data }),
                _ => self.complain(id, "a client event needs a `channel` and `data`"),
            },
            event => self.complain(
                id,
                &format!(
                    "there is no message `{event}`, and the names of client events begin with `client-`"
                ),
            ),
        }
    }

    /// An error that leaves the connection as it is.
    pub(super) fn complain(&self, id: &SocketId, text: &str) {
        self.send(id, frame::error(None, text));
    }
}

/// The data of a message: an object, or one as the text in a string.
fn content<T: DeserializeOwned>(data: Option<&RawValue>) -> Option<T> {
    let json = data?.get();
    serde_json::from_str(json)
        .ok()
        .or_else(|| serde_json::from_str(&serde_json::from_str::<String>(json).ok()?).ok())
}
