//! The code that encodes webhook events in the service's format, for tests.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;

use super::declaration::{Content, HookVariant, Value, Values, WebhookDeclaration};
use crate::{
    header::{Header, lifetime},
    span,
};

pub(super) fn expand(webhooks: &WebhookDeclaration<'_>) -> TokenStream {
    let lifetime = lifetime();
    let arms = webhooks.variants.iter().map(HookVariant::encode);
    let content = quote! {
        #[inline]
        fn encode_webhook(&self) -> __pusher::Result<__pusher::Fields, __pusher::EncodeError> {
            match self { #(#arms)* }
        }
    };
    let encode = header(webhooks).implement(&quote!(__pusher::EncodeWebhookEvent<#lifetime>), &content);
    quote!(__pusher::encode! { #encode })
}

/// The header, with a bound for each value. Each bound has an otherwise unused lifetime parameter. Without
/// generic parameters, an unsatisfied bound would be a compile error.
fn header<'i>(webhooks: &WebhookDeclaration<'i>) -> Header<'i> {
    let header = webhooks.header().with_lifetime();
    webhooks
        .variants
        .iter()
        .flat_map(HookVariant::writers)
        .fold(header, |header, (ty, writer)| header.with_bounds([ty], &quote!(__pusher::#writer)))
}

impl HookVariant<'_> {
    /// The type of each value, in order, and the trait that writes it.
    fn writers(&self) -> Vec<(&Type, TokenStream)> {
        let lifetime = lifetime();
        match &self.content {
            Content::ClientEvent(ty) => vec![(ty, quote!(EncodeClientEvent<#lifetime>))],
            Content::Other(ty) => vec![(*ty, quote!(EncodeOther<#lifetime>))],
            Content::Values(values) => {
                let channel = (values.channel.ty, quote!(EncodeChannel<#lifetime>));
                let others = values.others.iter().map(|(value, field)| {
                    let key = Ident::new(value.key(), proc_macro2::Span::call_site());
                    (field.ty, quote!(EncodeField<#lifetime, __pusher::keys::#key>))
                });
                std::iter::once(channel).chain(others).collect()
            }
        }
    }

    fn encode(&self) -> TokenStream {
        let (ident, writers) = (self.ident, self.writers());
        let methods: Vec<TokenStream> = writers
            .iter()
            .map(|(ty, writer)| quote_spanned!(span::of(ty)=> <#ty as __pusher::#writer>))
            .collect();
        match &self.content {
            Content::ClientEvent(_) => {
                let event = span::local("event");
                quote!(Self::#ident(#event) => #(#methods)*::encode_client_event(#event),)
            }
            Content::Other(_) => {
                let raw = span::local("raw");
                quote!(Self::#ident(#raw) => #(#methods)*::fields(#raw),)
            }
            Content::Values(values) => values.encode(ident, &methods),
        }
    }
}

impl Values<'_> {
    /// The arm of a variant with these values; `methods` has the trait of each.
    fn encode(&self, variant: &Ident, methods: &[TokenStream]) -> TokenStream {
        let (kind, fields) = (self.kind.ident(), span::local("fields"));
        let locals: Vec<Ident> = (0..methods.len()).map(|at| span::local(&format!("value_{at}"))).collect();
        let pattern = if let Some(names) = self.names() {
            quote!({ #(#names: #locals),* })
        } else {
            quote!((#(#locals),*))
        };
        let steps = methods.iter().zip(&locals).enumerate().map(|(at, (method, local))| {
            if at == 0 {
                quote!(let #fields = #method::begin(#local, __pusher::WebhookKind::#kind)?;)
            } else {
                quote!(let #fields = #method::add_to(#local, #fields)?;)
            }
        });
        quote! {
            Self::#variant #pattern => {
                #(#steps)*
                __pusher::Ok(#fields)
            }
        }
    }
}

impl Value {
    /// The name in the runtime crate.
    fn key(self) -> &'static str {
        match self {
            Value::Event => "Event",
            Value::EventName => "EventName",
            Value::Data => "Data",
            Value::SocketId => "SocketId",
            Value::Sender => "Sender",
            Value::UserId => "UserId",
            Value::SubscriptionCount => "SubscriptionCount",
        }
    }
}
