//! The traits of channel parameters.

use std::fmt;

use super::{
    charset::CharSet,
    values::{ParamTexts, ParamValues},
};

/// A type whose values can replace a `<placeholder>` of a channel pattern.
///
/// Integers, `bool`, strings and, with the feature `uuid`, `Uuid` are parameters. Derive it for
/// newtypes and for enums without fields: `#[derive(ChannelParam)]`.
///
/// The constants say which texts the values have. Three are required; the defaults of the others
/// exclude nothing. The compile-time proofs rely on all of them. They are also checked at run time:
/// a text that violates them never becomes part of a name.
///
/// ```
/// use pusher_typed::{ChannelParam, ParamError, ParseChannelParam, CharSet};
/// use std::fmt;
///
/// /// A colour, as six hexadecimal digits.
/// struct Colour(u32);
///
/// impl ChannelParam for Colour {
///     const CHARS: CharSet = CharSet::new("0-9a-f");
///     const MIN_LEN: usize = 6;
///     const MAX_LEN: usize = 6;
///     fn write_param(&self, out: &mut dyn fmt::Write) -> fmt::Result {
///         write!(out, "{:06x}", self.0)
///     }
/// }
///
/// impl<'n> ParseChannelParam<'n> for Colour {
///     fn parse_param(text: &'n str) -> Option<Self> {
///         u32::from_str_radix(text, 16).ok().map(Colour)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a channel parameter or a user id",
    label = "not a channel parameter",
    note = "a parameter is an integer, `bool`, a string, `uuid::Uuid` (feature `uuid`), or a type of your own with `#[derive(ChannelParam)]`"
)]
pub trait ChannelParam {
    /// The characters that its text may contain.
    const CHARS: CharSet;
    /// The minimum length of its text, in bytes. 0 counts as 1, because a parameter is never empty.
    const MIN_LEN: usize;
    /// The maximum length of its text, in bytes; `usize::MAX` for no limit.
    const MAX_LEN: usize;

    /// Which texts with these characters and lengths are values; by default all of them.
    const VALUES: ParamValues = ParamValues::Text;

    /// Whole texts that are not values, although the other constants allow them.
    ///
    /// With it a tenant can be the first part of a private channel's name: `private-<tenant>-orders-<id>` does not
    /// compile while a tenant can be called `encrypted`, because `private-encrypted-orders-7` is the name of an
    /// encrypted channel.
    ///
    /// ```
    /// use pusher_typed::{ChannelParam, ChannelSet, CharSet, ParseChannelParam};
    /// use std::fmt;
    ///
    /// struct Tenant(String);
    ///
    /// impl ChannelParam for Tenant {
    ///     const CHARS: CharSet = CharSet::new("a-z0-9");
    ///     const MIN_LEN: usize = 1;
    ///     const MAX_LEN: usize = 40;
    ///     const EXCLUDED: &'static [&'static str] = &["encrypted", "cache"];
    ///     fn write_param(&self, out: &mut dyn fmt::Write) -> fmt::Result {
    ///         out.write_str(&self.0)
    ///     }
    /// }
    ///
    /// impl<'n> ParseChannelParam<'n> for Tenant {
    ///     fn parse_param(text: &'n str) -> Option<Self> {
    ///         Some(Tenant(text.to_owned()))
    ///     }
    /// }
    ///
    /// #[derive(pusher_typed::Channel)]
    /// #[pusher(channel = "private-<tenant>-orders-<id>")]
    /// struct OrderChannel { tenant: Tenant, id: u64 }
    ///
    /// let channel = |tenant: &str| OrderChannel { tenant: Tenant(tenant.into()), id: 7 };
    /// assert_eq!(channel("acme").name()?, "private-acme-orders-7");
    /// let error = channel("cache").name().unwrap_err();
    /// assert!(error.to_string().ends_with(r#"`private-<tenant>-orders-<id>`: "cache" is excluded by its type"#));
    /// assert!(OrderChannel::parse("private-encrypted-orders-7").is_err());
    /// # Ok::<(), pusher_typed::ChannelNameError>(())
    /// ```
    const EXCLUDED: &'static [&'static str] = &[];

    /// For generated code: all of these constants.
    #[doc(hidden)]
    const __TEXTS: ParamTexts = ParamTexts {
        chars: Self::CHARS,
        min_len: Self::MIN_LEN,
        max_len: Self::MAX_LEN,
        values: Self::VALUES,
        excluded: Self::EXCLUDED,
    };

    /// Writes the value as it appears in a channel name.
    fn write_param(&self, out: &mut dyn fmt::Write) -> fmt::Result;

    /// For generated code: the value without its type.
    #[doc(hidden)]
    fn __erased(&self) -> &dyn WriteParam
    where
        Self: Sized,
    {
        self
    }

    /// For generated code: checks the text, then parses the value with exactly this text.
    #[doc(hidden)]
    fn __parse_checking<'n>(text: &'n str) -> Option<Self>
    where
        Self: ParseChannelParam<'n>,
    {
        parse(text)
    }

    /// For generated code: parses a text that has been checked against the constants.
    #[doc(hidden)]
    fn __parse_checked<'n>(text: &'n str) -> Option<Self>
    where
        Self: ParseChannelParam<'n>,
    {
        exact(text)
    }
}

