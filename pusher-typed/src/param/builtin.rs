//! Parameter types of the standard library and of `uuid`.

use std::{borrow::Cow, fmt, num, sync::Arc};

use super::{
    charset::CharSet,
    declared::{ChannelParam, ParseChannelParam},
    values::ParamValues,
};

/// A reference is a parameter if its target is one.
impl<P: ChannelParam + ?Sized> ChannelParam for &P {
    const CHARS: CharSet = P::CHARS;
    const MIN_LEN: usize = P::MIN_LEN;
    const MAX_LEN: usize = P::MAX_LEN;
    const VALUES: ParamValues = P::VALUES;
    const EXCLUDED: &'static [&'static str] = P::EXCLUDED;

    fn write_param(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        P::write_param(self, out)
    }
}

macro_rules! text {
    ($($ty:ty),*) => {$(
        impl ChannelParam for $ty {
            const CHARS: CharSet = CharSet::CHANNEL;
            const MIN_LEN: usize = 1;
            const MAX_LEN: usize = usize::MAX;

            fn write_param(&self, out: &mut dyn fmt::Write) -> fmt::Result {
                out.write_str(self)
            }
        }
    )*};
}

text!(str, String, Cow<'_, str>, Box<str>, Arc<str>);

impl<'n: 't, 't> ParseChannelParam<'n> for &'t str {
    const EXACT: bool = true;

    fn parse_param(text: &'n str) -> Option<Self> {
        Some(text)
    }
}

impl<'n: 't, 't> ParseChannelParam<'n> for Cow<'t, str> {
    const EXACT: bool = true;

    fn parse_param(text: &'n str) -> Option<Self> {
        Some(Cow::Borrowed(text))
    }
}

macro_rules! owned_text {
    ($($ty:ty),*) => {$(
        impl<'n> ParseChannelParam<'n> for $ty {
            const EXACT: bool = true;

            fn parse_param(text: &'n str) -> Option<Self> {
                Some(text.into())
            }
        }
    )*};
}

owned_text!(String, Box<str>, Arc<str>);

/// Types that are written with `Display` and read with `FromStr`. `$exact` says whether a text is
/// exactly what `Display` would write.
macro_rules! displayed {
    ($($ty:ty: $values:expr, $chars:expr, $min:expr, $max:expr, $exact:expr;)*) => {$(
        impl ChannelParam for $ty {
            const CHARS: CharSet = $chars;
            const MIN_LEN: usize = $min;
            const MAX_LEN: usize = $max;
            const VALUES: ParamValues = $values;

            fn write_param(&self, out: &mut dyn fmt::Write) -> fmt::Result {
                write!(out, "{self}")
            }
        }

        impl<'n> ParseChannelParam<'n> for $ty {
            const EXACT: bool = true;

            fn parse_param(text: &'n str) -> Option<Self> {
                if $exact(text) { text.parse().ok() } else { None }
            }
        }
    )*};
}

/// The number of decimal digits of an unsigned number.
const fn digits(mut value: u128) -> usize {
    let mut count = 1;
    while value >= 10 {
        value /= 10;
        count += 1;
    }
    count
}

/// Whether the text is the canonical form of a number: no plus sign, no leading zero, no minus
/// zero.
fn is_exact_number(text: &str) -> bool {
    match text.as_bytes() {
        [b'0'] => true,
        [b'0' | b'+', ..] | [b'-', b'0', ..] => false,
        _ => true,
    }
}

const SIGNED: CharSet = CharSet::new("0-9\\-");

macro_rules! signed {
    ($signed:ident, $non_zero:literal) => {
        ParamValues::Integer { min: $signed::MIN as i128, max: $signed::MAX as u128, non_zero: $non_zero }
    };
}

macro_rules! unsigned {
    ($unsigned:ident, $min:literal) => {
        ParamValues::Integer { min: $min, max: $unsigned::MAX as u128, non_zero: false }
    };
}

macro_rules! integers {
    ($($unsigned:ident $signed:ident $nonzero_unsigned:ident $nonzero_signed:ident;)*) => {
        displayed! {$(
            $unsigned: unsigned!($unsigned, 0), CharSet::DIGITS, 1, digits($unsigned::MAX as u128), is_exact_number;
            num::$nonzero_unsigned: unsigned!($unsigned, 1), CharSet::DIGITS, 1, digits($unsigned::MAX as u128), is_exact_number;
            $signed: signed!($signed, false), SIGNED, 1, 1 + digits($signed::MIN.unsigned_abs() as u128), is_exact_number;
            num::$nonzero_signed: signed!($signed, true), SIGNED, 1, 1 + digits($signed::MIN.unsigned_abs() as u128), is_exact_number;
        )*}
    };
}

