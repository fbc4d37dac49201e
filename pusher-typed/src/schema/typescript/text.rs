//! Literals, property names and comments.

use serde_json::Value;

/// Text as a string literal.
pub(super) fn literal(text: &str) -> String {
    // Before ES2019, these end a line, and with it the literal.
    let quoted = Value::from(text).to_string().replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    if text.matches('"').count() <= text.matches('\'').count() {
        return quoted;
    }
    // With fewer escapes in it.
    let content = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default();
    format!("'{}'", content.replace("\\\"", "\"").replace('\'', "\\'"))
}

/// Escapes text for a template literal.
pub(super) fn template(text: &str) -> String {
    text.replace('\\', "\\\\").replace('`', "\\`").replace("${", "\\${")
}

/// The name of a property, in quotes if necessary.
pub(super) fn property(name: &str) -> String {
    if is_identifier(name) { name.to_owned() } else { literal(name) }
}

/// Whether the text is an identifier or a word of the language.
pub(super) fn is_identifier(text: &str) -> bool {
    let is_first = |c: char| matches!(c, '_' | '$') || unicode_ident::is_xid_start(c);
    text.starts_with(is_first) && text.chars().all(|c| is_first(c) || unicode_ident::is_xid_continue(c))
}

/// Text in one line, for a comment that ends with its line.
pub(super) fn line(text: &str) -> String {
    text.split(is_line_end).collect::<Vec<_>>().join(" ")
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// A documentation comment with these paragraphs and a final line feed; empty without paragraphs.
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

#[cfg(test)]
mod tests {
    use super::{comment, line, literal, property, template};

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
        assert_eq!(property("größe"), "größe");
        assert_eq!(literal("3rd \"one\""), r#"'3rd "one"'"#);
        assert_eq!(literal("a\"b\n\u{2028}\u{2029}"), r#"'a"b\n\u2028\u2029'"#);
        assert_eq!(template("a`${b}\\"), "a\\`\\${b}\\\\");
    }
}
