//! JSON inside a JSON string, written in one pass.
//!
//! The payload of an event is a string whose text is JSON. Serializing twice would copy and scan
//! the whole text. Here the serializer's output is escaped while it is written. The serializer
//! reports which pieces can contain characters that need escaping, so most pieces are copied
//! without a scan.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CharEscape, Formatter, Serializer};

/// Appends `value` to `out` as JSON that is escaped for the inside of a JSON string, without the
/// quotes around it. Returns the length of the JSON in bytes before escaping.
///
/// # Errors
/// Returns an error if the value's `Serialize` fails, or a map key is not a string.
pub(crate) fn push_embedded<T: Serialize + ?Sized>(
    out: &mut Vec<u8>,
    value: &T,
) -> Result<usize, serde_json::Error> {
    let start = out.len();
    let mut added = 0;
    value.serialize(&mut Serializer::with_formatter(&mut *out, Embedded { added: &mut added }))?;
    Ok(out.len() - start - added)
}

/// A compact JSON formatter that escapes its output.
struct Embedded<'c> {
    /// The number of bytes that escaping has added so far.
    added: &'c mut usize,
}

impl Embedded<'_> {
    /// Writes escaped `text`, which is `added` bytes longer than the original.
    fn escaped<W: Write + ?Sized>(&mut self, writer: &mut W, text: &[u8], added: usize) -> io::Result<()> {
        *self.added += added;
        writer.write_all(text)
    }

    /// Writes text that may contain characters that need escaping.
    fn scanned<W: Write + ?Sized>(&mut self, writer: &mut W, mut text: &str) -> io::Result<()> {
        while let Some(at) = text.bytes().position(needs_escape) {
            let (plain, rest) = text.split_at(at);
            writer.write_all(plain.as_bytes())?;
            let mut rest = rest.chars();
            if let Some(character) = rest.next() {
                self.character(writer, character)?;
            }
            text = rest.as_str();
        }
        writer.write_all(text.as_bytes())
    }

    fn character<W: Write + ?Sized>(&mut self, writer: &mut W, character: char) -> io::Result<()> {
        match character {
            '"' => self.escaped(writer, b"\\\"", 1),
            '\\' => self.escaped(writer, b"\\\\", 1),
            '\n' => self.escaped(writer, b"\\n", 1),
            '\r' => self.escaped(writer, b"\\r", 1),
            '\t' => self.escaped(writer, b"\\t", 1),
            other => self.escaped(writer, format!("\\u{:04x}", u32::from(other)).as_bytes(), 5),
        }
    }
}

fn needs_escape(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

impl Formatter for Embedded<'_> {
    fn begin_string<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.escaped(writer, b"\\\"", 1)
    }

    fn end_string<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.escaped(writer, b"\\\"", 1)
    }

    fn write_char_escape<W: Write + ?Sized>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()> {
        match escape {
            CharEscape::Quote => self.escaped(writer, br#"\\\""#, 2),
            CharEscape::ReverseSolidus => self.escaped(writer, br"\\\\", 2),
            CharEscape::Solidus => self.escaped(writer, br"\\/", 1),
            CharEscape::Backspace => self.escaped(writer, br"\\b", 1),
            CharEscape::FormFeed => self.escaped(writer, br"\\f", 1),
            CharEscape::LineFeed => self.escaped(writer, br"\\n", 1),
            CharEscape::CarriageReturn => self.escaped(writer, br"\\r", 1),
            CharEscape::Tab => self.escaped(writer, br"\\t", 1),
            CharEscape::AsciiControl(byte) => self.escaped(writer, format!(r"\\u{byte:04x}").as_bytes(), 1),
        }
    }

    /// A number of arbitrary precision, as text from the caller.
    fn write_number_str<W: Write + ?Sized>(&mut self, writer: &mut W, value: &str) -> io::Result<()> {
        self.scanned(writer, value)
    }

    /// A `RawValue`: existing JSON, with its quotes and newlines.
    fn write_raw_fragment<W: Write + ?Sized>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        self.scanned(writer, fragment)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    /// Embeds `value` and checks it against serializing twice.
    fn check<T: Serialize + ?Sized>(value: &T) {
        let plain = serde_json::to_string(value).expect("JSON");
        let mut out = Vec::new();
        assert_eq!(push_embedded(&mut out, value).expect("JSON"), plain.len());
        let out = String::from_utf8(out).expect("UTF-8");
        assert_eq!(format!("\"{out}\""), serde_json::to_string(&plain).expect("JSON"));
    }

    #[test]
    fn every_ascii_character_is_escaped_as_by_serializing_twice() {
        for byte in 0..128_u8 {
            check(&char::from(byte).to_string());
        }
    }

    #[test]
    fn every_shape_of_json() {
        check(&json!({"a": [1, -2.5, true, null, "x\"y\\z\n"], "ключ": {"": []}}));
        check(&BTreeMap::from([(1_u8, u128::MAX), (2, 0)]));
        check(&(i8::MIN, 'é', f32::NAN, "\u{2028}\u{1f600}"));
        check(&Some(serde_json::Number::from(7)));
        check(b"bytes");
    }

    #[test]
    fn a_failing_payload_is_an_error() {
        let map = BTreeMap::from([(vec![1], 1)]);
        assert!(push_embedded(&mut Vec::new(), &map).is_err());
    }

    #[test]
    fn a_raw_value_keeps_its_text() {
        let text = "{\n\t\"a\" : \"\\u00e9\\\\\\\"\" ,\r\n \"b\":[ ]}";
        let raw = serde_json::value::RawValue::from_string(text.to_owned()).expect("JSON");
        check(&raw);
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            "[\\x00-\\x7f]{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|map| map.into_iter().collect::<serde_json::Map<_, _>>().into()),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_equals_serializing_twice(value in any_json()) {
            check(&value);
        }

        #[test]
        fn scanning_equals_serializing(text: String) {
            let mut out = Vec::new();
            let mut added = 0;
            Embedded { added: &mut added }.scanned(&mut out, &text).expect("a buffer accepts all bytes");
            prop_assert_eq!(out.len() - added, text.len());
            let quoted = format!("\"{}\"", String::from_utf8(out).expect("UTF-8"));
            prop_assert_eq!(serde_json::from_str::<String>(&quoted).expect("JSON"), text);
        }
    }
}
