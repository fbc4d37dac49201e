//! The result of a check: the changes, and which side each of them breaks.

use std::fmt;

use serde::{Serialize, Serializer, ser::SerializeSeq};

/// Which side a change breaks.
///
/// The side that breaks still has the previous version while the other side has
/// the new one. The server's events are published by services, client events by browsers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Breaks {
    /// The change is compatible.
    Neither,
    /// Subscribers with the previous version cannot read events of the new one.
    Subscribers,
    /// Subscribers with the new version cannot read events of publishers with the previous one.
    Publishers,
    /// Both sides break.
    Both,
}

impl Breaks {
    pub(super) fn new(subscribers: bool, publishers: bool) -> Self {
        match (subscribers, publishers) {
            (false, false) => Breaks::Neither,
            (true, false) => Breaks::Subscribers,
            (false, true) => Breaks::Publishers,
            (true, true) => Breaks::Both,
        }
    }

    pub(super) fn and(self, other: Breaks) -> Self {
        Breaks::new(self.subscribers() && other.subscribers(), self.publishers() && other.publishers())
    }

    pub(super) fn or(self, other: Breaks) -> Self {
        Breaks::new(self.subscribers() || other.subscribers(), self.publishers() || other.publishers())
    }

    pub(super) fn without(self, other: Breaks) -> Self {
        Breaks::new(self.subscribers() && !other.subscribers(), self.publishers() && !other.publishers())
    }

    /// Whether subscribers with the previous version break.
    pub fn subscribers(self) -> bool {
        matches!(self, Breaks::Subscribers | Breaks::Both)
    }

    /// Whether publishers with the previous version break.
    pub fn publishers(self) -> bool {
        matches!(self, Breaks::Publishers | Breaks::Both)
    }
}

impl fmt::Display for Breaks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Breaks::Neither => "compatible",
            Breaks::Subscribers => "breaks subscribers",
            Breaks::Publishers => "breaks publishers",
            Breaks::Both => "breaks subscribers and publishers",
        })
    }
}

/// `["subscribers", "publishers"]`
impl Serialize for Breaks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut sides = serializer.serialize_seq(None)?;
        if self.subscribers() {
            sides.serialize_element("subscribers")?;
        }
        if self.publishers() {
            sides.serialize_element("publishers")?;
        }
        sides.end()
    }
}

/// The order in which programs may be updated so that no event is lost or refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeploymentOrder {
    /// Any order is safe.
    Any,
    /// All subscribers must be updated before the publishers.
    SubscribersFirst,
    /// All publishers must be updated before the subscribers.
    PublishersFirst,
    /// No order is safe: use a new event or channel, publish both for a while, and remove the old one later.
    None,
}

impl DeploymentOrder {
    fn new(subscribers_first: bool, publishers_first: bool) -> Self {
        match (subscribers_first, publishers_first) {
            (false, false) => DeploymentOrder::Any,
            (true, false) => DeploymentOrder::SubscribersFirst,
            (false, true) => DeploymentOrder::PublishersFirst,
            (true, true) => DeploymentOrder::None,
        }
    }
}

impl fmt::Display for DeploymentOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DeploymentOrder::Any => "deploy in any order",
            DeploymentOrder::SubscribersFirst => "deploy subscribers first",
            DeploymentOrder::PublishersFirst => "deploy publishers first",
            DeploymentOrder::None => "no deployment order is safe: add a new event or channel instead",
        })
    }
}

/// One difference between two documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The place: `private-orders-{id}`, its event `shipped`, and the field, such as `value.cents`.
    #[serde(flatten)]
    pub place: Place,
    /// What changed.
    #[serde(flatten)]
    pub kind: ChangeKind,
    /// Which side breaks.
    pub breaks: Breaks,
    /// Which side breaks besides where subscribers use the generated TypeScript or JSON Schemas: serde reads a renamed
    /// field by an alias, and an unknown variant as the one with `#[serde(other)]`, which these do not.
    pub breaks_generated_code: Breaks,
}

