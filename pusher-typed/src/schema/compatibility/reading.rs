//! Decides whether a reader accepts everything that a publisher writes, by the rules of serde or of JSON Schema.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    overlap::overlaps,
    resolve::{Choice, Choices, Definitions, MAX_DEPTH},
    values::{self, is_free_or_same},
};
use crate::schema::shape::{Array, Field, Object, Other, Others, Shape};

/// The maximum number of pairs of types that are compared for one payload. A payload with more is refused as too
/// complex.
const MAX_STEPS: usize = 200_000;

/// How a reader reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rules {
    /// As serde: with aliases, with variants for unknown tags, and each value as one variant.
    Serde,
    /// As programs with the generated TypeScript or JSON Schemas, which know no aliases and no unknown tags.
    Generated,
}

/// Compares readers that use the types of one document with publishers that use those of another.
pub(super) struct Reading<'d> {
    reader: &'d Definitions,
    writer: &'d Definitions,
    /// Whether the server publishes: it always writes some fields that readers do not require.
    by_server: bool,
    rules: Rules,
    /// The pairs that are accepted, or assumed to be accepted while they are compared, with their index
    /// in `order`.
    accepted: BTreeMap<Pair, usize>,
    order: Vec<Pair>,
    refused: BTreeSet<Pair>,
    depth: usize,
    steps: usize,
    /// Whether a limit was reached. Then the results have no meaning.
    pub(super) exceeded: bool,
}

type Pair = (String, String);

impl<'d> Reading<'d> {
    pub(super) fn new(
        rules: Rules,
        reader: &'d Definitions,
        writer: &'d Definitions,
        by_server: bool,
    ) -> Self {
        Reading {
            reader,
            writer,
            by_server,
            rules,
            accepted: BTreeMap::new(),
            order: Vec::new(),
            refused: BTreeSet::new(),
            depth: 0,
            steps: 0,
            exceeded: false,
        }
    }

    /// Whether every written value is read, and as the same variant.
    pub(super) fn accepts(&mut self, reader: &Shape, writer: &Shape) -> bool {
        if matches!(reader, Shape::Any) || matches!(writer, Shape::Never) {
            return true;
        }
        self.steps += 1;
        if self.depth > MAX_DEPTH || self.steps > MAX_STEPS {
            self.exceeded = true;
        }
        if self.exceeded {
            return true;
        }
        if !(refers(reader) || refers(writer)) {
            return self.opened(reader, writer);
        }
        self.depth += 1;
        let accepts = self.remembered(reader, writer);
        self.depth -= 1;
        accepts
    }

    /// Types that refer to themselves: a pair that is being compared is accepted unless something else is refused.
    /// If it turns out to be refused, the pairs that relied on it are compared again.
    fn remembered(&mut self, reader: &Shape, writer: &Shape) -> bool {
        let pair = (key(reader), key(writer));
        if self.accepted.contains_key(&pair) {
            return true;
        }
        if self.refused.contains(&pair) {
            return false;
        }
        let before = self.order.len();
        self.accepted.insert(pair.clone(), before);
        self.order.push(pair.clone());
        let accepts = self.opened(reader, writer);
        if !accepts {
            for relied in self.order.drain(before..) {
                self.accepted.remove(&relied);
            }
            self.refused.insert(pair);
        }
        accepts
    }

    fn opened(&mut self, reader: &Shape, writer: &Shape) -> bool {
        let (Ok(readers), Ok(writers)) = (self.reader.choices(reader), self.writer.choices(writer)) else {
            self.exceeded = true;
            return true;
        };
        writers.list.iter().all(|written| self.choice(&readers, &writers, written))
    }

    fn choice(&mut self, readers: &Choices, writers: &Choices, written: &Choice) -> bool {
        let accepted = readers.list.iter().any(|reader| self.shapes(&reader.shape, &written.shape));
        if self.rules == Rules::Generated {
            return accepted;
        }
        if !accepted {
            return readers.other.as_ref().is_some_and(|other| {
                is_other(other, readers, &written.shape) || self.has_any_tag(readers, written)
            });
        }
        !self.is_misread(readers, writers, written)
    }

