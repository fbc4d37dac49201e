//! The items that generated code uses. They are not part of the public API and change without
//! notice.

#[cfg(feature = "schema")]
mod describe;

use serde::Serializer;

pub use core::{
    clone::Clone,
    cmp::{Eq, PartialEq},
    convert::{Into, TryFrom},
    marker::Sized,
    option::Option::{self, None, Some},
    primitive::{bool, str, usize},
    result::Result::{self, Ok},
    str::FromStr,
};
pub use serde::{self, Deserialize};
pub use std::{fmt, string::String};

#[cfg(any(feature = "subscriber", feature = "testing"))]
pub use crate::event::EncodeEvent;
#[cfg(feature = "schema")]
pub use crate::schema::declared::{
    ChannelDescriptions, DescribeChannels, DescribeClientEvents, DescribeEvents, DescribeMember,
    DescribeWebhooks, EventDescriptions, MemberDescription, SchemaOf, WebhookDescriptions,
};
#[cfg(feature = "testing")]
pub use crate::webhook::{
    EncodeError, EncodeWebhookEvent,
    encode::{EncodeClientEvent, Fields},
    encode_field::{EncodeChannel, EncodeField, EncodeOther, keys},
};
pub use crate::{
    __decode_variants as decode_variants, Addressed, DecodeEvent, DecodeEventError, DecodeMember, Event,
    EventOn, EventSet, ParamError, PresenceMember, UserEvent, WebhookEvent,
    channel::marker::Members,
    channel::users::{AnyUsers, NoUsers},
    channel::{
        CacheChannel, Channel, ChannelName, ChannelNameError, ChannelParam, ChannelSet, CharSet,
        EncryptedChannel, FillsField, ParseChannel, ParseChannelParam, Pattern, PresenceChannel,
        PrivateChannel, PublicChannel, RecoverableChannel, Segment, SubscriptionCounted, UnencryptedChannel,
        pattern::Patterns,
    },
    event::{
        decode::{DecodeFilled, FilledFromName, FromPayload},
        delivery::{IsLive, LiveChannel, OnLiveChannels, StoredChannel},
        role::{
            AddressedEvent, BorrowedPayload, EventForUser, EventFromClient, EventOnChannel, InvalidEvent,
            SetOfEvents,
        },
        set::{Events, ReceivedEvent},
    },
    param::{ParamTexts, ParamValues, WriteParam},
    proof::{
        check_channel_in_set, check_client_event, check_disjoint, check_events, check_events_in_channels,
        check_filled, check_pattern, check_plain, check_user_id, check_user_in_set, check_webhook_channel,
        check_webhook_events, check_webhook_variants,
    },
    webhook::{
        Incoming, MisfitError, RawWebhookEvent, WebhookKind,
        declared::{
            ClientEventVariant, EventNameField, OtherVariant, SenderField, SocketIdField, SubscriptionCount,
            UserIdField, WebhookChannel, WebhookClientEvent,
        },
    },
};
#[cfg(feature = "schema")]
pub use crate::{
    __describe_channel as describe_channel, __describe_event as describe_event,
    __describe_member as describe_member, __describe_nothing as describe_nothing,
    __describe_set as describe_set, __describe_webhooks as describe_webhooks,
};
#[cfg(not(feature = "testing"))]
pub use crate::{__drop as encode, __drop as encode_set};
#[cfg(not(feature = "schema"))]
pub use crate::{
    __drop as describe_channel, __drop as describe_event, __drop as describe_member,
    __drop as describe_nothing, __drop as describe_set, __drop as describe_webhooks,
};
#[cfg(feature = "testing")]
pub use crate::{__encode_set as encode_set, __keep as encode};
use crate::{channel::Placeholder, event::decode, param};

/// What the publisher and the outbox share.
#[cfg(feature = "publisher")]
pub mod schedule {
    pub use crate::publisher::schedule::{
        Allowance, Backoff, Breaker, Group, LaneKey, LaneKeys, Lanes, Verdict,
    };
}

