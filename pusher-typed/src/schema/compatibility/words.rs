//! Shapes in words, for people who read what has changed.

use crate::schema::shape::{Integers, Object, Others, Shape, Texts};

/// How many alternatives or fields are named before the rest is left out.
const SHOWN: usize = 8;

/// "an integer from 0 to 255", "text or null"
pub(super) fn in_words(shape: &Shape) -> String {
    match shape {
        Shape::Any => "anything".to_owned(),
        Shape::Never => "nothing".to_owned(),
        Shape::Null => "null".to_owned(),
        Shape::Boolean => "true or false".to_owned(),
        Shape::Integer(integers) => integer(integers),
        Shape::Number => "a number".to_owned(),
        Shape::Text(texts) => text(texts),
        Shape::Literal(value) => value.to_string(),
        Shape::Array { items, min, max } => array(items, *min, *max),
        Shape::Tuple(items) => format!("[{}]", list(items.iter().map(in_words), ", ")),
        Shape::Object(shape) => object(shape),
        Shape::Union(alternatives) => {
            list(alternatives.iter().map(|alternative| in_words(&alternative.shape)), " or ")
        }
        Shape::All(parts) => list(parts.iter().map(part), " and "),
        Shape::Reference(name) => name.clone(),
    }
}

fn part(shape: &Shape) -> String {
    match shape {
        Shape::Union(_) => format!("({})", in_words(shape)),
        _ => in_words(shape),
    }
}

fn integer(integers: &Integers) -> String {
    match (integers.min, integers.max) {
        (None, None) => "an integer".to_owned(),
        (Some(min), None) => format!("an integer from {min}"),
        (None, Some(max)) => format!("an integer up to {max}"),
        (Some(min), Some(max)) => format!("an integer from {min} to {max}"),
    }
}

fn text(texts: &Texts) -> String {
    let format = texts.format.iter().map(|format| format!(" ({format})"));
    let pattern = texts.pattern.iter().map(|pattern| format!(" like {pattern}"));
    let rules: String = format.chain(pattern).collect();
    format!("text{rules}{}", lengths(texts.min.unwrap_or(0), texts.max, "characters"))
}

fn array(items: &Shape, min: u64, max: Option<u64>) -> String {
    format!("a list of ({}){}", in_words(items), lengths(min, max, "items"))
}

fn lengths(min: u64, max: Option<u64>, what: &str) -> String {
    match (min, max) {
        (0, None) => String::new(),
        (min, Some(max)) if min == max => format!(" of {min} {what}"),
        (0, Some(max)) => format!(" of up to {max} {what}"),
        (min, None) => format!(" of at least {min} {what}"),
        (min, Some(max)) => format!(" of {min} to {max} {what}"),
    }
}

fn object(object: &Object) -> String {
    let fields = object.fields.iter().map(|field| {
        let mark = if field.required { "" } else { "?" };
        let name = &field.name;
        match &field.shape {
            Shape::Literal(value) => format!("{name}{mark}: {value}"),
            _ => format!("{name}{mark}"),
        }
    });
    let others = match &object.others {
        Others::Ignored => None,
        Others::Refused => Some("no others".to_owned()),
        Others::Values { keys: None, shape } => Some(format!("*: {}", in_words(shape))),
        Others::Values { keys: Some(keys), shape } => Some(format!("* like {keys}: {}", in_words(shape))),
    };
    format!("{{{}}}", list(fields.chain(others), ", "))
}

fn list(parts: impl Iterator<Item = String>, separator: &str) -> String {
    let mut parts: Vec<String> = parts.collect();
    if parts.len() > SHOWN {
        parts.truncate(SHOWN);
        parts.push("…".to_owned());
    }
    parts.join(separator)
}
