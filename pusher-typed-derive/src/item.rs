//! What every derive reads first: the item itself and the path of the crate.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Attribute, Data, DataStruct, DeriveInput, Expr, ExprLit, GenericParam, Generics, Ident, Lifetime,
    LifetimeParam, Lit, Meta, MetaNameValue, Path, PredicateType, Token, Type, TypeParamBound,
    WherePredicate, ext::IdentExt,
};

use crate::{
    attr::{Entries, Entry},
    errors::Errors,
};

/// The path that generated code names the runtime crate by.
pub(crate) fn crate_path(entries: &Entries) -> Path {
    let given = entries.list.iter().find_map(|spanned| match &spanned.entry {
        Entry::Crate(path) => Some(path.clone()),
        _ => None,
    });
    given.unwrap_or_else(|| Path {
        leading_colon: Some(<Token![::]>::default()),
        ..Path::from(Ident::new("pusher_typed", Span::call_site()))
    })
}

/// The field's name as the user thinks of it: without `r#`.
pub(crate) fn bare(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// The text of the item's doc comment, without the blank that follows each `///`.
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

/// Everything that a derive generates, out of sight of the user's names and lints.
pub(crate) fn sealed(tokens: &TokenStream) -> TokenStream {
    let quiet = quiet();
    quote!(#quiet #[allow(clippy::absolute_paths)] const _: () = { #tokens };)
}

/// The same for tokens in which `__pusher` is what generated code uses. The
/// compiler reads and resolves every path, and thousands of short ones sooner.
pub(crate) fn sealed_with(krate: &Path, tokens: &TokenStream) -> TokenStream {
    let quiet = quiet();
    quote!(#quiet const _: () = { use #krate::__private as __pusher; #tokens };)
}

/// The lints that generated code may not be measured by.
fn quiet() -> TokenStream {
    quote! {
        #[allow(long_running_const_eval, unused_qualifications, single_use_lifetimes, clippy::all, clippy::pedantic)]
    }
}

/// The tokens as if all of them stood at `span`, so that an error about any of
/// them is shown there.
pub(crate) fn at(span: Span, tokens: TokenStream) -> TokenStream {
    let respanned = tokens.into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            token = TokenTree::Group(Group::new(group.delimiter(), at(span, group.stream())));
        }
        token.set_span(span);
        token
    });
    respanned.collect()
}

/// A type in which `Self` is spelled out, for use outside of the item.
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

/// The struct behind a derive that takes no enum.
pub(crate) fn require_struct<'i>(
    input: &'i DeriveInput,
    what: &str,
    errors: &mut Errors,
) -> Option<&'i DataStruct> {
    match &input.data {
        Data::Struct(data) => return Some(data),
        Data::Enum(data) => {
            let derive = if what == "a channel" { "`ChannelSet`" } else { "`EventSet`" };
            let hint = match what {
                "a presence member" => "declare a struct".to_owned(),
                _ => format!("declare a struct, and derive {derive} for an enum of such structs"),
            };
            errors.at(data.enum_token, format!("{what} cannot be an enum; {hint}"));
        }
        Data::Union(data) => {
            errors.at(data.union_token, format!("{what} cannot be a union; declare a struct"));
        }
    }
    None
}

/// `ty: bound`, put together without parsing, which takes longer than all else.
pub(crate) fn predicate(ty: Type, bound: &TokenStream) -> WherePredicate {
    WherePredicate::Type(PredicateType {
        attrs: Vec::new(),
        lifetimes: None,
        bounded_ty: ty,
        colon_token: <Token![:]>::default(),
        bounds: std::iter::once(TypeParamBound::Verbatim(bound.clone())).collect(),
    })
}

/// The item's generics, in the forms that impls need.
pub(crate) struct ImplGenerics<'g>(pub(crate) &'g Generics);

