//! The messages of the protocol, as text
//! ([protocol](https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/)).

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json, value::RawValue};

use crate::client::{ChannelAuth, UserAuth};

/// One message of the service.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) event: String,
    pub(super) channel: Option<String>,
    /// The content as JSON, out of the string in which most messages have it.
    pub(super) data: String,
    pub(super) user_id: Option<String>,
}

#[derive(Deserialize)]
struct Wire<'f> {
    event: String,
    channel: Option<String>,
    #[serde(borrow)]
    data: Option<&'f RawValue>,
    user_id: Option<Value>,
}

impl Frame {
    /// `None` where the text is no message.
    pub(super) fn parse(text: &str) -> Option<Frame> {
        let Wire { event, channel, data, user_id } = serde_json::from_str(text).ok()?;
        let data = data.map_or_else(|| "null".to_owned(), |data| content(data.get()));
        Some(Frame { event, channel, data, user_id: user_id.and_then(id_text) })
    }

    /// The content, where it has the form that is expected.
    pub(super) fn content<T: for<'d> Deserialize<'d>>(&self) -> Option<T> {
        serde_json::from_str(&self.data).ok()
    }
}

/// A string that holds JSON counts as that JSON, any other as itself.
fn content(json: &str) -> String {
    let text = serde_json::from_str::<String>(json).ok();
    text.filter(|text| serde_json::from_str::<IgnoredAny>(text).is_ok()).unwrap_or_else(|| json.to_owned())
}

/// An id is a string, but some servers say a number.
pub(super) fn id_text(id: Value) -> Option<String> {
    match id {
        Value::String(id) => Some(id),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

pub(super) fn ping() -> String {
    json!({ "event": "pusher:ping", "data": {} }).to_string()
}

pub(super) fn pong() -> String {
    json!({ "event": "pusher:pong", "data": {} }).to_string()
}

pub(super) fn subscribe(channel: &str, auth: Option<&ChannelAuth>) -> String {
    let mut data = json!({ "channel": channel });
    if let (Some(fields), Some(auth)) = (data.as_object_mut(), auth) {
        fields.insert("auth".to_owned(), json!(auth.auth()));
        if let Some(member) = auth.channel_data() {
            fields.insert("channel_data".to_owned(), json!(member));
        }
    }
    json!({ "event": "pusher:subscribe", "data": data }).to_string()
}

pub(super) fn unsubscribe(channel: &str) -> String {
    json!({ "event": "pusher:unsubscribe", "data": { "channel": channel } }).to_string()
}

pub(super) fn sign_in(auth: &UserAuth) -> String {
    json!({ "event": "pusher:signin", "data": { "auth": auth.auth(), "user_data": auth.user_data() } })
        .to_string()
}

/// A client event; `data` is JSON already, and neither name needs an escape beyond JSON's.
pub(super) fn client_event(channel: &str, event: &str, data: &str) -> String {
    format!("{{\"event\":{},\"channel\":{},\"data\":{data}}}", json!(event), json!(channel))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_comes_out_of_its_string() {
        let cases = [
            (r#"{"event":"e","data":"{\"a\":1}"}"#, r#"{"a":1}"#),
            (r#"{"event":"e","data":{"a":1}}"#, r#"{"a":1}"#),
            (r#"{"event":"e","data":"plain text"}"#, r#""plain text""#),
            (r#"{"event":"e"}"#, "null"),
        ];
        for (text, data) in cases {
            assert_eq!(Frame::parse(text).expect("a message").data, data);
        }
        for strange in ["", "[]", "{}", r#"{"event":1}"#] {
            assert!(Frame::parse(strange).is_none(), "{strange}");
        }
    }

    #[test]
    fn client_events_are_json() {
        let text = client_event("private-a", "client-\"x\"", r#"{"on":true}"#);
        let frame = Frame::parse(&text).expect("a message");
        assert_eq!((&*frame.event, &*frame.data), ("client-\"x\"", r#"{"on":true}"#));
    }
}
