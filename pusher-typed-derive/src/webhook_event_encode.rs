//! The code behind `#[derive(WebhookEvent)]` that writes events as a service does, for tests.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Generics, Ident, Lifetime, Path, Type, parse_quote, spanned::Spanned as _};

use crate::{
    item::ImplGenerics,
    webhook_event::{Content, HookDecl, HookField, HookVariant},
    webhook_event_expand::kind_variant,
};

impl HookDecl<'_> {
    pub(crate) fn expand_encode(&self) -> TokenStream {
        let (krate, ident) = (&self.krate, &self.input.ident);
        let lifetime = Lifetime::new("'__pusher", Span::call_site());
        let generics = self.encode_generics(&lifetime);
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let (_, type_generics, _) = self.input.generics.split_for_impl();
        let arms = self.variants.iter().map(|variant| self.encode_arm(variant, &lifetime));
        quote! {
            __pusher::encode! {
                #[automatically_derived]
                impl #impl_generics #krate::__private::EncodeWebhookEvent<#lifetime> for #ident #type_generics #where_clause {
                    #[inline]
                    fn encode_webhook(
                        &self,
                    ) -> ::core::result::Result<#krate::__private::Fields, #krate::__private::EncodeError> {
                        match self { #(#arms)* }
                    }
                }
            }
        }
    }

    /// The generics, with a bound for each value. By its lifetime, which means
    /// nothing else, a bound that does not hold is no mistake.
    fn encode_generics(&self, lifetime: &Lifetime) -> Generics {
        let krate = &self.krate;
        let own = self.generics();
        let mut generics =
            ImplGenerics(&own).with_lifetime(lifetime, std::iter::empty(), &TokenStream::new());
        let predicates = &mut generics.make_where_clause().predicates;
        for variant in &self.variants {
            for (ty, holder) in holders(&self.krate, variant, lifetime) {
                predicates.push(parse_quote!(#ty: #krate::__private::#holder));
            }
        }
        generics
    }

    fn encode_arm(&self, variant: &HookVariant<'_>, lifetime: &Lifetime) -> TokenStream {
        let (krate, ident) = (&self.krate, variant.ident);
        let holders = holders(&self.krate, variant, lifetime);
        let methods = holders
            .iter()
            .map(|(ty, holder)| quote_spanned!(ty.span()=> <#ty as #krate::__private::#holder>));
        let fields = match &variant.content {
            Content::ClientEvent(_) => {
                return quote!(Self::#ident(__event) => #(#methods)*::encode_client_event(__event),);
            }
            Content::Other(_) => return quote!(Self::#ident(__raw) => #(#methods)*::fields(__raw),),
            Content::Fields(fields) => fields,
        };
        let kind = kind_variant(&variant.kind);
        let names: Vec<Ident> = fields.iter().map(|field| format_ident!("__{}", field.key)).collect();
        let members: Option<Vec<&Ident>> = fields.iter().map(|field| field.ident).collect();
        let braced = members.map(|members| quote!({ #(#members: #names),* }));
        let pattern = braced.unwrap_or_else(|| quote!((#(#names),*)));
        let mut steps: Vec<TokenStream> = Vec::new();
        for (field, method) in fields.iter().zip(methods) {
            let name = format_ident!("__{}", field.key);
            if field.key == "channel" {
                let kind = quote!(#krate::__private::WebhookKind::#kind);
                steps.insert(0, quote!(let __fields = #method::begin(#name, #kind)?;));
            } else {
                steps.push(quote!(let __fields = #method::add_to(#name, __fields)?;));
            }
        }
        quote! {
            Self::#ident #pattern => {
                #(#steps)*
                ::core::result::Result::Ok(__fields)
            }
        }
    }
}

/// The type of each value, in order, and the trait that writes it.
fn holders<'v>(
    krate: &Path,
    variant: &'v HookVariant<'_>,
    lifetime: &Lifetime,
) -> Vec<(&'v Type, TokenStream)> {
    match &variant.content {
        Content::ClientEvent(ty) => vec![(ty, quote!(EncodeClientEvent<#lifetime>))],
        Content::Other(ty) => vec![(*ty, quote!(EncodeOther<#lifetime>))],
        Content::Fields(fields) => {
            fields.iter().map(|field| (field.ty, holder(krate, variant, field, lifetime))).collect()
        }
    }
}

fn holder(
    krate: &Path,
    variant: &HookVariant<'_>,
    field: &HookField<'_>,
    lifetime: &Lifetime,
) -> TokenStream {
    let key = match (field.key, variant.kind.as_str()) {
        ("channel", _) => return quote!(EncodeChannel<#lifetime>),
        ("user_id", "client_event") => "Sender",
        ("user_id", _) => "UserId",
        ("subscription_count", _) => "SubscriptionCount",
        ("socket_id", _) => "SocketId",
        ("data", _) => "Data",
        _ if variant.field("data").is_some() => "EventName",
        _ => "Event",
    };
    let key = Ident::new(key, Span::call_site());
    quote!(EncodeField<#lifetime, #krate::__private::keys::#key>)
}
