//! Impls for items with invalid declarations. They have no content and only prevent follow-up errors
//! elsewhere.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::TypePath;

use crate::{
    channel::ChannelItem,
    header::{Header, lifetime},
};

/// The impl for a catalog, with an empty description.
fn describe(derive: &str, header: &Header<'_>) -> TokenStream {
    let (derive, header) = (Ident::new(derive, Span::call_site()), header.in_macro());
    quote!(__pusher::describe_nothing! { #derive #header })
}

pub(crate) fn channel_param(header: &Header<'_>) -> TokenStream {
    let lifetime = lifetime();
    let write = header.implement(
        &quote!(__pusher::ChannelParam),
        &quote! {
            const CHARS: __pusher::CharSet = __pusher::CharSet::DIGITS;
            const MIN_LEN: __pusher::usize = 1;
            const MAX_LEN: __pusher::usize = 1;
            fn write_param(&self, _: &mut dyn __pusher::fmt::Write) -> __pusher::fmt::Result { loop {} }
        },
    );
    let parse = header.clone().with_lifetime().implement(
        &quote!(__pusher::ParseChannelParam<#lifetime>),
        &quote! {
            const EXACT: __pusher::bool = true;
            fn parse_param(_: &#lifetime __pusher::str) -> __pusher::Option<Self> { loop {} }
        },
    );
    quote!(#write #parse)
}

pub(crate) fn channel_set(header: &Header<'_>) -> TokenStream {
    let lifetime = lifetime();
    let set = header.implement(
        &quote!(__pusher::ChannelSet),
        &quote! {
            const PATTERNS: __pusher::Patterns = __pusher::Patterns::Any(&[]);
            type Users = __pusher::NoUsers;
            fn name(&self) -> __pusher::Named { loop {} }
        },
    );
    let parse = header.clone().with_lifetime().implement(
        &quote!(__pusher::ParseChannel<#lifetime>),
        &quote! {
            fn parse_channel(_: &#lifetime __pusher::str) -> __pusher::Option<Self> { loop {} }
        },
    );
    let describe = describe("Channel", header);
    quote!(#set #parse #describe)
}

/// A channel of every kind, so that no use of it is a second error.
pub(crate) fn channel(item: &ChannelItem) -> TokenStream {
    let header = item.header();
    let set = channel_set(&header);
    let channel = header.implement(
        &quote!(__pusher::Channel),
        &quote! {
            const PATTERN: __pusher::Pattern = __pusher::pattern("", &[]);
            type Delivery = __pusher::LiveChannel<Self>;
        },
    );
    let markers = [
        quote!(__pusher::PublicChannel),
        quote!(__pusher::PrivateChannel),
        quote!(__pusher::EncryptedChannel),
        quote!(__pusher::UnencryptedChannel),
        quote!(__pusher::SubscriptionCounted),
        quote!(__pusher::CacheChannel),
        quote!(__pusher::RecoverableChannel),
    ];
    let markers = markers.iter().map(|marker| header.mark(marker));
    let member =
        if let Some(member) = &item.member { member.to_token_stream() } else { quote!(__pusher::AnyMember) };
    let presence = header.implement(&quote!(__pusher::PresenceChannel), &quote!(type Member = #member;));
    quote!(#set #channel #(#markers)* #presence)
}

/// An event for each of `channels` and for users, so that no use of it is a second error.
pub(crate) fn event(header: &Header<'_>, channels: &[impl ToTokens]) -> TokenStream {
    let event = header.implement(
        &quote!(__pusher::Event),
        &quote!(
            const __DECLARED: __pusher::Events = __pusher::Events::One("", __pusher::Patterns::Any(&[]));
            type OwnRole = __pusher::InvalidEvent;
            type Decoding = __pusher::InvalidEvent;
        ),
    );
    let addressed = header.implement(
        &quote!(__pusher::Addressed),
        &quote!(
            fn channels(&self) -> __pusher::AllNamed {
                loop {}
            }
        ),
    );
    let user = header.mark(&quote!(__pusher::UserEvent));
    let lifetime = lifetime();
    let live = header.clone().with_lifetime().mark(&quote!(__pusher::OnLiveChannels<#lifetime>));
    let (on, describe) = (events_on(header, channels), describe("Event", header));
    quote!(#event #addressed #live #user #on #describe)
}

pub(crate) fn event_set(header: &Header<'_>, channels: &[TypePath]) -> TokenStream {
    let lifetime = lifetime();
    let user = header.mark(&quote!(__pusher::UserEvent));
    let encode = header.clone().with_lifetime().implement(
        &quote!(__pusher::EncodeEvent<#lifetime>),
        &quote!(
            fn encode_event(&self) -> __pusher::Encoded {
                loop {}
            }
        ),
    );
    let set = header.implement(
        &quote!(__pusher::EventSet),
        &quote! {
            const EVENTS: __pusher::Events = __pusher::Events::Any(&[]);
            type Role = __pusher::InvalidEvent;
        },
    );
    let decode = header.clone().with_lifetime().implement(
        &quote!(__pusher::DecodeEvent<#lifetime>),
        &quote! {
            fn decode_event(_: __pusher::ReceivedEvent<#lifetime, '_>) -> __pusher::Decoded<Self> { loop {} }
        },
    );
    let (on, describe) = (events_on(header, channels), describe("Event", header));
    quote!(#set #decode #on #user __pusher::encode! { #encode } #describe)
}

/// The markers for the channels of an event or a set.
fn events_on(header: &Header<'_>, channels: &[impl ToTokens]) -> TokenStream {
    let on = channels.iter().map(|ty| header.mark(&quote!(__pusher::EventOn<#ty>)));
    quote!(#(#on)*)
}

pub(crate) fn presence_member(header: &Header<'_>) -> TokenStream {
    let member = header.implement(
        &quote!(__pusher::PresenceMember),
        &quote! {
            type Id = __pusher::String;
            fn user_id(&self) -> &Self::Id { loop {} }
            fn serialize_info<__S: __pusher::serde::Serializer>(
                &self,
                _: __S,
            ) -> __pusher::Result<__S::Ok, __S::Error> { loop {} }
        },
    );
    let lifetime = lifetime();
    let read = quote!(for<#lifetime> __pusher::serde::Deserialize<#lifetime>);
    let decode = header.clone().with_bounds([quote!(Self)], &read).implement(
        &quote!(__pusher::DecodeMember),
        &quote!(
            const USER_ID_FIELD: __pusher::Name = "";
        ),
    );
    let describe = describe("PresenceMember", header);
    quote!(#member #decode #describe)
}

pub(crate) fn webhook_event(header: &Header<'_>) -> TokenStream {
    let lifetime = lifetime();
    let decode = header.implement(
        &quote!(__pusher::WebhookEvent),
        &quote! {
            fn decode_webhook(
                _: &__pusher::Incoming<'_>,
            ) -> __pusher::Option<__pusher::Result<Self, __pusher::MisfitError>> { loop {} }
        },
    );
    let encode = header.clone().with_lifetime().implement(
        &quote!(__pusher::EncodeWebhookEvent<#lifetime>),
        &quote! {
            fn encode_webhook(&self) -> __pusher::Result<__pusher::Fields, __pusher::EncodeError> { loop {} }
        },
    );
    let describe = describe("WebhookEvent", header);
    quote!(#decode __pusher::encode! { #encode } #describe)
}
