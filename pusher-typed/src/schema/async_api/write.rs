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
        catalog::Catalog,
        declared::{ChannelFact, EventFact, MemberFacts, ParamFact},
        keys::Keys,
        payloads::Payloads,
    },
};

/// The key of the channel of events for users.
const USER_CHANNEL: &str = "SignedInUser";

impl Catalog {
    /// The catalog as an [AsyncAPI 3.0](https://www.asyncapi.com/docs/reference/specification/v3.0.0) document.
    pub fn async_api(&self) -> AsyncApi {
        document(self)
    }
}

fn document(catalog: &Catalog) -> AsyncApi {
    let mut writer = Writer::new();
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
    let operations = operations(&channels, &messages);
    let schemas = writer.definitions(&mut channels, &mut messages);
    AsyncApi {
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
    }
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
    fn new() -> Self {
        Writer {
            channels: Keys::without(USER_CHANNEL),
            messages: Keys::default(),
            members: Keys::default(),
            payloads: Payloads::new(),
            infos: BTreeMap::new(),
        }
    }

    fn channel(&mut self, fact: &ChannelFact) -> (String, Channel) {
        let kind = fact.pattern.kind();
        let channel = Channel {
            address: address(fact),
            description: text(fact.doc),
            parameters: parameters(fact),
            messages: BTreeMap::new(),
            kind: kind.family().to_owned(),
            encrypted: kind.is_encrypted(),
            cached: kind.is_cache(),
            member: fact.member.as_ref().map(|member| self.member(member)),
            webhooks: Vec::new(),
        };
        (self.channel_key(fact), channel)
    }

    fn channel_key(&mut self, fact: &ChannelFact) -> String {
        self.channels.of(fact.path, fact.pattern.as_str())
    }

    fn member(&mut self, fact: &MemberFacts) -> Member {
        let name = self.members.of(fact.path, "");
        let user_info = match self.infos.get(&name) {
            Some(known) => known.clone(),
            None => self.payloads.member_info(fact.schema, fact.id, format!("{name}Info")),
        };
        self.infos.insert(name.clone(), user_info.clone());
        let (ids, values) = &fact.ids;
        let user_id = parameter(ids, &ParamFact { name: ids.field, doc: "", values: *values });
        Member { name, description: text(fact.doc), user_id, user_info }
    }

    fn message(&mut self, fact: &EventFact) -> (String, Message) {
        let key = self.messages.of(fact.path, fact.name);
        let (sender, payload) = if fact.is_client() {
            (Sender::Client, self.payloads.received(fact.schema))
        } else {
            (Sender::Server, self.payloads.sent(fact.schema))
        };
        let message = Message {
            name: fact.name.to_owned(),
            title: key.clone(),
            description: text(fact.doc),
            payload,
            sender,
        };
        (key, message)
    }

    /// The channels of an event, of which that of the users comes into being with its first event.
    fn channels_of<'c>(
        &mut self,
        event: &EventFact,
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
        channels: &mut BTreeMap<String, Channel>,
        messages: &mut BTreeMap<String, Message>,
    ) -> BTreeMap<String, Value> {
        let infos = channels.values_mut().filter_map(|channel| channel.member.as_mut());
        let mut sent: Vec<&mut Value> = infos.map(|member| &mut member.user_info).collect();
        let mut received = Vec::new();
        for message in messages.values_mut() {
            match message.sender {
                Sender::Server => sent.push(&mut message.payload),
                Sender::Client => received.push(&mut message.payload),
            }
        }
        self.payloads.definitions(&mut sent, &mut received)
    }
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
fn address(fact: &ChannelFact) -> String {
    let part = |segment: &Segment| match segment {
        Segment::Literal(text) => (*text).to_owned(),
        Segment::Placeholder(placeholder) => format!("{{{}}}", placeholder.field),
    };
    fact.pattern.segments().iter().map(part).collect()
}

fn parameters(fact: &ChannelFact) -> BTreeMap<String, Parameter> {
    let placeholders = fact.pattern.segments().iter().filter_map(|segment| match segment {
        Segment::Placeholder(placeholder) => Some(placeholder),
        Segment::Literal(_) => None,
    });
    placeholders
        .zip(&fact.params)
        .map(|(placeholder, param)| (param.name.to_owned(), parameter(placeholder, param)))
        .collect()
}

fn parameter(placeholder: &Placeholder, param: &ParamFact) -> Parameter {
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
