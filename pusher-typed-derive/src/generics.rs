//! The generic parameters of an item, and which of them a type mentions.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    GenericArgument, GenericParam, Generics, Lifetime, PathArguments, PredicateType, Token, Type,
    TypeParamBound, WherePredicate,
};

/// Whether an item has no generic parameters except lifetimes, so that its proofs can be evaluated at the
/// declaration.
pub(crate) fn is_concrete(generics: &Generics) -> bool {
    generics.params.iter().all(|param| matches!(param, GenericParam::Lifetime(_)))
}

/// The type's arguments with every lifetime `'static`, for constants outside of impls.
pub(crate) fn static_arguments(generics: &Generics) -> TokenStream {
    let lifetimes = generics.lifetimes().map(|_| Lifetime::new("'static", Span::call_site()));
    if generics.params.is_empty() { TokenStream::new() } else { quote!(<#(#lifetimes),*>) }
}

/// Tokens for constants outside of impls: every lifetime of the item is `'static`.
pub(crate) fn static_lifetimes(generics: &Generics, tokens: TokenStream) -> TokenStream {
    let names: Vec<String> = generics.lifetimes().map(|param| param.lifetime.ident.to_string()).collect();
    if names.is_empty() || !is_concrete(generics) { tokens } else { make_static(tokens, &names) }
}

fn make_static(tokens: TokenStream, names: &[String]) -> TokenStream {
    let mut after_tick = false;
    let replaced = tokens.into_iter().map(|token| {
        let replaced = match token {
            TokenTree::Group(group) => {
                let mut replaced = Group::new(group.delimiter(), make_static(group.stream(), names));
                replaced.set_span(group.span());
                TokenTree::Group(replaced)
            }
            TokenTree::Ident(ident) if after_tick && names.contains(&ident.to_string()) => {
                TokenTree::Ident(Ident::new("static", ident.span()))
            }
            other => other,
        };
        after_tick = matches!(&replaced, TokenTree::Punct(punct) if punct.as_char() == '\'');
        replaced
    });
    replaced.collect()
}

/// `ty: bound`, built without parsing, because parsing would take most of the time.
pub(crate) fn predicate(ty: Type, bound: &TokenStream) -> WherePredicate {
    WherePredicate::Type(PredicateType {
        attrs: Vec::new(),
        lifetimes: None,
        bounded_ty: ty,
        colon_token: <Token![:]>::default(),
        bounds: std::iter::once(TypeParamBound::Verbatim(bound.clone())).collect(),
    })
}

/// Whether a type parameter occurs in `ty`.
pub(crate) fn is_generic(generics: &Generics, ty: &Type) -> bool {
    let parameters: Vec<String> = generics.type_params().map(|param| param.ident.to_string()).collect();
    !parameters.is_empty() && mentions(ty, &parameters)
}

/// Whether the type of a field has a reference without a lifetime. Those in the types of functions need none.
pub(crate) fn lacks_lifetime(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => reference.lifetime.is_none() || lacks_lifetime(&reference.elem),
        Type::Slice(slice) => lacks_lifetime(&slice.elem),
        Type::Array(array) => lacks_lifetime(&array.elem),
        Type::Group(group) => lacks_lifetime(&group.elem),
        Type::Paren(paren) => lacks_lifetime(&paren.elem),
        Type::Tuple(tuple) => tuple.elems.iter().any(lacks_lifetime),
        Type::Path(path) => path.path.segments.iter().any(|segment| match &segment.arguments {
            PathArguments::AngleBracketed(arguments) => arguments
                .args
                .iter()
                .any(|argument| matches!(argument, GenericArgument::Type(ty) if lacks_lifetime(ty))),
            _ => false,
        }),
        _ => false,
    }
}

/// Keeps only the parameters that `types` mention, with the bounds that concern only these parameters.
///
/// An associated type such as `T::Id` mentions what the bounds of `T` mention.
pub(crate) fn used_by(generics: &Generics, types: &[&Type]) -> Generics {
    let mut mentioned: Vec<TokenStream> = types.iter().map(ToTokens::to_token_stream).collect();
    let bounds = |name: &str| bounds_of(generics, name);
    let projected = generics.type_params().map(|param| param.ident.to_string());
    let projected = projected.filter(|name| types.iter().any(|ty| is_projected(ty.to_token_stream(), name)));
    mentioned.extend(projected.flat_map(|name| bounds(&name)));
    let used = |name: &String| mentioned.iter().any(|tokens| mentions(tokens, std::slice::from_ref(name)));
    let (kept, dropped): (Vec<GenericParam>, Vec<GenericParam>) =
        generics.params.iter().cloned().partition(|param| used(&name_of(param)));
    let dropped: Vec<String> = dropped.iter().map(name_of).collect();
    let mut used = Generics { params: kept.into_iter().collect(), ..Generics::default() };
    for param in &mut used.params {
        drop_foreign_bounds(param, &dropped);
    }
    if let Some(clause) = &generics.where_clause {
        let predicates = clause.predicates.iter().filter(|predicate| !mentions(predicate, &dropped));
        used.make_where_clause().predicates.extend(predicates.cloned());
    }
    used
}

/// The bounds of a type parameter.
fn bounds_of(generics: &Generics, name: &str) -> Vec<TokenStream> {
    let inline = generics.type_params().filter(|param| param.ident == name);
    let inline = inline.map(|param| param.bounds.to_token_stream());
    let clauses = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let clauses = clauses.filter_map(|predicate| match predicate {
        WherePredicate::Type(bound) if bound.bounded_ty.to_token_stream().to_string() == name => {
            Some(bound.bounds.to_token_stream())
        }
        _ => None,
    });
    inline.chain(clauses).collect()
}

/// Whether `name::…` occurs in `tokens`.
fn is_projected(tokens: TokenStream, name: &str) -> bool {
    let mut after_name = false;
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => is_projected(group.stream(), name),
        TokenTree::Punct(punct) => std::mem::take(&mut after_name) && punct.as_char() == ':',
        TokenTree::Ident(ident) => {
            after_name = ident == name;
            false
        }
        TokenTree::Literal(_) => false,
    })
}

fn drop_foreign_bounds(param: &mut GenericParam, dropped: &[String]) {
    match param {
        GenericParam::Type(param) => {
            let bounds = std::mem::take(&mut param.bounds).into_iter();
            param.bounds = bounds.filter(|bound| !mentions(bound, dropped)).collect();
        }
        GenericParam::Lifetime(param) => {
            let bounds = std::mem::take(&mut param.bounds).into_iter();
            param.bounds = bounds.filter(|bound| !mentions(bound, dropped)).collect();
        }
        GenericParam::Const(_) => {}
    }
}

/// The parameter's name; for a lifetime, with the apostrophe.
fn name_of(param: &GenericParam) -> String {
    match param {
        GenericParam::Type(param) => param.ident.to_string(),
        GenericParam::Lifetime(param) => param.lifetime.to_string(),
        GenericParam::Const(param) => param.ident.to_string(),
    }
}

/// Whether one of `names` occurs in `tokens`. Lifetimes are written with the apostrophe.
fn mentions(tokens: &impl ToTokens, names: &[String]) -> bool {
    let mut after_tick = false;
    tokens.to_token_stream().into_iter().any(|token| {
        let found = match &token {
            TokenTree::Group(group) => mentions(&group.stream(), names),
            TokenTree::Ident(ident) if after_tick => names.contains(&format!("'{ident}")),
            TokenTree::Ident(ident) => names.contains(&ident.to_string()),
            _ => false,
        };
        after_tick = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
        found
    })
}
