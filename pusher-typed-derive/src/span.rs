//! Where generated code appears to stand: an error about it is shown at the user's tokens, while its names mean
//! what they mean in the derive.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned as _;

/// The place of some tokens of the user, for names of the derive.
pub(crate) fn of(tokens: &impl ToTokens) -> Span {
    at(tokens.span())
}

/// The place of a span, for names of the derive.
pub(crate) fn at(span: Span) -> Span {
    Span::call_site().located_at(span)
}

/// The tokens as if all of them stood at `span`, so that an error about any of them is shown there.
pub(crate) fn respan(span: Span, tokens: TokenStream) -> TokenStream {
    let respanned = tokens.into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            token = TokenTree::Group(Group::new(group.delimiter(), respan(span, group.stream())));
        }
        token.set_span(token.span().located_at(span));
        token
    });
    respanned.collect()
}

/// A call whose failure is shown at `span`; what is wrong with an argument is shown at the argument.
pub(crate) fn call(span: Span, function: &TokenStream, arguments: TokenStream) -> TokenStream {
    let function = respan(span, function.clone());
    let mut arguments = TokenTree::Group(Group::new(Delimiter::Parenthesis, arguments));
    arguments.set_span(at(span));
    quote::quote!(#function #arguments)
}

/// A variable of generated code, which no name of the user can be.
pub(crate) fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}
