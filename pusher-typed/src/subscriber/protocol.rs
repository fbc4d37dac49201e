//! The protocol's messages: read from text, and written as text
//! ([protocol](https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/)).

use std::{collections::BTreeMap, fmt, sync::Arc};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};
use serde_json::{Value, json, value::RawValue};

use super::redaction::{MAX_REPORTED, service_text};
use crate::client::{ChannelAuth, UserAuth};

/// What the channels of signed-in users begin with.
pub(super) const USER_CHANNEL_PREFIX: &str = "#server-to-user-";

/// One message of the service.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) event: String,
    pub(super) channel: Option<String>,
    /// The content as JSON. Most messages have it inside a string.
    pub(super) data: String,
    /// Whether the content was inside a string.
    pub(super) in_string: bool,
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
    /// Reads a message.
    pub(super) fn parse(text: &str) -> Result<Frame, UnreadableFrame> {
        let wire: Wire<'_> = serde_json::from_str(text).map_err(|_| UnreadableFrame::new(text.as_bytes()))?;
        let Wire { event, channel, data, user_id } = wire;
        let (data, in_string) = content(data.map_or("null", RawValue::get));
        Ok(Frame { event, channel, data, in_string, user_id: user_id.and_then(id_text) })
    }

    /// The message as text, for a report.
    pub(super) fn to_text(&self) -> Arc<str> {
        beginning(format!("{}: {}", self.event, self.data).as_bytes())
    }

    /// Whether it is a message of the service itself, not an event of an application.
    pub(super) fn is_of_the_protocol(&self) -> bool {
        self.event.starts_with("pusher:") || self.event.starts_with("pusher_internal:")
    }

    /// The content as one of the types below, or `None` if it has another form.
    pub(super) fn content<T: for<'d> Deserialize<'d>>(&self) -> Option<T> {
        serde_json::from_str(&self.data).ok()
    }
}

/// A string that contains JSON is replaced by that JSON; any other value is kept. Whether it was replaced.
fn content(json: &str) -> (String, bool) {
    let text = serde_json::from_str::<String>(json).ok();
    match text.filter(|text| serde_json::from_str::<IgnoredAny>(text).is_ok()) {
        Some(text) => (text, true),
        None => (json.to_owned(), false),
    }
}

/// A message that is not one of the protocol, for example because it was cut off.
#[derive(Debug)]
pub(super) struct UnreadableFrame {
    /// The beginning of the message.
    pub(super) text: Arc<str>,
    pub(super) concerns: Concerns,
}

/// The channels that a message may be an event of.
#[derive(Debug, PartialEq)]
pub(super) enum Concerns {
    /// These channels, which it names; none if it is an object without a channel.
    Channels(Vec<String>),
    /// Any channel: the part that names it is missing.
    Any,
}

impl UnreadableFrame {
    pub(super) fn new(bytes: &[u8]) -> Self {
        let mut named = NamedChannels::default();
        let mut deserializer = serde_json::Deserializer::from_slice(bytes);
        // It fails at the first error, and keeps what it has read before.
        let is_object = deserializer.deserialize_map(&mut named).is_ok() && deserializer.end().is_ok();
        let concerns = if named.channels.is_empty() && !(is_object && named.is_complete) {
            Concerns::Any
        } else {
            Concerns::Channels(named.channels)
        };
        UnreadableFrame { text: beginning(bytes), concerns }
    }
}

fn beginning(bytes: &[u8]) -> Arc<str> {
    String::from_utf8_lossy(bytes.get(..MAX_REPORTED).unwrap_or(bytes)).into()
}

/// Collects the values of the keys `channel` of an object, also of one that is cut off.
#[derive(Default)]
struct NamedChannels {
    channels: Vec<String>,
    /// Whether the object was read to its end, and each `channel` is a name.
    is_complete: bool,
}

impl<'de> Visitor<'de> for &mut NamedChannels {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut has_other = false;
        while let Some(key) = map.next_key::<String>()? {
            if key != "channel" {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            match map.next_value()? {
                Value::String(channel) => self.channels.push(channel),
                Value::Null => {}
                _ => has_other = true,
            }
        }
        self.is_complete = !has_other;
        Ok(())
    }
}

/// The content of `pusher:connection_established`.
#[derive(Deserialize)]
pub(super) struct Established {
    pub(super) socket_id: String,
    /// Seconds.
    pub(super) activity_timeout: Option<u64>,
}

/// The content of `pusher:error`.
#[derive(Deserialize)]
pub(super) struct ErrorMessage {
    pub(super) code: Option<u16>,
    #[serde(default)]
    pub(super) message: String,
}

impl ErrorMessage {
    /// The content of a frame; text of another form becomes the message.
    pub(super) fn from_frame(frame: &Frame) -> Self {
        let error =
            frame.content().unwrap_or_else(|| ErrorMessage { code: None, message: frame.data.clone() });
        ErrorMessage { message: service_text(&error.message), ..error }
    }
}

/// The content of `pusher:subscription_error`.
#[derive(Deserialize)]
pub(super) struct SubscriptionError {
    #[serde(rename = "type", default)]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) error: String,
    pub(super) status: Option<u16>,
}

impl SubscriptionError {
    /// The content of a frame; text of another form becomes the error's text.
    pub(super) fn from_frame(frame: &Frame) -> Self {
        let SubscriptionError { kind, error, status } = frame.content().unwrap_or_else(|| {
            SubscriptionError { kind: "unknown".to_owned(), error: frame.data.clone(), status: None }
        });
        SubscriptionError { kind: service_text(&kind), error: service_text(&error), status }
    }
}

