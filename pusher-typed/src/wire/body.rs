//! The bodies of `POST /events` and `POST /batch_events`
//! ([publishing events](https://pusher.com/docs/channels/library_auth_reference/rest-api/#post-event-trigger-an-event)).

use std::{fmt, io::Write as _};

use serde::Serialize;

use super::{embed::push_embedded, encryption::SealedPayload};
use crate::{ChannelKind, ChannelName, SocketId, UserId};

/// The recipient of an event. Neither name needs escaping in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recipient<'a> {
    Channel(&'a ChannelName),
    /// The channel of a user. Its name begins with `#`, which is not allowed in a [`ChannelName`].
    User(&'a UserId),
}

impl fmt::Display for Recipient<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Recipient::Channel(name) => f.write_str(name.as_str()),
            Recipient::User(id) => write!(f, "#server-to-user-{}", id.as_str()),
        }
    }
}

impl Recipient<'_> {
    fn push(self, body: &mut Vec<u8>) {
        match self {
            Recipient::Channel(name) => body.extend_from_slice(name.as_bytes()),
            Recipient::User(id) => {
                body.extend_from_slice(b"#server-to-user-");
                body.extend_from_slice(id.as_str().as_bytes());
            }
        }
    }
}

/// The attributes of the channels that the service should return.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Info {
    user_count: bool,
    subscription_count: bool,
}

impl Info {
    /// The attributes that channels of these kinds have.
    pub(crate) fn for_kinds(kinds: impl IntoIterator<Item = ChannelKind>) -> Self {
        let mut info = Info::default();
        for kind in kinds {
            info.user_count |= kind.is_presence();
            info.subscription_count |= !kind.is_presence();
        }
        info
    }

    fn attributes(self) -> Option<&'static str> {
        match (self.user_count, self.subscription_count) {
            (false, false) => None,
            (true, false) => Some("user_count"),
            (false, true) => Some("subscription_count"),
            (true, true) => Some("subscription_count,user_count"),
        }
    }
}

/// The options of one event.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Options<'a> {
    pub(crate) exclude: Option<&'a SocketId>,
    pub(crate) info: Info,
}

/// The beginning of an event in a body, `{"name":"…","data":"…"`: the part that is the same for all
/// channels.
#[derive(Clone, Default)]
pub(crate) struct EventHead(Vec<u8>);

impl EventHead {
    /// Room for what usually follows the head of an event.
    const TAIL: usize = 128;

    /// The head of an event with `data` as its payload, and the payload's size in bytes;
    /// `size_hint` is the estimated size.
    pub(crate) fn new<T: Serialize + ?Sized>(
        event: &str,
        data: &T,
        size_hint: usize,
    ) -> Result<(Self, usize), serde_json::Error> {
        let mut head = Vec::with_capacity(size_hint + Self::TAIL);
        head.extend_from_slice(b"{\"name\":");
        serde_json::to_writer(&mut head, event)?;
        head.extend_from_slice(b",\"data\":\"");
        let size = push_embedded(&mut head, data)?;
        head.push(b'"');
        Ok((EventHead(head), size))
    }

    /// The head of an event with an encrypted payload, and the payload's size in bytes.
    pub(crate) fn sealed(event: &str, payload: &SealedPayload) -> Result<(Self, usize), serde_json::Error> {
        let mut head = Vec::with_capacity(payload.json_len() + 2 * Self::TAIL);
        head.extend_from_slice(b"{\"name\":");
        serde_json::to_writer(&mut head, event)?;
        head.extend_from_slice(b",\"data\":\"");
        let size = payload.push_embedded(&mut head);
        head.push(b'"');
        Ok((EventHead(head), size))
    }

    /// The head of an event whose payload is already JSON.
    #[cfg(any(test, feature = "publisher"))]
    pub(crate) fn from_json(event: &str, data: &str) -> Result<Self, serde_json::Error> {
        let mut head = Vec::with_capacity(data.len() + Self::TAIL);
        head.extend_from_slice(b"{\"name\":");
        serde_json::to_writer(&mut head, event)?;
        head.extend_from_slice(b",\"data\":");
        serde_json::to_writer(&mut head, data)?;
        Ok(EventHead(head))
    }

    /// The length of the head, in bytes.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The payload, without the escaping.
    #[cfg(feature = "publisher")]
    pub(crate) fn data(&self) -> String {
        #[derive(Default, serde::Deserialize)]
        struct Head {
            data: String,
        }
        let whole = [&self.0, b"}".as_slice()].concat();
        // It is JSON with this member by construction.
        serde_json::from_slice::<Head>(&whole).unwrap_or_default().data
    }

    /// The memory that it needs, in bytes.
    #[cfg(feature = "publisher")]
    pub(crate) fn capacity(&self) -> usize {
        self.0.capacity()
    }

    /// Gives up memory that it does not use, if that is much.
    #[cfg(feature = "publisher")]
    pub(crate) fn compact(&mut self) {
        if self.0.capacity() - self.0.len() > Self::TAIL + self.0.len() / 8 {
            self.0.shrink_to_fit();
        }
    }

