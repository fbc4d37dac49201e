//! Literals, property names and comments.

use serde_json::Value;

/// How many characters stand on one line, where it can be helped.
pub(super) const WIDTH: usize = 80;
/// The same of a part of a line.
pub(super) const LINE: usize = 68;

/// Text as a string literal.
pub(super) fn literal(text: &str) -> String {
    Value::from(text).to_string()
}

/// What stands for itself in a template literal.
pub(super) fn template(text: &str) -> String {
    text.replace('\\', "\\\\").replace('`', "\\`").replace("${", "\\${")
}

/// The name of a property, in quotes where it needs them.
pub(super) fn property(name: &str) -> String {
    if is_identifier(name) { name.to_owned() } else { literal(name) }
}

/// Whether the text is an identifier or a word of the language.
pub(super) fn is_identifier(text: &str) -> bool {
    let is_first = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$');
    text.starts_with(is_first) && text.chars().all(|c| is_first(c) || c.is_ascii_digit())
}

/// Text in one line, for a comment that ends with its line.
pub(super) fn line(text: &str) -> String {
    text.split(is_line_end).collect::<Vec<_>>().join(" ")
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// A documentation comment of these paragraphs, with a line feed at its end; nothing where there are none.
pub(super) fn comment<'t>(paragraphs: impl IntoIterator<Item = &'t str>) -> String {
    let text = paragraphs.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n");
    let text = text.replace("*/", "*\\/");
    let lines: Vec<&str> = text.split(is_line_end).map(str::trim_end).collect();
    match lines.as_slice() {
        [] | [""] => String::new(),
        [only] => format!("/** {only} */\n"),
        _ => {
            let line = |line: &&str| if line.is_empty() { " *\n".to_owned() } else { format!(" * {line}\n") };
            format!("/**\n{} */\n", lines.iter().map(line).collect::<String>())
        }
    }
}

/// The same text, each line but empty ones two columns further to the right.
pub(super) fn indent(text: &str) -> String {
    let shift = |line: &str| if line.trim().is_empty() { line.to_owned() } else { format!("  {line}") };
    text.split_inclusive('\n').map(shift).collect()
}

/// An object of these members, each of which ends with a line feed.
pub(super) fn braces(members: &str) -> String {
    if members.is_empty() { "{}".to_owned() } else { format!("{{\n{}}}", indent(members)) }
}

#[cfg(test)]
mod tests {
    use super::{braces, comment, line, literal, property, template};

    #[test]
    fn a_comment_ends_where_it_should() {
        assert_eq!(comment([]), "");
        assert_eq!(comment(["", "One."]), "/** One. */\n");
        assert_eq!(comment(["Ends */ here."]), "/** Ends *\\/ here. */\n");
        assert_eq!(comment(["One.\nTwo.", "Three."]), "/**\n * One.\n * Two.\n *\n * Three.\n */\n");
        assert_eq!(line("a\nb\u{2028}c"), "a b c");
    }

    #[test]
    fn only_identifiers_go_without_quotes() {
        assert_eq!(property("client"), "client");
        assert_eq!(property("class"), "class");
        assert_eq!(property("client-typing"), r#""client-typing""#);
        assert_eq!(property("7"), r#""7""#);
        assert_eq!(property(""), r#""""#);
        assert_eq!(property("größe"), r#""größe""#);
        assert_eq!(literal("a\"b\n"), r#""a\"b\n""#);
        assert_eq!(template("a`${b}\\"), "a\\`\\${b}\\\\");
    }

    #[test]
    fn members_are_indented() {
        assert_eq!(braces(""), "{}");
        assert_eq!(braces("a: 1;\n"), "{\n  a: 1;\n}");
    }
}
