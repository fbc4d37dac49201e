//! The data model of an AsyncAPI document.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An AsyncAPI 3.0 document, as a [`Catalog`](crate::schema::Catalog) writes it.
///
/// Members whose names begin with `x-pusher-` contain what AsyncAPI cannot express.
/// [`from_json`](Self::from_json) reads documents that this type wrote; it ignores unknown members
/// of other documents.
///
/// ```
/// # use pusher_typed::{Event, schema::Catalog};
/// # #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema, Event)]
/// # #[pusher(channel = "news-<topic>", event = "headline")]
/// # struct Headline { topic: u64, text: String }
/// let catalog = Catalog::new("news", "1.0.0").events::<Headline>();
/// let document = catalog.async_api()?;
/// assert_eq!(document.channels["HeadlineChannel"].address, "news-{topic}");
///
/// let read = pusher_typed::schema::AsyncApi::from_json(&document.to_json())?;
/// assert!(read.changes_since(&document)?.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AsyncApi {
    /// The version of the specification: `3.0.0`.
    pub asyncapi: String,
    /// The application.
    pub info: Info,
    /// `application/json`
    #[serde(rename = "defaultContentType")]
    pub default_content_type: String,
    /// The channels, by the names of their Rust types; `SignedInUser` has the events for users.
    pub channels: BTreeMap<String, Channel>,
    /// The operations: `send…` for the server, `receive…` for clients.
    pub operations: BTreeMap<String, Operation>,
    /// The messages and schemas to which other parts refer.
    pub components: Components,
    /// A checksum of the document as the catalog wrote it. [`Catalog::keep`](crate::schema::Catalog::keep) compares it,
    /// so that edits by hand are not overwritten.
    #[serde(rename = "x-pusher-digest", default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

/// The application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Info {
    /// The application's name.
    pub title: String,
    /// The application's version.
    pub version: String,
    /// The application's description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// One channel type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "each is a member of its own in the document")]
pub struct Channel {
    /// The pattern, with `{id}` for `<id>`.
    pub address: String,
    /// Its doc comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether the type has `#[deprecated]`.
    #[serde(rename = "x-pusher-deprecated", default, skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// The placeholders.
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
    /// Whether events have positions and a history. Each payload then begins with one more key, `_position`, which is
    /// not in its schema.
    #[serde(rename = "x-pusher-recoverable", default, skip_serializing_if = "std::ops::Not::not")]
    pub recoverable: bool,
    /// The members, on presence channels.
    #[serde(rename = "x-pusher-member", default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Member>,
    /// The kinds of webhooks of this channel that the application handles, such as
    /// `channel_occupied`.
    #[serde(rename = "x-pusher-webhooks", default, skip_serializing_if = "Vec::is_empty")]
    pub webhooks: Vec<String>,
}

/// A placeholder, and the texts that can replace it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Parameter {
    /// The doc comment of the field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// All texts, if the type has a fixed list.
    #[serde(rename = "enum", default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// `integer` or `text`.
    #[serde(rename = "x-pusher-type")]
    pub ty: String,
    /// The characters of its texts, as in a bracket expression of a regular expression.
    #[serde(rename = "x-pusher-chars")]
    pub chars: String,
    /// The minimum length in bytes.
    #[serde(rename = "x-pusher-min-length")]
    pub min_length: usize,
    /// The maximum length in bytes, if there is a limit.
    #[serde(rename = "x-pusher-max-length", default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    /// The minimum value of an integer, in decimal digits; as text, since it may be below -2^53.
    #[serde(rename = "x-pusher-minimum", default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<String>,
    /// The maximum value of an integer, in decimal digits; as text, since it may be above 2^53.
    #[serde(rename = "x-pusher-maximum", default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<String>,
    /// Whether 0 is excluded although it is between the two.
    #[serde(rename = "x-pusher-non-zero", default, skip_serializing_if = "std::ops::Not::not")]
    pub non_zero: bool,
}

/// A member of a presence channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Member {
    /// The name of its Rust type.
    pub name: String,
    /// Its doc comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The user's id, which is a string on the wire.
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

    /// The last part of the path: the key of the target.
    pub fn key(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

/// The events that one side sends to a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Operation {
    /// `send` or `receive`, from the server's point of view.
    pub action: String,
    /// The channel.
    pub channel: Reference,
    /// The events.
    pub messages: Vec<Reference>,
    /// The sender of the events.
    #[serde(rename = "x-pusher-sender")]
    pub sender: Sender,
}

/// The sender of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sender {
    /// The server, with the HTTP API.
    Server,
    /// A browser or another subscriber: a client event.
    Client,
}

/// The parts to which others refer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Components {
    /// The events, by the names of their Rust types.
    pub messages: BTreeMap<String, Message>,
    /// The JSON Schemas, in draft 7, like AsyncAPI's own schemas.
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
    /// Whether the type has `#[deprecated]`.
    #[serde(rename = "x-pusher-deprecated", default, skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// Its schema.
    pub payload: Value,
    /// The schema of what serde reads, if it differs from what serde writes.
    #[serde(rename = "x-pusher-read-as", default, skip_serializing_if = "Option::is_none")]
    pub read_as: Option<Value>,
    /// The sender.
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
        // Maps with string keys and numbers from schemas can always be written as JSON.
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }

    /// Reads a document that [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    /// Returns an error if it is not valid JSON, or not a document that `to_json` wrote.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// The document as YAML.
    pub fn to_yaml(&self) -> String {
        serde_saphyr::to_string(self).unwrap_or_default()
    }
}
