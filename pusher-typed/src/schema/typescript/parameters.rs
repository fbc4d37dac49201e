//! The placeholders of a channel's address, as parameters of a function.

use super::{
    names::Names,
    pattern::{any_text, integers, one_of, texts},
    text::{literal, template},
};
use crate::schema::async_api::{Channel, Parameter};

/// One part of an address.
pub(super) enum Part<'d> {
    Text(&'d str),
    Placeholder(Placeholder<'d>),
}

/// A placeholder and its parameter.
pub(super) struct Placeholder<'d> {
    /// The field of the Rust type.
    pub(super) field: &'d str,
    /// The parameter in TypeScript.
    pub(super) name: String,
    pub(super) description: &'d str,
    values: Values<'d>,
}

enum Values<'d> {
    Integer(&'d Parameter),
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
            values: parameter.map_or_else(|| Values::Text { texts: any_text() }, Values::of),
        }));
        rest = after;
    }
    parts.push(Part::Text(rest));
    parts.retain(|part| !matches!(part, Part::Text("")));
    parts
}

/// Whether the channel has more than one name.
pub(super) fn has_placeholders(channel: &Channel) -> bool {
    next_placeholder(&channel.address).is_some()
}

fn next_placeholder(address: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = address.split_once('{')?;
    let (field, after) = rest.split_once('}')?;
    Some((before, field, after))
}

impl<'d> Values<'d> {
    fn of(parameter: &'d Parameter) -> Self {
        match parameter.values.as_slice() {
            [] if parameter.ty == "integer" => Values::Integer(parameter),
            [] => Values::Text { texts: texts(parameter) },
            [no, yes] if no == "false" && yes == "true" => Values::Boolean,
            values => Values::OneOf(values),
        }
    }
}

impl Placeholder<'_> {
    /// The type of the function's parameter.
    pub(super) fn ty(&self) -> String {
        match &self.values {
            Values::Integer(_) => "number | bigint".to_owned(),
            Values::Boolean => "boolean".to_owned(),
            Values::OneOf(values) => literals(values),
            Values::Text { .. } => "string".to_owned(),
        }
    }

    /// Its place in the template of the names.
    pub(super) fn template_type(&self) -> String {
        match &self.values {
            Values::Integer(_) => "${number}".to_owned(),
            Values::Boolean => "${boolean}".to_owned(),
            Values::OneOf(values) => format!("${{{}}}", literals(values)),
            Values::Text { .. } => "${string}".to_owned(),
        }
    }

    /// The regular expression of its texts.
    pub(super) fn texts(&self) -> String {
        match &self.values {
            Values::Integer(parameter) => integers(parameter),
            Values::Text { texts } => texts.clone(),
            Values::Boolean => "/^(?:false|true)$/".to_owned(),
            Values::OneOf(values) => one_of(values),
        }
    }

    /// The further arguments of the check: the minimum and the maximum integer.
    pub(super) fn bounds(&self) -> Vec<String> {
        let Values::Integer(Parameter { minimum, maximum, .. }) = &self.values else { return Vec::new() };
        let bound = |text: &Option<String>| text.as_deref().map_or_else(|| "undefined".to_owned(), literal);
        if minimum.is_none() && maximum.is_none() {
            return Vec::new();
        }
        vec![bound(minimum), bound(maximum)]
    }
}

fn literals(values: &[String]) -> String {
    values.iter().map(|value| literal(value)).collect::<Vec<_>>().join(" | ")
}

/// The address as a template, with each placeholder written by `fill`.
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
