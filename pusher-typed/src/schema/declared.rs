//! The descriptions that derives generate for catalogs. Generated code is generic over the source
//! of JSON Schemas, so that only a catalog requires `JsonSchema`.

use std::any::type_name;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::{
    Channel, ChannelName, ChannelParam, ChannelSet, Event, Pattern, PresenceMember,
    channel::Placeholder,
    param::ParamValues,
    webhook::{ClientEvent, WebhookKind},
};

/// Writes the schema of one type.
pub(super) type SchemaFn = fn(&mut SchemaGenerator) -> Schema;

/// A source of the schema of `T`.
#[diagnostic::on_unimplemented(
    message = "`{T}` has no JSON Schema",
    label = "a catalog needs the schema of `{T}`",
    note = "add `#[derive(schemars::JsonSchema)]` to `{T}`"
)]
pub trait SchemaOf<T: ?Sized> {
    /// The schema, or a reference to it.
    fn schema_of(generator: &mut SchemaGenerator) -> Schema;
}

/// The source that uses the types' `JsonSchema`.
pub enum Schemars {}

#[diagnostic::do_not_recommend]
impl<T: JsonSchema + ?Sized> SchemaOf<T> for Schemars {
    fn schema_of(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

/// A channel, or a set of channels, that a catalog can describe.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be put into a catalog as a channel",
    label = "needs a channel type or a set of them",
    note = "add `#[derive(Channel)]` to a struct, or `#[derive(ChannelSet)]` to an enum of channels; the member of a presence channel needs `#[derive(schemars::JsonSchema)]`"
)]
pub trait DescribeChannels<Source> {
    /// Adds every channel type.
    fn describe_channels(out: &mut ChannelDescriptions);
}

/// An event, or a set of events, that a catalog can describe.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be put into a catalog as an event",
    label = "needs an event type or a set of them",
    note = "add `#[derive(Event, schemars::JsonSchema)]` to a struct, or `#[derive(EventSet)]` to an enum of these events"
)]
pub trait DescribeEvents<Source> {
    /// Adds every event type.
    fn describe_events(out: &mut EventDescriptions);
}

/// Webhook events that a catalog can describe.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be put into a catalog as webhooks",
    label = "needs an enum of webhook events",
    note = "add `#[derive(WebhookEvent)]` to an enum, and `#[derive(schemars::JsonSchema)]` to the client events in it"
)]
pub trait DescribeWebhooks<Source> {
    /// Adds the kinds with their channels.
    fn describe_webhooks(out: &mut WebhookDescriptions);
}

/// A client event with its channel, in a webhook enum.
pub trait DescribeClientEvents<Source> {
    /// Adds both.
    fn describe_client_events(out: &mut WebhookDescriptions);
}

/// A presence member that a catalog can describe.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be put into a catalog as a presence member",
    label = "needs a type with a user id and a schema",
    note = "add `#[derive(PresenceMember, schemars::JsonSchema)]` to the struct"
)]
pub trait DescribeMember<Source> {
    /// The description of the member.
    fn describe_member() -> MemberDescription;
}

/// `ChannelName` is any channel, so it adds no channel type.
impl<Source> DescribeChannels<Source> for ChannelName {
    fn describe_channels(_: &mut ChannelDescriptions) {}
}

impl<Source, C, E> DescribeClientEvents<Source> for ClientEvent<C, E>
where
    C: ChannelSet + DescribeChannels<Source>,
    E: DescribeEvents<Source>,
{
    fn describe_client_events(out: &mut WebhookDescriptions) {
        out.channels::<C, Source>(WebhookKind::ClientEvent);
        out.events::<E, Source>();
    }
}

/// The channel types of a set.
#[derive(Debug, Clone, Default)]
pub struct ChannelDescriptions(pub(super) Vec<ChannelDescription>);

#[derive(Debug, Clone)]
pub(super) struct ChannelDescription {
    /// The full path of the type, which distinguishes it from other types.
    pub(super) path: &'static str,
    pub(super) doc: &'static str,
    pub(super) deprecated: bool,
    pub(super) pattern: Pattern,
    pub(super) recoverable: bool,
    pub(super) params: Vec<ParamDescription>,
    pub(super) member: Option<MemberDescription>,
}

impl ChannelDescription {
    /// Whether it is the same type.
    pub(super) fn is(&self, other: &ChannelDescription) -> bool {
        self.path == other.path && self.pattern == other.pattern
    }
}

#[derive(Debug, Clone)]
pub(super) struct ParamDescription {
    pub(super) name: &'static str,
    pub(super) doc: &'static str,
    pub(super) values: ParamValues,
}

