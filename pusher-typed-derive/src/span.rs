//! The spans of generated code. Errors are reported at the user's tokens, while the variables have the
//! hygiene of the derive.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use syn::{Path, Type, TypePath, spanned::Spanned as _};

/// The span of a type, for paths, which resolve in the same way with any hygiene.
pub(crate) fn of(ty: &Type) -> Span {
    match ty {
        // Most types are one word, whose span is available directly.
        Type::Path(TypePath { qself: None, path, .. }) => of_path(path),
        ty => ty.span(),
    }
}

/// The place of a path.
pub(crate) fn of_path(path: &Path) -> Span {
    path.get_ident().map_or_else(|| path.span(), Ident::span)
}

/// The span for `self` and variables, which macros in the user's code do not see.
pub(crate) fn for_variables(span: Span) -> Span {
    Span::call_site().located_at(span)
}

/// Sets the span of all tokens to `span`, so that errors about them are reported there.
pub(crate) fn respan(span: Span, tokens: TokenStream) -> TokenStream {
    let respanned = tokens.into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            token = TokenTree::Group(Group::new(group.delimiter(), respan(span, group.stream())));
        }
        token.set_span(if is_variable(&token) { for_variables(span) } else { span });
        token
    });
    respanned.collect()
}

/// Whether the token is a name from [`local`].
fn is_variable(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident.to_string().starts_with("__pusher_"))
}

/// A call whose errors are reported at `span`. Errors in an argument are reported at the argument.
pub(crate) fn call(span: Span, function: &TokenStream, arguments: TokenStream) -> TokenStream {
    let function = respan(span, function.clone());
    let mut arguments = TokenTree::Group(Group::new(Delimiter::Parenthesis, arguments));
    arguments.set_span(span);
    quote::quote!(#function #arguments)
}

/// A variable of generated code. Hygiene separates it from the user's variables. A constant of the same name
/// would turn its binding into a pattern, so the name is an unusual one.
pub(crate) fn local(name: &str) -> Ident {
    Ident::new(&format!("__pusher_{name}"), Span::mixed_site())
}
