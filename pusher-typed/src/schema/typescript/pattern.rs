//! Regular expressions for the texts of placeholders. They contain only digits, letters and escapes from the
//! document, so that a document cannot end an expression early.

use std::fmt::Write as _;

use crate::{
    channel::CharSet,
    schema::async_api::{Parameter, character_ranges},
};

/// The pattern of a placeholder without restrictions in the document.
pub(super) fn any_text() -> String {
    format!("/^[{}]+$/", class(&CharSet::CHANNEL.to_string()))
}

/// The texts with the characters and lengths in the document.
pub(super) fn texts(parameter: &Parameter) -> String {
    let min = parameter.min_length.max(1);
    match parameter.max_length {
        // Such a quantifier would not be valid.
        Some(max) if max < min => "/^[]$/".to_owned(),
        max => format!("/^[{}]{}$/", class(&parameter.chars), repeated(min, max)),
    }
}

/// Digits without leading zeros. The sign is one of the characters and counts towards the length.
pub(super) fn integers(parameter: &Parameter) -> String {
    let is_signed = parameter.chars.contains("\\-");
    let sign = if is_signed { "-?" } else { "" };
    let digits = parameter.max_length.map(|max| max.saturating_sub(usize::from(is_signed)).max(1));
    let others = digits.map_or_else(|| "*".to_owned(), |digits| format!("{{0,{}}}", digits - 1));
    if parameter.non_zero || parameter.minimum.as_deref() == Some("1") {
        return format!("/^{sign}[1-9][0-9]{others}$/");
    }
    format!("/^(?:0|{sign}[1-9][0-9]{others})$/")
}

/// These texts.
pub(super) fn one_of(values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| value.chars().map(escaped).collect()).collect();
    format!("/^(?:{})$/", values.join("|"))
}

fn repeated(min: usize, max: Option<usize>) -> String {
    match max {
        None if min == 1 => "+".to_owned(),
        None => format!("{{{min},}}"),
        Some(1) if min == 1 => String::new(),
        Some(max) if max == min => format!("{{{min}}}"),
        Some(max) => format!("{{{min},{max}}}"),
    }
}

/// The same set of characters, limited to those allowed in a channel name, which is ASCII.
fn class(chars: &str) -> String {
    let ranges = character_ranges(chars).into_iter();
    let ranges = ranges.filter_map(|(first, last)| {
        let last = last.min('\x7f');
        let range =
            if first == last { escaped(first) } else { format!("{}-{}", escaped(first), escaped(last)) };
        (first <= last).then_some(range)
    });
    ranges.collect()
}

/// An escaped literal character.
fn escaped(c: char) -> String {
    if c.is_ascii_alphanumeric() || c == '_' {
        return c.to_string();
    }
    let mut units = [0; 2];
    c.encode_utf16(&mut units).iter().fold(String::new(), |mut text, unit| {
        // Writing to a String cannot fail.
        let _ = if *unit < 256 { write!(text, "\\x{unit:02x}") } else { write!(text, "\\u{unit:04x}") };
        text
    })
}

#[cfg(test)]
mod tests {
    use super::{any_text, integers, one_of, texts};
    use crate::schema::Parameter;

    fn parameter(chars: &str, min: usize, max: Option<usize>) -> Parameter {
        let json = serde_json::json!({
            "x-pusher-type": "text", "x-pusher-chars": chars, "x-pusher-min-length": min, "x-pusher-max-length": max,
        });
        serde_json::from_value(json).expect("a parameter")
    }

    #[test]
    fn a_class_has_nothing_but_letters_digits_and_escapes() {
        assert_eq!(any_text(), r"/^[a-zA-Z0-9\x2c\x2d\x2e\x3b\x3d\x40_]+$/");
        assert_eq!(texts(&parameter("a-z\\-", 1, Some(9))), r"/^[a-z\x2d]{1,9}$/");
        assert_eq!(texts(&parameter("a\\", 1, None)), "/^[a]+$/");
        assert_eq!(texts(&parameter("\n", 1, None)), r"/^[\x0a]+$/");
        assert_eq!(texts(&parameter("\\]\\/); ^[", 2, Some(2))), r"/^[\x5d\x2f\x29\x3b\x20\x5e\x5b]{2}$/");
        assert_eq!(texts(&parameter(" -\u{10ffff}z-aé", 1, None)), r"/^[\x20-\x7f]+$/");
        assert_eq!(texts(&parameter("", 1, None)), "/^[]+$/");
        assert_eq!(texts(&parameter("a", 9, Some(3))), "/^[]$/");
    }

    #[test]
    fn a_listed_text_is_escaped() {
        let values = ["eu", "us_east", "a.b/\n", "é\u{2028}\u{1f980}"].map(str::to_owned);
        assert_eq!(one_of(&values), r"/^(?:eu|us_east|a\x2eb\x2f\x0a|\xe9\u2028\ud83e\udd80)$/");
    }

    #[test]
    fn an_integer_has_no_leading_zero() {
        assert_eq!(integers(&parameter("0-9", 1, Some(20))), "/^(?:0|[1-9][0-9]{0,19})$/");
        assert_eq!(integers(&parameter("0-9\\-", 1, Some(6))), "/^(?:0|-?[1-9][0-9]{0,4})$/");
        assert_eq!(integers(&parameter("0-9", 1, None)), "/^(?:0|[1-9][0-9]*)$/");
        let non_zero = Parameter { non_zero: true, ..parameter("0-9\\-", 1, Some(4)) };
        assert_eq!(integers(&non_zero), "/^-?[1-9][0-9]{0,2}$/");
        let natural = Parameter { minimum: Some("1".to_owned()), ..parameter("0-9", 1, Some(3)) };
        assert_eq!(integers(&natural), "/^[1-9][0-9]{0,2}$/");
    }
}
