//! The headers of impls: `impl<…> Trait for Item<…> where …`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{GenericParam, Generics, Ident, Lifetime, LifetimeParam, Type, WherePredicate};

use crate::generics::{is_concrete, is_generic, predicate, static_arguments, static_lifetimes};

/// An item, and the generics of an impl for it.
#[derive(Clone)]
pub(crate) struct Header<'i> {
    ident: &'i Ident,
    own: &'i Generics,
    /// The generics of the item, and the added ones.
    bounded: Generics,
}

/// The lifetime of the deserialized input.
pub(crate) fn lifetime() -> Lifetime {
    Lifetime::new("'__pusher", Span::call_site())
}

impl<'i> Header<'i> {
    pub(crate) fn new(ident: &'i Ident, generics: &'i Generics) -> Self {
        Header { ident, own: generics, bounded: generics.clone() }
    }

    /// Adds a bound for each of `types` that mentions a type parameter.
    pub(crate) fn bounded<'t>(self, types: impl IntoIterator<Item = &'t Type>, bound: &TokenStream) -> Self {
        let own = self.own;
        self.with_bounds(types.into_iter().filter(|ty| is_generic(own, ty)), bound)
    }

    /// Adds a bound for each of `types`.
    pub(crate) fn with_bounds<T: ToTokens>(
        mut self,
        types: impl IntoIterator<Item = T>,
        bound: &TokenStream,
    ) -> Self {
        for ty in types {
            let ty = Type::Verbatim(ty.into_token_stream());
            self.bounded.make_where_clause().predicates.push(predicate(ty, bound));
        }
        self
    }

    pub(crate) fn with_predicates(mut self, predicates: impl IntoIterator<Item = WherePredicate>) -> Self {
        self.bounded.make_where_clause().predicates.extend(predicates);
        self
    }

    /// Adds the lifetime [`lifetime`].
    pub(crate) fn with_lifetime(mut self) -> Self {
        self.bounded.params.insert(0, GenericParam::Lifetime(LifetimeParam::new(lifetime())));
        self
    }

    /// `Item<…>`
    pub(crate) fn ty(&self) -> TokenStream {
        let (ident, (_, arguments, _)) = (self.ident, self.own.split_for_impl());
        quote!(#ident #arguments)
    }

    /// The item's type in a proof, at the declaration or inside its impls.
    pub(crate) fn proved_type(&self) -> TokenStream {
        if !is_concrete(self.own) {
            return quote!(Self);
        }
        let (ident, arguments) = (self.ident, static_arguments(self.own));
        quote!(#ident #arguments)
    }

    /// The tokens of a proof at the item's declaration: every lifetime of the item is `'static`.
    pub(crate) fn static_lifetimes(&self, tokens: TokenStream) -> TokenStream {
        static_lifetimes(self.own, tokens)
    }

    pub(crate) fn is_concrete(&self) -> bool {
        is_concrete(self.own)
    }

    /// `impl<…> Trait for Item<…> where … { content }`
    pub(crate) fn implement(&self, of: &impl ToTokens, content: &TokenStream) -> TokenStream {
        let (impl_generics, _, where_clause) = self.bounded.split_for_impl();
        let (ident, (_, arguments, _)) = (self.ident, self.own.split_for_impl());
        // The attribute silences lints about code, and a marker has no code.
        let derived = (!content.is_empty()).then(|| quote!(#[automatically_derived]));
        quote!(#derived impl #impl_generics #of for #ident #arguments #where_clause { #content })
    }

    /// The impl of a trait without items.
    pub(crate) fn mark(&self, of: &impl ToTokens) -> TokenStream {
        self.implement(of, &TokenStream::new())
    }

    /// The parameters, the type and the predicates of the `where` clause, each in brackets and with a
    /// trailing comma. The macros of the runtime crate add their own.
    pub(crate) fn in_macro(&self) -> TokenStream {
        let params = self.bounded.params.iter().map(|param| {
            let mut param = param.clone();
            match &mut param {
                GenericParam::Type(param) => param.default = None,
                GenericParam::Const(param) => param.default = None,
                GenericParam::Lifetime(_) => {}
            }
            param
        });
        let predicates = self.bounded.where_clause.iter().flat_map(|clause| &clause.predicates);
        let ty = self.ty();
        quote!([#(#params,)*] [#ty] [#(#predicates,)*])
    }
}
