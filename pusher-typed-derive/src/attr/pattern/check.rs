//! Checks a pattern whose syntax is valid.

use syn::LitStr;

use super::{
    explain::is_field,
    lookalike::Lookalike,
    parts::{MAX_NAME, Pattern, Placeholder, Segment, mark},
};
use crate::{
    attr::{attributes::Keyed, kind::Kind},
    errors::Errors,
    suggest,
};

impl Pattern {
    /// Reports placeholders that are not among `fields`, and returns the fields that were probably intended.
    pub(crate) fn check_fields<'f>(&self, fields: &'f [String], errors: &mut Errors) -> Vec<&'f str> {
        let is_placed = |field: &&String| self.placeholders().any(|placeholder| placeholder.field == **field);
        let unused: Vec<&String> = fields.iter().filter(|field| !is_placed(field)).collect();
        let missing: Vec<&Placeholder> =
            self.placeholders().filter(|placeholder| !fields.contains(&placeholder.field)).collect();
        let mut meant = Vec::new();
        for placeholder in &missing {
            let name = &placeholder.field;
            let hint = match (unused.as_slice(), suggest::closest(name, fields.iter().map(String::as_str))) {
                // If one placeholder and one field remain, they belong together, whatever their names are.
                ([field], None) if missing.len() == 1 => {
                    meant.push(field.as_str());
                    format!("the field is called `{field}`; write `<{field}>`, or rename the field")
                }
                (_, Some(field)) => {
                    meant.push(field);
                    format!("did you mean `<{field}>`?")
                }
                (_, None) if fields.is_empty() => format!("add a field `{name}`"),
                (_, None) => format!("the fields are {}", suggest::list(fields)),
            };
            mark(
                &self.literal,
                &placeholder.at,
                &format!("there is no field `{name}` for the placeholder `<{name}>`"),
                &hint,
                errors,
            );
        }
        meant
    }

    /// Reports a stated kind that does not match the prefix.
    pub(super) fn check_kind(&self, Keyed { key, value: stated }: &Keyed<Kind>, errors: &mut Errors) {
        let (kind, made) = (self.kind(), self.kind().a_channel());
        if kind != *stated {
            let message = match stated.prefix() {
                "" => format!(
                    "a channel with this pattern is {made}, not a public one; write `kind = {kind}`, or remove the prefix"
                ),
                prefix => {
                    format!(
                        "a channel with this pattern is {made}; begin the pattern with `{prefix}`, or write `kind = {kind}`"
                    )
                }
            };
            errors.at(key, message);
        }
    }

    pub(super) fn check_adjacent(&self, errors: &mut Errors) {
        for pair in self.segments.windows(2) {
            if let [Segment::Placeholder(first), Segment::Placeholder(second)] = pair {
                let message = "two adjacent placeholders cannot be distinguished";
                let hint = format!("write `<{}>-<{}>`", first.field, second.field);
                mark(&self.literal, &(first.at.start..second.at.end), message, &hint, errors);
            }
        }
    }

    pub(super) fn check_repeated(&self, errors: &mut Errors) {
        let placeholders: Vec<&Placeholder> = self.placeholders().collect();
        for (at, placeholder) in placeholders.iter().enumerate() {
            if placeholders.iter().take(at).any(|earlier| earlier.field == placeholder.field) {
                let message = format!("the placeholder `<{}>` appears twice", placeholder.field);
                mark(
                    &self.literal,
                    &placeholder.at,
                    &message,
                    "remove one of the two, because a field appears once in a name",
                    errors,
                );
            }
        }
    }

    /// Reports the name of a channel type in quotes, which would be a public channel of this name.
    pub(super) fn check_type_name(&self, errors: &mut Errors) {
        let name = self.literal.value();
        if name.ends_with("Channel") && name.starts_with(char::is_uppercase) && is_field(&name) {
            let message = format!(
                "`{name}` in quotes is the pattern of a public channel; write `channel = {name}` without quotes for \
                 the channel type, or add `kind = public` if you want this name"
            );
            errors.at(&self.literal, message);
        }
    }

    pub(super) fn check_length(&self, errors: &mut Errors) {
        let literals = self.segments.iter().map(|segment| match segment {
            Segment::Literal(text) => text.len(),
            Segment::Placeholder(_) => 0,
        });
        let len: usize = literals.sum();
        if len > MAX_NAME {
            let message = format!(
                "the text of the pattern has {len} characters; the maximum of a channel name is {MAX_NAME}, so shorten it"
            );
            errors.at(&self.literal, message);
        }
    }
}

/// Reports names that look like a different kind.
pub(super) fn refuse_lookalike(
    literal: &LitStr,
    lookalike: Option<Lookalike<'_>>,
    actual: Kind,
    errors: &mut Errors,
) {
    let Some(Lookalike { seen, meant, kind }) = lookalike else { return };
    let actually = actual.a_channel();
    let (message, written) = if meant.strip_suffix('-') == Some(seen) {
        let message = format!("the `-` after `{seen}` is missing, so this is {actually}, not {kind}");
        (message, format!("write `{meant}…` with the `-`"))
    } else {
        let message = format!("a name that begins with `{seen}` is {actually}; did you mean {kind}?");
        (message, format!("write `{meant}…`"))
    };
    let hint = format!("{written}, or add `kind = {actual}` if you want this name");
    mark(literal, &(0..seen.len()), &message, &hint, errors);
}
