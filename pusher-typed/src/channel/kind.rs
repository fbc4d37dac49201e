//! The kinds of channels, which the prefix of a name decides.

use std::fmt;

/// The kind of a channel, which the prefix of its name decides ([channel
/// types](https://pusher.com/docs/channels/using_channels/channels/#channel-types)).
///
/// ```
/// use pusher_typed::ChannelKind;
///
/// let kind = ChannelKind::from_name("private-encrypted-cache-prices");
/// assert_eq!(kind, ChannelKind::EncryptedCache);
/// assert!(kind.is_encrypted() && kind.is_cache());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChannelKind {
    /// Anyone may subscribe.
    Public,
    /// `cache-`: public, and the last event is kept for late subscribers.
    PublicCache,
    /// `private-`: subscribers are authorized.
    Private,
    /// `private-cache-`
    PrivateCache,
    /// `private-encrypted-`: subscribers are authorized, and the service cannot read the payloads.
    Encrypted,
    /// `private-encrypted-cache-`
    EncryptedCache,
    /// `presence-`: subscribers are authorized, and receive the list of members.
    Presence,
    /// `presence-cache-`
    PresenceCache,
}

impl ChannelKind {
    /// All kinds with a prefix. A longer prefix comes before its own beginning.
    pub(crate) const PREFIXED: [ChannelKind; 7] = [
        ChannelKind::EncryptedCache,
        ChannelKind::Encrypted,
        ChannelKind::PrivateCache,
        ChannelKind::Private,
        ChannelKind::PresenceCache,
        ChannelKind::Presence,
        ChannelKind::PublicCache,
    ];

    /// The kind of the channel with this name.
    ///
    /// ```
    /// # use pusher_typed::ChannelKind;
    /// assert_eq!(ChannelKind::from_name("private-encrypted-letters"), ChannelKind::Encrypted);
    /// assert_eq!(ChannelKind::from_name("news"), ChannelKind::Public);
    /// ```
    pub const fn from_name(name: &str) -> ChannelKind {
        let mut kinds: &[ChannelKind] = &ChannelKind::PREFIXED;
        while let [kind, rest @ ..] = kinds {
            if begins_with(name.as_bytes(), kind.prefix().as_bytes()) {
                return *kind;
            }
            kinds = rest;
        }
        ChannelKind::Public
    }

    /// The prefix of the names; empty for public channels.
    pub const fn prefix(self) -> &'static str {
        match self {
            ChannelKind::Public => "",
            ChannelKind::PublicCache => "cache-",
            ChannelKind::Private => "private-",
            ChannelKind::PrivateCache => "private-cache-",
            ChannelKind::Encrypted => "private-encrypted-",
            ChannelKind::EncryptedCache => "private-encrypted-cache-",
            ChannelKind::Presence => "presence-",
            ChannelKind::PresenceCache => "presence-cache-",
        }
    }

    /// The kind in words, as in "a private channel".
    pub(crate) const fn words(self) -> &'static str {
        match self {
            ChannelKind::Public => "a public channel",
            ChannelKind::PublicCache => "a public cache channel",
            ChannelKind::Private => "a private channel",
            ChannelKind::PrivateCache => "a private cache channel",
            ChannelKind::Encrypted => "an encrypted channel",
            ChannelKind::EncryptedCache => "an encrypted cache channel",
            ChannelKind::Presence => "a presence channel",
            ChannelKind::PresenceCache => "a presence cache channel",
        }
    }

    /// The kind without encryption and cache: `public`, `private` or `presence`.
    #[cfg(feature = "schema")]
    pub(crate) const fn family(self) -> &'static str {
        match self {
            ChannelKind::Public | ChannelKind::PublicCache => "public",
            ChannelKind::Presence | ChannelKind::PresenceCache => "presence",
            _ => "private",
        }
    }

    /// Whether payloads are encrypted end to end.
    pub const fn is_encrypted(self) -> bool {
        matches!(self, ChannelKind::Encrypted | ChannelKind::EncryptedCache)
    }

    /// Whether the channel has members.
    pub const fn is_presence(self) -> bool {
        matches!(self, ChannelKind::Presence | ChannelKind::PresenceCache)
    }

    /// Whether the service keeps the last event for late subscribers.
    pub const fn is_cache(self) -> bool {
        matches!(
            self,
            ChannelKind::PublicCache
                | ChannelKind::PrivateCache
                | ChannelKind::EncryptedCache
                | ChannelKind::PresenceCache
        )
    }

    /// Whether subscribers need no authorization.
    pub const fn is_public(self) -> bool {
        matches!(self, ChannelKind::Public | ChannelKind::PublicCache)
    }
}

/// The kind in words: "a private channel".
impl fmt::Display for ChannelKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// `text.starts_with(prefix)`, for constants.
pub(crate) const fn begins_with(mut text: &[u8], mut prefix: &[u8]) -> bool {
    while let ([first, text_rest @ ..], [expected, prefix_rest @ ..]) = (text, prefix) {
        if *first != *expected {
            return false;
        }
        (text, prefix) = (text_rest, prefix_rest);
    }
    prefix.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_decides_the_kind() {
        let cases = [
            ("private-cache-x", ChannelKind::PrivateCache),
            ("private-encrypted-cache-x", ChannelKind::EncryptedCache),
            ("private-encrypted", ChannelKind::Private),
            ("presence-cache-x", ChannelKind::PresenceCache),
            ("presence-x", ChannelKind::Presence),
            ("cache-x", ChannelKind::PublicCache),
            ("caches", ChannelKind::Public),
            ("Private-x", ChannelKind::Public),
        ];
        for (name, kind) in cases {
            assert_eq!(ChannelKind::from_name(name), kind, "{name}");
        }
    }
}
