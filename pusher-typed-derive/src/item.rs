//! Reads general properties of an item.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Attribute, Data, DataEnum, DataStruct, DeriveInput, Expr, ExprLit, Generics, Ident, Lit, Meta,
    MetaNameValue, Token, Type, ext::IdentExt,
};

use crate::errors::Errors;

/// The field's name without `r#`.
pub(crate) fn bare(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// The text of the item's doc comment, without the space that follows each `///`.
pub(crate) fn doc(attrs: &[Attribute]) -> String {
    let lines = attrs.iter().filter_map(|attr| match &attr.meta {
        Meta::NameValue(MetaNameValue {
            path,
            value: Expr::Lit(ExprLit { lit: Lit::Str(text), .. }),
            ..
        }) if path.is_ident("doc") => Some(text.value()),
        _ => None,
    });
    let lines: Vec<String> =
        lines.map(|line| line.strip_prefix(' ').unwrap_or(&line).trim_end().to_owned()).collect();
    lines.join("\n").trim().to_owned()
}

/// Whether the item has `#[deprecated]`.
pub(crate) fn is_deprecated(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| attr.path().is_ident("deprecated"))
}

/// A type in which `Self` is replaced by the item's type, for use outside of the item.
pub(crate) fn without_self(ty: &Type, ident: &Ident, generics: &Generics) -> TokenStream {
    let (_, arguments, _) = generics.split_for_impl();
    replace_self(ty.to_token_stream(), &quote!(#ident #arguments))
}

fn replace_self(tokens: TokenStream, with: &TokenStream) -> TokenStream {
    let replaced = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Ident(ident) if ident == "Self" => with.clone(),
        TokenTree::Group(group) => {
            let mut replaced = Group::new(group.delimiter(), replace_self(group.stream(), with));
            replaced.set_span(group.span());
            TokenTree::Group(replaced).into()
        }
        other => other.into(),
    });
    replaced.collect()
}

/// The struct of a derive for `what`. `instead` is the suggestion if the item is an enum.
pub(crate) fn require_struct<'i>(
    input: &'i DeriveInput,
    what: &str,
    instead: &str,
    errors: &mut Errors,
) -> Option<&'i DataStruct> {
    match &input.data {
        Data::Struct(data) => return Some(data),
        Data::Enum(data) => {
            errors.wrong_item(data.enum_token, format!("{what} cannot be an enum; {instead}"));
        }
        Data::Union(data) => {
            errors.wrong_item(data.union_token, format!("{what} cannot be a union; declare a struct"));
        }
    }
    None
}

/// The enum of a derive. `message` is the error for any other item.
pub(crate) fn require_enum<'i>(
    input: &'i DeriveInput,
    message: impl FnOnce() -> String,
    errors: &mut Errors,
) -> Option<&'i DataEnum> {
    match &input.data {
        Data::Enum(data) => return Some(data),
        Data::Struct(data) => errors.wrong_item(data.struct_token, message()),
        Data::Union(data) => errors.wrong_item(data.union_token, message()),
    }
    None
}

/// `Path<A>` as an expression: `Path::<A>`.
pub(crate) fn in_expression(path: &syn::TypePath) -> syn::TypePath {
    let mut path = path.clone();
    for segment in &mut path.path.segments {
        if let syn::PathArguments::AngleBracketed(arguments) = &mut segment.arguments {
            arguments.colon2_token = Some(<Token![::]>::default());
        }
    }
    path
}
