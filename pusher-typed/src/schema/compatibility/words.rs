//! Describes types in words, for the report of a check.

use crate::schema::shape::{Array, Integers, Numbers, Object, Others, Shape, Texts};

/// The maximum number of alternatives or fields in a description; the rest is omitted.
const SHOWN: usize = 8;

/// "an integer from 0 to 255", "text or null"
pub(super) fn in_words(shape: &Shape) -> String {
    match shape {
        Shape::Any => "anything".to_owned(),
        Shape::Never => "nothing".to_owned(),
        Shape::Null => "null".to_owned(),
        Shape::Boolean => "a boolean".to_owned(),
        Shape::Integer(integers) => integer(integers),
        Shape::Number(numbers) => number(numbers),
        Shape::Text(texts) => text(texts),
        Shape::Literal(value) => value.to_string(),
        Shape::Array(shape) => array(shape),
        Shape::Tuple(items) => format!("[{}]", list(items.iter().map(in_words), ", ")),
        Shape::Object(shape) => object(shape),
        Shape::Union(union) => {
            let alternatives = union.alternatives.iter().map(|alternative| in_words(&alternative.shape));
            list(alternatives.chain(union.other.iter().map(|_| "any other".to_owned())), " or ")
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
    let range = match (integers.min, integers.max) {
        (None, None) => "an integer".to_owned(),
        (Some(min), None) => format!("an integer from {min}"),
        (None, Some(max)) => format!("an integer up to {max}"),
        (Some(min), Some(max)) => format!("an integer from {min} to {max}"),
    };
    if integers.non_zero { format!("{range} except 0") } else { range }
}

fn number(numbers: &Numbers) -> String {
    let bound = |bound: Option<(f64, bool)>, inclusive: &str, exclusive: &str| {
        bound.map(|(at, excluded)| format!(" {} {at}", if excluded { exclusive } else { inclusive }))
    };
    let (min, max) = (bound(numbers.min, "from", "above"), bound(numbers.max, "up to", "below"));
    format!("a number{}{}", min.unwrap_or_default(), max.unwrap_or_default())
}

fn text(texts: &Texts) -> String {
    let format = texts.format.iter().map(|format| format!(" ({format})"));
    let pattern = texts.pattern.iter().map(|pattern| format!(" matching {pattern}"));
    let rules: String = format.chain(pattern).collect();
    format!("a string{rules}{}", lengths(texts.min.unwrap_or(0), texts.max, "characters"))
}

fn array(array: &Array) -> String {
    let unique = if array.unique { " without duplicates" } else { "" };
    format!("a list of ({}){}{unique}", in_words(&array.items), lengths(array.min, array.max, "items"))
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
        Others::Values { keys: Some(keys), shape } => Some(format!("* matching {keys}: {}", in_words(shape))),
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
