//! The map from channels to events to payloads.

use super::{
    expression::Expression,
    functions::Named,
    layout::braces,
    names::FileNames,
    notes::deprecated,
    payloads::Payloads,
    text::{comment, literal, property},
};
use crate::schema::async_api::{AsyncApi, Channel, Message, Sender};

/// The family of the service's channel for each user.
const USER: &str = "user";

/// Whether the document has such a channel, not counting the channel of users.
pub(super) fn any_channel(document: &AsyncApi, is_such: impl Fn(&Channel) -> bool) -> bool {
    document.channels.values().any(|channel| channel.kind != USER && is_such(channel))
}

/// All declarations for the channels of a document.
pub(super) fn channels(document: &AsyncApi, payloads: &Payloads, names: &mut FileNames) -> String {
    let channels = document.channels.iter().filter(|(_, channel)| channel.kind != USER);
    let channels: Vec<Named<'_>> = channels.map(|it| Named::new(it, names)).collect();
    let mut declarations: Vec<String> = channels.iter().map(|it| it.declarations(names)).collect();
    let some_recoverable = any_channel(document, |it| it.recoverable);
    let recoverable = |it: &Channel| format!("recoverable: {};\n", it.recoverable);
    let recoverable = |it: &Channel| if some_recoverable { recoverable(it) } else { String::new() };
    let entry = |it: &Named<'_>| entry(document, payloads, it, &recoverable(it.channel));
    let entries: String = channels.iter().map(entry).collect();
    declarations.push(map("Channels", "The events of each channel, with their payloads.", &entries));
    declarations.push(map(
        "UserEvents",
        "The events for one signed-in user.",
        &user_events(document, payloads),
    ));
    declarations.join("\n")
}

fn map(name: &str, description: &str, members: &str) -> String {
    format!("{}export interface {name} {}\n", comment([description]), braces(members))
}

fn entry(document: &AsyncApi, payloads: &Payloads, named: &Named<'_>, recoverable: &str) -> String {
    let channel = named.channel;
    let kind = if channel.encrypted { "encrypted" } else { channel.kind.as_str() };
    let member = channel.member.as_ref().map(|it| payloads.of(&it.user_info));
    let member = member.unwrap_or_else(|| Expression::tight("never")).declared("member:", 4);
    let members = format!(
        "name: {};\nfunction: {};\nkind: {};\ncached: {};\n{recoverable}member:{member};\nevents: {};\nclientEvents: {};\n",
        named.names,
        literal(&named.function),
        literal(kind),
        channel.cached,
        braces(&events(document, payloads, channel, Sender::Server)),
        braces(&events(document, payloads, channel, Sender::Client)),
    );
    let description = channel.description.as_deref().unwrap_or_default();
    let comment = comment([description, deprecated(channel.deprecated)]);
    format!("{comment}{}: {};\n", property(named.key), braces(&members))
}

fn user_events(document: &AsyncApi, payloads: &Payloads) -> String {
    let users = document.channels.values().filter(|channel| channel.kind == USER);
    users.map(|channel| events(document, payloads, channel, Sender::Server)).collect()
}

/// The events of a channel from one sender. Types with the same event name share an entry.
fn events(document: &AsyncApi, payloads: &Payloads, channel: &Channel, sender: Sender) -> String {
    let messages = channel.messages.values().filter_map(|it| document.components.messages.get(it.key()));
    let mut entries: Vec<(&str, Vec<&Message>)> = Vec::new();
    for message in messages.filter(|message| message.sender == sender) {
        match entries.iter_mut().find(|(name, _)| *name == message.name) {
            Some((_, messages)) => messages.push(message),
            None => entries.push((&message.name, vec![message])),
        }
    }
    entries.iter().map(|(name, messages)| event(payloads, name, messages)).collect()
}

fn event(payloads: &Payloads, name: &str, messages: &[&Message]) -> String {
    let descriptions = messages.iter().filter_map(|it| it.description.as_deref());
    let is_deprecated = messages.iter().all(|it| it.deprecated);
    let comment = comment(descriptions.chain([deprecated(is_deprecated)]));
    let types = messages.iter().map(|message| (payloads.of(&message.payload), String::new()));
    let name = property(name) + ":";
    let ty = Expression::union(types.collect()).declared(&name, 6);
    format!("{comment}{name}{ty};\n")
}
