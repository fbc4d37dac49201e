//! The kinds of channels and the marker traits that stand for them.

use std::fmt;

use super::Channel;
use crate::PresenceMember;

/// What the beginning of a channel's name makes of it
/// ([channel types](https://pusher.com/docs/channels/using_channels/channels/#channel-types)).
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
    /// `private-encrypted-`: authorized, and the service cannot read the payloads.
    Encrypted,
    /// `private-encrypted-cache-`
    EncryptedCache,
    /// `presence-`: authorized, and the members know each other.
    Presence,
    /// `presence-cache-`
    PresenceCache,
}

impl ChannelKind {
    /// All kinds with a prefix, the longer prefix before the one that begins it.
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
    /// assert_eq!(ChannelKind::of("private-encrypted-letters"), ChannelKind::Encrypted);
    /// assert_eq!(ChannelKind::of("news"), ChannelKind::Public);
    /// ```
    pub const fn of(name: &str) -> ChannelKind {
        let mut kinds: &[ChannelKind] = &ChannelKind::PREFIXED;
        while let [kind, rest @ ..] = kinds {
            if begins_with(name.as_bytes(), kind.prefix().as_bytes()) {
                return *kind;
            }
            kinds = rest;
        }
        ChannelKind::Public
    }

    /// What the names of such channels begin with; empty for public ones.
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

    /// Whether the channel knows its members.
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

/// A channel that anyone may subscribe to; its name has none of the other kinds' prefixes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a public channel",
    label = "needs a public channel"
)]
pub trait PublicChannel: Channel {}

/// A channel whose subscribers are authorized one by one and that has no
/// members: `private-…`, encrypted or not.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a private channel",
    label = "needs a channel whose pattern begins with `private-`",
    note = "subscribing to a public channel needs no authorization; a presence channel is authorized with its member"
)]
pub trait PrivateChannel: Channel {}

/// A channel whose payloads only its subscribers can read: `private-encrypted-…`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an encrypted channel",
    label = "needs a channel whose pattern begins with `private-encrypted-`"
)]
pub trait EncryptedChannel: PrivateChannel {}

/// A channel whose payload may be shared with other channels: every kind but
/// the encrypted ones, where each channel has a key of its own.
#[diagnostic::on_unimplemented(
    message = "one trigger cannot go to several encrypted channels, and `{Self}` is one",
    label = "an encrypted channel has a key of its own",
    note = "trigger the event on each channel by itself, for example with `client.batch().event_on(&channel, &event)`"
)]
pub trait UnencryptedChannel: Channel {}

/// A channel that tells who is subscribed: `presence-…`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a presence channel",
    label = "needs a channel whose pattern begins with `presence-`"
)]
pub trait PresenceChannel: UnencryptedChannel {
    /// Who subscribes: the type given as `member = …`.
    type Member: PresenceMember;
}

/// A channel whose last event the service keeps: `cache-` after the prefix of any kind.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a cache channel",
    label = "needs a channel with `cache-` after the prefix of its kind",
    note = "for example `cache-prices`, `private-cache-prices-<id>` or `presence-cache-room-<id>`"
)]
pub trait CacheChannel: Channel {}

/// A channel whose subscribers may send events to each other: `private-…` and
/// `presence-…`, not encrypted
/// ([client events](https://pusher.com/docs/channels/using_channels/events/#triggering-client-events)).
#[diagnostic::on_unimplemented(
    message = "subscribers of `{Self}` cannot send events to each other",
    label = "neither a private nor a presence channel",
    note = "client events are for channels whose pattern begins with `private-` (not `private-encrypted-`) or `presence-`"
)]
pub trait ClientEventChannel: UnencryptedChannel {}

/// A channel whose subscriptions are counted: every kind but presence, where
/// users are counted instead.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is a presence channel, which has a user count and no subscription count",
    label = "has no subscription count",
    note = "ask for the user count instead"
)]
pub trait SubscriptionCounted: Channel {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_decides() {
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
            assert_eq!(ChannelKind::of(name), kind, "{name}");
        }
    }
}
