//! The messages that the server sends, and its close codes
//! ([protocol](https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/)).

use std::{borrow::Cow, time::Duration};

use axum::extract::ws::Utf8Bytes;
use serde::Serialize;
use serde_json::{json, value::RawValue};

use crate::socket::SocketId;

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

/// The content of a message: a string in messages of the server; the data of a
/// client event is forwarded as it was received.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Data<'f> {
    Text(&'f str),
    Json(&'f RawValue),
}

impl Frame<'_> {
    pub(super) fn encode(&self) -> Utf8Bytes {
        // Strings and valid JSON always serialize.
        serde_json::to_string(self).unwrap_or_default().into()
    }
}

/// An event of a channel.
pub(super) fn event(channel: &str, event: &str, data: &str) -> Utf8Bytes {
    Frame { event, channel: Some(channel), data: Data::Text(data), user_id: None }.encode()
}

/// A message that does not belong to a channel.
pub(super) fn message(event: &str, data: &str) -> Utf8Bytes {
    Frame { event, channel: None, data: Data::Text(data), user_id: None }.encode()
}

/// A supported version of the protocol. The versions differ in the handshake and
/// in how the server closes a connection
/// ([changelog](https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/#changelog)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ProtocolVersion {
    /// Used by the official libraries for Java and .NET. A `pusher:error` precedes
    /// every closing handshake of the server.
    V5,
    /// Used by pysher.
    V6,
    /// Used by pusher-js. The server suggests an activity timeout in the handshake.
    V7,
}

impl ProtocolVersion {
    /// Parses the query parameter `protocol`.
    pub(super) fn parse(parameter: Option<&str>) -> Result<Self, CloseReason> {
        match parameter {
            None | Some("") => Err(CloseReason::NO_VERSION),
            Some(version) if !version.bytes().all(|byte| byte.is_ascii_digit()) => {
                Err(CloseReason::INVALID_VERSION)
            }
            Some("5") => Ok(ProtocolVersion::V5),
            Some("6") => Ok(ProtocolVersion::V6),
            Some("7") => Ok(ProtocolVersion::V7),
            Some(_) => Err(CloseReason::UNSUPPORTED_VERSION),
        }
    }

    /// Whether a client with this query parameter expects a `pusher:error` before
    /// the closing handshake: one with a version before 6, or with none, which
    /// means version 1.
    pub(super) fn expects_error(parameter: Option<&str>) -> bool {
        let version = parameter.unwrap_or_default();
        let is_number = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
        // A number that does not fit into the type is a later version.
        !is_number || version.parse::<u32>().is_ok_and(|version| version < 6)
    }
}

/// The first message of a connection.
pub(super) fn established(id: &SocketId, version: ProtocolVersion, activity_timeout: Duration) -> Utf8Bytes {
    let data = match version {
        ProtocolVersion::V7 => {
            json!({ "socket_id": id.as_str(), "activity_timeout": activity_timeout.as_secs() })
        }
        _ => json!({ "socket_id": id.as_str() }),
    };
    message("pusher:connection_established", &data.to_string())
}

/// `pusher:error`, whose data is an object and not a string.
pub(super) fn error(code: Option<u16>, text: &str) -> Utf8Bytes {
    json!({ "event": "pusher:error", "data": { "code": code, "message": text } }).to_string().into()
}

/// Why the server closes a connection: a code of the protocol
/// ([error codes](https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/#error-codes))
/// and a text.
#[derive(Debug, Clone)]
pub(super) struct CloseReason {
    pub(super) code: u16,
    pub(super) text: Cow<'static, str>,
}

impl CloseReason {
    pub(super) const UNKNOWN_KEY: CloseReason = CloseReason::new(4001, "unknown app key");
    pub(super) const INVALID_VERSION: CloseReason =
        CloseReason::new(4006, "invalid protocol version: not a number");
    pub(super) const UNSUPPORTED_VERSION: CloseReason =
        CloseReason::new(4007, "unsupported protocol version: use 5, 6 or 7");
    pub(super) const NO_VERSION: CloseReason = CloseReason::new(4008, "no protocol version");
    pub(super) const UNAUTHORIZED: CloseReason = CloseReason::new(4009, "the sign-in is not authorized");
    pub(super) const TERMINATED: CloseReason =
        CloseReason::new(4009, "the app has terminated the user's connections");
    pub(super) const NO_PONG: CloseReason = CloseReason::new(4201, "no pong in time");

    const fn new(code: u16, text: &'static str) -> Self {
        CloseReason { code, text: Cow::Borrowed(text) }
    }

    /// The reason of a connection that the fault plan refuses.
    pub(super) fn by_plan(code: u16) -> Self {
        CloseReason::new(code, "refused by the fault plan")
    }
}
