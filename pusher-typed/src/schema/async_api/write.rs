//! From a catalog to its document.

use std::collections::BTreeMap;

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
        keys::{Entry, Keys},
        payloads::{Payload, PayloadName, Payloads},
    },
};

/// The key of the channel of events for users.
const USER_CHANNEL: &str = "SignedInUser";

impl Catalog {
    /// The catalog as an [AsyncAPI 3.0](https://www.asyncapi.com/docs/reference/specification/v3.0.0) document.
    ///
    /// Channels, events and schemas have the names of their Rust types, whatever their order in the catalog. Types of
    /// one name have the modules before it that tell them apart.
    ///
    /// # Errors
    /// If two types have the same name, or a field is called `$ref` or `__proto__`.
    pub fn async_api(&self) -> Result<AsyncApi, CatalogError> {
        document(self)
    }
}

fn document(catalog: &Catalog) -> Result<AsyncApi, CatalogError> {
    let mut writer = Writer::new(catalog)?;
    let mut channels = BTreeMap::new();
    for channel in &catalog.channels {
        let (key, channel) = writer.channel(channel)?;
        channels.insert(key, channel);
    }
    let mut messages = BTreeMap::new();
    for event in &catalog.events {
        let (key, message) = writer.message(event)?;
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
    Ok(AsyncApi {
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
    })
}

struct Writer {
    channels: Keys,
    messages: Keys,
    members: Keys,
    payloads: Payloads,
    /// The infos of the members that have been described, by their keys.
    infos: BTreeMap<String, Value>,
}

impl Writer {
    fn new(catalog: &Catalog) -> Result<Self, CatalogError> {
        let keys = |entries: Vec<Entry>, reserved: &[&str]| {
            Keys::new(entries, reserved).map_err(|(name, types)| CatalogError::Names {
                name,
                types: types.into_iter().map(str::to_owned).collect(),
            })
        };
        let channels = catalog.channels.iter();
        let members = channels.clone().filter_map(|channel| channel.member.as_ref());
        Ok(Writer {
            channels: keys(channels.map(|it| (it.path, it.pattern.as_str())).collect(), &[USER_CHANNEL])?,
            messages: keys(catalog.events.iter().map(|it| (it.path, it.name)).collect(), &[])?,
            members: keys(members.map(|it| (it.path, "")).collect(), &[])?,
            payloads: Payloads::default(),
            infos: BTreeMap::new(),
        })
    }

    fn channel(&mut self, description: &ChannelDescription) -> Result<(String, Channel), CatalogError> {
        let kind = description.pattern.kind();
        let channel = Channel {
            address: address(description),
            description: text(description.doc),
            parameters: parameters(description),
            messages: BTreeMap::new(),
            kind: kind.family().to_owned(),
            encrypted: kind.is_encrypted(),
            cached: kind.is_cache(),
            member: description.member.as_ref().map(|member| self.member(member)).transpose()?,
            webhooks: Vec::new(),
        };
        Ok((self.channel_key(description), channel))
    }

    fn channel_key(&self, description: &ChannelDescription) -> String {
        self.channels.get(description.path, description.pattern.as_str())
    }

    fn member(&mut self, description: &MemberDescription) -> Result<Member, CatalogError> {
        let name = self.members.get(description.path, "");
        let user_info = if let Some(known) = self.infos.get(&name) {
            known.clone()
        } else {
            let key = format!("{name}Info");
            let payload =
                PayloadName { key: &key, ident: "", without: Some(description.id), is_client: false };
            self.payloads.add(description.schema, &payload)?.written
        };
        self.infos.insert(name.clone(), user_info.clone());
        let (ids, values) = &description.ids;
        let user_id = parameter(ids, &ParamDescription { name: ids.field, doc: "", values: *values });
        Ok(Member { name, description: text(description.doc), user_id, user_info })
    }

    fn message(&mut self, description: &EventDescription) -> Result<(String, Message), CatalogError> {
        let key = self.messages.get(description.path, description.name);
        let name = PayloadName {
            key: &key,
            ident: ident(description.path),
            without: None,
            is_client: description.is_client(),
        };
        let Payload { written, read } = self.payloads.add(description.schema, &name)?;
        let read_as = Some(read.clone()).filter(|read| *read != written && !description.is_client());
        let (sender, payload) =
            if description.is_client() { (Sender::Client, read) } else { (Sender::Server, written) };
        let message = Message {
            name: description.name.to_owned(),
            title: key.clone(),
            description: text(description.doc),
            payload,
            read_as,
            sender,
        };
        Ok((key, message))
    }

    /// The channels of an event, of which that of the users comes into being with its first event.
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

/// The name of a type without its modules and arguments.
fn ident(path: &'static str) -> &'static str {
    let path = path.split('<').next().unwrap_or_default();
    path.rsplit("::").next().unwrap_or_default()
}

/// A doc comment, if there is one.
fn text(doc: &str) -> Option<String> {
    (!doc.is_empty()).then(|| doc.to_owned())
}

/// The channel that the service has for each signed-in user.
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
    };
    Channel {
        address: "#server-to-user-{user_id}".to_owned(),
        description: Some("All connections of one signed-in user.".to_owned()),
        parameters: BTreeMap::from([("user_id".to_owned(), id)]),
        messages: BTreeMap::new(),
        kind: "user".to_owned(),
        encrypted: false,
        cached: false,
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
        ParamValues::Integer { min, max } => ("integer", &[][..], Some((min, max))),
        ParamValues::OneOf(texts) => ("text", texts, None),
    };
    Parameter {
        description: text(param.doc),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
        ty: ty.to_owned(),
        chars: placeholder.chars.to_string(),
        min_length: placeholder.min_len,
        max_length: Some(placeholder.max_len).filter(|max| *max != usize::MAX),
        minimum: range.map(|(min, _)| min.to_string()),
        maximum: range.map(|(_, max)| max.to_string()),
    }
}

/// What the server sends to each channel, and what it hears of client events.
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