impl ImplGenerics<'_> {
    /// Whether the item is one type, but for lifetimes, so that what is proved
    /// of it can be proved where it is declared.
    pub(crate) fn is_concrete(&self) -> bool {
        self.0.params.iter().all(|param| matches!(param, GenericParam::Lifetime(_)))
    }

    /// The type's arguments with every lifetime `'static`, for constants outside of impls.
    pub(crate) fn static_arguments(&self) -> TokenStream {
        let lifetimes = self.0.lifetimes().map(|_| Lifetime::new("'static", Span::call_site()));
        if self.0.params.is_empty() { TokenStream::new() } else { quote!(<#(#lifetimes),*>) }
    }

    /// Tokens for constants outside of impls: every lifetime of the item is `'static`.
    pub(crate) fn static_lifetimes(&self, tokens: TokenStream) -> TokenStream {
        let names: Vec<String> = self.0.lifetimes().map(|param| param.lifetime.ident.to_string()).collect();
        if names.is_empty() || !self.is_concrete() { tokens } else { static_lifetimes(tokens, &names) }
    }

    /// The same generics with a bound on each of `types` that mentions a type parameter.
    pub(crate) fn bounded<'t>(&self, types: impl Iterator<Item = &'t Type>, bound: &TokenStream) -> Generics {
        let mut generics = self.0.clone();
        let parameters: Vec<String> = self.0.type_params().map(|param| param.ident.to_string()).collect();
        if parameters.is_empty() {
            return generics;
        }
        for ty in types.filter(|ty| mentions(ty, &parameters)) {
            generics.make_where_clause().predicates.push(predicate(ty.clone(), bound));
        }
        generics
    }

    /// The same generics with one more lifetime, and with a bound on all of `types`.
    pub(crate) fn with_lifetime<'t>(
        &self,
        lifetime: &Lifetime,
        types: impl Iterator<Item = &'t Type>,
        bound: &TokenStream,
    ) -> Generics {
        let mut generics = self.0.clone();
        generics.params.insert(0, GenericParam::Lifetime(LifetimeParam::new(lifetime.clone())));
        let predicates = &mut generics.make_where_clause().predicates;
        for ty in types {
            predicates.push(predicate(ty.clone(), bound));
        }
        generics
    }

    /// Only those parameters that `types` mention, with the bounds that concern them alone.
    pub(crate) fn used_by<'t>(&self, types: &(impl Iterator<Item = &'t Type> + Clone)) -> Generics {
        let used = |name: &String| types.clone().any(|ty| mentions(ty, std::slice::from_ref(name)));
        let (kept, dropped): (Vec<GenericParam>, Vec<GenericParam>) =
            self.0.params.iter().cloned().partition(|param| used(&name_of(param)));
        let dropped: Vec<String> = dropped.iter().map(name_of).collect();
        let mut generics = Generics { params: kept.into_iter().collect(), ..Generics::default() };
        for param in &mut generics.params {
            drop_foreign_bounds(param, &dropped);
        }
        if let Some(clause) = &self.0.where_clause {
            let predicates = clause.predicates.iter().filter(|predicate| !mentions(predicate, &dropped));
            generics.make_where_clause().predicates.extend(predicates.cloned());
        }
        generics
    }
}

/// An item's parameters and the predicates of its `where` clause, each with a comma after it,
/// for the macros of the runtime crate, which add their own.
pub(crate) fn in_macro(ty: &TokenStream, generics: &Generics) -> TokenStream {
    let params = generics.params.iter().map(|param| {
        let mut param = param.clone();
        match &mut param {
            GenericParam::Type(param) => param.default = None,
            GenericParam::Const(param) => param.default = None,
            GenericParam::Lifetime(_) => {}
        }
        param
    });
    let predicates = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    quote!([#(#params,)*] [#ty] [#(#predicates,)*])
}

fn static_lifetimes(tokens: TokenStream, names: &[String]) -> TokenStream {
    let mut after_tick = false;
    let replaced = tokens.into_iter().map(|token| {
        let replaced = match token {
            TokenTree::Group(group) => {
                let mut replaced = Group::new(group.delimiter(), static_lifetimes(group.stream(), names));
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

/// The parameter's name; a lifetime's with its tick.
fn name_of(param: &GenericParam) -> String {
    match param {
        GenericParam::Type(param) => param.ident.to_string(),
        GenericParam::Lifetime(param) => param.lifetime.to_string(),
        GenericParam::Const(param) => param.ident.to_string(),
    }
}

/// Whether one of `names` occurs in `tokens`; lifetimes are named with their tick.
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

/// `Path<A>` as it is written in an expression: `Path::<A>`.
pub(crate) fn in_expression(path: &syn::TypePath) -> syn::TypePath {
    let mut path = path.clone();
    for segment in &mut path.path.segments {
        if let syn::PathArguments::AngleBracketed(arguments) = &mut segment.arguments {
            arguments.colon2_token = Some(<Token![::]>::default());
        }
    }
    path
}
