//! Writes the document of a catalog.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::model::{
    AsyncApi, Channel, Components, Info, Member, Message, Operation, Parameter, Reference, Sender,
};
use crate::{
    channel::{CharSet, Placeholder, Segment},
    param::ParamValues,
    schema::{
        catalog::{Catalog, CatalogError},
        declared::{ChannelDescription, EventDescription, MemberDescription, ParamDescription},
        digest::digest,
        keys::Keys,
        payloads::{Described, Payload, Payloads},
    },
};

/// The key of the channel of events for users.
const USER_CHANNEL: &str = "SignedInUser";

impl Catalog {
    /// The catalog as an [AsyncAPI 3.0](https://www.asyncapi.com/docs/reference/specification/v3.0.0) document.
    ///
    /// Channels, events and schemas have the names of their Rust types, regardless of their order in the catalog.
    /// Types of the same name get the modules before it that distinguish them.
    ///
    /// # Errors
    /// Returns an error if two types have the same name, or a field is called `$ref` or `__proto__`.
    pub fn async_api(&self) -> Result<AsyncApi, CatalogError> {
        document(self)
    }
}

fn document(catalog: &Catalog) -> Result<AsyncApi, CatalogError> {
    let writer = Writer::new(catalog)?;
    let mut channels: BTreeMap<String, Channel> =
        catalog.channels.iter().map(|channel| writer.channel(channel)).collect();
    let mut messages = BTreeMap::new();
    for event in &catalog.events {
        let (key, message) = writer.message(event);
        for channel in writer.channels_of(event, &mut channels) {
            channel.messages.insert(key.clone(), Reference::to(format!("#/components/messages/{key}")));
        }
        messages.insert(key, message);
    }
    for (kind, channel) in &catalog.webhooks {
        if let Some(channel) = channels.get_mut(&writer.channel_key(channel))
            && !channel.webhooks.iter().any(|known| known == kind.name())
        {
            channel.webhooks.push(kind.name().to_owned());
        }
    }
    for channel in channels.values_mut() {
        channel.webhooks.sort();
    }
    let operations = operations(&channels, &messages);
    let schemas = writer.definitions(&channels, &messages);
    let mut document = AsyncApi {
        asyncapi: "3.0.0".to_owned(),
        info: Info {
            title: catalog.title.clone(),
            version: catalog.version.clone(),
            description: catalog.description.clone(),
        },
        default_content_type: "application/json".to_owned(),
        channels,
        operations,
        components: Components { messages, schemas },
        digest: None,
    };
    document.digest = Some(digest(&serde_json::to_value(&document).unwrap_or_default()));
    Ok(document)
}

struct Writer {
    channels: Keys,
    messages: Keys,
    members: Keys,
    payloads: Payloads,
}

impl Writer {
    fn new(catalog: &Catalog) -> Result<Self, CatalogError> {
        let channels = catalog.channels.iter();
        let members = channels.clone().filter_map(|channel| channel.member.as_ref());
        let users = BTreeSet::from([USER_CHANNEL.to_owned()]);
        let mut writer = Writer {
            channels: keys(channels.map(|it| (it.path, it.pattern.as_str())), &users)?,
            messages: keys(catalog.events.iter().map(|it| (it.path, it.name)), &BTreeSet::new())?,
            members: keys(members.clone().map(|it| (it.path, "")), &BTreeSet::new())?,
            payloads: Payloads::default(),
        };
        let infos: BTreeMap<String, &MemberDescription> =
            members.map(|member| (writer.info_key(member), member)).collect();
        let infos = infos.into_iter().map(|(key, member)| Described {
            key,
            ident: String::new(),
            without: Some(member.id),
            is_client: false,
            aliases: &[],
            schema: member.schema,
        });
        let events = catalog.events.iter().map(|event| Described {
            key: writer.message_key(event),
            ident: ident(event.path).to_owned(),
            without: None,
            is_client: event.is_client(),
            aliases: event.aliases,
            schema: event.schema,
        });
        writer.payloads = Payloads::new(infos.chain(events).collect())?;
        Ok(writer)
    }

    fn channel(&self, description: &ChannelDescription) -> (String, Channel) {
        let kind = description.pattern.kind();
        let channel = Channel {
            address: address(description),
            description: text(description.doc),
            deprecated: description.deprecated,
            parameters: parameters(description),
            messages: BTreeMap::new(),
            kind: kind.family().to_owned(),
            encrypted: kind.is_encrypted(),
            cached: kind.is_cache(),
            recoverable: description.recoverable,
            member: description.member.as_ref().map(|member| self.member(member)),
            webhooks: Vec::new(),
        };
        (self.channel_key(description), channel)
    }

    fn channel_key(&self, description: &ChannelDescription) -> String {
        self.channels.get(description.path, description.pattern.as_str())
    }

    fn message_key(&self, description: &EventDescription) -> String {
        self.messages.get(description.path, description.name)
    }

    fn info_key(&self, description: &MemberDescription) -> String {
        format!("{}Info", self.members.get(description.path, ""))
    }

    fn member(&self, description: &MemberDescription) -> Member {
        let (ids, values) = &description.ids;
        Member {
            name: self.members.get(description.path, ""),
            description: text(description.doc),
            user_id: parameter(ids, &ParamDescription { name: ids.field, doc: "", values: *values }),
            user_info: self.payloads.get(&self.info_key(description)).written,
        }
    }