    /// Whether a tag that may be any string is read with each value: as one of the reader's, or as an unknown one.
    fn has_any_tag(&mut self, readers: &Choices, written: &Choice) -> bool {
        let Shape::Object(object) = &written.shape else { return false };
        let is_tag =
            |field: &&Field| matches!(field.shape, Shape::Text(_)) && !tags(readers, &field.name).is_empty();
        let Some(name) = object.fields.iter().find(is_tag).map(|field| field.name.clone()) else {
            return false;
        };
        let with = |tag: Shape| {
            let mut object = object.clone();
            for field in object.fields.iter_mut().filter(|field| field.name == name) {
                field.shape = tag.clone();
            }
            Choice { title: None, shape: Shape::Object(object) }
        };
        let unknown = Shape::Literal("\0".into());
        let all = tags(readers, &name).into_iter().chain([unknown]);
        let all: Vec<Choice> = all.map(with).collect();
        let writers = Choices { list: Vec::new(), other: None };
        all.iter().all(|written| self.choice(readers, &writers, written))
    }

    /// Whether an untagged variant is read as another one, which is tried earlier or accepts values that the
    /// corresponding variant does not.
    fn is_misread(&mut self, readers: &Choices, writers: &Choices, written: &Choice) -> bool {
        let Some(title) = written.title.as_deref() else { return false };
        let (reader, writer) = (self.reader, self.writer);
        let first = |choices: &Choices, definitions| {
            let overlap = |it: &Choice| overlaps((&it.shape, definitions), (&written.shape, writer));
            choices.list.iter().position(overlap)
        };
        let title_at = |choices: &Choices, at: Option<usize>| choices.list.get(at?)?.title.clone();
        let meant = title_at(writers, first(writers, writer));
        if meant.is_none() || !readers.list.iter().any(|choice| choice.title == meant) {
            return false;
        }
        if title_at(readers, first(readers, reader)) != meant {
            return true;
        }
        // Some values of a variant may be read as an earlier one by their own type; of others, all must be read.
        let own = |choice: &&Choice| choice.title == meant;
        meant.as_deref() == Some(title)
            && !readers.list.iter().filter(own).any(|own| self.shapes(&own.shape, &written.shape))
    }

    fn shapes(&mut self, reader: &Shape, writer: &Shape) -> bool {
        match (reader, writer) {
            (Shape::Any, _) | (_, Shape::Never) => true,
            (Shape::All(readers), writer) => readers.iter().all(|reader| self.accepts(reader, writer)),
            (reader, Shape::All(writers)) => writers.iter().any(|writer| self.accepts(reader, writer)),
            (Shape::Object(reader), Shape::Object(writer)) => self.objects(reader, writer),
            (Shape::Array(_) | Shape::Tuple(_), _) => self.lists(reader, writer),
            _ => values::includes(reader, writer),
        }
    }

    fn lists(&mut self, reader: &Shape, writer: &Shape) -> bool {
        match (reader, writer) {
            (Shape::Array(reader), Shape::Array(writer)) => {
                let is_unique = !reader.unique || writer.unique;
                is_unique
                    && values::spans((Some(reader.min), reader.max), (Some(writer.min), writer.max))
                    && self.accepts(&reader.items, &writer.items)
            }
            (Shape::Array(Array { items, min, max, unique }), Shape::Tuple(writer)) => {
                let length = u64::try_from(writer.len()).ok();
                (!unique || writer.len() < 2)
                    && values::spans((Some(*min), *max), (length, length))
                    && writer.iter().all(|writer| self.accepts(items, writer))
            }
            (Shape::Tuple(reader), Shape::Array(Array { items, min, max, .. })) => {
                let length = u64::try_from(reader.len()).ok();
                Some(*min) == length && *max == length && reader.iter().all(|it| self.accepts(it, items))
            }
            (Shape::Tuple(reader), Shape::Tuple(writer)) => {
                reader.len() == writer.len()
                    && reader.iter().zip(writer).all(|(reader, writer)| self.accepts(reader, writer))
            }
            _ => false,
        }
    }

    fn objects(&mut self, reader: &Object, writer: &Object) -> bool {
        reader.fields.iter().all(|field| self.field(field, writer))
            && writer.fields.iter().all(|field| self.is_known(field, reader))
            && self.others(&reader.others, &writer.others)
    }

    /// Whether a field is read from what is written, by its name or by an alias.
    fn field(&mut self, reader: &Field, writer: &Object) -> bool {
        let mut written = writer.fields.iter().filter(|field| self.is_read_as(reader, &field.name));
        match (written.next(), written.next()) {
            (None, _) => !reader.required,
            // serde rejects a field that appears twice.
            (Some(_), Some(_)) => false,
            (Some(written), None) => {
                (!reader.required || self.is_always_written(written))
                    && self.accepts(&reader.shape, &self.sent(written))
            }
        }
    }

    fn is_read_as(&self, field: &Field, name: &str) -> bool {
        field.name == name || (self.rules == Rules::Serde && field.aliases.iter().any(|alias| alias == name))
    }