/// The name of an event.
pub type Name = &'static str;
/// The name of one channel.
pub type Named = Result<ChannelName, ChannelNameError>;
/// The names of an event's channels.
pub type AllNamed = Result<Vec<ChannelName>, ChannelNameError>;
/// The result of `DecodeEvent`.
pub type Decoded<E> = Option<Result<E, DecodeEventError>>;
/// The result of `EncodeEvent`.
#[cfg(feature = "testing")]
pub type Encoded = Result<(&'static str, String), serde_json::Error>;

/// The pattern `text`, whose parts are `segments`.
pub const fn pattern(text: &'static str, segments: &'static [Segment]) -> Pattern {
    Pattern::new(text, segments)
}

/// The placeholder for a field whose type has these texts: `<Type as ChannelParam>::__TEXTS`.
pub const fn placeholder(field: &'static str, texts: ParamTexts) -> Segment {
    Segment::Placeholder(Placeholder::new(field, texts))
}

/// The name of the channel `C` with these parameters, in the order of the placeholders.
pub fn name_of<C: Channel>(params: &[&dyn WriteParam]) -> Result<ChannelName, ChannelNameError> {
    C::PATTERN.fill(params)
}

/// The texts of the placeholders of `C` in `name`.
pub fn split_name<C: Channel, const N: usize>(name: &str) -> Option<[&str; N]> {
    C::PATTERN.split_into(name)
}

/// Compares channels by their names, so that parameters need no `PartialEq`. Two values without a valid name are equal
/// if they have the same error.
pub fn same_name<C: Channel>(left: &C, right: &C) -> bool {
    match (left.name(), right.name()) {
        (Ok(left), Ok(right)) => left == right,
        (Err(left), Err(right)) => left.to_string() == right.to_string(),
        _ => false,
    }
}

/// Checks a text against the limits of `P`.
pub fn check_param<P: ChannelParam>(text: &str) -> Result<(), ParamError> {
    param::check::<P>(text)
}

/// `OrderCreatedChannel("private-orders-7")`
pub fn debug_channel<C: Channel>(channel: &C, label: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match channel.name() {
        Ok(name) => f.debug_tuple(label).field(&name.as_str()).finish(),
        Err(error) => f.debug_tuple(label).field(&error).finish(),
    }
}

/// The name of an event's only channel.
pub fn only(name: Named) -> AllNamed {
    name.map(|name| vec![name])
}

/// The names of an event's channels, or the first error.
pub fn channel_names<const N: usize>(
    names: [Result<ChannelName, ChannelNameError>; N],
) -> Result<Vec<ChannelName>, ChannelNameError> {
    names.into_iter().collect()
}

/// Decodes an event of the set `E` as a variant of the set `S`; `None` if the event is not in `E`.
pub fn decode_variant<'d, E: DecodeEvent<'d>, S>(
    received: ReceivedEvent<'d, '_>,
    variant: fn(E) -> S,
) -> Option<Result<S, DecodeEventError>> {
    E::decode_event(received).map(|decoded| decoded.map(variant))
}

/// Decodes the payload of the event `E`.
pub fn decode<'d, E: Event + Deserialize<'d>>(data: &'d str) -> Decoded<E> {
    Some(decode::payload(data))
}

/// Decodes the payload of the event `E`, then fills the fields that serde skipped.
pub fn decode_and<'d, E: Event + Deserialize<'d>>(data: &'d str, fill: impl FnOnce(&mut E)) -> Decoded<E> {
    let decoded = decode::payload(data).map(|mut event| {
        fill(&mut event);
        event
    });
    Some(decoded)
}

/// The members of a channel with an invalid declaration.
#[derive(Deserialize)]
pub struct AnyMember(());

impl DecodeMember for AnyMember {
    const USER_ID_FIELD: &'static str = "";
}

impl PresenceMember for AnyMember {
    type Id = String;

    fn user_id(&self) -> &String {
        const { &String::new() }
    }

    fn serialize_info<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

/// Keeps generated code that is needed by a feature of this crate.
#[doc(hidden)]
#[macro_export]
macro_rules! __keep {
    ($($code:tt)*) => { $($code)* };
}

/// Returns what is received as one of the variants, if one of their events it is.
#[doc(hidden)]
#[macro_export]
macro_rules! __decode_variants {
    ($received:ident $($variant:ident)*) => {
        $(if let __pusher_decoded @ ::core::option::Option::Some(_) =
            $crate::__private::decode_variant($received, Self::$variant)
        {
            return __pusher_decoded;
        })*
    };
}

/// Encodes the events of a set, for tests: the variants, and the event that each holds.
#[doc(hidden)]
#[macro_export]
macro_rules! __encode_set {
    ([$($generics:tt)*] [$ty:ty] [$($bounds:tt)*] [$($variant:ident $event:ty,)*]) => {
        #[automatically_derived]
        impl<'__pusher, $($generics)*> $crate::__private::EncodeEvent<'__pusher> for $ty
        where
            $($bounds)*
            $($event: $crate::__private::EncodeEvent<'__pusher>,)*
        {
            fn encode_event(&self) -> $crate::__private::Encoded {
                match self {
                    $(Self::$variant(__pusher_event) => {
                        $crate::__private::EncodeEvent::encode_event(__pusher_event)
                    })*
                }
            }
        }
    };
}

/// Drops generated code that is needed by a disabled feature of this crate. The derives cannot
/// decide this: Cargo may build a macro crate once for a program and its build script, with the
/// features of both.
#[doc(hidden)]
#[macro_export]
macro_rules! __drop {
    ($($code:tt)*) => {};
}
