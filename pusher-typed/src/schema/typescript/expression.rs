//! Types as text that can be combined.

use super::{
    layout::{indent, is_short},
    text::comment,
};

/// A type, and the operator that connects its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expression {
    text: String,
    held: Held,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    /// None: it is a name, or is enclosed in brackets.
    Tightly,
    /// By `&`.
    Intersection,
    /// By `|`.
    Union,
    /// By `|`, on separate lines.
    Lines,
}

impl Expression {
    /// A name, a literal or something in brackets.
    pub(super) fn tight(text: impl Into<String>) -> Self {
        Expression { text: text.into(), held: Held::Tightly }
    }

    /// The intersection of types; `unknown` without types.
    pub(super) fn intersection(parts: Vec<Expression>) -> Self {
        match <[Expression; 1]>::try_from(distinct(parts)) {
            Ok([only]) => only,
            Err(parts) if parts.is_empty() => Expression::tight("unknown"),
            Err(parts) => {
                let parts: Vec<String> = parts.into_iter().map(Expression::tightened).collect();
                Expression { text: parts.join(" & "), held: Held::Intersection }
            }
        }
    }

    /// The union of types, each with its description; `never` without types.
    pub(super) fn union(parts: Vec<(Expression, &str)>) -> Self {
        let mut different: Vec<(Expression, &str)> = Vec::new();
        for part in parts {
            if !different.iter().any(|(known, _)| *known == part.0) {
                different.push(part);
            }
        }
        match <[(Expression, &str); 1]>::try_from(different) {
            Ok([(only, _)]) => only,
            Err(parts) if parts.is_empty() => Expression::tight("never"),
            Err(parts) => Expression::union_of(parts),
        }
    }

    fn union_of(parts: Vec<(Expression, &str)>) -> Self {
        let parts: Vec<(String, &str)> =
            parts.into_iter().map(|(part, description)| (part.tightened(), description)).collect();
        let line = parts.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join(" | ");
        if is_short(&line) && parts.iter().all(|(_, description)| description.is_empty()) {
            return Expression { text: line, held: Held::Union };
        }
        let part = |(text, description): &(String, &str)| {
            format!("{}| {}\n", comment([*description]), indent(text).trim_start())
        };
        Expression { text: parts.iter().map(part).collect(), held: Held::Lines }
    }

    /// An array of such values.
    pub(super) fn array(self) -> Self {
        Expression::tight(format!("{}[]", self.tightened()))
    }

    fn tightened(self) -> String {
        match self.held {
            Held::Tightly => self.text,
            Held::Intersection | Held::Union => format!("({})", self.text),
            Held::Lines => format!("(\n{})", indent(&self.text)),
        }
    }

    /// The type in brackets.
    pub(super) fn bracketed(self) -> String {
        match self.held {
            Held::Lines => self.tightened(),
            _ => self.text,
        }
    }

    /// The text after `name:` or `name =`, up to the semicolon.
    pub(super) fn declared(self) -> String {
        match self.held {
            Held::Lines => format!("\n{}", indent(self.text.trim_end())),
            _ => format!(" {}", self.text),
        }
    }
}

fn distinct(parts: Vec<Expression>) -> Vec<Expression> {
    let mut different: Vec<Expression> = Vec::new();
    for part in parts {
        if !different.contains(&part) {
            different.push(part);
        }
    }
    different
}

#[cfg(test)]
mod tests {
    use super::Expression;

    fn union(names: &[&'static str]) -> Expression {
        Expression::union(names.iter().map(|name| (Expression::tight(*name), "")).collect())
    }

    #[test]
    fn parentheses_are_added_where_needed() {
        let either = union(&["A", "B", "A"]);
        assert_eq!(either.clone().bracketed(), "A | B");
        assert_eq!(either.clone().array().bracketed(), "(A | B)[]");
        let both = Expression::intersection(vec![either, Expression::tight("C")]);
        assert_eq!(both.clone().bracketed(), "(A | B) & C");
        assert_eq!(
            Expression::union(vec![(both, ""), (Expression::tight("D"), "")]).bracketed(),
            "((A | B) & C) | D"
        );
    }

    #[test]
    fn one_part_is_itself_and_none_is_anything_or_nothing() {
        let either = union(&["A", "B"]);
        assert_eq!(Expression::intersection(vec![either.clone(), either.clone()]), either);
        assert_eq!(Expression::union(vec![(either.clone(), "d")]), either);
        assert_eq!(Expression::intersection(vec![]).bracketed(), "unknown");
        assert_eq!(union(&[]).bracketed(), "never");
    }

    #[test]
    fn long_or_described_alternatives_are_on_separate_lines() {
        let parts = vec![(Expression::tight("A"), "The first."), (Expression::tight("{\n  b: 1;\n}"), "")];
        let union = Expression::union(parts);
        assert_eq!(union.clone().declared(), "\n  /** The first. */\n  | A\n  | {\n      b: 1;\n    }");
        assert_eq!(
            union.array().bracketed(),
            "(\n  /** The first. */\n  | A\n  | {\n      b: 1;\n    }\n)[]"
        );
    }
}
