//! Strings and numbers in a webhook's JSON.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// A string or a number; servers differ in which of them they send.
///
/// Any other value becomes [`Scalar::Other`], so that one malformed event does
/// not make the whole webhook unreadable.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Scalar<'b> {
    Text(Cow<'b, str>),
    Number(u64),
    /// A negative integer, which can be the id of a user.
    Negative(i64),
    /// Neither a string nor an integer.
    Other,
}

impl Scalar<'_> {
    /// The string, or the number in decimal digits.
    pub(super) fn to_text(&self) -> Option<Cow<'_, str>> {
        match self {
            Scalar::Text(text) => Some(Cow::Borrowed(text)),
            Scalar::Number(number) => Some(Cow::Owned(number.to_string())),
            Scalar::Negative(number) => Some(Cow::Owned(number.to_string())),
            Scalar::Other => None,
        }
    }

    fn from_float(number: f64) -> Self {
        /// 2^53: up to here, integers are represented exactly.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if number.fract() == 0.0 && (0.0..=EXACT).contains(&number) {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // checked by the condition
            return Scalar::Number(number as u64);
        }
        Scalar::Other
    }

    /// The number that the string contains.
    fn parsed(&self) -> Self {
        let number = self.as_str().and_then(|text| text.parse().ok());
        number.map_or(Scalar::Other, Scalar::from_float)
    }

    /// The string; `None` for a number.
    pub(super) fn as_str(&self) -> Option<&str> {
        match self {
            Scalar::Text(text) => Some(text),
            Scalar::Number(_) | Scalar::Negative(_) | Scalar::Other => None,
        }
    }

    /// The number, or that in a string of decimal digits.
    pub(super) fn to_number(&self) -> Option<u64> {
        match self {
            Scalar::Number(number) => Some(*number),
            Scalar::Text(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
            Scalar::Text(_) | Scalar::Negative(_) | Scalar::Other => None,
        }
    }
}

impl<'b> Deserialize<'b> for Scalar<'b> {
    fn deserialize<D: Deserializer<'b>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

/// If a crate of the application enables the feature `arbitrary_precision` of `serde_json`, numbers that are not
/// integers are maps with this key.
const ARBITRARY_PRECISION: &str = "$serde_json::private::Number";

struct ScalarVisitor;

impl<'b> Visitor<'b> for ScalarVisitor {
    type Value = Scalar<'b>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_borrowed_str<E>(self, text: &'b str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Scalar::Number(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Scalar::Negative(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Scalar::from_float(number))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Scalar::Other)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Scalar::Other)
    }

    fn visit_seq<A: SeqAccess<'b>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }

    fn visit_map<A: MapAccess<'b>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut scalar = Scalar::Other;
        while let Some(key) = entries.next_key::<Cow<'_, str>>()? {
            if key == ARBITRARY_PRECISION {
                scalar = entries.next_value::<Scalar<'_>>()?.parsed();
            } else {
                entries.next_value::<IgnoredAny>()?;
            }
        }
        Ok(scalar)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scalar(json: &str) -> Scalar<'_> {
        serde_json::from_str(json).expect("JSON")
    }

    #[test]
    fn numbers_and_strings_of_digits_are_the_same_number() {
        for json in ["7", "\"7\"", "7.0", "\"\\u0037\"", "7e0", "\"007\""] {
            assert_eq!(scalar(json).to_number(), Some(7), "{json}");
        }
        for json in
            ["-7", "7.5", "\"\"", "\"+7\"", "\" 7\"", "\"7.0\"", "true", "null", "[7]", "{\"a\":7}", "1e99"]
        {
            assert_eq!(scalar(json).to_number(), None, "{json}");
        }
    }

    #[test]
    fn a_number_of_arbitrary_precision_is_a_number() {
        let number = |text: &str| scalar(&format!(r#"{{"{ARBITRARY_PRECISION}":{text}}}"#)).to_number();
        assert_eq!((number("\"7.0\""), number("\"7.5\""), number("[7]")), (Some(7), None, None));
    }

    #[test]
    fn a_number_converts_to_its_digits() {
        assert_eq!(scalar("18446744073709551615").to_text().as_deref(), Some("18446744073709551615"));
        assert_eq!(scalar("-7").to_text().as_deref(), Some("-7"));
        assert_eq!(scalar("-7").as_str(), None);
        assert_eq!(scalar("\"ada\"").to_text(), Some(Cow::Borrowed("ada")));
        assert_eq!(scalar("[[{\"a\":[1]}],2]"), Scalar::Other);
    }
}
