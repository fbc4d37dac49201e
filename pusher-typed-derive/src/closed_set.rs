//! Enums whose variants hold one channel or one event each.

use proc_macro2::{Delimiter, Group, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Data, DataEnum, DeriveInput, Fields, Ident, Path, Type, Variant, spanned::Spanned as _};

use crate::{
    attr,
    errors::Errors,
    item::{self, ImplGenerics},
};

pub(crate) struct SetDecl<'i> {
    pub(crate) krate: Path,
    pub(crate) input: &'i DeriveInput,
    pub(crate) variants: Vec<(&'i Ident, &'i Type)>,
}

/// How many variants one constant compares with those after them.
const CHECKED_AT_ONCE: usize = 8;

impl<'i> SetDecl<'i> {
    /// Reads an enum of `what`, which is "channel" or "event".
    pub(crate) fn parse(input: &'i DeriveInput, derive: &str, what: &str, errors: &mut Errors) -> Self {
        let entries = attr::entries(&input.attrs, &["crate"], errors);
        let data = require_enum(input, derive, errors);
        let variants = data.map(|data| variants(data, &input.ident, what, errors)).unwrap_or_default();
        SetDecl { krate: item::crate_path(&entries), input, variants }
    }

    pub(crate) fn types(&self) -> impl Iterator<Item = &Type> + Clone {
        self.variants.iter().map(|(_, ty)| *ty)
    }

    /// The proof that the variants exclude each other: inside of the impls where
    /// it depends on a type parameter, else beside them.
    pub(crate) fn check(&self, check: &str, of: &str, constant: &str) -> (TokenStream, TokenStream) {
        let ident = &self.input.ident;
        let element = if constant == "EVENTS" { "Events" } else { "Patterns" };
        let [check, of, constant, element] =
            [check, of, constant, element].map(|name| Ident::new(name, Span::call_site()));
        let set = item::bare(ident);
        let members = self.variants.iter().map(|(variant, ty)| {
            let label = item::bare(variant);
            let constant = quote_spanned!(ty.span()=> <#ty as __pusher::#of>::#constant);
            quote!((#label, #constant))
        });
        let generics = ImplGenerics(&self.input.generics);
        let members = generics.static_lifetimes(quote!([#(#members),*]));
        let check = |members: TokenStream, from: usize| {
            let to = self.variants.len().min(from + CHECKED_AT_ONCE);
            let callee = item::at(ident.span(), quote!(__pusher::#check));
            let mut arguments = Group::new(Delimiter::Parenthesis, quote!(#set, #members, #from, #to));
            arguments.set_span(ident.span());
            quote!(#callee #arguments)
        };
        let places = (0..self.variants.len()).step_by(CHECKED_AT_ONCE);
        if generics.is_concrete() && self.variants.len() <= CHECKED_AT_ONCE {
            let check = check(quote!(&#members), 0);
            (TokenStream::new(), quote!(const _: () = #check;))
        } else if generics.is_concrete() {
            let checks = places.map(|from| check(quote!(__MEMBERS), from));
            let ty = quote!(&[(&__pusher::str, __pusher::#element)]);
            (TokenStream::new(), quote!(const __MEMBERS: #ty = &#members; #(const _: () = #checks;)*))
        } else {
            let checks = places.map(|from| check(quote!(__members), from));
            (quote!(const { let __members = &#members; #(#checks;)* };), TokenStream::new())
        }
    }

    /// The set's generics with `bound` on each variant's type that is generic.
    pub(crate) fn bounded(&self, bound: &TokenStream) -> syn::Generics {
        ImplGenerics(&self.input.generics).bounded(self.types(), bound)
    }
}

fn require_enum<'i>(input: &'i DeriveInput, derive: &str, errors: &mut Errors) -> Option<&'i DataEnum> {
    let example = if derive == "ChannelSet" { "Order(OrderChannel)" } else { "Shipped(OrderShipped)" };
    let message = format!("`{derive}` is for enums with variants such as `{example}`");
    match &input.data {
        Data::Enum(data) => return Some(data),
        Data::Struct(data) => errors.at(data.struct_token, message),
        Data::Union(data) => errors.at(data.union_token, message),
    }
    None
}

fn variants<'i>(
    data: &'i DataEnum,
    set: &Ident,
    what: &str,
    errors: &mut Errors,
) -> Vec<(&'i Ident, &'i Type)> {
    if data.variants.is_empty() {
        errors.at(set, format!("the set has no {what}; add a variant that holds one"));
    }
    for variant in &data.variants {
        attr::entries(&variant.attrs, &[], errors);
    }
    data.variants.iter().filter_map(|variant| newtype(variant, what, errors)).collect()
}

fn newtype<'i>(variant: &'i Variant, what: &str, errors: &mut Errors) -> Option<(&'i Ident, &'i Type)> {
    let ident = &variant.ident;
    let suffix = if what == "channel" { "Channel" } else { "" };
    let message =
        format!("a variant holds exactly one {what} type; write for example `{ident}({ident}{suffix})`");
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            return fields.unnamed.first().map(|field| (ident, &field.ty));
        }
        Fields::Unit => errors.at(ident, message),
        fields => errors.at(fields, message),
    }
    None
}