impl Change {
    /// The order in which programs may be updated, including those with generated code.
    pub fn deployment(&self) -> DeploymentOrder {
        let breaks = self.breaks.or(self.breaks_generated_code);
        DeploymentOrder::new(breaks.subscribers(), breaks.publishers())
    }
}

/// Where two documents differ.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[non_exhaustive]
pub struct Place {
    /// The channel's address in the previous document, or in the new one if the channel was added.
    pub channel: String,
    /// The event's name in the same document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// The field of the payload (`value.cents`, `items[].name`), or of a member's info or a channel's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

/// What differs between two documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChangeKind {
    /// A channel was added.
    ChannelAdded,
    /// A channel was removed.
    ChannelRemoved,
    /// A channel has a different pattern of the same kind.
    PatternChanged {
        /// The new address.
        to: String,
    },
    /// A channel has a different kind, and so a different pattern.
    KindChanged {
        /// The new address.
        to: String,
    },
    /// A channel is recoverable now: its payloads have the additional key `_position`, which readers with a closed schema
    /// that are not generated by this crate refuse.
    MadeRecoverable,
    /// A channel is no longer recoverable: its events have no positions and no history.
    NoLongerRecoverable,
    /// A placeholder has a different name, which is not part of any channel name.
    ParameterRenamed {
        /// The new name: `{id}`.
        to: String,
    },
    /// A placeholder accepts more values than before.
    ParameterWidened,
    /// A placeholder no longer accepts all of its former values.
    ParameterNarrowed,
    /// An event was added.
    EventAdded,
    /// An event was removed.
    EventRemoved,
    /// An event has a different name.
    EventRenamed {
        /// The new name.
        to: String,
    },
    /// A Rust type has a different name, and so has the generated TypeScript.
    TypeRenamed {
        /// The former name in the document.
        from: String,
        /// The new name in the document.
        to: String,
    },
    /// A field was added.
    FieldAdded {
        /// Whether readers require it.
        required: bool,
    },
    /// A field was removed.
    FieldRemoved,
    /// A field has a different name, and the former one or the new one is an alias.
    FieldRenamed {
        /// The new name.
        to: String,
    },
    /// A field is no longer required, or no longer always sent.
    FieldMadeOptional,
    /// A field is required or always sent now.
    FieldMadeRequired,
    /// A type has all former values and more.
    TypeWidened {
        /// The former type.
        from: String,
        /// The new type.
        to: String,
    },
    /// A type no longer has all of its former values.
    TypeNarrowed {
        /// The former type.
        from: String,
        /// The new type.
        to: String,
    },
    /// A type has different values.
    TypeChanged {
        /// The former type.
        from: String,
        /// The new type.
        to: String,
    },
    /// The variants of an untagged enum are in a different order, so that values are read as other variants.
    VariantsReordered,
    /// The application handles another kind of webhook of a channel.
    WebhookAdded {
        /// `channel_occupied`
        kind: String,
    },
    /// The application no longer handles a kind of webhook.
    WebhookRemoved {
        /// `channel_occupied`
        kind: String,
    },
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChangeKind::ChannelAdded => f.write_str("channel added"),
            ChangeKind::ChannelRemoved => f.write_str("channel removed"),
            ChangeKind::PatternChanged { to } => write!(f, "channel renamed to {to}"),
            ChangeKind::KindChanged { to } => write!(f, "channel changed to another kind: {to}"),
            ChangeKind::MadeRecoverable => {
                f.write_str("channel made recoverable: payloads have the key _position")
            }
            ChangeKind::NoLongerRecoverable => f.write_str("channel no longer recoverable"),
            ChangeKind::ParameterRenamed { to } => write!(f, "placeholder renamed to {to}"),
            ChangeKind::ParameterWidened => f.write_str("more values allowed"),
            ChangeKind::ParameterNarrowed => f.write_str("fewer values allowed"),
            ChangeKind::EventAdded => f.write_str("event added"),
            ChangeKind::EventRemoved => f.write_str("event removed"),
            ChangeKind::EventRenamed { to } => write!(f, "event renamed to {to}"),
            ChangeKind::TypeRenamed { from, to } => {
                write!(f, "generated type {from} renamed to {to}")
            }
            ChangeKind::FieldAdded { required: true } => f.write_str("required field added"),
            ChangeKind::FieldAdded { required: false } => f.write_str("optional field added"),
            ChangeKind::FieldRemoved => f.write_str("field removed"),
            ChangeKind::FieldRenamed { to } => write!(f, "field renamed to {to}"),
            ChangeKind::FieldMadeOptional => f.write_str("field made optional"),
            ChangeKind::FieldMadeRequired => f.write_str("field made required"),
            ChangeKind::TypeWidened { from, to } => write!(f, "type widened from {from} to {to}"),
            ChangeKind::TypeNarrowed { from, to } => write!(f, "type narrowed from {from} to {to}"),
            ChangeKind::TypeChanged { from, to } => write!(f, "type changed from {from} to {to}"),
            ChangeKind::VariantsReordered => {
                f.write_str("untagged variants reordered: values are read as other variants")
            }
            ChangeKind::WebhookAdded { kind } => write!(f, "webhook {kind} added"),
            ChangeKind::WebhookRemoved { kind } => write!(f, "webhook {kind} removed"),
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

/// `breaks subscribers: private-orders-{id} shipped carrier: field removed`
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.breaks, self.place, self.kind)?;
        let order = match self.breaks_generated_code {
            Breaks::Neither => return Ok(()),
            Breaks::Subscribers => " (update generated TypeScript and JSON Schemas before the publishers)",
            Breaks::Publishers => " (update generated TypeScript and JSON Schemas after the publishers)",
            Breaks::Both => " (generated TypeScript and JSON Schemas break in any order)",
        };
        f.write_str(order)
    }
}

