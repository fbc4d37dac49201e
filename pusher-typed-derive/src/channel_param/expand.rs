//! The code for a parameter.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Ident, Member};

use super::declaration::{Newtype, ParamDeclaration};
use crate::{
    header::{Header, lifetime},
    span,
};

pub(super) fn expand(param: &ParamDeclaration<'_>, header: &Header<'_>) -> TokenStream {
    match param {
        ParamDeclaration::Newtype(newtype) => newtype.expand(header),
        ParamDeclaration::Enum(variants) => expand_enum(variants, header),
    }
}

impl Newtype<'_> {
    fn expand(&self, header: &Header<'_>) -> TokenStream {
        let impls = [self.expand_write(header), self.expand_parse(header)];
        let constructors = self.limits.any().then(|| expand_constructors(&self.member, header));
        quote!(#(#impls)* #constructors)
    }

    fn expand_write(&self, header: &Header<'_>) -> TokenStream {
        let (member, limits, out) = (&self.member, &self.limits, span::local("out"));
        let inner = self.inner();
        let given = limits.chars.as_ref().map(|chars| quote!(__pusher::CharSet::new(#chars)));
        let chars = given.unwrap_or_else(|| quote!(#inner::CHARS));
        let min_len = limits.min_len.map_or_else(|| quote!(#inner::MIN_LEN), |len| quote!(#len));
        let max_len = limits.max_len.map_or_else(|| quote!(#inner::MAX_LEN), |len| quote!(#len));
        let excluded =
            if let Some(texts) = &limits.not { quote!(&[#(#texts),*]) } else { quote!(#inner::EXCLUDED) };
        let content = quote! {
            const CHARS: __pusher::CharSet = #chars;
            const MIN_LEN: __pusher::usize = #min_len;
            const MAX_LEN: __pusher::usize = #max_len;
            const VALUES: __pusher::ParamValues = #inner::VALUES;
            const EXCLUDED: &'static [&'static __pusher::str] = #excluded;

            #[inline]
            fn write_param(&self, #out: &mut dyn __pusher::fmt::Write) -> __pusher::fmt::Result {
                #inner::write_param(&self.#member, #out)
            }
        };
        let header = header.clone().bounded([self.ty], &quote!(__pusher::ChannelParam));
        header.implement(&quote!(__pusher::ChannelParam), &content)
    }

    fn expand_parse(&self, header: &Header<'_>) -> TokenStream {
        let (member, lifetime, text, inner) = (&self.member, lifetime(), span::local("text"), self.inner());
        let value = quote!(__pusher::Some(Self { #member: #inner::__parse_checking(#text)? }));
        let header = header
            .clone()
            .bounded([self.ty], &quote!(__pusher::ChannelParam))
            .with_bounds([self.ty], &quote!(__pusher::ParseChannelParam<#lifetime>));
        expand_parse(header, &text, &value)
    }

    /// The inner parameter type as a qualified path, with the span at which errors about it are reported.
    fn inner(&self) -> TokenStream {
        let ty = self.ty;
        quote_spanned!(span::of(ty)=> <#ty as __pusher::ChannelParam>)
    }
}

/// The impl that parses a value. `value` is an `Option`, computed from `text`.
fn expand_parse(header: Header<'_>, text: &Ident, value: &TokenStream) -> TokenStream {
    let lifetime = lifetime();
    let content = quote! {
        const EXACT: __pusher::bool = true;

        #[inline]
        fn parse_param(#text: &#lifetime __pusher::str) -> __pusher::Option<Self> {
            #value
        }
    };
    header.with_lifetime().implement(&quote!(__pusher::ParseChannelParam<#lifetime>), &content)
}

/// The conversions that create a limited text.
fn expand_constructors(member: &Member, header: &Header<'_>) -> TokenStream {
    let text = span::local("text");
    let try_from = quote! {
        type Error = __pusher::ParamError;

        #[inline]
        fn try_from(#text: __pusher::String) -> __pusher::Result<Self, __pusher::ParamError> {
            __pusher::check_param::<Self>(&#text)?;
            __pusher::Ok(Self { #member: __pusher::Into::into(#text) })
        }
    };
    let from_str = quote! {
        type Err = __pusher::ParamError;

        #[inline]
        fn from_str(#text: &__pusher::str) -> __pusher::Result<Self, __pusher::ParamError> {
            __pusher::check_param::<Self>(#text)?;
            __pusher::Ok(Self { #member: __pusher::Into::into(#text) })
        }
    };
    let try_from = header.implement(&quote!(__pusher::TryFrom<__pusher::String>), &try_from);
    let from_str = header.implement(&quote!(__pusher::FromStr), &from_str);
    quote!(#try_from #from_str)
}

fn expand_enum(variants: &[(&Ident, String)], header: &Header<'_>) -> TokenStream {
    let (out, text) = (span::local("out"), span::local("text"));
    let chars = char_set(variants.iter().map(|(_, text)| text.as_str()));
    let min_len = variants.iter().map(|(_, text)| text.len()).min().unwrap_or(1);
    let max_len = variants.iter().map(|(_, text)| text.len()).max().unwrap_or(1);
    let write_arms = variants.iter().map(|(variant, text)| quote!(Self::#variant => #text));
    let texts = variants.iter().map(|(_, text)| text);
    let parse_arms = variants.iter().map(|(variant, text)| quote!(#text => Self::#variant));
    let write = quote! {
        const CHARS: __pusher::CharSet = __pusher::CharSet::new(#chars);
        const MIN_LEN: __pusher::usize = #min_len;
        const MAX_LEN: __pusher::usize = #max_len;
        const VALUES: __pusher::ParamValues = __pusher::ParamValues::OneOf(&[#(#texts),*]);

        #[inline]
        fn write_param(&self, #out: &mut dyn __pusher::fmt::Write) -> __pusher::fmt::Result {
            #out.write_str(match self { #(#write_arms),* })
        }
    };
    let parse = quote! {
        __pusher::Some(match #text {
            #(#parse_arms,)*
            _ => return __pusher::None,
        })
    };
    let write = header.implement(&quote!(__pusher::ChannelParam), &write);
    let parse = expand_parse(header.clone(), &text, &parse);
    quote!(#write #parse)
}

/// All characters of the texts, in the syntax of `CharSet::new`.
fn char_set<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut characters: Vec<char> = texts.flat_map(str::chars).collect();
    characters.sort_unstable();
    characters.dedup();
    characters.into_iter().flat_map(|c| [(c == '-').then_some('\\'), Some(c)]).flatten().collect()
}
