//! The validated name of a channel.

use std::{borrow::Borrow, fmt, ops::Deref, str::FromStr};

use super::kind::ChannelKind;
use crate::param::{CharSet, ParamError};

/// A channel's name: at least one character, all of them allowed in channel names.
///
/// A [`Channel`](crate::Channel) creates its own names. [`ChannelName::new`] and `parse` check any
/// other text. The length is limited by the service, so the client checks it.
///
/// ```
/// use pusher_typed::{ChannelKind, ChannelName};
///
/// let name: ChannelName = "private-orders-7".parse()?;
/// assert_eq!(name.kind(), ChannelKind::Private);
/// assert_eq!(name, "private-orders-7");
/// # Ok::<(), pusher_typed::ChannelNameError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChannelName(String);

impl ChannelName {
    /// Checks a name and creates a `ChannelName`.
    ///
    /// # Errors
    /// Returns an error if it is empty or has a character outside [`CharSet::CHANNEL`].
    ///
    /// ```
    /// # use pusher_typed::ChannelName;
    /// assert!(ChannelName::new("private-orders-7").is_ok());
    /// assert!(ChannelName::new("private-orders:7").is_err());
    /// ```
    pub fn new(name: impl Into<String>) -> Result<Self, ChannelNameError> {
        let name = name.into();
        if name.is_empty() {
            return Err(ChannelNameError::Empty);
        }
        match name.chars().find(|c| !CharSet::CHANNEL.contains(*c)) {
            Some(character) => Err(ChannelNameError::Character { character }),
            None => Ok(ChannelName(name)),
        }
    }

    /// A name from parts that have been checked.
    pub(crate) fn from_checked(name: String) -> Self {
        ChannelName(name)
    }

    /// Checks the length of the name against a limit in characters.
    #[cfg(feature = "client")]
    pub(crate) fn check_len(&self, limit: usize) -> Result<(), ChannelNameError> {
        const SHOWN: usize = 200;
        // Every character is ASCII.
        let len = self.0.len();
        if len > limit {
            let name = self.0.chars().take(SHOWN).collect();
            return Err(ChannelNameError::TooLong { name, len, limit });
        }
        Ok(())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The kind, which the prefix decides.
    pub fn kind(&self) -> ChannelKind {
        ChannelKind::from_name(&self.0)
    }
}

impl Deref for ChannelName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for ChannelName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Maps and sets of names can be searched for a `&str`, and names can be joined.
///
/// ```
/// # use std::collections::BTreeSet;
/// # use pusher_typed::ChannelName;
/// let names: BTreeSet<ChannelName> = ["news".parse()?, "private-orders-7".parse()?].into();
/// assert!(names.contains("news"));
/// assert_eq!(Vec::from_iter(names).join(", "), "news, private-orders-7");
/// # Ok::<(), pusher_typed::ChannelNameError>(())
/// ```
impl Borrow<str> for ChannelName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ChannelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for ChannelName {
    type Err = ChannelNameError;

    fn from_str(name: &str) -> Result<Self, ChannelNameError> {
        ChannelName::new(name)
    }
}

impl TryFrom<&str> for ChannelName {
    type Error = ChannelNameError;

    fn try_from(name: &str) -> Result<Self, ChannelNameError> {
        ChannelName::new(name)
    }
}

impl TryFrom<String> for ChannelName {
    type Error = ChannelNameError;

    fn try_from(name: String) -> Result<Self, ChannelNameError> {
        ChannelName::new(name)
    }
}

impl From<ChannelName> for String {
    fn from(name: ChannelName) -> String {
        name.0
    }
}

impl PartialEq<str> for ChannelName {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for ChannelName {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

/// An invalid channel name.
///
/// ```
/// use pusher_typed::{Channel, ChannelNameError, ChannelSet};
///
/// #[derive(Channel)]
/// #[pusher(channel = "private-files-<path>")]
/// struct FileChannel { path: String }
///
/// let error = FileChannel { path: "a/b".into() }.name().unwrap_err();
/// assert!(matches!(error, ChannelNameError::Param { field: "path", .. }));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChannelNameError {
    /// The name is empty.
    #[error("invalid channel name: it is empty")]
    Empty,
    /// The name has a character that is not allowed in channel names.
    #[error(
        "invalid channel name: the character {character:?} is not allowed; use ASCII letters, digits and `_ - = @ , . ;`"
    )]
    Character {
        /// The first such character.
        character: char,
    },
    /// The name is longer than the service's limit.
    #[error(
        "invalid channel name: {name:?} has {len} characters; the maximum is {limit} (`Limits::channel_name`)"
    )]
    TooLong {
        /// The beginning of the name: at most 200 characters.
        name: String,
        /// Its length in characters.
        len: usize,
        /// The maximum length in characters.
        limit: usize,
    },
    /// The value of a placeholder is invalid.
    #[error("invalid channel name: the value of `{field}` in `{pattern}`: {error}")]
    Param {
        /// The channel's pattern.
        pattern: &'static str,
        /// The placeholder.
        field: &'static str,
        /// What is wrong with the value.
        error: ParamError,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_could_forge_a_signature_is_refused() {
        for name in ["", "a:b", "a\nb", "::user::", "#server-to-user-1", "a b", "é", "a\0", "private-٣"] {
            assert!(ChannelName::new(name).is_err(), "{name:?}");
        }
        assert!(ChannelName::new("a-zA-Z0-9_-=@,.;").is_ok());
    }
}
