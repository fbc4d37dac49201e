//! The placeholders of a channel's address, as parameters of a function.

use super::{
    names::Names,
    text::{literal, template},
};
use crate::{
    CharSet,
    schema::{Channel, async_api::Parameter},
};

/// One part of an address.
pub(super) enum Part<'d> {
    Text(&'d str),
    Placeholder(Placeholder<'d>),
}

/// What stands for a placeholder.
pub(super) struct Placeholder<'d> {
    /// The field of the Rust type.
    pub(super) field: &'d str,
    /// The parameter in TypeScript.
    pub(super) name: String,
    pub(super) description: &'d str,
    values: Values<'d>,
}

enum Values<'d> {
    Integer { texts: String },
    Boolean,
    OneOf(&'d [String]),
    Text { texts: String },
}

/// The parts of an address such as `private-orders-{id}`; parameters get names that are free in `names`.
pub(super) fn parts<'d>(channel: &'d Channel, names: &Names) -> Vec<Part<'d>> {
    let mut names = names.clone();
    let mut parts = Vec::new();
    let mut rest = channel.address.as_str();
    while let Some((before, field, after)) = next_placeholder(rest) {
        parts.push(Part::Text(before));
        let parameter = channel.parameters.get(field);
        parts.push(Part::Placeholder(Placeholder {
            field,
            name: names.take(field),
            description: parameter.and_then(|it| it.description.as_deref()).unwrap_or_default(),
            values: parameter.map_or_else(any_text, Values::of),
        }));
        rest = after;
    }
    parts.push(Part::Text(rest));
    parts.retain(|part| !matches!(part, Part::Text("")));
    parts
}

/// Whether the channel's names differ.
pub(super) fn has_placeholders(channel: &Channel) -> bool {
    next_placeholder(&channel.address).is_some()
}

fn next_placeholder(address: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = address.split_once('{')?;
    let (field, after) = rest.split_once('}')?;
    Some((before, field, after))
}

/// What may stand for a placeholder of which the document says nothing.
fn any_text<'d>() -> Values<'d> {
    Values::Text { texts: texts(&CharSet::CHANNEL.to_string(), 1, None) }
}

impl<'d> Values<'d> {
    fn of(parameter: &'d Parameter) -> Self {
        let texts = || texts(&parameter.chars, parameter.min_length, parameter.max_length);
        match parameter.values.as_slice() {
            [] if parameter.ty == "integer" => Values::Integer { texts: integers(parameter) },
            [] => Values::Text { texts: texts() },
            [no, yes] if no == "false" && yes == "true" => Values::Boolean,
            values => Values::OneOf(values),
        }
    }
}

impl Placeholder<'_> {
    /// The type of the function's parameter.
    pub(super) fn ty(&self) -> String {
        match &self.values {
            Values::Integer { .. } => "number | bigint".to_owned(),
            Values::Boolean => "boolean".to_owned(),
            Values::OneOf(values) => one_of(values),
            Values::Text { .. } => "string".to_owned(),
        }
    }

    /// Its place in the template of the names.
    pub(super) fn template_type(&self) -> String {
        match &self.values {
            Values::Integer { .. } => "${number}".to_owned(),
            Values::Boolean => "${boolean}".to_owned(),
            Values::OneOf(values) => format!("${{{}}}", one_of(values)),
            Values::Text { .. } => "${string}".to_owned(),
        }
    }

    /// The regular expression of its texts.
    pub(super) fn texts(&self) -> String {
        match &self.values {
            Values::Integer { texts } | Values::Text { texts } => texts.clone(),
            Values::Boolean => "/^(?:false|true)$/".to_owned(),
            Values::OneOf(values) => {
                let values: Vec<String> = values.iter().map(|value| escaped(value)).collect();
                format!("/^(?:{})$/", values.join("|"))
            }
        }
    }
}

fn one_of(values: &[String]) -> String {
    values.iter().map(|value| literal(value)).collect::<Vec<_>>().join(" | ")
}

/// Digits; the sign is one of the characters, and counts.
fn integers(parameter: &Parameter) -> String {
    let is_signed = parameter.chars.contains("\\-");
    let sign = if is_signed { "-?" } else { "" };
    let digits = parameter.max_length.map(|max| max.saturating_sub(usize::from(is_signed)).max(1));
    format!("/^{sign}[0-9]{}$/", repeated(1, digits))
}

fn texts(chars: &str, min: usize, max: Option<usize>) -> String {
    format!("/^[{}]{}$/", class(chars), repeated(min.max(1), max))
}

fn repeated(min: usize, max: Option<usize>) -> String {
    match max {
        None if min == 1 => "+".to_owned(),
        None => format!("{{{min},}}"),
        Some(1) if min == 1 => String::new(),
        Some(max) if max == min => format!("{{{min}}}"),
        Some(max) => format!("{{{min},{max}}}"),
    }
}

/// A set of characters inside the brackets of a regular expression, where more has to be escaped than in Rust.
fn class(chars: &str) -> String {
    chars
        .chars()
        .map(|c| if matches!(c, ']' | '[' | '^' | '/') { format!("\\{c}") } else { c.to_string() })
        .collect()
}

/// Text in a regular expression that stands for itself.
fn escaped(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '=' | '@' | ',' | ';');
    text.chars().map(|c| if is_plain(c) { c.to_string() } else { format!("\\{c}") }).collect()
}

/// The address as a template: each placeholder as `fill` writes it.
pub(super) fn template_of<'d>(parts: &[Part<'d>], fill: impl Fn(&Placeholder<'d>) -> String) -> String {
    match parts {
        [] => literal(""),
        [Part::Text(text)] => literal(text),
        _ => {
            let part = |part: &Part<'d>| match part {
                Part::Text(text) => template(text),
                Part::Placeholder(placeholder) => fill(placeholder),
            };
            format!("`{}`", parts.iter().map(part).collect::<String>())
        }
    }
}
