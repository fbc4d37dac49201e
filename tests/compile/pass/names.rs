//! Words like those of a channel's kind, and names that are meant as they are.
#![deny(warnings)]

use pusher_typed::{Channel, ChannelKind, Event, PresenceMember};

macro_rules! public {
    ($($name:ident $pattern:literal)*) => {
        $(
            #[derive(Channel)]
            #[pusher(channel = $pattern)]
            struct $name;
            const _: () = assert!(matches!($name::KIND, ChannelKind::Public));
        )*
    };
}

// Words further away, and words that people use.
public! {
    Prices "prices-eu" Presentation "presentation-eu" Present "present-eu" Presets "presets-eu" Pirates "pirates-eu"
    Printers "printers-eu" Priority "priority-eu" Presidents "presidents-eu" Cached "cached-eu" Caches "caches-eu"
    Cacheable "cacheable-eu" Catch "catch-eu" Cash "cash-eu" Care "care-eu" Primate "primate-eu" Privateer "privateer-eu"
    Unencrypted "unencrypted-eu" EncryptionKeys "encryption-keys-eu" OrdersPrivate "orders-private" News "news"
}

#[derive(Channel)]
#[pusher(channel = "private-archive-<id>")]
struct Archive {
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "private-cached-<id>")]
struct PrivateCached {
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "private-encoded-<id>")]
struct Encoded {
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "private-encrypted-caches-<id>")]
struct EncryptedCaches {
    id: u64,
}

// What looks like another kind says which one it is.
#[derive(Channel)]
#[pusher(channel = "privat-orders-<id>", kind = public)]
struct Privat {
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "private-encrypt-orders-<id>", kind = private)]
struct Encrypt {
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "private-encrypted-cach-<id>", kind = encrypted)]
struct EncryptedCach {
    id: u64,
}

#[derive(PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "presence-cach-<id>", kind = presence, member = Member)]
struct PresenceCach {
    id: u64,
}

#[derive(Event)]
#[pusher(channel = "presens-<id>", kind = public, event = "shown to all")]
struct Shown {
    id: u64,
}

const _: () = {
    assert!(matches!(Archive::KIND, ChannelKind::Private));
    assert!(matches!(PrivateCached::KIND, ChannelKind::Private));
    assert!(matches!(Encoded::KIND, ChannelKind::Private));
    assert!(matches!(EncryptedCaches::KIND, ChannelKind::Encrypted));
    assert!(matches!(Privat::KIND, ChannelKind::Public));
    assert!(matches!(Encrypt::KIND, ChannelKind::Private));
    assert!(matches!(EncryptedCach::KIND, ChannelKind::Encrypted));
    assert!(matches!(PresenceCach::KIND, ChannelKind::Presence));
    assert!(matches!(ShownChannel::KIND, ChannelKind::Public));
};

fn main() {
    let _ = (Prices, Presentation, Present, Presets, Pirates, Printers, Priority, Presidents, Cached, Caches);
    let _ = (Cacheable, Catch, Cash, Care, Primate, Privateer, Unencrypted, EncryptionKeys, OrdersPrivate, News);
    let _ = (Archive { id: 1 }, PrivateCached { id: 1 }, Encoded { id: 1 }, EncryptedCaches { id: 1 });
    let _ = (Privat { id: 1 }, Encrypt { id: 1 }, EncryptedCach { id: 1 }, PresenceCach { id: 1 });
    let _ = (Member { id: 1 }, Shown { id: 1 }, ShownChannel { id: 1 });
}
