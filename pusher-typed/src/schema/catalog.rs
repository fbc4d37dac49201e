//! A catalog: the channels and events of one application.

use super::declared::{
    ChannelDescription, ChannelDescriptions, DescribeChannels, DescribeEvents, DescribeWebhooks,
    EventDescription, EventDescriptions, Schemars, WebhookDescriptions,
};
use crate::webhook::WebhookKind;

/// The channels and events of one application, described for other programs.
///
/// ```
/// use pusher_typed::{Channel, Event, EventSet, schema::Catalog};
/// use schemars::JsonSchema;
/// use serde::{Deserialize, Serialize};
///
/// /// The events of one order.
/// #[derive(Channel)]
/// #[pusher(channel = "private-orders-<id>")]
/// struct OrderChannel { id: u64 }
///
/// /// The order is on its way.
/// #[derive(Serialize, Deserialize, JsonSchema, Event)]
/// #[pusher(channel = OrderChannel { id }, event = "shipped")]
/// struct OrderShipped { id: u64, carrier: String }
///
/// #[derive(EventSet)]
/// enum OrderEvent { Shipped(OrderShipped) }
///
/// let catalog = Catalog::new("orders", "1.4.0").events::<OrderEvent>();
/// let document = catalog.async_api()?;
/// assert!(document.to_json().contains(r#""address": "private-orders-{id}""#));
/// # Ok::<(), pusher_typed::schema::CatalogError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Catalog {
    pub(super) title: String,
    pub(super) version: String,
    pub(super) description: Option<String>,
    pub(super) channels: Vec<ChannelDescription>,
    pub(super) events: Vec<EventDescription>,
    pub(super) webhooks: Vec<(WebhookKind, ChannelDescription)>,
}

impl Catalog {
    /// Creates a catalog without entries. `version` is the version of the application, preferably a
    /// [semantic version](https://semver.org).
    pub fn new(title: impl Into<String>, version: impl Into<String>) -> Self {
        Catalog {
            title: title.into(),
            version: version.into(),
            description: None,
            channels: Vec::new(),
            events: Vec::new(),
            webhooks: Vec::new(),
        }
    }

    /// Describes the application; most tools render CommonMark.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Adds a channel type, or every channel type of a [`ChannelSet`](macro@crate::ChannelSet).
    ///
    /// The channels of events are added with the events.
    #[must_use]
    pub fn channels<C: DescribeChannels<Schemars>>(mut self) -> Self {
        let mut descriptions = ChannelDescriptions::default();
        C::describe_channels(&mut descriptions);
        self.add_channels(descriptions.0);
        self
    }

    /// Adds an event type, or every event type of an [`EventSet`](macro@crate::EventSet), with the
    /// channels for which it was declared.
    ///
    /// Who sends it follows from the declaration: browsers (`client-…`), the
    /// server to channels, or the server to one user.
    #[must_use]
    pub fn events<E: DescribeEvents<Schemars>>(mut self) -> Self {
        let mut descriptions = EventDescriptions::default();
        E::describe_events(&mut descriptions);
        self.add_events(descriptions.0);
        self
    }

    /// Adds the webhooks of a [`WebhookEvent`](macro@crate::WebhookEvent) enum: the kinds for each
    /// channel, and the client events.
    #[must_use]
    pub fn webhooks<W: DescribeWebhooks<Schemars>>(mut self) -> Self {
        let mut descriptions = WebhookDescriptions::default();
        W::describe_webhooks(&mut descriptions);
        self.add_channels(descriptions.kinds.iter().map(|(_, channel)| channel.clone()).collect());
        self.add_events(descriptions.events.0);
        self.webhooks.extend(descriptions.kinds);
        self
    }

    fn add_channels(&mut self, channels: Vec<ChannelDescription>) {
        for channel in channels {
            if !self.channels.iter().any(|known| known.is(&channel)) {
                self.channels.push(channel);
            }
        }
    }

    fn add_events(&mut self, events: Vec<EventDescription>) {
        for event in events {
            self.add_channels(event.channels.clone());
            if !self.events.iter().any(|known| known.is(&event)) {
                self.events.push(event);
            }
        }
    }
}

/// Why no document can be written for a catalog.
///
/// ```
/// use pusher_typed::{Event, schema::{Catalog, CatalogError}};
///
/// mod app {
/// #   use pusher_typed::Event;
///     #[derive(serde::Serialize, schemars::JsonSchema, Event)]
///     #[pusher(channel = "news", event = "headline")]
///     pub struct Headline { #[serde(rename = "$ref")] reference: String }
/// }
///
/// let error = Catalog::new("news", "1.0.0").events::<app::Headline>().async_api().unwrap_err();
/// assert!(matches!(error, CatalogError::ForbiddenField { field, .. } if field == "$ref"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogError {
    /// Two channels, events or presence members have the same name, even with all their modules.
    #[error(
        "{} have the same name in the document, {name}; rename one of these types in Rust", types.join(" and ")
    )]
    Names {
        /// The name in the document.
        name: String,
        /// The Rust types.
        types: Vec<String>,
    },
    /// Different types in the payloads have the same name.
    #[error(
        "there are different types called {name} in the payload of {}; rename one of them, for example with \
         #[schemars(rename = \"My{name}\")], or #[schemars(rename = \"{name}Of{{T}}\")] on a generic type",
        payloads.join(" and ")
    )]
    TypeNames {
        /// Their name.
        name: String,
        /// The payloads that have them.
        payloads: Vec<String>,
    },
    /// A field has a name with a special meaning in tools for AsyncAPI and JSON Schema: `$ref` or `__proto__`.
    #[error(
        "{ty} has a field called `{field}`, which tools for AsyncAPI misinterpret; rename it with #[serde(rename)]"
    )]
    ForbiddenField {
        /// The type.
        ty: String,
        /// The field.
        field: String,
    },
}