    /// The body that sends the event to these recipients, of which there may be more than one.
    #[cfg(feature = "publisher")]
    pub(crate) fn to_body<'a>(
        &self,
        to: impl IntoIterator<Item = Recipient<'a>>,
        options: Options<'_>,
    ) -> Vec<u8> {
        let mut head = Vec::with_capacity(self.0.len() + 2 * Self::TAIL);
        head.extend_from_slice(&self.0);
        EventHead(head).into_body(to, options)
    }

    /// The body that sends the event to these recipients.
    pub(crate) fn into_body<'a>(
        self,
        to: impl IntoIterator<Item = Recipient<'a>>,
        options: Options<'_>,
    ) -> Vec<u8> {
        let mut body = self.0;
        body.extend_from_slice(b",\"channels\":[");
        for (at, recipient) in to.into_iter().enumerate() {
            body.extend_from_slice(if at == 0 { b"\"" } else { b",\"" });
            recipient.push(&mut body);
            body.push(b'"');
        }
        body.push(b']');
        push_options(&mut body, options);
        body.push(b'}');
        body
    }

    /// Appends the event to the body of a batch.
    fn push_item(&self, body: &mut Vec<u8>, to: Recipient<'_>, options: Options<'_>) {
        body.extend_from_slice(&self.0);
        body.extend_from_slice(b",\"channel\":\"");
        to.push(body);
        body.push(b'"');
        push_options(body, options);
        body.push(b'}');
    }
}

fn push_options(body: &mut Vec<u8>, options: Options<'_>) {
    if let Some(socket_id) = options.exclude {
        push_member(body, "socket_id", socket_id.as_str());
    }
    if let Some(attributes) = options.info.attributes() {
        push_member(body, "info", attributes);
    }
}

/// Appends `,"name":"value"`; the value needs no escaping.
fn push_member(body: &mut Vec<u8>, name: &str, value: &str) {
    // Writing to a `Vec` cannot fail.
    let _ = write!(body, ",\"{name}\":\"{value}\"");
}

/// The body that sends several events, each to one recipient.
pub(crate) fn batch_body<'a>(
    events: impl IntoIterator<Item = (&'a EventHead, Recipient<'a>, Options<'a>)>,
    capacity: usize,
) -> Vec<u8> {
    let mut body = Vec::with_capacity(capacity);
    body.extend_from_slice(b"{\"batch\":[");
    for (at, (event, to, options)) in events.into_iter().enumerate() {
        if at > 0 {
            body.push(b',');
        }
        event.push_item(&mut body, to, options);
    }
    body.extend_from_slice(b"]}");
    body
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn name(text: &str) -> ChannelName {
        ChannelName::new(text).expect("a channel name")
    }

    fn head<T: Serialize>(event: &str, data: &T) -> EventHead {
        EventHead::new(event, data, 0).expect("JSON").0
    }

    #[test]
    fn the_body_of_an_event_to_several_channels() {
        let (a, b) = (name("a"), name("presence-b"));
        let socket_id = "1.2".parse().expect("a socket id");
        let options = Options {
            exclude: Some(&socket_id),
            info: Info::for_kinds([ChannelKind::Public, ChannelKind::Presence]),
        };
        let body = head("e", &json!({"k": "\"\n"}))
            .into_body([Recipient::Channel(&a), Recipient::Channel(&b)], options);
        assert_eq!(
            String::from_utf8(body).expect("UTF-8"),
            r#"{"name":"e","data":"{\"k\":\"\\\"\\n\"}","channels":["a","presence-b"],"socket_id":"1.2","info":"subscription_count,user_count"}"#
        );
    }

    #[test]
    fn the_body_of_a_batch() {
        let (a, b) = (name("a"), name("b"));
        let (first, second) = (head("e", &1), head("f", &"x"));
        let info = Options { exclude: None, info: Info::for_kinds([ChannelKind::Private]) };
        let body = batch_body(
            [(&first, Recipient::Channel(&a), Options::default()), (&second, Recipient::Channel(&b), info)],
            0,
        );
        assert_eq!(
            String::from_utf8(body).expect("UTF-8"),
            r#"{"batch":[{"name":"e","data":"1","channel":"a"},{"name":"f","data":"\"x\"","channel":"b","info":"subscription_count"}]}"#
        );
    }

    #[test]
    fn the_channel_of_a_user() {
        let id = UserId::new(&7_u8).expect("a user id");
        let body = head("e", &1).into_body([Recipient::User(&id)], Options::default());
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!(body["channels"], json!(["#server-to-user-7"]));
        assert_eq!(Recipient::User(&id).to_string(), "#server-to-user-7");
    }

    #[test]
    fn an_event_name_may_contain_any_character() {
        let name = "\"},\n\\ü:{";
        for head in [head(name, &1), EventHead::from_json(name, "1").expect("JSON")] {
            let body: Value = serde_json::from_slice(&head.into_body([], Options::default())).expect("JSON");
            assert_eq!((&body["name"], &body["data"]), (&json!(name), &json!("1")));
        }
    }
}
