//! The compiled source: the events of a large application, forty topics with one channel and five events
//! each.

use crate::{
    project::Derives,
    topic::{self, Event, Form, Topic},
    used,
};

/// Whether the crate only declares its events, or also writes and reads them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Declared,
    Used,
}

impl Shape {
    pub fn name(self) -> &'static str {
        match self {
            Shape::Declared => "declared",
            Shape::Used => "used",
        }
    }
}

/// The crate before and after a field of one event got another name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    First,
    Changed,
}

/// The file of a crate of 200 events and 40 channels.
pub fn file(derives: Derives, shape: Shape, edition: Edition) -> String {
    let topics = topic::all();
    let mut text = beginning(derives);
    for (at, topic) in topics.iter().enumerate() {
        let previous = if edition == Edition::Changed && at == 20 { "former" } else { "previous" };
        text += &channel(topic, derives);
        topic.events(previous).iter().for_each(|event| text += &self::event(topic, event, derives));
        text += &event_set(topic, derives);
    }
    text += &channel_set(&topics, derives);
    if shape == Shape::Used {
        text += &used::functions(&topics, derives);
    }
    text
}

/// Forty channels with a placeholder before the word that distinguishes them.
pub fn behind_placeholder() -> String {
    let topics = topic::all();
    let channels = topics.iter().map(|Topic { word, .. }| {
        format!(
            "#[derive(Channel)]\n#[pusher(channel = \"private-at-<tenant>-{}-<id>\")]\n\
             pub struct {word}Channel {{ pub tenant: Slug, pub id: u64 }}\n",
            word.to_lowercase()
        )
    });
    beginning(Derives::Ours) + &channels.collect::<String>() + &channel_set(&topics, Derives::Ours)
}

/// One item of each form with a label; three files: what it needs, with the
/// item as serde's derives make it, and with ours as well.
pub fn single_items() -> Vec<(&'static str, [String; 3])> {
    let (orders, accounts) = (Topic::ORDERS, Topic::ACCOUNTS);
    let base = beginning(Derives::Ours);
    let with_channel = base.clone() + &channel(&orders, Derives::Ours);
    let item = |base: &String, item: &dyn Fn(Derives) -> String| {
        [base.clone(), base.clone() + &item(Derives::Serde), base.clone() + &item(Derives::Ours)]
    };
    let order = |form| {
        let event = Event::new("Created", form, vec![("total_cents", "u64"), ("note", "String")]);
        item(&with_channel, &|derives| self::event(&orders, &event, derives))
    };
    let account = Event::new("Created", Form::Short, vec![("name", "String"), ("note", "String")]);
    vec![
        ("event, `channel = Orders { id }`", order(Form::Addressed)),
        ("event, `channel = Orders`", order(Form::Named)),
        ("event, `user`", order(Form::User)),
        (
            "event and channel, `channel = \"…\"`",
            item(&base, &|derives| channel(&accounts, derives) + &event(&accounts, &account, derives)),
        ),
        ("channel", item(&base, &|derives| channel(&orders, derives))),
    ]
}

/// The imports, the parameters of the channels, and the members of the rooms.
fn beginning(derives: Derives) -> String {
    let (imports, param, member, slug, user_id) = match derives {
        Derives::Serde => ("", "", "", "", ""),
        Derives::Ours => (
            "use pusher_typed::{Channel, ChannelParam, ChannelSet, Event, EventSet, PresenceMember};\n",
            ", ChannelParam",
            ", PresenceMember",
            "#[pusher(chars = \"a-zA-Z0-9_\", max_len = 40)]\n",
            "#[pusher(user_id)] ",
        ),
    };
    format!(
        "#![allow(dead_code, unused_imports)]\nuse serde::{{Deserialize, Serialize}};\n{imports}\
         #[derive(Clone, Copy, Serialize, Deserialize{param})]\npub struct OrderId(pub u64);\n\
         #[derive(Clone, Copy, Serialize, Deserialize{param})]\npub enum Region {{ Eu, UsEast, UsWest }}\n\
         #[derive(Clone, Serialize, Deserialize{param})]\n{slug}pub struct Slug(String);\n\
         #[derive(Serialize, Deserialize{member})]\n\
         pub struct Member {{ {user_id}pub id: u64, pub name: String, pub colour: Option<String> }}\n"
    )
}

/// The topic's channel, where it is not declared by an event.
fn channel(topic: &Topic, derives: Derives) -> String {
    let Topic { word, fields, .. } = topic;
    let fields: String = fields.iter().map(|(name, ty)| format!("pub {name}: {ty}, ")).collect();
    let attribute = match derives {
        Derives::Ours if topic.is_short() => return String::new(),
        Derives::Ours => {
            let member = if topic.is_presence() { ", member = Member" } else { "" };
            format!("#[derive(Channel)]\n#[pusher(channel = \"{}\"{member})]\n", topic.pattern())
        }
        Derives::Serde => String::new(),
    };
    format!("{attribute}pub struct {word}Channel {{ {fields}}}\n")
}

fn event(topic: &Topic, event: &Event, derives: Derives) -> String {
    let fields = event.fields(topic);
    let fields: String = fields.iter().map(|(name, ty)| format!("pub {name}: {ty}, ")).collect();
    let (derive, attribute) = match derives {
        Derives::Serde => ("", String::new()),
        Derives::Ours => (", Event", event.attribute(topic)),
    };
    let ty = event.ty(topic);
    format!("#[derive(Serialize, Deserialize{derive})]\n{attribute}\npub struct {ty} {{ {fields}}}\n")
}

fn event_set(topic: &Topic, derives: Derives) -> String {
    let derive = if derives == Derives::Ours { "#[derive(EventSet)]\n" } else { "" };
    let events = topic.events("previous");
    let variants: String =
        events.iter().map(|event| format!("{}({}), ", event.title, event.ty(topic))).collect();
    format!("{derive}pub enum {}Event {{ {variants}}}\n", topic.word)
}

fn channel_set(topics: &[Topic], derives: Derives) -> String {
    let derive = if derives == Derives::Ours { "#[derive(ChannelSet)]\n" } else { "" };
    let variants: String =
        topics.iter().map(|Topic { word, .. }| format!("{word}({word}Channel), ")).collect();
    format!("{derive}pub enum AppChannel {{ {variants}}}\n")
}
