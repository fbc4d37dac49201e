//! Which texts are those of a parameter's values.

use std::fmt;

use super::charset::CharSet;

/// Which texts a [`ChannelParam`](crate::ChannelParam)'s values have, among those with its characters and lengths.
///
/// ```
/// use pusher_typed::{ChannelParam, channel::ParamValues};
///
/// assert_eq!(u8::VALUES, ParamValues::Integer { min: 0, max: 255, non_zero: false });
/// assert_eq!(u8::VALUES.to_string(), "an integer from 0 to 255");
/// assert_eq!(bool::VALUES.to_string(), "one of `false`, `true`");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParamValues {
    /// Any text.
    Text,
    /// The decimal digits of an integer: without leading zeros, with a minus where it is negative.
    Integer {
        /// The minimum of the type's values.
        min: i128,
        /// The maximum.
        max: u128,
        /// Whether 0 is excluded although it is between them.
        non_zero: bool,
    },
    /// One of these.
    OneOf(&'static [&'static str]),
}

/// The texts of a type's values: the constants of [`ChannelParam`](crate::ChannelParam).
#[derive(Debug, Clone, Copy)]
pub struct ParamTexts {
    pub(crate) chars: CharSet,
    pub(crate) min_len: usize,
    pub(crate) max_len: usize,
    pub(crate) values: ParamValues,
    pub(crate) excluded: &'static [&'static str],
}

impl ParamValues {
    /// Whether `text` is that of a value.
    pub(crate) fn contain(&self, text: &str) -> bool {
        match *self {
            ParamValues::Text => true,
            ParamValues::Integer { min, max, non_zero } => {
                !(non_zero && text == "0") && is_integer(text, min, max)
            }
            ParamValues::OneOf(texts) => texts.contains(&text),
        }
    }
}

fn is_integer(text: &str, min: i128, max: u128) -> bool {
    match text.strip_prefix('-') {
        Some(digits) => {
            magnitude(digits).is_some_and(|value| value > 0 && min < 0 && value <= min.unsigned_abs())
        }
        None => {
            magnitude(text).is_some_and(|value| value <= max && (min <= 0 || value >= min.unsigned_abs()))
        }
    }
}

/// The number whose decimal digits are exactly `text`.
fn magnitude(text: &str) -> Option<u128> {
    match text.as_bytes() {
        [b'0'] => Some(0),
        [b'1'..=b'9', ..] if text.len() < 20 => text.parse::<u64>().ok().map(u128::from),
        [b'1'..=b'9', ..] => text.parse().ok(),
        _ => None,
    }
}

/// The values in words, as in "one of `eu`, `us`".
impl fmt::Display for ParamValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ParamValues::Text => f.write_str("a text"),
            ParamValues::Integer { min, max, non_zero: true } if *min < 0 => {
                write!(f, "an integer from {min} to {max}, and not 0")
            }
            ParamValues::Integer { min, max, .. } => write!(f, "an integer from {min} to {max}"),
            ParamValues::OneOf(texts) => {
                f.write_str("one of ")?;
                texts.iter().enumerate().try_for_each(|(at, text)| {
                    let separator = if at == 0 { "" } else { ", " };
                    write!(f, "{separator}`{text}`")
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_canonical_integers_in_range_are_values() {
        let small = ParamValues::Integer { min: -5, max: 12, non_zero: false };
        for text in ["-5", "-1", "0", "1", "12"] {
            assert!(small.contain(text), "{text}");
        }
        for text in [
            "-6",
            "-0",
            "-05",
            "00",
            "07",
            "13",
            "+1",
            "",
            "-",
            "1-",
            "9999999999999999999999999999999999999999999",
        ] {
            assert!(!small.contain(text), "{text}");
        }
        let ports = ParamValues::Integer { min: 1024, max: 65535, non_zero: false };
        assert!(ports.contain("1024") && !ports.contain("1023") && !ports.contain("-1024"));
        assert!(ParamValues::OneOf(&["eu"]).contain("eu") && !ParamValues::OneOf(&["eu"]).contain("e"));
    }

    proptest! {
        #[test]
        fn an_integer_is_a_value_exactly_when_it_is_in_range(value: i128, min: i128, max: u128) {
            let values = ParamValues::Integer { min, max, non_zero: false };
            let in_range = value >= min && (value < 0 || value.unsigned_abs() <= max);
            prop_assert_eq!(values.contain(&value.to_string()), in_range);
        }
    }
}
