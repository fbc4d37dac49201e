//! The validated id of a connection.

use std::{fmt, str::FromStr};

/// The id of one connection, `digits.digits`, which the service assigned to it.
///
/// The digits are ASCII, and there may be more than fit into an integer. Any other text is refused,
/// because the socket id becomes part of a signed string.
///
/// ```
/// use pusher_typed::SocketId;
///
/// let id: SocketId = "3676772650.5466603437".parse()?;
/// assert!("1.1:private-x".parse::<SocketId>().is_err());
/// # Ok::<(), pusher_typed::ParseSocketIdError>(())
/// ```
///
/// Methods such as [`Client::authorize`](crate::Client::authorize) and
/// [`Trigger::exclude`](crate::client::Trigger::exclude) take a `&SocketId`. A `String` from a request is parsed first:
///
/// ```
/// # use pusher_typed::SocketId;
/// # fn example(header: String) -> Result<(), pusher_typed::ParseSocketIdError> {
/// let socket_id: SocketId = header.parse()?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SocketId(String);

impl SocketId {
    /// The maximum length, in bytes. The ids that services assign are shorter.
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

/// An invalid socket id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invalid socket id: it must be two groups of digits separated by a dot, such as `123.456`")]
pub struct ParseSocketIdError(());

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