integers! {
    u8 i8 NonZeroU8 NonZeroI8;
    u16 i16 NonZeroU16 NonZeroI16;
    u32 i32 NonZeroU32 NonZeroI32;
    u64 i64 NonZeroU64 NonZeroI64;
    u128 i128 NonZeroU128 NonZeroI128;
    usize isize NonZeroUsize NonZeroIsize;
}

displayed! {
    bool: ParamValues::OneOf(&["false", "true"]), CharSet::new("aeflrstu"), 4, 5, |_: &str| true;
}

/// Whether a text that parses as a UUID is in the canonical form: lower case, with hyphens.
#[cfg(feature = "uuid")]
fn is_hyphenated(text: &str) -> bool {
    text.len() == 36 && !text.bytes().any(|byte| byte.is_ascii_uppercase())
}

#[cfg(feature = "uuid")]
displayed! {
    uuid::Uuid: ParamValues::Text, CharSet::new("0-9a-f\\-"), 36, 36, is_hyphenated;
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use proptest::prelude::*;

    use super::*;
    use crate::param::{append, parse};

    fn written<P: ChannelParam>(value: &P) -> String {
        let mut text = String::new();
        append(value, &mut text).expect("the text satisfies the type's constants");
        text
    }

    fn round_trips<P: ChannelParam + for<'n> ParseChannelParam<'n> + PartialEq + Debug>(value: &P) {
        assert_eq!(parse::<P>(&written(value)).as_ref(), Some(value));
    }

    #[test]
    fn the_extreme_values_of_every_integer_have_a_declared_length() {
        macro_rules! extremes {
            ($($ty:ty)*) => {$( round_trips(&<$ty>::MIN); round_trips(&<$ty>::MAX); )*};
        }
        extremes!(u8 i8 u16 i16 u32 i32 u64 i64 u128 i128 usize isize);
        extremes!(num::NonZeroU8 num::NonZeroI64 num::NonZeroI128 num::NonZeroUsize);
        round_trips(&true);
        round_trips(&false);
    }

    #[test]
    fn the_values_of_an_integer_are_those_of_its_type() {
        let integers = |min, max, non_zero| ParamValues::Integer { min, max, non_zero };
        assert_eq!(u8::VALUES, integers(0, 255, false));
        assert_eq!(<&i8>::VALUES, integers(-128, 127, false));
        assert_eq!(num::NonZeroU64::VALUES, integers(1, u64::MAX.into(), false));
        assert_eq!(num::NonZeroI16::VALUES, integers(-32768, 32767, true));
        assert_eq!(u128::VALUES, integers(0, u128::MAX, false));
        assert_eq!(i128::VALUES, integers(i128::MIN, i128::MAX.unsigned_abs(), false));
    }

    #[test]
    fn only_the_canonical_text_is_a_number() {
        for text in ["", "007", "+7", "-0", " 7", "7 ", "7.", "٣", "18446744073709551616"] {
            assert_eq!(parse::<u64>(text), None, "{text:?}");
            assert_eq!(parse::<i64>(text), None, "{text:?}");
        }
        assert_eq!(parse::<u64>("-7"), None);
        assert_eq!(parse::<i64>("-7"), Some(-7));
        assert_eq!(parse::<num::NonZeroU8>("0"), None);
        assert_eq!(parse::<bool>("True"), None);
    }

    #[test]
    fn borrowed_text_borrows_from_the_name() {
        let name = String::from("lobby");
        let text: &str = parse(&name).expect("a parameter");
        assert!(std::ptr::eq(text, name.as_str()));
        assert!(matches!(parse::<Cow<'_, str>>(&name), Some(Cow::Borrowed("lobby"))));
        assert_eq!(parse::<Arc<str>>("a#b"), None);
    }

    #[cfg(feature = "uuid")]
    #[test]
    fn a_uuid_is_written_in_lower_case_with_hyphens() {
        let text = "67e55044-10b1-426f-9247-bb680e5fe0c8";
        assert!(parse::<uuid::Uuid>(text).is_some());
        assert_eq!(parse::<uuid::Uuid>(&text.to_uppercase()), None);
        assert_eq!(parse::<uuid::Uuid>(&text.replace('-', "")), None);
    }

    proptest! {
        #[test]
        fn numbers_round_trip(a: u64, b: i32, c: i128) {
            round_trips(&a);
            round_trips(&b);
            round_trips(&c);
        }

        #[test]
        fn a_parsed_text_is_the_written_one(text in "[-+ 0-9]{0,6}") {
            if let Some(value) = parse::<i16>(&text) {
                prop_assert_eq!(written(&value), text);
            }
        }
    }
}
