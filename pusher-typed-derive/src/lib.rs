//! The derive macros of [`pusher-typed`](https://docs.rs/pusher-typed), which
//! re-exports and documents them.

mod attr;
mod channel;
mod channel_expand;
mod channel_param;
mod channel_param_expand;
mod channel_set;
mod closed_set;
mod describe_expand;
mod describe_member;
mod errors;
mod event;
mod event_channel;
mod event_expand;
mod event_field;
mod event_set;
mod item;
mod lookalike;
mod pattern;
mod presence_member;
mod suggest;
mod webhook_event;
mod webhook_event_check;
mod webhook_event_encode;
mod webhook_event_expand;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Declares a channel: a struct with a pattern for its names.
///
/// `#[pusher(…)]` on the struct takes
/// - `channel = "private-orders-<id>"`: the pattern. Every `<placeholder>` is a
///   field, and every field has a placeholder;
/// - `member = Member`: for presence channels, the type of their members;
/// - `crate = path`: where `pusher_typed` is, if not at `::pusher_typed`.
///
/// The prefix makes the kind: `private-encrypted-`, `private-`, `presence-`,
/// else public; `cache-` may follow each or begin a public name.
#[proc_macro_derive(Channel, attributes(pusher))]
pub fn derive_channel(input: TokenStream) -> TokenStream {
    channel_expand::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares what may stand for a placeholder: a struct around one value, or an
/// enum without fields.
///
/// A struct is written as its value. Around a `String`, `Box<str>` or
/// `Arc<str>`, `#[pusher(chars = "a-zA-Z0-9_", min_len = 2, max_len = 40)]`
/// allows fewer texts (lengths in bytes) and gives it `FromStr` and
/// `TryFrom<String>`.
///
/// A variant is written in snake case, `UsEast` as `us_east`, or as
/// `#[pusher(rename = "us-east")]` on the variant says. serde writes it as
/// `UsEast`; where it stands in payloads as well, `#[serde(rename_all =
/// "snake_case")]` makes them alike.
#[proc_macro_derive(ChannelParam, attributes(pusher))]
pub fn derive_channel_param(input: TokenStream) -> TokenStream {
    channel_param_expand::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares a closed set of channels, for `match`: an enum whose variants hold
/// one channel type (or another set) each. No name may belong to two of them.
#[proc_macro_derive(ChannelSet, attributes(pusher))]
pub fn derive_channel_set(input: TokenStream) -> TokenStream {
    channel_set::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares an event: its name, and the channels or the user that it goes to.
///
/// `#[pusher(…)]` on the struct takes `event = "created"` and one of
/// - `channel = "private-orders-<id>"`: declares the channel as well, as
///   `…Channel`, from the event's own fields (`member = …` for presence channels);
/// - `channel = OrderChannel { id }`, `channel = OrderChannel { id: order }`:
///   goes to that channel, made from the event's own fields, which are cloned;
/// - `channel = OrderChannel`: the call says which channel;
/// - `user`: goes to one signed-in user.
///
/// The middle two may stand several times. `crate = path` says where
/// `pusher_typed` is, if not at `::pusher_typed`.
#[proc_macro_derive(Event, attributes(pusher))]
pub fn derive_event(input: TokenStream) -> TokenStream {
    event_expand::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares a closed set of events, for `match`: an enum whose variants hold one
/// event type (or another set) each. No event name may stand twice for one channel.
#[proc_macro_derive(EventSet, attributes(pusher))]
pub fn derive_event_set(input: TokenStream) -> TokenStream {
    event_set::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares who is subscribed to a presence channel: a struct whose field with
/// `#[pusher(user_id)]` is the user's id and whose other fields are the user's
/// info, written as serde's attributes on them say.
#[proc_macro_derive(PresenceMember, attributes(pusher, serde))]
pub fn derive_presence_member(input: TokenStream) -> TokenStream {
    presence_member::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares the webhook events that an application wants: an enum, each variant
/// with `#[pusher(…)]` and what it takes:
///
/// | kind | variant | channel |
/// |---|---|---|
/// | `channel_occupied`, `channel_vacated` | `(C)`, `{ channel: C }` | any |
/// | `member_added`, `member_removed` | `(C, Id)`, `{ channel: C, user_id: Id }` | presence |
/// | `client_event` | `(ClientEvent<C, E>)`, `{ channel: C, event: E, socket_id: SocketId, user_id: Option<Id> }` | private, presence |
/// | `cache_miss` | `(C)`, `{ channel: C }` | with a cache |
/// | `subscription_count` | `(C, u64)`, `{ channel: C, subscription_count: u64 }` | all but presence |
/// | `other` | `(RawWebhookEvent)` | |
///
/// `C` is a channel or a set of channels, `Id` the type of the member's id (for
/// a set: `UserId`), `E` an event whose name begins with `client-` or a set of
/// such. Of the fields with names, only `channel` and `event` are needed. A
/// `client_event` with a field `data` takes every event of the channel: `event`
/// is then the name, a `String`, and `data` any type with `Deserialize`.
///
/// Several variants may have one kind, as long as no event belongs to two of
/// them; `other` takes what the others do not. `crate = path` on the enum says
/// where `pusher_typed` is, if not at `::pusher_typed`.
#[proc_macro_derive(WebhookEvent, attributes(pusher))]
pub fn derive_webhook_event(input: TokenStream) -> TokenStream {
    webhook_event_expand::derive(&parse_macro_input!(input as DeriveInput)).into()
}
