//! Positions in the history of a channel.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// The identity of a history: 1 to 32 characters of `0-9a-z`. It changes when a database is restored from a backup, so
/// that an offset of the earlier history is not confused with the same offset of the new one.
///
/// ```
/// use pusher_typed::{Position, history::Epoch};
///
/// let start = Position::new(Epoch::new("k3v9")?, 0)?;
/// assert_eq!(start.to_string(), "k3v9.0");
/// assert!(Epoch::new("K3.V9").is_err());
/// # Ok::<(), pusher_typed::history::ParsePositionError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Epoch(Arc<str>);

impl Epoch {
    const MAX_LEN: usize = 32;

    /// Checks a text and creates an `Epoch`.
    ///
    /// # Errors
    /// Returns an error if the text is empty, has more than 32 characters, or has a character outside `0-9a-z`.
    pub fn new(text: &str) -> Result<Self, ParsePositionError> {
        let allowed = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_lowercase();
        let valid = (1..=Self::MAX_LEN).contains(&text.len()) && text.bytes().all(allowed);
        if valid { Ok(Epoch(text.into())) } else { Err(ParsePositionError(())) }
    }

    /// The epoch as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

/// The position of an event on a recoverable channel: an epoch and an offset, as text `k3v9.41`.
///
/// Store it in the same transaction as the effect of the event, and subscribe from the stored position. Each event is
/// then applied exactly once. The offset of the first event is 1; the position with the offset 0 is before all events.
///
/// ```
/// use pusher_typed::Position;
///
/// let position: Position = "k3v9.41".parse()?;
/// assert_eq!(position.epoch().as_str(), "k3v9");
/// assert_eq!(position.offset(), 41);
/// assert_eq!(position.to_string(), "k3v9.41");
/// # Ok::<(), pusher_typed::history::ParsePositionError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Position {
    epoch: Epoch,
    offset: u64,
}

impl Position {
    /// The greatest offset, 2^53 - 1: the greatest integer that JavaScript represents exactly.
    pub const MAX_OFFSET: u64 = (1 << 53) - 1;

    /// Creates a position from its parts.
    ///
    /// # Errors
    /// Returns an error if the offset is greater than [`MAX_OFFSET`](Position::MAX_OFFSET).
    pub fn new(epoch: Epoch, offset: u64) -> Result<Self, ParsePositionError> {
        if offset > Self::MAX_OFFSET {
            return Err(ParsePositionError(()));
        }
        Ok(Position { epoch, offset })
    }

    /// The epoch of the history.
    pub fn epoch(&self) -> &Epoch {
        &self.epoch
    }

    /// The offset in the channel; 0 before the first event.
    pub fn offset(&self) -> u64 {
        self.offset
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.epoch, self.offset)
    }
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Position {
    type Err = ParsePositionError;

    fn from_str(text: &str) -> Result<Self, ParsePositionError> {
        let (epoch, offset) = text.split_once('.').ok_or(ParsePositionError(()))?;
        let is_canonical = !offset.is_empty()
            && offset.bytes().all(|byte| byte.is_ascii_digit())
            && (offset == "0" || !offset.starts_with('0'));
        let offset = offset.parse().ok().filter(|_| is_canonical).ok_or(ParsePositionError(()))?;
        Position::new(Epoch::new(epoch)?, offset)
    }
}

impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// A text that is not a position.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "invalid position: expected an epoch of 1 to 32 characters of `0-9a-z`, a dot, and an offset of at most 2^53 - 1"
)]
pub struct ParsePositionError(());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_read_from_its_own_text_only() {
        for text in ["k3v9.0", "0.1", "a.9007199254740991"] {
            let position: Position = text.parse().expect("a position");
            assert_eq!(position.to_string(), text);
        }
        let long = format!("{}.1", "a".repeat(33));
        for text in [
            "",
            ".",
            "a",
            "a.",
            ".1",
            "a.01",
            "a.-1",
            "a.+1",
            "A.1",
            "a.1.2",
            "a.9007199254740992",
            "ä.1",
            &long,
        ] {
            assert!(text.parse::<Position>().is_err(), "{text:?}");
        }
    }
}
