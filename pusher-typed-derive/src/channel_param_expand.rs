//! The code behind `#[derive(ChannelParam)]`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{DeriveInput, Generics, Ident, Lifetime, Member, Type, spanned::Spanned as _};

use crate::{
    channel_param::{self, Limits, ParamDecl, Shape},
    errors::Errors,
    item::{self, ImplGenerics},
};

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let decl = channel_param::parse(input, &mut errors);
    let tokens = match (&decl.shape, errors.is_empty()) {
        (Some(Shape::Newtype { member, ty, limits }), true) => decl.expand_newtype(member, ty, limits),
        (Some(Shape::Enum(variants)), true) => decl.expand_enum(variants),
        _ => decl.expand_fallback(),
    };
    let tokens = item::sealed(&tokens);
    let errors = errors.into_tokens();
    quote!(#errors #tokens)
}

impl ParamDecl<'_> {
    /// The two impls, from their contents.
    fn impls(
        &self,
        generics: &Generics,
        types: &[&Type],
        write: &TokenStream,
        parse: &TokenStream,
    ) -> TokenStream {
        let (krate, ident) = (&self.krate, &self.input.ident);
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let (_, type_generics, _) = self.input.generics.split_for_impl();
        let lifetime = Lifetime::new("'__pusher", Span::call_site());
        let bound = quote!(#krate::ParseChannelParam<#lifetime>);
        let parse_generics = ImplGenerics(generics).with_lifetime(&lifetime, types.iter().copied(), &bound);
        let (parse_impl_generics, _, parse_where_clause) = parse_generics.split_for_impl();
        quote! {
            #[automatically_derived]
            impl #impl_generics #krate::ChannelParam for #ident #type_generics #where_clause {
                #write
            }

            #[automatically_derived]
            impl #parse_impl_generics #krate::ParseChannelParam<#lifetime> for #ident #type_generics #parse_where_clause {
                const EXACT: ::core::primitive::bool = true;

                #[inline]
                fn parse_param(__text: &#lifetime ::core::primitive::str) -> ::core::option::Option<Self> {
                    #parse
                }
            }
        }
    }

    fn expand_newtype(&self, member: &Member, ty: &Type, limits: &Limits) -> TokenStream {
        let krate = &self.krate;
        let generics =
            ImplGenerics(&self.input.generics).bounded(std::iter::once(ty), &quote!(#krate::ChannelParam));
        let of = quote_spanned!(ty.span()=> <#ty as #krate::ChannelParam>);
        let given = limits.chars.as_ref().map(|chars| quote!(#krate::CharSet::new(#chars)));
        let chars = given.unwrap_or_else(|| quote!(#of::CHARS));
        let min_len = limits.min_len.map_or_else(|| quote!(#of::MIN_LEN), |len| quote!(#len));
        let max_len = limits.max_len.map_or_else(|| quote!(#of::MAX_LEN), |len| quote!(#len));
        let write = quote! {
            const CHARS: #krate::CharSet = #chars;
            const MIN_LEN: ::core::primitive::usize = #min_len;
            const MAX_LEN: ::core::primitive::usize = #max_len;
            const VALUES: #krate::__private::ParamValues = #of::VALUES;

            #[inline]
            fn write_param(&self, __out: &mut dyn ::core::fmt::Write) -> ::core::fmt::Result {
                #of::write_param(&self.#member, __out)
            }
        };
        let parse = quote! {
            ::core::option::Option::Some(Self { #member: #of::__parse_checking(__text)? })
        };
        let impls = self.impls(&generics, &[ty], &write, &parse);
        let constructors = if limits.any() { self.expand_constructors(member) } else { TokenStream::new() };
        quote!(#impls #constructors)
    }

    /// The conversions by which a limited text is made.
    fn expand_constructors(&self, member: &Member) -> TokenStream {
        let (krate, ident) = (&self.krate, &self.input.ident);
        let (impl_generics, type_generics, where_clause) = self.input.generics.split_for_impl();
        quote! {
            #[automatically_derived]
            impl #impl_generics ::core::convert::TryFrom<::std::string::String> for #ident #type_generics #where_clause {
                type Error = #krate::ParamError;

                #[inline]
                fn try_from(__text: ::std::string::String) -> ::core::result::Result<Self, #krate::ParamError> {
                    #krate::__private::check_param::<Self>(&__text)?;
                    ::core::result::Result::Ok(Self { #member: ::core::convert::Into::into(__text) })
                }
            }

            #[automatically_derived]
            impl #impl_generics ::core::str::FromStr for #ident #type_generics #where_clause {
                type Err = #krate::ParamError;

                #[inline]
                fn from_str(__text: &::core::primitive::str) -> ::core::result::Result<Self, #krate::ParamError> {
                    #krate::__private::check_param::<Self>(__text)?;
                    ::core::result::Result::Ok(Self { #member: ::core::convert::Into::into(__text) })
                }
            }
        }
    }

    fn expand_enum(&self, variants: &[(&Ident, String)]) -> TokenStream {
        let krate = &self.krate;
        let chars = char_set(variants.iter().map(|(_, text)| text.as_str()));
        let min_len = variants.iter().map(|(_, text)| text.len()).min().unwrap_or(1);
        let max_len = variants.iter().map(|(_, text)| text.len()).max().unwrap_or(1);
        let write_arms = variants.iter().map(|(variant, text)| quote!(Self::#variant => #text));
        let texts = variants.iter().map(|(_, text)| text);
        let parse_arms = variants.iter().map(|(variant, text)| quote!(#text => Self::#variant));
        let write = quote! {
            const CHARS: #krate::CharSet = #krate::CharSet::new(#chars);
            const MIN_LEN: ::core::primitive::usize = #min_len;
            const MAX_LEN: ::core::primitive::usize = #max_len;
            const VALUES: #krate::__private::ParamValues = #krate::__private::ParamValues::OneOf(&[#(#texts),*]);

            #[inline]
            fn write_param(&self, __out: &mut dyn ::core::fmt::Write) -> ::core::fmt::Result {
                __out.write_str(match self { #(#write_arms),* })
            }
        };
        let parse = quote! {
            ::core::option::Option::Some(match __text {
                #(#parse_arms,)*
                _ => return ::core::option::Option::None,
            })
        };
        self.impls(&self.input.generics, &[], &write, &parse)
    }

    /// Impls that only keep a mistake from causing others elsewhere.
    fn expand_fallback(&self) -> TokenStream {
        let krate = &self.krate;
        let write = quote! {
            const CHARS: #krate::CharSet = #krate::CharSet::DIGITS;
            const MIN_LEN: ::core::primitive::usize = 1;
            const MAX_LEN: ::core::primitive::usize = 1;
            fn write_param(&self, _: &mut dyn ::core::fmt::Write) -> ::core::fmt::Result { loop {} }
        };
        self.impls(
            &self.input.generics,
            &[],
            &write,
            &quote!({
                let _ = __text;
                loop {}
            }),
        )
    }
}

/// The characters of all texts, as `CharSet::new` reads them.
fn char_set<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut characters: Vec<char> = texts.flat_map(str::chars).collect();
    characters.sort_unstable();
    characters.dedup();
    characters.into_iter().flat_map(|c| [(c == '-').then_some('\\'), Some(c)]).flatten().collect()
}