/// A [`ChannelParam`] that can be read back from a channel name.
///
/// `'n` is the name's lifetime: `&str` and `Cow<str>` borrow from it.
///
/// ```
/// use pusher_typed::{Channel, ChannelParam, ChannelSet};
///
/// #[derive(Debug, PartialEq, ChannelParam)] // also implements `ParseChannelParam`
/// struct OrderId(u64);
///
/// #[derive(Debug, PartialEq, Channel)]
/// #[pusher(channel = "private-orders-<id>")]
/// struct OrderChannel { id: OrderId }
///
/// assert_eq!(OrderChannel::parse("private-orders-7")?.id, OrderId(7));
/// assert!(OrderChannel::parse("private-orders-007").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be parsed from a channel name",
    label = "cannot be parsed",
    note = "`#[derive(ChannelParam)]` makes a type that can; a type that borrows can be parsed only from a name that lives as long"
)]
pub trait ParseChannelParam<'n>: Sized {
    /// Parses a value; `None` if no value has this text.
    ///
    /// The caller has checked the text against the constants of [`ChannelParam`]. Afterwards it rejects
    /// a value that would be written differently, so `007` is not a `u64`.
    fn parse_param(text: &'n str) -> Option<Self>;

    /// Whether `parse_param` itself rejects texts that would be written differently.
    #[doc(hidden)]
    const EXACT: bool = false;
}

/// A value that cannot be a channel parameter or a user id.
///
/// ```
/// use pusher_typed::{ParamError, UserId};
///
/// assert!(matches!(UserId::new(""), Err(ParamError::TooShort { len: 0, .. })));
/// assert!(matches!(UserId::new("a:b"), Err(ParamError::Character { character: ':', .. })));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParamError {
    /// The text has fewer bytes than the type's `MIN_LEN`, at least 1.
    #[error("{}", match *len { 0 => "it is empty".to_owned(), len => format!("it has {len} bytes; the minimum is {min}") })]
    TooShort {
        /// Its length in bytes.
        len: usize,
        /// The minimum length in bytes.
        min: usize,
    },
    /// The text has more bytes than the type's `MAX_LEN`.
    #[error("it has {len} bytes; the maximum is {max}")]
    TooLong {
        /// Its length in bytes.
        len: usize,
        /// The maximum length in bytes.
        max: usize,
    },
    /// The text has a character outside the type's `CHARS`.
    #[error("the character {character:?} is not one of {allowed}")]
    Character {
        /// The first such character.
        character: char,
        /// The characters that are allowed.
        allowed: CharSet,
    },
    /// The text is in the type's `EXCLUDED`.
    #[error("{text:?} is excluded by its type")]
    Excluded {
        /// The excluded text.
        text: &'static str,
    },
    /// The text is not one of the type's `VALUES`.
    #[error("{text:?} is not {values}")]
    NotAValue {
        /// The text, or its first 200 characters.
        text: String,
        /// The values of the type.
        values: Box<ParamValues>,
    },
    /// The type's `write_param` failed.
    #[error("the type's `write_param` failed")]
    Unwritable,
}

/// Appends the text of `value` to `out`, checked against the constants of its type.
pub(crate) fn append<P: ChannelParam + ?Sized>(value: &P, out: &mut String) -> Result<(), ParamError> {
    let start = out.len();
    value.write_param(out).map_err(|_| ParamError::Unwritable)?;
    check::<P>(out.get(start..).unwrap_or_default())
}

/// Checks `text` against the constants of `P`.
pub(crate) fn check<P: ChannelParam + ?Sized>(text: &str) -> Result<(), ParamError> {
    let allowed = const { P::CHARS.intersection(CharSet::CHANNEL) };
    if !text.bytes().all(|byte| allowed.contains_byte(byte)) {
        let character = text.chars().find(|c| !allowed.contains(*c)).unwrap_or_default();
        return Err(ParamError::Character { character, allowed });
    }
    let (len, min, max) = (text.len(), P::MIN_LEN.max(1), P::MAX_LEN);
    if len < min {
        return Err(ParamError::TooShort { len, min });
    }
    if len > max {
        return Err(ParamError::TooLong { len, max });
    }
    if let Some(excluded) = P::EXCLUDED.iter().find(|excluded| **excluded == text) {
        return Err(ParamError::Excluded { text: excluded });
    }
    if !P::VALUES.contain(text) {
        let text = text.chars().take(SHOWN).collect();
        return Err(ParamError::NotAValue { text, values: Box::new(P::VALUES) });
    }
    Ok(())
}

/// The maximum number of characters of a text in an error.
const SHOWN: usize = 200;

/// The value whose text is exactly `text`.
pub(crate) fn parse<'n, P: ChannelParam + ParseChannelParam<'n>>(text: &'n str) -> Option<P> {
    check::<P>(text).ok()?;
    exact(text)
}

/// The value that is written as `text`, whose characters and length have been checked.
fn exact<'n, P: ChannelParam + ParseChannelParam<'n>>(text: &'n str) -> Option<P> {
    let value = P::parse_param(text)?;
    if P::EXACT {
        return Some(value);
    }
    let mut rest = Expect(Some(text));
    let same = value.write_param(&mut rest).is_ok() && rest.0 == Some("");
    same.then_some(value)
}

/// A writer that fails as soon as the output differs from the expected text. It keeps failing,
/// because a type may ignore the error.
struct Expect<'t>(Option<&'t str>);

impl fmt::Write for Expect<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.and_then(|expected| expected.strip_prefix(text));
        self.0.map(drop).ok_or(fmt::Error)
    }
}

/// A [`ChannelParam`] of any type behind a reference.
pub trait WriteParam {
    /// Appends its text, checked against the constants of its type.
    fn append(&self, name: &mut String) -> Result<(), ParamError>;
}

impl<P: ChannelParam> WriteParam for P {
    fn append(&self, name: &mut String) -> Result<(), ParamError> {
        append(self, name)
    }
}
