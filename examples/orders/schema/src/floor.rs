//! The people who are looking at a shop, and the events between them.

use std::fmt;

use pusher_typed::{Channel, ChannelParam, Event, PresenceMember};
use serde::{Deserialize, Serialize};

use crate::Shop;

/// A person's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ChannelParam)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PersonId(pub u64);

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A name that a person has chosen: 1 to 24 visible characters on one line.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

impl Name {
    /// The maximum length, in characters.
    pub const MAX_LEN: usize = 24;

    /// The name without spaces around it.
    ///
    /// # Errors
    /// Returns an error if it is empty, too long, or contains an invisible character.
    ///
    /// ```
    /// use orders_schema::Name;
    ///
    /// assert_eq!(Name::new("  Ada Lovelace ")?.as_str(), "Ada Lovelace");
    /// assert!(Name::new(" ").is_err());
    /// # Ok::<(), orders_schema::NameError>(())
    /// ```
    pub fn new(text: &str) -> Result<Name, NameError> {
        let text = text.trim();
        match text.chars().count() {
            0 => Err(NameError::Empty),
            len if len > Name::MAX_LEN => Err(NameError::TooLong),
            _ if text.chars().any(is_invisible) => Err(NameError::Invisible),
            _ => Ok(Name(text.to_owned())),
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Control characters, characters that change the direction of the text around them, and characters without a width.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

impl TryFrom<String> for Name {
    type Error = NameError;

    fn try_from(text: String) -> Result<Name, NameError> {
        Name::new(&text)
    }
}

impl From<Name> for String {
    fn from(name: Name) -> String {
        name.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Why a text is not a valid name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameError {
    /// It consists of spaces only.
    Empty,
    /// It has more than 24 characters.
    TooLong,
    /// It contains an invisible character.
    Invisible,
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NameError::Empty => f.write_str("the name is empty"),
            NameError::TooLong => write!(f, "the name has more than {} characters", Name::MAX_LEN),
            NameError::Invisible => f.write_str("the name contains an invisible character"),
        }
    }
}

impl std::error::Error for NameError {}

/// A person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, PresenceMember)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Person {
    /// Their number.
    #[pusher(user_id)]
    pub id: PersonId,
    /// Their name, which need not be unique.
    pub name: Name,
}

/// Presence of the people who are looking at a shop.
#[derive(Debug, Clone, PartialEq, Eq, Channel)]
#[pusher(channel = "presence-floor-<shop>", member = Person)]
pub struct FloorChannel {
    /// The shop that they are looking at.
    pub shop: Shop,
}

/// From page to page: a person starts or stops writing an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[pusher(channel = FloorChannel, event = "client-typing")]
pub struct Typing {
    /// Whether the person has started.
    pub on: bool,
}

/// A webhook that the shop's service has received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[pusher(channel = FloorChannel, event = "webhook-received")]
pub struct WebhookReceived {
    /// The kind of webhook.
    pub webhook: Webhook,
    /// A description for people.
    pub text: String,
}

/// The kinds of webhooks that the shop's service handles, with their names in the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Webhook {
    /// A channel has its first subscriber.
    ChannelOccupied,
    /// A channel has lost its last subscriber.
    ChannelVacated,
    /// A person has joined.
    MemberAdded,
    /// A person has left.
    MemberRemoved,
    /// A page sent an event to the others.
    ClientEvent,
}

/// A notice for the customer alone, about their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[pusher(user, event = "notice")]
pub struct Notice {
    /// The order.
    pub id: crate::OrderId,
    /// The notice.
    pub text: String,
}
