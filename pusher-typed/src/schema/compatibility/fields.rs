//! Objects: fields that were added, removed, renamed or changed, and properties without a name.

use super::{
    payload::{Comparison, Difference, Range},
    report::{Breaks, ChangeKind},
    values::is_free_or_same,
};
use crate::schema::shape::{Field, Object, Others, Shape};

impl Comparison<'_> {
    pub(super) fn objects(&mut self, path: &str, old: &Object, new: &Object) -> Vec<Difference> {
        let mut differences = Vec::new();
        for before in &old.fields {
            let place = within(path, &before.name);
            match new.fields.iter().find(|field| field.name == before.name) {
                Some(after) => {
                    let shapes = self.shapes(&place, &before.shape, &after.shape);
                    // A type that became an option is not reported twice.
                    let is_news = |it: &Difference| shapes.is_empty() || it.breaks != Breaks::Neither;
                    differences.extend(self.presence(&place, before, after).filter(is_news));
                    differences.extend(shapes);
                }
                None => match new.fields.iter().find(|after| is_renamed((before, old), (after, new))) {
                    Some(after) => differences.extend(self.renamed(place, (before, old), (after, new))),
                    None => differences.push(self.removed(place, before, new)),
                },
            }
        }
        for field in new.fields.iter().filter(|field| !has(old, &field.name)) {
            if !old.fields.iter().any(|before| is_renamed((before, old), (field, new))) {
                differences.push(self.added(within(path, &field.name), field, old));
            }
        }
        differences.extend(self.others(path, old, new));
        differences
    }

    fn removed(&mut self, path: String, field: &Field, new: &Object) -> Difference {
        let breaks = Breaks::new(field.required, !self.new_reads.unnamed(&new.others, field));
        Difference::new(path, ChangeKind::FieldRemoved, breaks)
    }

    fn added(&mut self, path: String, field: &Field, old: &Object) -> Difference {
        let breaks = Breaks::new(!self.old_reads.unnamed(&old.others, field), field.required);
        Difference::new(path, ChangeKind::FieldAdded { required: field.required }, breaks)
    }

    /// A renamed field whose former or new name one of the versions reads as an alias.
    fn renamed(
        &mut self,
        path: String,
        (before, old): (&Field, &Object),
        (after, new): (&Field, &Object),
    ) -> Vec<Difference> {
        let mut differences = self.shapes(&path, &before.shape, &after.shape);
        let breaks = Breaks::new(
            !before.aliases.contains(&after.name)
                && (before.required || !self.old_reads.unnamed(&old.others, after)),
            !after.aliases.contains(&before.name)
                && (after.required || !self.new_reads.unnamed(&new.others, before)),
        );
        let kind = ChangeKind::FieldRenamed { to: after.name.clone() };
        differences
            .push(Difference { breaks_generated_code: Breaks::Both, ..Difference::new(path, kind, breaks) });
        differences
    }

    fn presence(&self, path: &str, old: &Field, new: &Field) -> Option<Difference> {
        let is_sent = |field: &Field| field.required || (self.by_server && field.always_sent);
        let breaks = Breaks::new(old.required && !is_sent(new), new.required && !is_sent(old));
        let kind = match ((old.required, is_sent(old)), (new.required, is_sent(new))) {
            (old, new) if old == new => return None,
            ((true, _) | (_, true), (false, _)) => ChangeKind::FieldMadeOptional,
            _ => ChangeKind::FieldMadeRequired,
        };
        Some(Difference::new(path, kind, breaks))
    }

    fn others(&mut self, path: &str, old: &Object, new: &Object) -> Vec<Difference> {
        // The values are compared separately.
        let keys = |others: &Others| match others {
            Others::Values { keys, .. } => Others::Values { keys: keys.clone(), shape: Box::new(Shape::Any) },
            other => other.clone(),
        };
        let both = matches!((&old.others, &new.others), (Others::Values { .. }, Others::Values { .. }));
        let map = |object: &Object| {
            let others = if both { keys(&object.others) } else { object.others.clone() };
            Shape::Object(Object { fields: Vec::new(), others })
        };
        let (before, after) = (map(old), map(new));
        let mut differences = Vec::new();
        let range = match (&old.others, &new.others) {
            (Others::Values { keys: was, shape: before }, Others::Values { keys: is, shape: after }) => {
                differences.extend(self.shapes(&within(path, "*"), before, after));
                let (was, is) = (was.as_ref(), is.as_ref());
                Range::new(is_free_or_same(is, was), is_free_or_same(was, is))
            }
            (old, new) => Range::new(self.forth.others(new, old), self.back.others(old, new)),
        };
        let breaks = self.breaks(&before, &after);
        let at = (path, &Shape::Object(old.clone()), &Shape::Object(new.clone()));
        differences.extend(self.difference(at, range).map(|it| Difference { breaks, ..it }));
        differences
    }
}

fn has(object: &Object, name: &str) -> bool {
    object.fields.iter().any(|field| field.name == name)
}

/// Whether a removed field and an added field are the same field, by an alias of either.
fn is_renamed((before, old): (&Field, &Object), (after, new): (&Field, &Object)) -> bool {
    (before.aliases.contains(&after.name) || after.aliases.contains(&before.name))
        && !has(new, &before.name)
        && !has(old, &after.name)
}

/// `value.cents`
fn within(path: &str, field: &str) -> String {
    if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") }
}