    fn message(&self, description: &EventDescription) -> (String, Message) {
        let key = self.message_key(description);
        let Payload { written, read } = self.payloads.get(&key);
        let read_as = Some(read.clone()).filter(|read| *read != written && !description.is_client());
        let (sender, payload) =
            if description.is_client() { (Sender::Client, read) } else { (Sender::Server, written) };
        let message = Message {
            name: description.name.to_owned(),
            title: key.clone(),
            description: text(description.doc),
            deprecated: description.deprecated,
            payload,
            read_as,
            sender,
        };
        (key, message)
    }

    /// The channels of an event. The channel of users is created with its first event.
    fn channels_of<'c>(
        &self,
        event: &EventDescription,
        channels: &'c mut BTreeMap<String, Channel>,
    ) -> Vec<&'c mut Channel> {
        if event.user {
            return vec![channels.entry(USER_CHANNEL.to_owned()).or_insert_with(user_channel)];
        }
        let keys: Vec<String> = event.channels.iter().map(|channel| self.channel_key(channel)).collect();
        channels.iter_mut().filter(|(key, _)| keys.contains(key)).map(|(_, channel)| channel).collect()
    }

    fn definitions(
        self,
        channels: &BTreeMap<String, Channel>,
        messages: &BTreeMap<String, Message>,
    ) -> BTreeMap<String, Value> {
        let infos = channels.values().filter_map(|channel| Some(&channel.member.as_ref()?.user_info));
        let read = messages.values().filter_map(|message| message.read_as.as_ref());
        let payloads = messages.values().map(|message| &message.payload);
        self.payloads.definitions(infos.chain(payloads).chain(read))
    }
}

fn keys<'e>(
    entries: impl Iterator<Item = (&'e str, &'e str)>,
    reserved: &BTreeSet<String>,
) -> Result<Keys, CatalogError> {
    let entries = entries.map(|(path, wire)| (path.to_owned(), wire.to_owned()));
    Keys::new(entries, reserved).map_err(|(name, types)| CatalogError::Names { name, types })
}

/// The name of a type without its modules and arguments.
fn ident(path: &'static str) -> &'static str {
    let path = path.split('<').next().unwrap_or_default();
    path.rsplit("::").next().unwrap_or_default()
}

/// A doc comment, if there is one.
fn text(doc: &str) -> Option<String> {
    (!doc.is_empty()).then(|| doc.to_owned())
}

/// The service's channel for each signed-in user.
fn user_channel() -> Channel {
    let id = Parameter {
        description: Some("The id that the user signed in with.".to_owned()),
        values: Vec::new(),
        ty: "text".to_owned(),
        chars: CharSet::CHANNEL.to_string(),
        min_length: 1,
        max_length: Some(128),
        minimum: None,
        maximum: None,
        non_zero: false,
    };
    Channel {
        address: "#server-to-user-{user_id}".to_owned(),
        description: Some("All connections of one signed-in user.".to_owned()),
        deprecated: false,
        parameters: BTreeMap::from([("user_id".to_owned(), id)]),
        messages: BTreeMap::new(),
        kind: "user".to_owned(),
        encrypted: false,
        cached: false,
        recoverable: false,
        member: None,
        webhooks: Vec::new(),
    }
}

/// `private-orders-{id}`
fn address(description: &ChannelDescription) -> String {
    let part = |segment: &Segment| match segment {
        Segment::Literal(text) => (*text).to_owned(),
        Segment::Placeholder(placeholder) => format!("{{{}}}", placeholder.field),
    };
    description.pattern.segments().iter().map(part).collect()
}

fn parameters(description: &ChannelDescription) -> BTreeMap<String, Parameter> {
    let placeholders = description.pattern.segments().iter().filter_map(|segment| match segment {
        Segment::Placeholder(placeholder) => Some(placeholder),
        Segment::Literal(_) => None,
    });
    placeholders
        .zip(&description.params)
        .map(|(placeholder, param)| (param.name.to_owned(), parameter(placeholder, param)))
        .collect()
}

fn parameter(placeholder: &Placeholder, param: &ParamDescription) -> Parameter {
    let (ty, values, range) = match param.values {
        ParamValues::Text => ("text", &[][..], None),
        ParamValues::Integer { min, max, .. } => ("integer", &[][..], Some((min, max))),
        ParamValues::OneOf(texts) => ("text", texts, None),
    };
    let non_zero = matches!(param.values, ParamValues::Integer { non_zero: true, .. });
    Parameter {
        description: text(param.doc),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
        ty: ty.to_owned(),
        chars: placeholder.chars.to_string(),
        min_length: placeholder.min_len,
        max_length: Some(placeholder.max_len).filter(|max| *max != usize::MAX),
        minimum: range.map(|(min, _)| min.to_string()),
        maximum: range.map(|(_, max)| max.to_string()),
        non_zero,
    }
}

/// The operations: events that the server sends to each channel, and client events that it
/// receives.
fn operations(
    channels: &BTreeMap<String, Channel>,
    messages: &BTreeMap<String, Message>,
) -> BTreeMap<String, Operation> {
    let mut operations = BTreeMap::new();
    for (key, channel) in channels {
        for (sender, action, name) in
            [(Sender::Server, "send", "sendTo"), (Sender::Client, "receive", "receiveFrom")]
        {
            let is_sent = |message: &&String| messages.get(*message).is_some_and(|it| it.sender == sender);
            let path = |message| Reference::to(format!("#/channels/{key}/messages/{message}"));
            let messages: Vec<Reference> = channel.messages.keys().filter(is_sent).map(path).collect();
            if !messages.is_empty() {
                let channel = Reference::to(format!("#/channels/{key}"));
                let operation = Operation { action: action.to_owned(), channel, messages, sender };
                operations.insert(format!("{name}{key}"), operation);
            }
        }
    }
    operations
}