/// All differences between two documents; breaking changes come first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    pub(super) changes: Vec<Change>,
    pub(super) integer_keys: Vec<Place>,
}

impl Changes {
    /// All changes.
    pub fn iter(&self) -> std::slice::Iter<'_, Change> {
        self.changes.iter()
    }

    /// The changes that break subscribers or publishers.
    pub fn breaking(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.breaks != Breaks::Neither)
    }

    /// Whether nothing differs except titles, versions and descriptions.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The order in which programs may be updated for all changes at once.
    pub fn deployment(&self) -> DeploymentOrder {
        let any = |order| {
            self.changes.iter().any(|change| [order, DeploymentOrder::None].contains(&change.deployment()))
        };
        DeploymentOrder::new(any(DeploymentOrder::SubscribersFirst), any(DeploymentOrder::PublishersFirst))
    }

    /// Maps with integer keys in both versions. JSON Schema as schemars writes it does not state the integer type of
    /// the keys, so a change from `BTreeMap<u64, _>` to `BTreeMap<u8, _>` is not detected.
    pub fn unchecked_map_keys(&self) -> &[Place] {
        &self.integer_keys
    }
}

impl<'c> IntoIterator for &'c Changes {
    type Item = &'c Change;
    type IntoIter = std::slice::Iter<'c, Change>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// One line per change.
impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.changes.iter().try_for_each(|change| writeln!(f, "{change}"))
    }
}

/// `{"deployment": "subscribers_first", "changes": […], "unchecked_map_keys": […]}`; each change also has its line
/// of the text as `message`.
impl Serialize for Changes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Entry<'c> {
            #[serde(flatten)]
            change: &'c Change,
            deployment: DeploymentOrder,
            message: String,
        }
        #[derive(Serialize)]
        struct Report<'c> {
            deployment: DeploymentOrder,
            changes: Vec<Entry<'c>>,
            unchecked_map_keys: &'c [Place],
        }
        let changes = self.changes.iter().map(|change| Entry {
            change,
            deployment: change.deployment(),
            message: change.to_string(),
        });
        let (deployment, unchecked_map_keys) = (self.deployment(), self.integer_keys.as_slice());
        Report { deployment, changes: changes.collect(), unchecked_map_keys }.serialize(serializer)
    }
}
