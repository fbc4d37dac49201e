//! Where generated code appears to stand: an error about it is shown at the user's tokens, while its variables
//! are those of the derive.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use syn::{Path, Type, TypePath, spanned::Spanned as _};

/// The place of a type, for paths: these mean the same wherever they are written.
pub(crate) fn of(ty: &Type) -> Span {
    match ty {
        // Most are one word, whose span need not be searched.
        Type::Path(TypePath { qself: None, path, .. }) => of_path(path),
        ty => ty.span(),
    }
}

/// The place of a path.
pub(crate) fn of_path(path: &Path) -> Span {
    path.get_ident().map_or_else(|| path.span(), Ident::span)
}

/// The place of a span for `self` and variables, which a macro of the user would not see.
pub(crate) fn for_variables(span: Span) -> Span {
    Span::call_site().located_at(span)
}

/// The tokens as if all of them stood at `span`, so that an error about any of them is shown there.
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

/// A call whose failure is shown at `span`; what is wrong with an argument is shown at the argument.
pub(crate) fn call(span: Span, function: &TokenStream, arguments: TokenStream) -> TokenStream {
    let function = respan(span, function.clone());
    let mut arguments = TokenTree::Group(Group::new(Delimiter::Parenthesis, arguments));
    arguments.set_span(span);
    quote::quote!(#function #arguments)
}

/// A variable of generated code. Its hygiene keeps it apart from the user's variables, but a constant of the same name
/// would turn its binding into a pattern, so it has a name that nobody uses.
pub(crate) fn local(name: &str) -> Ident {
    Ident::new(&format!("__pusher_{name}"), Span::mixed_site())
}
