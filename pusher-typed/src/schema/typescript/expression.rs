//! Types as text that can be combined.

use super::layout::{WIDTH, indent, is_short};

/// A type, and what joins its parts. It is laid out as the formatter prettier does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expression {
    text: String,
    held: Held,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Held {
    /// It is a name, or has brackets around it.
    Tightly,
    /// By `&`.
    Intersection,
    /// By `|`; these are the parts on their own lines.
    Union { lines: String },
    /// By `|`, each part on a separate line.
    Lines,
}

impl Expression {
    /// A name, a literal or something in brackets.
    pub(super) fn tight(text: impl Into<String>) -> Self {
        Expression { text: text.into(), held: Held::Tightly }
    }

    /// All types at once; `unknown` of none.
    pub(super) fn intersection(parts: Vec<Expression>) -> Self {
        match <[Expression; 1]>::try_from(distinct(parts)) {
            Ok([only]) => only,
            Err(parts) if parts.is_empty() => Expression::tight("unknown"),
            Err(parts) => {
                let parts: Vec<String> = parts.into_iter().map(Expression::tightened).collect();
                Expression { text: intersected(&parts), held: Held::Intersection }
            }
        }
    }

    /// One of the types, each with its comment; `never` of none.
    pub(super) fn union(parts: Vec<(Expression, String)>) -> Self {
        let mut different: Vec<(Expression, String)> = Vec::new();
        for part in parts {
            if !different.iter().any(|(known, _)| *known == part.0) {
                different.push(part);
            }
        }
        match <[(Expression, String); 1]>::try_from(different) {
            Ok([(only, _)]) => only,
            Err(parts) if parts.is_empty() => Expression::tight("never"),
            Err(parts) => Expression::union_of(parts),
        }
    }

    fn union_of(parts: Vec<(Expression, String)>) -> Self {
        let parts: Vec<(String, String)> =
            parts.into_iter().map(|(part, comment)| (part.tightened(), comment)).collect();
        let part = |(text, comment): &(String, String)| format!("{comment}| {}\n", indent(text).trim_start());
        let lines: String = parts.iter().map(part).collect();
        let line = parts.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join(" | ");
        if !line.contains('\n') && parts.iter().all(|(_, comment)| comment.is_empty()) {
            return Expression { text: line, held: Held::Union { lines } };
        }
        Expression { text: lines, held: Held::Lines }
    }

    /// An array of such values.
    pub(super) fn array(self) -> Self {
        Expression::tight(format!("{}[]", self.tightened()))
    }

    fn tightened(self) -> String {
        match self.held {
            Held::Tightly => self.text,
            Held::Union { lines } if !is_short(&self.text) => format!("(\n{})", indent(&lines)),
            Held::Intersection | Held::Union { .. } => format!("({})", self.text),
            Held::Lines => format!("(\n{})", indent(&self.text)),
        }
    }

    /// The type inside of brackets.
    pub(super) fn bracketed(self) -> String {
        match &self.held {
            Held::Union { .. } if !is_short(&self.text) => self.tightened(),
            Held::Lines => self.tightened(),
            _ => self.text,
        }
    }

    /// The text after `name:` or `name =`, up to the semicolon. `columns` is the indentation of `name`.
    pub(super) fn declared(self, name: &str, columns: usize) -> String {
        let fits = |before: usize| before + self.text.len() + ";".len() <= WIDTH;
        match &self.held {
            Held::Union { .. } if fits(columns + name.len() + " ".len()) => format!(" {}", self.text),
            Held::Union { .. } if fits(columns + "  ".len()) => format!("\n  {}", self.text),
            Held::Union { lines } => format!("\n{}", indent(lines.trim_end())),
            Held::Lines => format!("\n{}", indent(self.text.trim_end())),
            _ => format!(" {}", self.text),
        }
    }
}

/// Types joined by `&`: one that is no object begins a line if the whole needs several.
fn intersected(parts: &[String]) -> String {
    let is_broken = parts.iter().any(|part| part.contains('\n')) || !is_short(&parts.join(" & "));
    let is_object = |part: &String| part.starts_with('{');
    let mut text = String::new();
    let mut is_indented = false;
    for (at, part) in parts.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| parts.get(at));
        let moved = || indent(part).trim_start().to_owned();
        match before.map(|before| (is_object(before), is_object(part))) {
            None => text.push_str(part),
            Some((true, true)) => text.extend([" & ", &if is_indented { moved() } else { part.clone() }]),
            Some((false, false)) if is_broken => text.extend([" &\n", &indent(part)]),
            Some((false, false)) => text.extend([" & ", part]),
            Some(_) => {
                is_indented |= at > 1;
                text.extend([" & ", &if at > 1 { moved() } else { part.clone() }]);
            }
        }
    }
    text
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
        Expression::union(names.iter().map(|name| (Expression::tight(*name), String::new())).collect())
    }

    #[test]
    fn parentheses_are_added_where_needed() {
        let either = union(&["A", "B", "A"]);
        assert_eq!(either.clone().bracketed(), "A | B");
        assert_eq!(either.clone().array().bracketed(), "(A | B)[]");
        let both = Expression::intersection(vec![either, Expression::tight("C")]);
        assert_eq!(both.clone().bracketed(), "(A | B) & C");
        assert_eq!(
            Expression::union(vec![(both, String::new()), (Expression::tight("D"), String::new())])
                .bracketed(),
            "((A | B) & C) | D"
        );
    }

    #[test]
    fn one_part_is_itself_and_none_is_anything_or_nothing() {
        let either = union(&["A", "B"]);
        assert_eq!(Expression::intersection(vec![either.clone(), either.clone()]), either);
        assert_eq!(Expression::union(vec![(either.clone(), "/** d */\n".to_owned())]), either);
        assert_eq!(Expression::intersection(vec![]).bracketed(), "unknown");
        assert_eq!(union(&[]).bracketed(), "never");
    }

    #[test]
    fn long_or_described_alternatives_are_on_separate_lines() {
        let parts = vec![
            (Expression::tight("A"), "/** The first. */\n".to_owned()),
            (Expression::tight("{\n  b: 1;\n}"), String::new()),
        ];
        let union = Expression::union(parts);
        assert_eq!(
            union.clone().declared("a:", 2),
            "\n  /** The first. */\n  | A\n  | {\n      b: 1;\n    }"
        );
        assert_eq!(
            union.array().bracketed(),
            "(\n  /** The first. */\n  | A\n  | {\n      b: 1;\n    }\n)[]"
        );
    }
}
