//! The channels of an event in the code behind `#[derive(Event)]`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Ident, Lifetime, Visibility, spanned::Spanned as _};

use crate::{
    channel::ChannelDecl,
    channel_expand,
    event::{ChannelFieldSource, EventChannel},
    item,
};

/// What generated code calls a channel type by.
pub(crate) enum ChannelType {
    /// Most are: a name is written faster than tokens, whose span must be searched.
    Name(Ident),
    Tokens(TokenStream),
}

impl ChannelType {
    /// Where the type is named.
    pub(crate) fn span(&self) -> Span {
        match self {
            ChannelType::Name(ident) => ident.span(),
            ChannelType::Tokens(tokens) => tokens.span(),
        }
    }
}

impl ToTokens for ChannelType {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            ChannelType::Name(ident) => ident.to_tokens(tokens),
            ChannelType::Tokens(own) => own.to_tokens(tokens),
        }
    }
}

impl EventChannel {
    pub(crate) fn ty(&self) -> ChannelType {
        match self {
            EventChannel::Own { decl, .. } if decl.generics.params.is_empty() => {
                ChannelType::Name(decl.ident.clone())
            }
            EventChannel::Own { decl, .. } => {
                let literal = decl.pattern.as_ref().map(|pattern| pattern.literal.span());
                let span = literal.unwrap_or_else(Span::call_site);
                let (ident, (_, arguments, _)) = (&decl.ident, decl.generics.split_for_impl());
                ChannelType::Tokens(quote_spanned!(span=> #ident #arguments))
            }
            EventChannel::Type { alias: Some(alias), .. } => ChannelType::Name(alias.clone()),
            EventChannel::Type { path, .. } => ChannelType::Tokens(path.to_token_stream()),
        }
    }

    /// The declaration of the name that generated code uses for a channel type.
    ///
    /// With one place that names the type, a type that does not exist is one error.
    pub(crate) fn alias(&self) -> Option<TokenStream> {
        match self {
            EventChannel::Type { path, alias: Some(alias), .. } => Some(quote!(type #alias = #path;)),
            _ => None,
        }
    }

    /// Whether the event's fields say which channel it is.
    pub(crate) fn is_addressed(&self) -> bool {
        !matches!(self, EventChannel::Type { fields: None, .. })
    }

    /// The name of the channel that an event goes to, as a `Result`.
    pub(crate) fn name(&self) -> Option<TokenStream> {
        let ty = self.ty();
        match self {
            EventChannel::Own { decl, .. } => {
                let params = decl.placed().into_iter().map(channel_expand::param);
                let check = decl.check_when_used_as(&ty);
                Some(quote!({ #check __pusher::name_of::<#ty>(&[#(#params),*]) }))
            }
            EventChannel::Type { fields: None, .. } => None,
            EventChannel::Type { path, alias, fields: Some(fields) } => {
                let name = quote_spanned!(ty.span()=> __pusher::channel_name::<#ty>);
                let path = alias
                    .as_ref()
                    .map_or_else(|| item::in_expression(path).to_token_stream(), Ident::to_token_stream);
                let channel = channel_literal(&path, fields);
                Some(quote!(#name(&#channel)))
            }
        }
    }

    /// `if channel fits { decode }`; the value is the decoded event.
    pub(crate) fn decode(&self, lifetime: &Lifetime) -> TokenStream {
        let ty = self.ty();
        let parse = quote_spanned!(ty.span()=> <#ty as __pusher::ParseChannel<#lifetime>>::parse_channel);
        let fills = self.fills();
        let decode = if fills.is_empty() {
            quote!(__pusher::decode::<Self>(__received.data))
        } else {
            let fills = fills.into_iter().map(
                |(event_field, channel_field)| quote!(__decoded.#event_field = __parsed.#channel_field;),
            );
            quote! {
                __pusher::decode_and::<Self>(__received.data, |__decoded| { #(#fills)* })
            }
        };
        let bound = if self.fills().is_empty() { quote!(_) } else { quote!(__parsed) };
        quote!(if let __pusher::Some(#bound) = #parse(__received.channel) { #decode })
    }

    /// Whether a field is filled from this channel's name.
    pub(crate) fn is_filled(&self) -> bool {
        !self.fills().is_empty()
    }

    /// The event's fields that stand in this channel's name.
    pub(crate) fn placed(&self) -> Vec<&Ident> {
        match self {
            EventChannel::Own { decl, .. } => decl.fields.iter().map(|field| &field.ident).collect(),
            EventChannel::Type { fields, .. } => {
                fields.iter().flatten().map(|field| &field.source.event_field).collect()
            }
        }
    }

    /// The event's fields that serde skips, and the channel's fields that they are filled from.
    pub(crate) fn fills(&self) -> Vec<(&Ident, &Ident)> {
        match self {
            EventChannel::Own { skipped, .. } => skipped.iter().map(|ident| (ident, ident)).collect(),
            EventChannel::Type { fields: None, .. } => Vec::new(),
            EventChannel::Type { fields: Some(fields), .. } => {
                let skipped = fields.iter().filter(|field| field.skipped);
                skipped.map(|field| (&field.source.event_field, &field.source.channel_field)).collect()
            }
        }
    }
}

/// `OrderChannel { id: self.id.clone() }`
fn channel_literal(path: &TokenStream, fields: &[ChannelFieldSource]) -> TokenStream {
    let fields = fields.iter().map(|field| {
        let (channel_field, event_field) = (&field.source.channel_field, &field.source.event_field);
        let value = quote_spanned!(event_field.span()=> __pusher::Clone::clone(&self.#event_field));
        quote!(#channel_field: #value)
    });
    quote!(#path { #(#fields),* })
}

pub(crate) fn expand_struct(decl: &ChannelDecl, vis: &Visibility, event: &Ident, valid: bool) -> TokenStream {
    let ident = &decl.ident;
    let (_, type_generics, where_clause) = decl.generics.split_for_impl();
    let text = decl.pattern.as_ref().map(|pattern| pattern.literal.value()).unwrap_or_default();
    let doc = format!("The channel of [`{event}`]: `{text}`.");
    let fields = decl.fields.iter().map(|field| {
        let (vis, name, ty) = (&field.vis, &field.ident, &field.ty);
        let doc = format!("`<{}>` in the channel's name.", item::bare(name));
        quote!(#[doc = #doc] #vis #name: #ty)
    });
    let label = ident.to_string();
    let impls = if valid { decl.expand() } else { decl.expand_fallback() };
    let bounded = decl.bounded();
    let (bounded_generics, _, bounded_where) = bounded.split_for_impl();
    let impls = item::sealed_with(
        &decl.krate,
        &quote! {
            #impls
            #[automatically_derived]
            impl #bounded_generics ::core::fmt::Debug for #ident #type_generics #bounded_where {
                #[inline]
                fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    __pusher::debug_channel(self, #label, __f)
                }
            }
            #[automatically_derived]
            impl #bounded_generics ::core::cmp::PartialEq for #ident #type_generics #bounded_where {
                #[inline]
                fn eq(&self, __other: &Self) -> ::core::primitive::bool {
                    __pusher::same_name(self, __other)
                }
            }
        },
    );
    let params = &decl.generics.params;
    let params = if params.is_empty() { TokenStream::new() } else { quote!(<#params>) };
    let body =
        if decl.fields.is_empty() { quote!(#where_clause;) } else { quote!(#where_clause { #(#fields),* }) };
    quote! {
        #[doc = #doc]
        #[derive(::core::clone::Clone)]
        #vis struct #ident #params #body
        #impls
    }
}
