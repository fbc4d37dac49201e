//! Objects: with named fields, maps, and both combined.

use super::{
    expression::Expression,
    layout::{braces, is_short},
    notes::{deprecated, note},
    text::{comment, property},
    types::Types,
};
use crate::schema::shape::{Field, Object, Others, Shape};

impl Types<'_> {
    /// The members of an object, each of which ends with a line feed.
    pub(super) fn members(&self, object: &Object) -> String {
        let mut members: String = object.fields.iter().map(|field| self.field(field)).collect();
        if let Others::Values { shape, .. } = &object.others {
            let name = "[key: string]:";
            members.extend([name, &self.value_of_map(object, shape).declared(name, 2), ";\n"]);
        }
        members
    }

    /// An object. An object with a single short member is on one line.
    pub(super) fn object(&self, object: &Object) -> String {
        let members = self.members(object);
        match members.strip_suffix(";\n") {
            Some(only) if is_short(only) => format!("{{ {only} }}"),
            _ => braces(&members),
        }
    }

    fn field(&self, field: &Field) -> String {
        let optional = if field.required { "" } else { "?" };
        let comment = comment([
            field.description.as_deref().unwrap_or_default(),
            note(&field.shape),
            deprecated(field.deprecated),
        ]);
        let name = format!("{}{optional}:", property(&field.name));
        format!("{comment}{name}{};\n", self.of(&field.shape).declared(&name, 2))
    }

    /// The values of a map. If there are also fields, the type includes their values, because an index by a
    /// string may return one of them.
    fn value_of_map(&self, object: &Object, values: &Shape) -> Expression {
        let mut types = vec![self.of(values)];
        types.extend(object.fields.iter().map(|field| self.of(&field.shape)));
        if object.fields.iter().any(|field| !field.required) {
            types.push(Expression::tight("undefined"));
        }
        if types.contains(&Expression::tight("unknown")) {
            return Expression::tight("unknown");
        }
        Expression::union(types.into_iter().map(|ty| (ty, String::new())).collect())
    }
}
