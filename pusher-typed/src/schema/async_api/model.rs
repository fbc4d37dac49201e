//! The parts of an AsyncAPI document, as they stand in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An AsyncAPI 3.0 document, as a [`Catalog`](crate::schema::Catalog) writes it.
///
/// What AsyncAPI has no words for stands in members that begin with
/// `x-pusher-`. Reading one back ([`from_json`](Self::from_json)) is for
/// documents that were written here; of others, what is not known is dropped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AsyncApi {
    /// The version of the specification: `3.0.0`.
    pub asyncapi: String,
    /// Whose document it is.
    pub info: Info,
    /// `application/json`
    #[serde(rename = "defaultContentType")]
    pub default_content_type: String,
    /// By the names of their Rust types; `SignedInUser` has the events for users.
    pub channels: BTreeMap<String, Channel>,
    /// Who sends what: `send…` is the server, `receive…` are browsers.
    pub operations: BTreeMap<String, Operation>,
    /// Messages and schemas, which the others refer to.
    pub components: Components,
}

/// Whose document it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Info {
    /// The application's name.
    pub title: String,
    /// The application's version.
    pub version: String,
    /// What it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// One channel type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Channel {
    /// The pattern, with `{id}` for `<id>`.
    pub address: String,
    /// Its doc comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What may stand for the placeholders.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, Parameter>,
    /// The events, by the names of their Rust types.
    pub messages: BTreeMap<String, Reference>,
    /// `public`, `private`, `presence`, or `user` for the events of one signed-in user.
    #[serde(rename = "x-pusher-kind")]
    pub kind: String,
    /// Whether payloads are encrypted end to end.
    #[serde(rename = "x-pusher-encrypted")]
    pub encrypted: bool,
    /// Whether the service keeps the last event for late subscribers.
    #[serde(rename = "x-pusher-cached")]
    pub cached: bool,
    /// Who is subscribed, on presence channels.
    #[serde(rename = "x-pusher-member", default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Member>,
    /// The kinds of webhooks that the application takes of it: `channel_occupied`, ….
    #[serde(rename = "x-pusher-webhooks", default, skip_serializing_if = "Vec::is_empty")]
    pub webhooks: Vec<String>,
}

/// What may stand for a placeholder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Parameter {
    /// The doc comment of the field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// All texts, where there are few.
    #[serde(rename = "enum", default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// `integer` or `text`: what the text stands for.
    #[serde(rename = "x-pusher-type")]
    pub ty: String,
    /// The characters of its texts, as in a regular expression's brackets.
    #[serde(rename = "x-pusher-chars")]
    pub chars: String,
    /// The least length in bytes.
    #[serde(rename = "x-pusher-min-length")]
    pub min_length: usize,
    /// The greatest length in bytes, where there is one.
    #[serde(rename = "x-pusher-max-length", default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    /// The least value of an integer, in decimal digits; as text, since it may be below -2^53.
    #[serde(rename = "x-pusher-minimum", default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<String>,
    /// The greatest value of an integer, in decimal digits; as text, since it may be above 2^53.
    #[serde(rename = "x-pusher-maximum", default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<String>,
    /// Whether 0 is excluded although it is between the two.
    #[serde(rename = "x-pusher-non-zero", default, skip_serializing_if = "std::ops::Not::not")]
    pub non_zero: bool,
}

/// Who is subscribed to a presence channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Member {
    /// The name of its Rust type.
    pub name: String,
    /// Its doc comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The user's id, which is text on the wire.
    pub user_id: Parameter,
    /// The schema of the user's info.
    pub user_info: Value,
}

/// A reference to another part of the document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reference {
    /// `#/components/messages/OrderShipped`
    #[serde(rename = "$ref")]
    pub path: String,
}

impl Reference {
    pub(crate) fn to(path: impl Into<String>) -> Self {
        Reference { path: path.into() }
    }

    /// The last part of the path: the key of what is referred to.
    pub fn key(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

/// Who sends events to a channel, and which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Operation {
    /// As the server sees it: `send` or `receive`.
    pub action: String,
    /// Where to.
    pub channel: Reference,
    /// Which events.
    pub messages: Vec<Reference>,
    /// Who sends them.
    #[serde(rename = "x-pusher-sender")]
    pub sender: Sender,
}

/// Who sends an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sender {
    /// The server, by the HTTP API.
    Server,
    /// A browser or another subscriber: a client event.
    Client,
}

/// What the other parts refer to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Components {
    /// The events, by the names of their Rust types.
    pub messages: BTreeMap<String, Message>,
    /// JSON Schemas, in draft 7 as AsyncAPI's own are.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub schemas: BTreeMap<String, Value>,
}

/// One event type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Message {
    /// The event's name on the wire.
    pub name: String,
    /// The name of its Rust type.
    pub title: String,
    /// Its doc comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its schema.
    pub payload: Value,
    /// The schema of what serde reads, where that is another type than it writes.
    #[serde(rename = "x-pusher-read-as", default, skip_serializing_if = "Option::is_none")]
    pub read_as: Option<Value>,
    /// Who sends it.
    #[serde(rename = "x-pusher-sender")]
    pub sender: Sender,
}

/// The ranges of a class of characters such as `a-z0-9\-`.
pub(in crate::schema) fn character_ranges(class: &str) -> Vec<(char, char)> {
    let mut ranges: Vec<(char, char)> = Vec::new();
    let mut rest = class.chars();
    let mut open = false;
    while let Some(c) = rest.next() {
        match (c, ranges.last_mut()) {
            ('\\', _) => ranges.extend(rest.next().map(|c| (c, c))),
            ('-', Some(_)) if !open => {
                open = true;
                continue;
            }
            (end, Some(range)) if open => range.1 = end,
            (c, _) => ranges.push((c, c)),
        }
        open = false;
    }
    ranges
}

impl AsyncApi {
    /// The document as JSON, indented, with a line feed at its end.
    pub fn to_json(&self) -> String {
        // Maps with text keys and numbers from schemas: there is nothing that JSON cannot write.
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }

    /// Reads a document that [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    /// When it is not JSON, or not such a document.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// The document as YAML.
    pub fn to_yaml(&self) -> String {
        serde_saphyr::to_string(self).unwrap_or_default()
    }
}
