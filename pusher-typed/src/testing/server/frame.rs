//! The messages that the server sends, as text
//! ([protocol](https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/)).

use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use serde::Serialize;
use serde_json::{json, value::RawValue};

use crate::SocketId;

/// One message.
#[derive(Serialize)]
pub(super) struct Frame<'f> {
    pub(super) event: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) channel: Option<&'f str>,
    pub(super) data: Data<'f>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user_id: Option<&'f str>,
}

/// Its content: a string for whatever comes from the server, and what a client
/// sent as that sent it.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Data<'f> {
    Text(&'f str),
    Json(&'f RawValue),
}

impl Frame<'_> {
    pub(super) fn encode(&self) -> Utf8Bytes {
        // Text, and JSON that was read before: there is nothing that could fail.
        serde_json::to_string(self).unwrap_or_default().into()
    }
}

/// An event of a channel.
pub(super) fn event(channel: &str, event: &str, data: &str) -> Utf8Bytes {
    Frame { event, channel: Some(channel), data: Data::Text(data), user_id: None }.encode()
}

/// A message that belongs to no channel.
pub(super) fn message(event: &str, data: &str) -> Utf8Bytes {
    Frame { event, channel: None, data: Data::Text(data), user_id: None }.encode()
}

/// The first message of a connection.
pub(super) fn established(id: &SocketId, activity_timeout: Duration) -> Utf8Bytes {
    let data = json!({ "socket_id": id.as_str(), "activity_timeout": activity_timeout.as_secs() });
    message("pusher:connection_established", &data.to_string())
}

/// `pusher:error`. Its data is the one that is an object and no string.
pub(super) fn error(code: Option<u16>, text: &str) -> Utf8Bytes {
    json!({ "event": "pusher:error", "data": { "code": code, "message": text } }).to_string().into()
}
