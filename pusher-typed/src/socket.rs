//! The validated id of a connection.

use std::{fmt, str::FromStr};

/// The id of one connection: `digits.digits`, as the browser got it from the service.
///
/// The digits are ASCII and may be more than fit into an integer. Anything
/// else is refused, for a socket id becomes part of what is signed.
///
/// ```
/// use pusher_typed::SocketId;
///
/// let id: SocketId = "3676772650.5466603437".parse()?;
/// assert!("1.1:private-x".parse::<SocketId>().is_err());
/// # Ok::<(), pusher_typed::ParseSocketIdError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SocketId(String);

impl SocketId {
    /// More than any service sends: 64 bytes.
    const MAX_LEN: usize = 64;

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SocketId {
    type Err = ParseSocketIdError;

    fn from_str(text: &str) -> Result<Self, ParseSocketIdError> {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        match text.split_once('.') {
            Some((first, second)) if digits(first) && digits(second) && text.len() <= Self::MAX_LEN => {
                Ok(SocketId(text.to_owned()))
            }
            _ => Err(ParseSocketIdError(())),
        }
    }
}

impl TryFrom<&str> for SocketId {
    type Error = ParseSocketIdError;

    fn try_from(text: &str) -> Result<Self, ParseSocketIdError> {
        text.parse()
    }
}

impl fmt::Display for SocketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A text that is no socket id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseSocketIdError(());

impl fmt::Display for ParseSocketIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a socket id is two runs of the digits 0-9 with a dot between them, like `123.456`")
    }
}

impl std::error::Error for ParseSocketIdError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ascii_digits_and_one_dot() {
        for good in ["1.1", "0.0", "3676772650.5466603437", "1234.99999999999999999999"] {
            assert_eq!(good.parse::<SocketId>().map(|id| id.to_string()), Ok(good.to_owned()));
        }
        let bad = [
            "",
            ".",
            "1",
            "1.",
            ".1",
            "1.1.1",
            "1.1\n",
            "\n1.1",
            " 1.1",
            "1.1:private-x",
            "1.1::user::{}",
            "-1.1",
            "1.1e5",
            "٣.٣",
            "１.１",
            "1,1",
            "1.1\0",
        ];
        for text in bad {
            assert!(text.parse::<SocketId>().is_err(), "{text:?}");
        }
        assert!(format!("1.{}", "9".repeat(63)).parse::<SocketId>().is_err());
    }
}
