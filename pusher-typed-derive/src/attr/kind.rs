//! The kinds of channels. The prefix of a pattern determines the kind; `kind = …` states it.

use std::fmt;

/// A kind of channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Public,
    Private,
    Encrypted,
    Presence,
}

impl Kind {
    pub(crate) const ALL: [Kind; 4] = [Kind::Public, Kind::Private, Kind::Encrypted, Kind::Presence];

    /// The kind of the channels whose names begin with `prefix`.
    pub(crate) fn of(prefix: &str) -> Kind {
        // The encrypted prefix begins with the private prefix.
        [Kind::Encrypted, Kind::Private, Kind::Presence]
            .into_iter()
            .find(|kind| prefix.starts_with(kind.prefix()))
            .unwrap_or(Kind::Public)
    }

    /// `a private channel`
    pub(crate) fn a_channel(self) -> &'static str {
        match self {
            Kind::Public => "a public channel",
            Kind::Private => "a private channel",
            Kind::Encrypted => "an encrypted channel",
            Kind::Presence => "a presence channel",
        }
    }

    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Kind::Public => "",
            Kind::Private => "private-",
            Kind::Encrypted => "private-encrypted-",
            Kind::Presence => "presence-",
        }
    }

    /// Whether the service keeps the last event of the channels of this kind whose names begin with `prefix`.
    pub(crate) fn is_cache(self, prefix: &str) -> bool {
        prefix.strip_prefix(self.prefix()).is_some_and(|rest| rest.starts_with("cache-"))
    }
}

/// The word in `kind = …`.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Public => "public",
            Kind::Private => "private",
            Kind::Encrypted => "encrypted",
            Kind::Presence => "presence",
        })
    }
}
