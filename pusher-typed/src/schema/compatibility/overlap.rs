//! Decides whether serde can read some value of one type as another. This decides which untagged
//! variant serde selects.

use super::{resolve::Definitions, values};
use crate::schema::shape::{Array, Field, Integers, Object, Others, Shape, Texts};

/// The depth to which objects are compared. Deeper values count as matching.
const MAX_DEPTH: usize = 4;

type In<'d> = (&'d Shape, &'d Definitions);

pub(super) fn overlaps(reader: In<'_>, writer: In<'_>) -> bool {
    some(reader, writer, 0)
}

fn some(reader: In<'_>, writer: In<'_>, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return true;
    }
    let (Ok(readers), Ok(writers)) = (reader.1.choices(reader.0), writer.1.choices(writer.0)) else {
        return true;
    };
    writers.list.iter().any(|written| {
        let is_read = |read: &super::resolve::Choice| {
            shapes((&read.shape, reader.1), (&written.shape, writer.1), depth)
        };
        readers.list.iter().any(is_read)
    })
}

fn shapes(reader: In<'_>, writer: In<'_>, depth: usize) -> bool {
    let at = |reader, writer| some(reader, writer, depth + 1);
    match (reader.0, writer.0) {
        (Shape::Any, _) | (_, Shape::Any) | (Shape::Number(_), Shape::Number(_) | Shape::Integer(_)) => true,
        (Shape::Never, _) | (_, Shape::Never) => false,
        (Shape::All(parts), _) => parts.iter().all(|part| at((part, reader.1), writer)),
        (_, Shape::All(parts)) => parts.iter().all(|part| at(reader, (part, writer.1))),
        (Shape::Object(one), Shape::Object(other)) => objects((one, reader.1), (other, writer.1), depth),
        (Shape::Array(one), Shape::Array(other)) => {
            (one.min == 0 && other.min == 0)
                || (lengths(one, other) && at((&one.items, reader.1), (&other.items, writer.1)))
        }
        (Shape::Array(array), Shape::Tuple(items)) => {
            fits(array, items.len()) && items.iter().all(|it| at((&array.items, reader.1), (it, writer.1)))
        }
        (Shape::Tuple(items), Shape::Array(array)) => {
            fits(array, items.len()) && items.iter().all(|it| at((it, reader.1), (&array.items, writer.1)))
        }
        (Shape::Tuple(one), Shape::Tuple(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| at((one, reader.1), (other, writer.1)))
        }
        (Shape::Integer(one), Shape::Integer(other)) => integers(one, other),
        (Shape::Text(one), Shape::Text(other)) => texts(one, other),
        (one, other) => values::includes(one, other) || values::includes(other, one),
    }
}

fn objects(reader: (&Object, &Definitions), writer: (&Object, &Definitions), depth: usize) -> bool {
    let written = |field: &Field| {
        let is_it = |it: &&Field| it.name == field.name || field.aliases.contains(&it.name);
        writer.0.fields.iter().find(is_it)
    };
    let is_read = |field: &Field| match written(field) {
        None => !field.required,
        Some(other) => {
            let may_be_missing = !other.required && !other.always_sent && !field.required;
            may_be_missing || some((&field.shape, reader.1), (&other.shape, writer.1), depth + 1)
        }
    };
    let is_named = |other: &Field| {
        reader.0.fields.iter().any(|field| field.name == other.name || field.aliases.contains(&other.name))
    };
    let is_taken = |other: &Field| match &reader.0.others {
        Others::Ignored => true,
        Others::Refused => !(other.required || other.always_sent),
        Others::Values { shape, .. } => some((shape, reader.1), (&other.shape, writer.1), depth + 1),
    };
    reader.0.fields.iter().all(is_read)
        && writer.0.fields.iter().filter(|field| !is_named(field)).all(is_taken)
}

fn lengths(one: &Array, other: &Array) -> bool {
    let max = |array: &Array| array.max.unwrap_or(u64::MAX);
    one.min.max(other.min) <= max(one).min(max(other))
}

fn fits(array: &Array, length: usize) -> bool {
    let length = u64::try_from(length).ok();
    values::spans((Some(array.min), array.max), (length, length))
}

fn integers(one: &Integers, other: &Integers) -> bool {
    let min = one.min.max(other.min);
    let max = [one.max, other.max].into_iter().flatten().min();
    min.zip(max).is_none_or(|(min, max)| min <= max)
}

fn texts(one: &Texts, other: &Texts) -> bool {
    let max = |texts: &Texts| texts.max.unwrap_or(u64::MAX);
    one.min.max(other.min).unwrap_or(0) <= max(one).min(max(other))
}