impl ChannelDescriptions {
    /// Adds the channel type `C`. `params` has the name, doc comment and values of each
    /// placeholder.
    pub fn push<C: Channel>(
        &mut self,
        doc: &'static str,
        deprecated: bool,
        params: &[(&'static str, &'static str, ParamValues)],
    ) {
        let param = |&(name, doc, values): &(_, _, _)| ParamDescription { name, doc, values };
        self.0.push(ChannelDescription {
            path: type_name::<C>(),
            doc,
            deprecated,
            pattern: C::PATTERN,
            recoverable: C::RECOVERABLE,
            params: params.iter().map(param).collect(),
            member: None,
        });
    }

    /// Sets the member type of the channel type that was added last.
    pub fn set_member(&mut self, member: MemberDescription) {
        if let Some(channel) = self.0.last_mut() {
            channel.member = Some(member);
        }
    }
}

/// The event types of a set.
#[derive(Debug, Clone, Default)]
pub struct EventDescriptions(pub(super) Vec<EventDescription>);

#[derive(Debug, Clone)]
pub(super) struct EventDescription {
    pub(super) path: &'static str,
    pub(super) doc: &'static str,
    pub(super) deprecated: bool,
    pub(super) name: &'static str,
    pub(super) schema: SchemaFn,
    pub(super) user: bool,
    pub(super) channels: Vec<ChannelDescription>,
    /// The fields that serde reads by other names as well.
    pub(super) aliases: &'static [Aliases],
}

/// The serialized name of a field, and the other names under which serde reads it.
pub(super) type Aliases = (&'static str, &'static [&'static str]);

impl EventDescription {
    /// Whether it is the same type. Types that macros generate may have the same path.
    pub(super) fn is(&self, other: &EventDescription) -> bool {
        self.path == other.path && self.name == other.name && std::ptr::fn_addr_eq(self.schema, other.schema)
    }

    /// Whether browsers send it.
    pub(super) fn is_client(&self) -> bool {
        self.name.starts_with("client-")
    }
}

impl EventDescriptions {
    /// Adds the event type `E`. `describe_channels` add the channel types for which it is declared; `aliases` has
    /// the fields that serde reads by other names as well.
    pub fn push<E: Event>(
        &mut self,
        doc: &'static str,
        deprecated: bool,
        schema: SchemaFn,
        user: bool,
        describe_channels: &[fn(&mut ChannelDescriptions)],
        aliases: &'static [Aliases],
    ) {
        let (path, name) = (type_name::<E>(), E::NAME);
        let mut channels = ChannelDescriptions::default();
        for describe in describe_channels {
            describe(&mut channels);
        }
        let channels = channels.0;
        self.0.push(EventDescription { path, doc, deprecated, name, schema, user, channels, aliases });
    }
}

/// A presence member.
#[derive(Debug, Clone, Copy)]
pub struct MemberDescription {
    pub(super) path: &'static str,
    pub(super) doc: &'static str,
    /// The serialized name of the field with the user's id.
    pub(super) id: &'static str,
    /// The placeholder and values of the ids.
    pub(super) ids: (Placeholder, ParamValues),
    pub(super) schema: SchemaFn,
}

impl MemberDescription {
    /// The description of the member type `M`.
    pub fn new<M: PresenceMember>(doc: &'static str, id: &'static str, schema: SchemaFn) -> Self {
        let ids = Placeholder::new("user_id", M::Id::__TEXTS);
        MemberDescription { path: type_name::<M>(), doc, id, ids: (ids, M::Id::VALUES), schema }
    }
}

/// The webhooks of an enum: the kinds of each channel.
#[derive(Debug, Clone, Default)]
pub struct WebhookDescriptions {
    pub(super) kinds: Vec<(WebhookKind, ChannelDescription)>,
    pub(super) events: EventDescriptions,
}

impl WebhookDescriptions {
    /// Adds a kind of webhook for each channel of `C`.
    pub fn channels<C: DescribeChannels<Source>, Source>(&mut self, kind: WebhookKind) {
        let mut channels = ChannelDescriptions::default();
        C::describe_channels(&mut channels);
        self.kinds.extend(channels.0.into_iter().map(|channel| (kind, channel)));
    }

    /// Adds the channel and the events of a variant for client events.
    pub fn client_events<E: DescribeClientEvents<Source>, Source>(&mut self) {
        E::describe_client_events(self);
    }

    /// Adds the client events of `E`.
    pub fn events<E: DescribeEvents<Source>, Source>(&mut self) {
        E::describe_events(&mut self.events);
    }
}
