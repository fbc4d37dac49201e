//! Every form of declaration under the strictest lints. Cargo builds it as an example as well, so that clippy sees it.
#![deny(warnings, clippy::all, clippy::pedantic, clippy::nursery)]
#![forbid(dead_code)]

use std::marker::PhantomData;

use pusher_typed::{
    Addressed as _, Channel, ChannelParam, ChannelSet, Event, EventSet, PresenceMember, WebhookEvent,
    webhook::RawWebhookEvent,
};
use serde::{Deserialize, Serialize, Serializer};

/// A parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ChannelParam)]
pub struct OrderId(pub u64);

/// A text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ChannelParam)]
#[pusher(chars = "a-z", min_len = 2, max_len = 20)]
pub struct Slug(String);

/// Fixed texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ChannelParam)]
pub enum Region {
    /// `eu`
    Eu,
    /// `us-east`
    #[pusher(rename = "us-east")]
    UsEast,
}

/// A channel without placeholders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Channel)]
#[pusher(channel = "news")]
pub struct News;

/// The same with parentheses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Channel)]
#[pusher(channel = "more-news")]
pub struct MoreNews();

/// A channel.
#[derive(Debug, Clone, PartialEq, Eq, Channel)]
#[pusher(channel = "private-orders-<region>-<id>")]
pub struct OrderChannel {
    /// The region.
    pub region: Region,
    /// The id.
    pub id: OrderId,
}

/// A member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, PresenceMember)]
pub struct Member {
    /// The id.
    #[pusher(user_id)]
    pub id: u64,
    /// Part of the info.
    pub name: String,
}

/// A member whose info serde writes by the bounds that are given.
#[derive(Debug, Clone, PartialEq, Eq, PresenceMember)]
#[serde(bound(serialize = "T: ToString"))]
pub struct Shown<T> {
    /// The id.
    #[pusher(user_id)]
    pub id: u64,
    /// Part of the info.
    #[serde(serialize_with = "shown")]
    pub value: T,
}

/// The same with a field's bounds.
#[derive(Debug, Clone, PartialEq, Eq, PresenceMember)]
pub struct ShownField<T, U> {
    /// The id.
    #[pusher(user_id)]
    pub id: u64,
    /// Part of the info.
    #[serde(serialize_with = "shown", bound = "T: ToString")]
    pub value: T,
    /// Part of the info.
    pub more: U,
}

fn shown<T: ToString, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&value.to_string())
}

/// An event that declares its channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[pusher(channel = "presence-room-<slug>", event = "opened", member = Member)]
pub struct Opened {
    /// The room.
    pub slug: Slug,
}

/// An event on a channel of another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel { region, id }, channel = News, event = "shipped")]
pub struct Shipped {
    /// The region.
    pub region: Region,
    /// The id.
    pub id: OrderId,
}

/// An event whose default value is meant where it is received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel, event = "noted")]
pub struct Noted {
    /// Not sent.
    #[serde(skip, default)]
    pub seen: bool,
}

/// An event from a browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[pusher(channel = OpenedChannel, event = "client-typing")]
pub struct Typing {
    /// Whether it goes on.
    pub on: bool,
}

/// An event for a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
#[pusher(user, event = "notice")]
pub struct Notice {
    /// The text.
    pub text: String,
}

/// Something that has ids.
pub trait Tenant<U> {
    /// The id.
    type Id: ChannelParam + Clone;
}

/// A placeholder that is an associated type, by a trait with a parameter.
#[derive(Debug, Clone, PartialEq, Eq, Event)]
#[pusher(channel = "private-tenants-<id>", event = "moved")]
pub struct Moved<T: Tenant<U>, U> {
    /// The id.
    pub id: T::Id,
    /// Makes the event depend on `U`.
    pub of: PhantomData<U>,
}

/// A set of channels.
#[derive(Debug, Clone, PartialEq, Eq, ChannelSet)]
pub enum AppChannel {
    /// A channel.
    Order(OrderChannel),
    /// A channel of an event's own.
    Room(OpenedChannel),
}

/// A set of events.
#[derive(Debug, Clone, PartialEq, Eq, EventSet)]
#[pusher(channel = OrderChannel, channel = OpenedChannel, user)]
pub enum AppEvent {
    /// Shipped.
    Shipped(Shipped),
    /// Opened.
    Opened(Opened),
    /// A notice.
    Notice(Notice),
}

/// Webhooks.
#[derive(Debug, Clone, PartialEq, Eq, WebhookEvent)]
pub enum AppHook {
    /// A channel.
    #[pusher(channel_occupied)]
    Watched(OrderChannel),
    /// A member.
    #[pusher(member_added)]
    Joined {
        /// The channel.
        channel: OpenedChannel,
        /// The user.
        user_id: u64,
    },
    /// All others.
    #[pusher(other)]
    Other(RawWebhookEvent),
}

/// Deprecated declarations do not warn about themselves.
pub mod deprecated {
    use super::{Channel, ChannelParam, Deserialize, Event, PresenceMember, Serialize};

    /// An old parameter.
    #[deprecated]
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ChannelParam)]
    pub struct OldId(pub u64);

    /// An old channel.
    #[deprecated = "use another one"]
    #[derive(Debug, Clone, PartialEq, Eq, Channel)]
    #[pusher(channel = "private-old-<id>")]
    pub struct AncientChannel {
        /// The id.
        pub id: u64,
    }

    /// An old event.
    #[deprecated]
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
    #[pusher(channel = "private-older-<id>", event = "old")]
    pub struct Old {
        /// The id.
        pub id: u64,
    }

    /// An old member.
    #[deprecated]
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, PresenceMember)]
    pub struct OldMember {
        /// The id.
        #[pusher(user_id)]
        pub id: u64,
        /// Part of the info.
        #[deprecated]
        pub name: String,
    }

    /// An event on a channel that is deprecated.
    #[allow(deprecated)]
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Event)]
    #[pusher(channel = AncientChannel, event = "new")]
    pub struct New {
        /// Not deprecated.
        pub text: String,
    }
}

impl Tenant<u16> for u8 {
    type Id = OrderId;
}

fn main() {
    let order = OrderChannel { region: Region::UsEast, id: OrderId(7) };
    assert_eq!(order.name().unwrap(), "private-orders-us-east-7");
    assert_eq!(AppChannel::parse("private-orders-us-east-7").unwrap(), AppChannel::Order(order));
    assert_eq!(
        (MoreNews().name().unwrap(), MoreNews::parse("more-news").unwrap()),
        ("more-news".parse().unwrap(), MoreNews())
    );
    let moved: Moved<u8, u16> = Moved { id: OrderId(1), of: PhantomData };
    assert_eq!(moved.channels().unwrap()[0], "private-tenants-1");
    assert_eq!(Shown { id: 1, value: 7 }.user_id(), &1);
    assert_eq!(ShownField { id: 1, value: 7, more: 8 }.user_id(), &1);
    let noted = Noted::decode("private-orders-eu-1", "noted", "{}").unwrap();
    assert_eq!(noted, Noted { seen: false });
}