    fn is_always_written(&self, field: &Field) -> bool {
        field.required || (self.by_server && field.always_sent)
    }

    /// Whether a field that is written is one of the reader's, ignored, or fits the reader's map.
    fn is_known(&mut self, written: &Field, reader: &Object) -> bool {
        reader.fields.iter().any(|field| self.is_read_as(field, &written.name))
            || self.unnamed(&reader.others, written)
    }

    /// Like the above, for a field that the reader does not list by name.
    pub(super) fn unnamed(&mut self, reader: &Others, written: &Field) -> bool {
        match reader {
            Others::Ignored => true,
            Others::Refused => false,
            Others::Values { keys, shape } => {
                keys.as_deref().is_none_or(|keys| is_key(keys, &written.name))
                    && self.accepts(shape, &self.sent(written))
            }
        }
    }

    /// What is written for a field. An option with `skip_serializing_if` is never null.
    fn sent(&self, field: &Field) -> Shape {
        match &field.shape {
            Shape::Union(union) if self.by_server && !self.is_always_written(field) => {
                let mut union = union.clone();
                union.alternatives.retain(|alternative| alternative.shape != Shape::Null);
                Shape::Union(union)
            }
            other => other.clone(),
        }
    }

    fn others(&mut self, reader: &Others, writer: &Others) -> bool {
        match (reader, writer) {
            (Others::Ignored, _) | (_, Others::Ignored | Others::Refused) => true,
            (Others::Refused, Others::Values { .. }) => false,
            (Others::Values { keys: read, shape: reader }, Others::Values { keys, shape: writer }) => {
                are_keys(read.as_ref(), keys.as_ref()) && self.accepts(reader, writer)
            }
        }
    }
}

/// Whether the shape may refer to definitions, and through them to itself.
fn refers(shape: &Shape) -> bool {
    matches!(shape, Shape::Reference(_) | Shape::All(_) | Shape::Union(_))
}

fn key(shape: &Shape) -> String {
    match shape {
        Shape::Reference(name) => name.clone(),
        // No definition has such a name.
        other => format!(" {other:?}"),
    }
}

/// Maps with integer keys, as schemars describes them.
const UNSIGNED: &str = r"^\d+$";
const SIGNED: &str = r"^-?\d+$";

fn is_key(keys: &str, name: &str) -> bool {
    let digits = match keys {
        UNSIGNED => name,
        SIGNED => name.strip_prefix('-').unwrap_or(name),
        _ => return false,
    };
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn are_keys(reader: Option<&String>, writer: Option<&String>) -> bool {
    let is_signed = reader.is_some_and(|keys| keys == SIGNED);
    is_free_or_same(reader, writer) || (is_signed && writer.is_some_and(|keys| keys == UNSIGNED))
}

/// Whether a reader has names of variants.
fn has_text(readers: &Choices) -> bool {
    readers.list.iter().any(|choice| matches!(&choice.shape, Shape::Literal(value) if value.is_string()))
}

/// Whether a reader reads a value as its variant for unknown tags.
fn is_other(other: &Other, readers: &Choices, written: &Shape) -> bool {
    let has_content = |name: &str| match written {
        Shape::Object(object) => object.fields.iter().any(|field| field.name == name),
        _ => false,
    };
    let is_refused = matches!(other, Other::Without(content) if has_content(content));
    !is_refused && has_unknown_tag(readers, written)
}

/// Whether the written tag is unknown to the reader.
fn has_unknown_tag(readers: &Choices, written: &Shape) -> bool {
    match written {
        Shape::Text(_) => has_text(readers),
        Shape::Literal(value) => value.is_string() && has_text(readers),
        Shape::Object(written) => {
            let mut literals = written.fields.iter().filter(|field| matches!(field.shape, Shape::Literal(_)));
            let is_unknown = |tag: &Field| {
                let known = tags(readers, &tag.name);
                !known.is_empty() && !known.contains(&tag.shape)
            };
            literals.any(is_unknown)
        }
        _ => false,
    }
}

/// The values of a field that is the tag of all objects; none if it is not.
fn tags(readers: &Choices, name: &str) -> Vec<Shape> {
    let objects = readers.list.iter().filter_map(|choice| match &choice.shape {
        Shape::Object(object) => Some(object),
        _ => None,
    });
    let tag = |object: &Object| {
        let field = object.fields.iter().find(|field| field.name == name);
        field.map(|field| field.shape.clone()).filter(|shape| matches!(shape, Shape::Literal(_)))
    };
    objects.map(tag).collect::<Option<_>>().unwrap_or_default()
}
