//! Functions that write and read every event and channel name: with our traits, or with serde alone.

use crate::{
    project::Derives,
    topic::{Event, Topic},
};

/// For each topic, and one that reads every channel's name.
pub fn functions(topics: &[Topic], derives: Derives) -> String {
    let topics_own = topics.iter().map(|topic| {
        let events = topic.events("previous");
        let encodings: String = events.iter().map(|event| encode(topic, event)).collect();
        encodings + &decode(topic, &events, derives) + &name(topic, derives)
    });
    topics_own.collect::<String>() + &parse(topics, derives)
}

fn encode(topic: &Topic, event: &Event) -> String {
    let (name, title, ty) = (topic.word.to_lowercase(), event.title.to_lowercase(), event.ty(topic));
    format!(
        "pub fn encode_{name}_{title}(event: &{ty}) -> Option<String> {{ serde_json::to_string(event).ok() }}\n"
    )
}

fn decode(topic: &Topic, events: &[Event], derives: Derives) -> String {
    let (word, name, prefix) = (topic.word, topic.word.to_lowercase(), topic.prefix());
    let arms = events.iter().map(|event| {
        let (name, title) = (event.name(), event.title);
        format!("\"{name}\" => {word}Event::{title}(serde_json::from_str(data).ok()?), ")
    });
    let body = match derives {
        Derives::Ours => format!("{word}Event::decode(channel, event, data).ok()"),
        Derives::Serde => format!(
            "if !channel.starts_with(\"{prefix}\") {{ return None; }}\n\
             Some(match event {{ {}_ => return None }})",
            arms.collect::<String>()
        ),
    };
    format!(
        "pub fn decode_{name}(channel: &str, event: &str, data: &str) -> Option<{word}Event> {{ {body} }}\n"
    )
}

fn name(topic: &Topic, derives: Derives) -> String {
    let Topic { word, fields, .. } = topic;
    let body = match derives {
        Derives::Ours => "channel.name().ok().map(|name| name.to_string())".to_owned(),
        Derives::Serde => {
            let holes: Vec<&str> = fields.iter().map(|_| "{}").collect();
            let values: String = fields.iter().map(|(name, ty)| written(name, ty)).collect();
            format!("Some(format!(\"{}{}\"{values}))", topic.prefix(), holes.join("-"))
        }
    };
    let name = word.to_lowercase();
    format!("pub fn name_of_{name}(channel: &{word}Channel) -> Option<String> {{ {body} }}\n")
}

/// A field of a channel as an argument of `format!`.
fn written(name: &str, ty: &str) -> String {
    match ty {
        "OrderId" | "Slug" => format!(", channel.{name}.0"),
        "Region" => format!(
            ", match channel.{name} {{ Region::Eu => \"eu\", Region::UsEast => \"us_east\", \
             Region::UsWest => \"us_west\" }}"
        ),
        _ => format!(", channel.{name}"),
    }
}

fn parse(topics: &[Topic], derives: Derives) -> String {
    let body = match derives {
        Derives::Ours => "AppChannel::parse(name).ok()".to_owned(),
        Derives::Serde => topics.iter().map(parse_by_hand).collect::<String>() + "None",
    };
    format!("pub fn parse(name: &str) -> Option<AppChannel> {{ {body} }}\n")
}

fn parse_by_hand(topic: &Topic) -> String {
    let (word, prefix) = (topic.word, topic.prefix());
    let read = |(name, ty): &(&str, &str)| format!("{name}: {}, ", read(ty));
    let fields: String = topic.fields.iter().map(read).collect();
    format!(
        "let parsed = (|| {{ let mut rest = name.strip_prefix(\"{prefix}\")?.split('-'); \
         Some({word}Channel {{ {fields}}}) }})();\n\
         if let Some(channel) = parsed {{ return Some(AppChannel::{word}(channel)); }}\n"
    )
}

/// The next text as a field of this type.
fn read(ty: &str) -> &'static str {
    match ty {
        "OrderId" => "OrderId(rest.next()?.parse().ok()?)",
        "Slug" => "Slug(rest.next()?.to_owned())",
        "Region" => {
            "match rest.next()? { \"eu\" => Region::Eu, \"us_east\" => Region::UsEast, \
             \"us_west\" => Region::UsWest, _ => return None }"
        }
        _ => "rest.next()?.parse().ok()?",
    }
}
