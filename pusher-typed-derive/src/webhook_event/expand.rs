//! The code that decodes an enum of webhook events.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Ident, Type};

use super::{
    declaration::{Content, HookField, HookVariant, Value, Values, WebhookDeclaration},
    proof,
};
use crate::span;

pub(super) fn expand(webhooks: &WebhookDeclaration<'_>) -> TokenStream {
    let proof = proof::proof(webhooks);
    let (when_used, where_declared) = (&proof.when_used, &proof.where_declared);
    let event = span::local("event");
    let arms = webhooks.kinds().into_iter().map(|kind| {
        let name = kind.ident();
        let attempts = webhooks.of_kind(kind).map(|variant| variant.attempt(&event));
        quote!(__pusher::WebhookKind::#name => {
            #(#attempts)*
            __pusher::None
        })
    });
    let other = webhooks.variants.iter().find_map(expand_other);
    let content = quote! {
        #[inline]
        fn decode_webhook(
            #event: &__pusher::Incoming<'_>,
        ) -> __pusher::Option<__pusher::Result<Self, __pusher::MisfitError>> {
            #when_used
            match #event.kind()? {
                #(#arms)*
                _ => __pusher::None,
            }
        }
        #other
    };
    let webhook_event = webhooks.header().implement(&quote!(__pusher::WebhookEvent), &content);
    let describe = describe(webhooks);
    quote!(#webhook_event #describe #where_declared)
}

/// Handles the events that no variant of their kind matches.
fn expand_other(variant: &HookVariant<'_>) -> Option<TokenStream> {
    let Content::Other(ty) = &variant.content else { return None };
    let (ident, raw) = (variant.ident, span::local("raw"));
    let hold = quote_spanned!(span::of(ty)=> <#ty as __pusher::OtherVariant>::from_raw);
    Some(quote! {
        fn other(
            #raw: __pusher::RawWebhookEvent,
        ) -> __pusher::Result<Self, __pusher::RawWebhookEvent> {
            __pusher::Ok(Self::#ident(#hold(#raw)))
        }
    })
}

impl HookVariant<'_> {
    /// Returns the variant's value if the variant matches the event.
    fn attempt(&self, event: &Ident) -> TokenStream {
        match &self.content {
            Content::ClientEvent(ty) => attempt_client_event(self.ident, ty, event),
            Content::Values(values) => values.attempt(self.ident, event),
            Content::Other(_) => TokenStream::new(),
        }
    }
}

fn attempt_client_event(variant: &Ident, ty: &Type, event: &Ident) -> TokenStream {
    let decoded = span::local("decoded");
    let decode = quote_spanned!(span::of(ty)=> (<#ty as __pusher::ClientEventVariant>::DECODE));
    quote! {
        if let __pusher::Some(#decoded) = #decode(#event) {
            return __pusher::Some(__pusher::Result::map(#decoded, Self::#variant));
        }
    }
}

impl Values<'_> {
    fn attempt(&self, variant: &Ident, event: &Ident) -> TokenStream {
        let [channel, decoded] = ["channel", "decoded"].map(span::local);
        let value = self.construct(variant, &channel, &decoded, event);
        let done = quote!(return __pusher::Some((|| __pusher::Ok(#value))()););
        let done = match self.event() {
            None => done,
            Some(ty) => {
                let decode = quote_spanned!(span::of(ty)=> <#ty as __pusher::WebhookClientEvent>::from_event);
                quote!(if let __pusher::Some(#decoded) = #decode(#event) { #done })
            }
        };
        let ty = self.channel.ty;
        let parse = quote_spanned!(span::of(ty)=> <#ty as __pusher::WebhookChannel>::from_event);
        quote!(if let __pusher::Some(#channel) = #parse(#event) { #done })
    }

    /// `Self::Joined { channel: …, user_id: … }`, or the same with parentheses.
    fn construct(&self, variant: &Ident, channel: &Ident, decoded: &Ident, event: &Ident) -> TokenStream {
        let others = self.others.iter().map(|(value, field)| match value {
            Value::Event => quote!(#decoded?),
            value => self.value(*value, field, event),
        });
        let values = std::iter::once(quote!(#channel)).chain(others);
        if let Some(names) = self.names() {
            quote!(Self::#variant { #(#names: #values),* })
        } else {
            quote!(Self::#variant(#(#values),*))
        }
    }

    /// The value of one field, in a closure that returns a `Result`.
    fn value(&self, value: Value, field: &HookField<'_>, event: &Ident) -> TokenStream {
        let (ty, channel) = (field.ty, self.channel.ty);
        let users = quote_spanned!(span::of(channel)=> <#channel as __pusher::WebhookChannel>::UserIds);
        let holder = match value {
            Value::Data => return quote_spanned!(span::of(ty)=> #event.data::<#ty>()?),
            Value::Sender => quote!(SenderField<#users>),
            Value::UserId => quote!(UserIdField<#users>),
            Value::SubscriptionCount => quote!(SubscriptionCount),
            Value::SocketId => quote!(SocketIdField),
            Value::Event | Value::EventName => quote!(EventNameField),
        };
        quote_spanned!(span::of(ty)=> <#ty as __pusher::#holder>::from_event(#event)?)
    }
}

/// The description of the variants' types for a catalog.
fn describe(webhooks: &WebhookDeclaration<'_>) -> TokenStream {
    let header = webhooks.header().in_macro();
    let parts = webhooks.variants.iter().flat_map(|variant| match &variant.content {
        Content::ClientEvent(ty) => vec![quote!(DescribeClientEvents #ty, client_events;)],
        Content::Other(_) => Vec::new(),
        Content::Values(values) => {
            let (kind, channel) = (values.kind.ident(), values.channel.ty);
            let event = values.event().map(|ty| quote!(DescribeEvents #ty, events;));
            std::iter::once(quote!(DescribeChannels #channel, channels(#kind);)).chain(event).collect()
        }
    });
    quote!(__pusher::describe_webhooks! { #header [#(#parts)*] })
}
