//! The code for an event.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Data, DeriveInput, Field};

use super::{
    declaration::{ChannelType, Destination, EventChannel, EventDeclaration, EventItem, Source},
    expand_channel, own_channel,
};
use crate::{
    attr::SerdeAttributes,
    channel,
    header::{Header, lifetime},
    item, proof, span,
};

pub(super) fn expand(event: &EventDeclaration, item: &EventItem<'_>) -> TokenStream {
    let event = Expansion { event, item, header: item.header() };
    let own = event.expand_own_channel();
    let impls = [event.expand_event(), event.expand_addressed(), event.expand_decode()];
    let (checks, describe, aliases) = (event.expand_checks(), event.describe(), &item.aliases);
    quote!(#(#aliases)* #own #(#impls)* #checks #describe)
}

struct Expansion<'e> {
    event: &'e EventDeclaration,
    item: &'e EventItem<'e>,
    header: Header<'e>,
}

impl Expansion<'_> {
    fn types(&self) -> &[ChannelType] {
        &self.item.types
    }

    /// The channel that the short form declares, with its impls.
    fn expand_own_channel(&self) -> TokenStream {
        let channels = self.event.channels().iter().filter_map(|channel| match &channel.source {
            Source::Own { channel, .. } => Some(channel::expand(channel)),
            Source::Fields { .. } | Source::Call => None,
        });
        let traits = self.item.own.iter().map(own_channel::traits);
        quote!(#(#channels)* #(#traits)*)
    }

    /// The event itself, and a marker for each of its channels or for users.
    fn expand_event(&self) -> TokenStream {
        let (name, role) = (&self.event.name, self.role());
        let declared = match &self.event.destination {
            Destination::User => quote!(User(#name)),
            Destination::Channels(channels) => one(name, channels),
        };
        let decoding = if self.is_filled() { quote!(FilledFromName) } else { quote!(FromPayload) };
        let content = quote! {
            const __DECLARED: __pusher::Events = __pusher::Events::#declared;
            type OwnRole = __pusher::#role;
            type Decoding = __pusher::#decoding;
        };
        let event = self.header.implement(&quote!(__pusher::Event), &content);
        let markers = match &self.event.destination {
            Destination::User => vec![quote!(__pusher::UserEvent)],
            Destination::Channels(_) => self.item.marked.iter().map(event_on).collect(),
        };
        let markers = markers.iter().map(|marker| self.header.mark(marker));
        quote!(#event #(#markers)*)
    }

    /// Whether a field is filled from the name of a channel.
    fn is_filled(&self) -> bool {
        self.event.channels().iter().any(EventChannel::is_filled)
    }

    /// The sender and the recipients of the event.
    fn role(&self) -> TokenStream {
        let role = match &self.event.destination {
            Destination::User => quote!(EventForUser),
            Destination::Channels(_) if self.event.is_client_event() => quote!(EventFromClient),
            Destination::Channels(channels) if channels.iter().any(EventChannel::is_addressed) => {
                quote!(AddressedEvent)
            }
            Destination::Channels(_) => quote!(EventOnChannel),
        };
        if self.event.borrows { quote!(#role<__pusher::BorrowedPayload>) } else { role }
    }

    fn expand_addressed(&self) -> TokenStream {
        let names = match self.event.channels() {
            // The compiler has to check only this call.
            [channel] => expand_channel::names(channel),
            channels => {
                let names: Vec<TokenStream> = channels.iter().filter_map(expand_channel::name).collect();
                (!names.is_empty()).then(|| quote!(__pusher::channel_names([#(#names),*])))
            }
        };
        let Some(names) = names else { return TokenStream::new() };
        let channels = self.event.channels();
        let addressed: Vec<&EventChannel> =
            channels.iter().filter(|channel| channel.is_addressed()).collect();
        let only_some = (addressed.len() < channels.len()).then(|| {
            let one = one(&self.event.name, addressed.iter().copied());
            quote!(const __ADDRESSED: __pusher::Events = __pusher::Events::#one;)
        });
        let content = quote! {
            #only_some
            #[inline]
            fn channels(&self) -> __pusher::AllNamed { #names }
        };
        let lifetime = lifetime();
        let live = self.header.clone().with_lifetime();
        let live = live
            .with_bounds(addressed.iter().map(|channel| &channel.ty), &quote!(__pusher::IsLive<#lifetime>));
        let live = live.mark(&quote!(__pusher::OnLiveChannels<#lifetime>));
        let addressed = self.header.implement(&quote!(__pusher::Addressed), &content);
        quote!(#addressed #live)
    }

    /// Decodes an event with fields that are filled from a channel's name. The others need no code of their own.
    fn expand_decode(&self) -> TokenStream {
        if !self.is_filled() {
            return TokenStream::new();
        }
        let (lifetime, received) = (lifetime(), span::local("received"));
        let attempts = self.event.channels().iter().map(|channel| expand_channel::decode(channel, &received));
        let content = quote! {
            #[inline]
            fn decode_filled(#received: __pusher::ReceivedEvent<#lifetime, '_>) -> __pusher::Decoded<Self> {
                #(#attempts else)* { __pusher::None }
            }
        };
        let header = self.header.clone().with_lifetime();
        header
            .with_bounds([self.header.ty()], &quote!(__pusher::Deserialize<#lifetime>))
            .with_bounds(self.types(), &quote!(__pusher::ParseChannel<#lifetime>))
            .implement(&quote!(__pusher::DecodeFilled<#lifetime>), &content)
    }

    /// The proofs about all channels of the event together.
    fn expand_checks(&self) -> TokenStream {
        // The channels of a generic event are known where it is used. The client checks the channels of every
        // trigger at run time as well.
        if !self.header.is_concrete() {
            return TokenStream::new();
        }
        let checks = self.plain_checks().into_iter().chain(self.client_checks()).chain(self.filled_check());
        let checks = checks.map(|check| self.header.static_lifetimes(check));
        proof::constants("EVENT", checks)
    }

    /// Proves that an event with several channels has no encrypted channel.
    fn plain_checks(&self) -> Vec<TokenStream> {
        let label = item::bare(&self.item.input.ident);
        let addressed: Vec<&EventChannel> =
            self.event.channels().iter().filter(|channel| channel.is_addressed()).collect();
        let check = |channel: &&EventChannel| {
            let ty = &channel.ty;
            let check = quote!(__pusher::check_plain(#label, &<#ty as __pusher::Channel>::PATTERN));
            span::respan(ty.span(), check)
        };
        if addressed.len() > 1 { addressed.iter().map(check).collect() } else { Vec::new() }
    }

    /// Proves that clients can send the event to its channels. The event's own pattern was already checked.
    fn client_checks(&self) -> Vec<TokenStream> {
        let name = &self.event.name;
        let channels = self.event.channels().iter().filter(|_| self.event.is_client_event());
        let foreign = channels.filter(|channel| !matches!(channel.source, Source::Own { .. }));
        let check = |channel: &EventChannel| {
            let ty = &channel.ty;
            let check = quote!(__pusher::check_client_event(#name, &<#ty as __pusher::Channel>::PATTERN));
            span::respan(ty.span(), check)
        };
        foreign.map(check).collect()
    }

    /// Proves that the name identifies the channel type, if a field is filled from the name.
    fn filled_check(&self) -> Option<TokenStream> {
        let channels = self.event.channels();
        if channels.len() < 2 || !channels.iter().any(EventChannel::is_filled) {
            return None;
        }
        let event = &self.item.input.ident;
        let (label, types) = (item::bare(event), self.types());
        let check = quote!(__pusher::check_filled(#label, &[#(<#types as __pusher::Channel>::PATTERN),*]));
        Some(span::respan(event.span(), check))
    }

    /// The description of the event for a catalog.
    fn describe(&self) -> TokenStream {
        let attrs = &self.item.input.attrs;
        let (header, doc) = (self.header.in_macro(), item::doc(attrs));
        let is_deprecated = item::is_deprecated(attrs);
        let is_for_user = matches!(self.event.destination, Destination::User);
        let (channels, aliases) = (&self.item.marked, aliases(self.item.input));
        quote!(
            __pusher::describe_event! { #header #doc #is_deprecated #is_for_user [#(#channels,)*] [#(#aliases,)*] }
        )
    }
}

/// The fields with aliases: the name for deserialization, and the aliases.
fn aliases(input: &DeriveInput) -> Vec<TokenStream> {
    let Data::Struct(data) = &input.data else { return Vec::new() };
    let container = SerdeAttributes::read(&input.attrs);
    let field = |field: &Field| {
        let serde = SerdeAttributes::read(&field.attrs);
        let (name, aliases) = (container.name_of(field.ident.as_ref()?, &serde), serde.aliases());
        (!aliases.is_empty()).then(|| quote!(#name [#(#aliases,)*]))
    };
    data.fields.iter().filter_map(field).collect()
}

/// The event of this name on these channels.
fn one<'c>(name: &str, channels: impl IntoIterator<Item = &'c EventChannel>) -> TokenStream {
    let pattern = |channel: &EventChannel| {
        let ty = &channel.ty;
        quote_spanned!(ty.span()=> <#ty as __pusher::Channel>::__PATTERNS)
    };
    let patterns: Vec<TokenStream> = channels.into_iter().map(pattern).collect();
    match patterns.as_slice() {
        // without the list, which the compiler would evaluate as a separate constant
        [only] => quote!(One(#name, #only)),
        all => quote!(One(#name, __pusher::Patterns::Any(const { &[#(#all),*] }))),
    }
}

/// The marker of the events of a channel.
fn event_on(ty: &ChannelType) -> TokenStream {
    quote_spanned!(ty.span()=> __pusher::EventOn<#ty>)
}
