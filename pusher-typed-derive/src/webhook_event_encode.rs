//! The code behind `#[derive(WebhookEvent)]` that writes events as a service does, for tests.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Generics, Ident, Lifetime, parse_quote, spanned::Spanned as _};

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
            #[automatically_derived]
            impl #impl_generics #krate::__private::EncodeWebhookEvent<#lifetime> for #ident #type_generics #where_clause {
                fn encode_webhook(
                    &self,
                ) -> ::core::result::Result<#krate::__private::Fields, #krate::__private::EncodeError> {
                    match self { #(#arms)* }
                }
            }
        }
    }

    /// The generics, with a bound for each payload. By its lifetime, which means
    /// nothing else, an enum whose payloads cannot be written compiles as well.
    fn encode_generics(&self, lifetime: &Lifetime) -> Generics {
        let krate = &self.krate;
        let own = self.generics();
        let mut generics =
            ImplGenerics(&own).with_lifetime(lifetime, std::iter::empty(), &TokenStream::new());
        let predicates = &mut generics.make_where_clause().predicates;
        for variant in &self.variants {
            if let Content::ClientEvent(ty) = &variant.content {
                predicates.push(parse_quote!(#ty: #krate::__private::EncodeClientEvent<#lifetime>));
            }
            let payload = variant.field("data").or_else(|| variant.field("event"));
            if let Some(HookField { key, ty, .. }) = payload {
                let name = if *key == "data" { "EncodeData" } else { "EncodeEvent" };
                let name = Ident::new(name, Span::call_site());
                predicates.push(parse_quote!(#ty: #krate::__private::#name<#lifetime>));
            }
        }
        generics
    }

    fn encode_arm(&self, variant: &HookVariant<'_>, lifetime: &Lifetime) -> TokenStream {
        let (krate, ident) = (&self.krate, variant.ident);
        let fields = match &variant.content {
            Content::ClientEvent(ty) => {
                let encode = quote_spanned! {ty.span()=>
                    <#ty as #krate::__private::EncodeClientEvent<#lifetime>>::encode_client_event
                };
                return quote!(Self::#ident(__event) => #encode(__event),);
            }
            Content::Other(_) => return quote!(Self::#ident(__raw) => #krate::__private::Fields::raw(__raw),),
            Content::Fields(fields) => fields,
        };
        let kind = kind_variant(&variant.kind);
        let names: Vec<Ident> = fields.iter().map(|field| format_ident!("__{}", field.key)).collect();
        let members: Option<Vec<&Ident>> = fields.iter().map(|field| field.ident).collect();
        let pattern = match members {
            Some(members) => quote!({ #(#members: #names),* }),
            None => quote!((#(#names),*)),
        };
        let additions = fields.iter().map(|field| addition(variant, field));
        quote! {
            Self::#ident #pattern => {
                let __fields = #krate::__private::Fields::new(#krate::__private::WebhookKind::#kind, __channel)?;
                #(let __fields = __fields #additions;)*
                ::core::result::Result::Ok(__fields)
            }
        }
    }
}

/// What adds a field's value to the event.
fn addition(variant: &HookVariant<'_>, field: &HookField<'_>) -> TokenStream {
    match (field.key, variant.kind.as_str()) {
        ("user_id", "client_event") => quote!(.user_id_of_sender(__user_id)?),
        ("user_id", _) => quote!(.user_id(__user_id)?),
        ("subscription_count", _) => quote!(.subscription_count(__subscription_count)),
        ("socket_id", _) => quote!(.socket_id(__socket_id)),
        ("data", _) => quote!(.data(__event, __data)?),
        ("event", _) if variant.field("data").is_none() => quote!(.event(__event)?),
        _ => TokenStream::new(),
    }
}
