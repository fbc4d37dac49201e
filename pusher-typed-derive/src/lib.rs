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

#[doc = include_str!("../docs/channel.md")]
#[proc_macro_derive(Channel, attributes(pusher))]
pub fn derive_channel(input: TokenStream) -> TokenStream {
    channel_expand::derive(&parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/channel_param.md")]
#[proc_macro_derive(ChannelParam, attributes(pusher))]
pub fn derive_channel_param(input: TokenStream) -> TokenStream {
    channel_param_expand::derive(&parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/channel_set.md")]
#[proc_macro_derive(ChannelSet, attributes(pusher))]
pub fn derive_channel_set(input: TokenStream) -> TokenStream {
    channel_set::derive(&parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/event.md")]
#[proc_macro_derive(Event, attributes(pusher))]
pub fn derive_event(input: TokenStream) -> TokenStream {
    event_expand::derive(&parse_macro_input!(input as DeriveInput)).into()
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
    webhook_event_expand::derive(&parse_macro_input!(input as DeriveInput)).into()
}
