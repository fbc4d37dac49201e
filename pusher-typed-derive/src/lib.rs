//! The derive macros of [`pusher-typed`](https://docs.rs/pusher-typed), which
//! re-exports and documents them.

mod attr;
mod channel;
mod channel_param;
mod channel_set;
mod closed_set;
mod errors;
mod event;
mod event_set;
mod fallback;
mod generics;
mod header;
mod item;
mod output;
mod presence_member;
mod proof;
mod span;
mod suggest;
mod webhook_event;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

#[doc = include_str!("../docs/channel.md")]
#[proc_macro_derive(Channel, attributes(pusher))]
pub fn derive_channel(input: TokenStream) -> TokenStream {
    channel::derive(&parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/channel_param.md")]
#[proc_macro_derive(ChannelParam, attributes(pusher))]
pub fn derive_channel_param(input: TokenStream) -> TokenStream {
    channel_param::derive(&parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/channel_set.md")]
#[proc_macro_derive(ChannelSet, attributes(pusher))]
pub fn derive_channel_set(input: TokenStream) -> TokenStream {
    channel_set::derive(&parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/event.md")]
#[proc_macro_derive(Event, attributes(pusher))]
pub fn derive_event(input: TokenStream) -> TokenStream {
    event::derive(&parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/event_set.md")]
#[proc_macro_derive(EventSet, attributes(pusher))]
pub fn derive_event_set(input: TokenStream) -> TokenStream {
    event_set::derive(&parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/presence_member.md")]
#[proc_macro_derive(PresenceMember, attributes(pusher, serde))]
pub fn derive_presence_member(input: TokenStream) -> TokenStream {
    presence_member::derive(&parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/webhook_event.md")]
#[proc_macro_derive(WebhookEvent, attributes(pusher))]
pub fn derive_webhook_event(input: TokenStream) -> TokenStream {
    webhook_event::derive(&parse_macro_input!(input as DeriveInput)).into()
}
