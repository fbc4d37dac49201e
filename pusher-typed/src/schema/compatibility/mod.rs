//! What a change of the declarations breaks, and whom.

mod alternatives;
mod channels;
mod difference;
mod inclusion;
mod params;
mod parts;
mod payload;
mod values;
mod words;

use std::fmt;

use super::{async_api::AsyncApi, catalog::Catalog};

/// Whom a change breaks.
///
/// Subscribers and publishers are programs that were built with the previous
/// document while the others have the new one already. Of the server's events
/// the publishers are services, of client events they are browsers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Breaks {
    /// Nobody: everyone may change when they like.
    Nobody,
    /// Subscribers wait for what is not sent any more, or receive what they do not know.
    Subscribers,
    /// Publishers send what is not understood any more.
    Publishers,
    /// Both.
    Both,
}

impl Breaks {
    /// Whether subscribers break.
    pub fn subscribers(self) -> bool {
        matches!(self, Breaks::Subscribers | Breaks::Both)
    }

    /// Whether publishers break.
    pub fn publishers(self) -> bool {
        matches!(self, Breaks::Publishers | Breaks::Both)
    }
}

impl fmt::Display for Breaks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Breaks::Nobody => "breaks nobody",
            Breaks::Subscribers => "breaks subscribers",
            Breaks::Publishers => "breaks publishers",
            Breaks::Both => "breaks subscribers and publishers",
        })
    }
}

/// One thing that differs between two documents.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// Where: `private-orders-{id}`, its event `shipped`, and the field, such as `value.cents`.
    pub place: Place,
    /// What.
    pub kind: ChangeKind,
    /// Whom it breaks.
    pub breaks: Breaks,
}

/// Where two documents differ.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Place {
    /// The channel's address in the previous document, or in the new one if it is new.
    pub channel: String,
    /// The event's name in the same document.
    pub event: Option<String>,
    /// The field of the payload (`value.cents`, `items[].name`), or of a member's info or a channel's name.
    pub field: Option<String>,
}

/// What differs between two documents.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangeKind {
    /// A channel is new.
    ChannelAdded,
    /// A channel is gone.
    ChannelRemoved,
    /// A channel has another pattern, with the same kind.
    PatternChanged {
        /// The new address.
        to: String,
    },
    /// A channel has another kind, and so another pattern.
    KindChanged {
        /// The new address.
        to: String,
    },
    /// A placeholder has another name, which stands in no channel's name.
    ParameterRenamed {
        /// The new name: `{id}`.
        to: String,
    },
    /// Other texts than before may stand for a placeholder: all of the old ones, and more.
    ParameterWidened,
    /// Not all of the texts that could may stand for a placeholder any more.
    ParameterNarrowed,
    /// An event is new.
    EventAdded,
    /// An event is gone.
    EventRemoved,
    /// An event has another name.
    EventRenamed {
        /// The new name.
        to: String,
    },
    /// A field is new.
    FieldAdded {
        /// Whether every event has it.
        required: bool,
    },
    /// A field is gone.
    FieldRemoved,
    /// A field that every event had may be missing.
    FieldMadeOptional,
    /// A field that could be missing is in every event.
    FieldMadeRequired,
    /// A type has the old values, and more.
    TypeWidened {
        /// What it was.
        from: String,
        /// What it is.
        to: String,
    },
    /// A type has not all of the old values any more.
    TypeNarrowed {
        /// What it was.
        from: String,
        /// What it is.
        to: String,
    },
    /// A type has other values.
    TypeChanged {
        /// What it was.
        from: String,
        /// What it is.
        to: String,
    },
    /// The types of a payload refer to each other over more than 1,000 levels; they were not compared.
    TooDeep,
    /// The application takes another kind of webhook of a channel.
    WebhookAdded {
        /// `channel_occupied`
        kind: String,
    },
    /// The application does not take a kind of webhook any more.
    WebhookRemoved {
        /// `channel_occupied`
        kind: String,
    },
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChangeKind::ChannelAdded => f.write_str("the channel is new"),
            ChangeKind::ChannelRemoved => f.write_str("the channel is gone"),
            ChangeKind::PatternChanged { to } => write!(f, "the channel is called {to} now"),
            ChangeKind::KindChanged { to } => write!(f, "the channel has another kind now: {to}"),
            ChangeKind::ParameterRenamed { to } => write!(f, "the placeholder is called {to} now"),
            ChangeKind::ParameterWidened => f.write_str("more texts are allowed than before"),
            ChangeKind::ParameterNarrowed => f.write_str("fewer texts are allowed than before"),
            ChangeKind::EventAdded => f.write_str("the event is new"),
            ChangeKind::EventRemoved => f.write_str("the event is gone"),
            ChangeKind::EventRenamed { to } => write!(f, "the event is called {to} now"),
            ChangeKind::FieldAdded { required: true } => {
                f.write_str("the field is new, and has no default for what is sent without it")
            }
            ChangeKind::FieldAdded { required: false } => f.write_str("the field is new, and may be missing"),
            ChangeKind::FieldRemoved => f.write_str("the field is gone"),
            ChangeKind::FieldMadeOptional => f.write_str("the field may be missing now"),
            ChangeKind::FieldMadeRequired => f.write_str("the field may not be missing any more"),
            ChangeKind::TypeWidened { from, to } => write!(f, "the type is wider: {from}, now {to}"),
            ChangeKind::TypeNarrowed { from, to } => write!(f, "the type is narrower: {from}, now {to}"),
            ChangeKind::TypeChanged { from, to } => write!(f, "the type is another: {from}, now {to}"),
            ChangeKind::TooDeep => f.write_str("the types are nested too deeply to be compared"),
            ChangeKind::WebhookAdded { kind } => write!(f, "the application takes the webhook {kind}"),
            ChangeKind::WebhookRemoved { kind } => {
                write!(f, "the application does not take the webhook {kind} any more")
            }
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.channel)?;
        if let Some(event) = &self.event {
            write!(f, " {event}")?;
        }
        self.field.iter().try_for_each(|field| write!(f, " {field}"))
    }
}

