//! The layout of text on lines.

/// The maximum length of a line, if possible.
pub(super) const WIDTH: usize = 80;
/// The maximum length of a part of a line.
pub(super) const PART: usize = 68;

/// Whether the text fits on a line with other text.
pub(super) fn is_short(text: &str) -> bool {
    text.len() <= PART && !text.contains('\n')
}

/// Indents each line that is not empty by two columns.
pub(super) fn indent(text: &str) -> String {
    let shift = |line: &str| if line.trim().is_empty() { line.to_owned() } else { format!("  {line}") };
    text.split_inclusive('\n').map(shift).collect()
}

/// An object of these members, each of which ends with a line feed.
pub(super) fn braces(members: &str) -> String {
    if members.is_empty() { "{}".to_owned() } else { format!("{{\n{}}}", indent(members)) }
}

/// A tuple, on one line if it is short.
pub(super) fn brackets(items: &[String]) -> String {
    let line = items.join(", ");
    if is_short(&line) { format!("[{line}]") } else { format!("[\n{},\n]", indent(&items.join(",\n"))) }
}

#[cfg(test)]
mod tests {
    use super::{braces, brackets};

    #[test]
    fn members_are_indented() {
        assert_eq!(braces(""), "{}");
        assert_eq!(braces("a: 1;\n\nb: 2;\n"), "{\n  a: 1;\n\n  b: 2;\n}");
    }

    #[test]
    fn a_long_tuple_is_on_several_lines() {
        assert_eq!(brackets(&[]), "[]");
        assert_eq!(brackets(&["A".to_owned(), "B".to_owned()]), "[A, B]");
        let long = "A".repeat(60);
        assert_eq!(brackets(&[long.clone(), "B".repeat(9)]), format!("[\n  {long},\n  BBBBBBBBB,\n]"));
    }
}