/// The content of `pusher_internal:subscription_succeeded` on a presence channel.
#[derive(Deserialize)]
pub(super) struct PresenceSucceeded {
    presence: PresenceMembers,
}

#[derive(Deserialize)]
struct PresenceMembers {
    #[serde(default)]
    ids: Vec<Value>,
    #[serde(default)]
    hash: BTreeMap<String, Box<RawValue>>,
}

impl PresenceSucceeded {
    /// The user info of each member as JSON, by user id.
    pub(super) fn members(self) -> BTreeMap<String, Box<str>> {
        let PresenceMembers { ids, hash } = self.presence;
        let without_info = ids.into_iter().filter_map(id_text).map(|id| (id, Box::from("null")));
        let with_info = hash.into_iter().map(|(id, info)| (id, info.into()));
        without_info.chain(with_info).collect()
    }
}

/// The content of `pusher_internal:member_added` and `pusher_internal:member_removed`.
#[derive(Deserialize)]
pub(super) struct MemberMessage {
    #[serde(deserialize_with = "id_of_member")]
    pub(super) user_id: String,
    user_info: Option<Box<RawValue>>,
}

impl MemberMessage {
    /// The user info as JSON.
    pub(super) fn into_info(self) -> Box<str> {
        self.user_info.map_or_else(|| "null".into(), Into::into)
    }
}

/// The content of `pusher_internal:subscription_count`.
#[derive(Deserialize)]
pub(super) struct SubscriptionCount {
    pub(super) subscription_count: u64,
}

/// The content of `pusher:signin_success`.
#[derive(Deserialize)]
pub(super) struct SignedIn {
    user_data: String,
}

impl SignedIn {
    /// The user's id, from the JSON in `user_data`.
    pub(super) fn user_id(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct UserData {
            id: String,
        }
        serde_json::from_str::<UserData>(&self.user_data).ok().map(|user| user.id)
    }
}

/// The content of `pusher_internal:watchlist_events`.
#[derive(Deserialize)]
pub(super) struct WatchlistEvents {
    pub(super) events: Vec<WatchlistEvent>,
}

/// Watched users who went online or offline.
#[derive(Deserialize)]
pub(super) struct WatchlistEvent {
    /// `online` or `offline`.
    pub(super) name: String,
    pub(super) user_ids: Vec<String>,
}

/// An id is a string, but some servers send a number.
fn id_text(id: Value) -> Option<String> {
    match id {
        Value::String(id) => Some(id),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

fn id_of_member<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let id = Value::deserialize(deserializer)?;
    id_text(id).ok_or_else(|| serde::de::Error::custom("a user id is a string"))
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

/// A client event; `data` is JSON already.
pub(super) fn client_event(channel: &str, event: &str, data: &str) -> String {
    format!("{{\"event\":{},\"channel\":{},\"data\":{data}}}", json!(event), json!(channel))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_taken_out_of_its_string() {
        let cases = [
            (r#"{"event":"e","data":"{\"a\":1}"}"#, r#"{"a":1}"#),
            (r#"{"event":"e","data":{"a":1}}"#, r#"{"a":1}"#),
            (r#"{"event":"e","data":"plain text"}"#, r#""plain text""#),
            (r#"{"event":"e"}"#, "null"),
        ];
        for (text, data) in cases {
            assert_eq!(Frame::parse(text).expect("a message").data, data);
        }
        for malformed in ["", "[]", "{}", r#"{"event":1}"#] {
            assert!(Frame::parse(malformed).is_err(), "{malformed}");
        }
    }

    #[test]
    fn an_unreadable_message_concerns_the_channels_that_it_names() {
        let concerns = |text: &str| Frame::parse(text).expect_err("an error").concerns;
        let channels = |names: &[&str]| Concerns::Channels(names.iter().map(|it| (*it).to_owned()).collect());
        assert_eq!(concerns(r#"{"event":"e","channel":"a","data":"{\"te"#), channels(&["a"]));
        assert_eq!(concerns(r#"{"event":"e","event":"f","channel":"a"}"#), channels(&["a"]));
        assert_eq!(concerns(r#"{"channel":"a","channel":"b","event":"e"}"#), channels(&["a", "b"]));
        assert_eq!(concerns(r#"{"event":null,"channel":"a"}"#), channels(&["a"]));
        assert_eq!(concerns(r#"{"event":1}"#), channels(&[]));
        let any = [
            "",
            "[]",
            r#"{"event":"e","data":"{\"te"#,
            r#"{"event":1} x"#,
            r#"{"event":"e","channel":7}"#,
            "\u{0}",
        ];
        for text in any {
            assert_eq!(concerns(text), Concerns::Any, "{text}");
        }
    }

    #[test]
    fn a_report_holds_the_beginning_of_a_message() {
        assert_eq!(UnreadableFrame::new(&[b'x'; 5000]).text.len(), MAX_REPORTED);
        assert_eq!(&*UnreadableFrame::new(b"\xffabc").text, "\u{fffd}abc");
    }

    #[test]
    fn client_events_are_json() {
        let text = client_event("private-a", "client-\"x\"", r#"{"on":true}"#);
        let frame = Frame::parse(&text).expect("a message");
        assert_eq!((&*frame.event, &*frame.data), ("client-\"x\"", r#"{"on":true}"#));
    }
}