/// `breaks subscribers: private-orders-{id} shipped carrier: the field is gone`
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.breaks, self.place, self.kind)
    }
}

/// All that differs between two documents; what breaks somebody comes first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes(Vec<Change>);

impl Changes {
    /// All changes.
    pub fn iter(&self) -> std::slice::Iter<'_, Change> {
        self.0.iter()
    }

    /// Those that break somebody.
    pub fn breaking(&self) -> impl Iterator<Item = &Change> {
        self.0.iter().filter(|change| change.breaks != Breaks::Nobody)
    }

    /// Whether nothing differs but words: titles, versions and descriptions.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'c> IntoIterator for &'c Changes {
    type Item = &'c Change;
    type IntoIter = std::slice::Iter<'c, Change>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// One change a line.
impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|change| writeln!(f, "{change}"))
    }
}

impl Catalog {
    /// What has changed since `previous`, and whom it breaks.
    ///
    /// - Both break when an event or a channel is gone or has another name, and
    ///   when a channel has another kind.
    /// - Subscribers break when a field is gone or may be missing that was always
    ///   there, and when a type or a placeholder has other values than before:
    ///   more, which they do not know, or fewer, so that code for the others does
    ///   not compile any more and what old publishers send is refused.
    /// - Publishers break when there is a new field that every event has and that
    ///   has neither `#[serde(default)]` nor is an `Option`, and when a type or a
    ///   placeholder does not take all values any more.
    ///
    /// A pair of types that differ is told of at most 32 places of one payload.
    ///
    /// ```
    /// use pusher_typed::{Event, schema::{Breaks, Catalog}};
    /// use schemars::JsonSchema;
    /// use serde::{Deserialize, Serialize};
    ///
    /// # mod before {
    /// # use pusher_typed::Event;
    /// # use schemars::JsonSchema;
    /// # use serde::{Deserialize, Serialize};
    /// #[derive(Serialize, Deserialize, JsonSchema, Event)]
    /// #[pusher(channel = "news", event = "headline")]
    /// pub struct Headline { text: String, author: String }
    /// # }
    /// let previous = Catalog::new("news", "1.0.0").events::<before::Headline>().async_api();
    ///
    /// #[derive(Serialize, Deserialize, JsonSchema, Event)]
    /// #[pusher(channel = "news", event = "headline")]
    /// struct Headline { text: String }
    ///
    /// let changes = Catalog::new("news", "2.0.0").events::<Headline>().check(&previous);
    /// assert_eq!(changes.to_string(), "breaks subscribers: news headline author: the field is gone\n");
    /// ```
    pub fn check(&self, previous: &AsyncApi) -> Changes {
        self.async_api().changes_since(previous)
    }
}

impl AsyncApi {
    /// What has changed since `previous`, and whom it breaks: see [`Catalog::check`].
    pub fn changes_since(&self, previous: &AsyncApi) -> Changes {
        let mut changes = channels::compare(previous, self);
        changes.sort_by_key(|change| change.breaks == Breaks::Nobody);
        Changes(changes)
    }
}
