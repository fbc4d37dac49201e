//! The keys of `#[pusher(…)]`: their syntax, and the places where they are valid.

use super::webhook_kind::VariantKind;

/// The word before the `=`, or a word without a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Channel,
    Event,
    User,
    Kind,
    Member,
    Recoverable,
    Crate,
    Rename,
    Chars,
    MinLen,
    MaxLen,
    Not,
    UserId,
    Webhook(VariantKind),
}

impl Key {
    /// The keys of a variant of a webhook enum.
    pub(crate) const WEBHOOKS: [Key; 8] = {
        let mut keys = [Key::Webhook(VariantKind::Other); 8];
        let mut at = 0;
        while at < keys.len() {
            keys[at] = Key::Webhook(VariantKind::ALL[at]);
            at += 1;
        }
        keys
    };

    pub(crate) fn all() -> impl Iterator<Item = Key> {
        let others = [
            Key::Channel,
            Key::Event,
            Key::User,
            Key::Kind,
            Key::Member,
            Key::Recoverable,
            Key::Crate,
            Key::Rename,
            Key::Chars,
            Key::MinLen,
            Key::MaxLen,
            Key::Not,
            Key::UserId,
        ];
        others.into_iter().chain(Key::WEBHOOKS)
    }

    pub(crate) fn find(name: &str) -> Option<Key> {
        Key::all().find(|key| key.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Key::Channel => "channel",
            Key::Event => "event",
            Key::User => "user",
            Key::Kind => "kind",
            Key::Member => "member",
            Key::Recoverable => "recoverable",
            Key::Crate => "crate",
            Key::Rename => "rename",
            Key::Chars => "chars",
            Key::MinLen => "min_len",
            Key::MaxLen => "max_len",
            Key::Not => "not",
            Key::UserId => "user_id",
            Key::Webhook(kind) => kind.name(),
        }
    }

    /// Whether the key has no `=` and no value.
    pub(crate) fn is_bare(self) -> bool {
        matches!(self, Key::User | Key::Recoverable | Key::UserId | Key::Webhook(_))
    }

    /// The places where the key is valid.
    pub(crate) fn place(self) -> &'static str {
        match self {
            Key::Channel => {
                "a struct with `#[derive(Channel)]` or `#[derive(Event)]`, or an enum with `#[derive(EventSet)]`"
            }
            Key::Event => "a struct with `#[derive(Event)]`",
            Key::User => "a struct with `#[derive(Event)]`, or an enum with `#[derive(EventSet)]`",
            Key::Kind | Key::Recoverable => "the declaration of a channel with its pattern",
            Key::Member => "the declaration of a presence channel",
            Key::Crate => "the item with the derive",
            Key::Rename => "a variant of an enum with `#[derive(ChannelParam)]`",
            Key::Chars | Key::MinLen | Key::MaxLen | Key::Not => {
                "a `String` newtype with `#[derive(ChannelParam)]`"
            }
            Key::UserId => "the field with the id in a struct with `#[derive(PresenceMember)]`",
            Key::Webhook(_) => "a variant of an enum with `#[derive(WebhookEvent)]`",
        }
    }

    /// The syntax of the entry, for messages.
    pub(crate) fn example(self) -> &'static str {
        match self {
            Key::Channel => "channel = \"private-orders-<id>\"",
            Key::Event => "event = \"created\"",
            Key::Kind => "kind = public",
            Key::Member => "member = Member",
            Key::Crate => "crate = path::to::pusher_typed",
            Key::Rename => "rename = \"us-east\"",
            Key::Chars => "chars = \"a-zA-Z0-9_\"",
            Key::MinLen => "min_len = 2",
            Key::MaxLen => "max_len = 40",
            Key::Not => "not = [\"encrypted\", \"cache\"]",
            Key::User | Key::Recoverable | Key::UserId | Key::Webhook(_) => self.name(),
        }
    }
}
