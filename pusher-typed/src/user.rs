//! The validated id of a user.

use std::{fmt, str::FromStr};

use crate::param::{self, ChannelParam, CharSet, ParamError, ParseChannelParam};

/// The id of a signed-in user or of a presence member: 1 to 128 characters, from those that are
/// allowed in channel names.
///
/// ```
/// use pusher_typed::UserId;
///
/// assert_eq!(UserId::new(&7_u64)?.as_str(), "7");
/// assert!("ada".parse::<UserId>().is_ok());
/// assert!("ada::user::".parse::<UserId>().is_err());
/// # Ok::<(), pusher_typed::ParamError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(String);

impl UserId {
    /// The maximum length of a user id, in bytes.
    pub const MAX_LEN: usize = 128;

    /// Creates the id from the text of `value`.
    ///
    /// # Errors
    /// Returns an error if its text is empty, longer than 128 bytes, or has a character that is not allowed in channel
    /// names.
    pub fn new<P: ChannelParam + ?Sized>(value: &P) -> Result<UserId, ParamError> {
        let mut text = String::new();
        param::append(value, &mut text)?;
        param::check::<UserId>(&text)?;
        Ok(UserId(text))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ChannelParam for UserId {
    const CHARS: CharSet = CharSet::CHANNEL;
    const MIN_LEN: usize = 1;
    const MAX_LEN: usize = UserId::MAX_LEN;

    fn write_param(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl<'n> ParseChannelParam<'n> for UserId {
    fn parse_param(text: &'n str) -> Option<Self> {
        text.parse().ok()
    }
}

impl FromStr for UserId {
    type Err = ParamError;

    fn from_str(text: &str) -> Result<Self, ParamError> {
        UserId::new(text)
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
