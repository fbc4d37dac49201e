//! `#[derive(PresenceMember)]`: who is subscribed to a presence channel.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Attribute, DeriveInput, Field, GenericParam, Generics, Path, parse_quote, spanned::Spanned as _};

use crate::{
    attr::{self, Entry},
    describe_expand::describe_nothing,
    describe_member,
    errors::Errors,
    item::{self, ImplGenerics},
};

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    // A member may be an event as well, whose derive reads these.
    let keys = ["crate", "channel", "event", "user", "kind", "member"];
    let entries = attr::entries(&input.attrs, &keys, &mut errors);
    let krate = item::crate_path(&entries);
    let id = id_field(input, &mut errors);
    refuse_other_forms(input, &mut errors);
    let tokens = match (id, errors.is_empty()) {
        (Some(id), true) => expand(input, &krate, id),
        _ => expand_fallback(input, &krate),
    };
    let tokens = item::sealed(&quote!(use #krate::__private as __pusher; #tokens));
    let errors = errors.into_tokens();
    quote!(#errors #tokens)
}

/// The one field with `#[pusher(user_id)]`.
fn id_field<'i>(input: &'i DeriveInput, errors: &mut Errors) -> Option<&'i Field> {
    let data = item::require_struct(input, "a presence member", errors)?;
    let mut found = None;
    for field in &data.fields {
        let entries = attr::entries(&field.attrs, &["user_id"], errors);
        let Some(entry) = entries.list.iter().find(|spanned| matches!(spanned.entry, Entry::UserId)) else {
            continue;
        };
        if field.ident.is_none() {
            errors.at(
                &entry.key,
                "the fields of a presence member have names; write `#[pusher(user_id)] id: u64`",
            );
        } else if found.is_some() {
            errors.at(&entry.key, "a presence member has one user id; remove this `user_id`");
        } else {
            found = Some(field);
        }
    }
    if found.is_none() && errors.is_empty() {
        let message = "no field is the user's id; add `#[pusher(user_id)]` to the one that is";
        errors.at(&input.ident, message);
    }
    found
}

pub(crate) fn serde_attrs(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("serde"))
}

/// The words of a `#[serde(…)]`.
fn words(attr: &Attribute) -> Vec<proc_macro2::Ident> {
    let syn::Meta::List(list) = &attr.meta else { return Vec::new() };
    let ident = |token| match token {
        proc_macro2::TokenTree::Ident(ident) => Some(ident),
        _ => None,
    };
    list.tokens.clone().into_iter().filter_map(ident).collect()
}

/// Refuses what makes serde write something else than the fields.
fn refuse_other_forms(input: &DeriveInput, errors: &mut Errors) {
    for word in serde_attrs(&input.attrs).flat_map(words) {
        if ["into", "transparent", "remote"].iter().any(|other| word == other) {
            let message = format!(
                "a member's info is made of its fields, so `{word}` has no meaning here; \
                 put the attributes on the fields, or implement `PresenceMember` by hand"
            );
            errors.at(&word, message);
        }
    }
}

fn expand(input: &DeriveInput, krate: &Path, id: &Field) -> TokenStream {
    let (ident, field, ty) = (&input.ident, &id.ident, &id.ty);
    let own = ImplGenerics(&input.generics);
    let mut generics = own.bounded(std::iter::once(ty), &quote!(#krate::ChannelParam));
    bound_info(&mut generics, input, id, krate);
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let (_, arguments, _) = input.generics.split_for_impl();
    let (member, label) = (item::bare(ident), field.as_ref().map(item::bare).unwrap_or_default());
    let check = quote!(#krate::__private::check_user_id::<#ident #arguments>(#member, #label));
    let check = item::at(ty.span(), own.static_lifetimes(check));
    let (when_used, where_declared) = if own.is_concrete() {
        (TokenStream::new(), quote!(const _: () = #check;))
    } else {
        (quote!(const { #check };), TokenStream::new())
    };
    let id_type = quote_spanned!(ty.span()=> #ty);
    let info = expand_info(input, krate, id);
    let describe = describe_member::describe(input, id);
    quote! {
        #info
        #describe

        #[automatically_derived]
        impl #impl_generics #krate::PresenceMember for #ident #type_generics #where_clause {
            type Id = #id_type;

            #[inline]
            fn user_id(&self) -> &Self::Id {
                #when_used
                &self.#field
            }

            fn serialize_info<__S: #krate::__private::serde::Serializer>(
                &self,
                __serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                __Info::serialize(self, __serializer)
            }
        }
        #where_declared
    }
}

/// Bounds `T: Serialize` for the type parameters of the info's fields.
fn bound_info(generics: &mut Generics, input: &DeriveInput, id: &Field, krate: &Path) {
    let fields = match &input.data {
        syn::Data::Struct(data) => data.fields.iter().filter(|field| field.ident != id.ident).collect(),
        _ => Vec::new(),
    };
    let types = fields.iter().map(|field| &field.ty);
    let used = ImplGenerics(&input.generics).used_by(&types);
    for param in &used.params {
        if let GenericParam::Type(param) = param {
            let ident = &param.ident;
            let bound = parse_quote!(#ident: #krate::__private::serde::Serialize);
            generics.make_where_clause().predicates.push(bound);
        }
    }
}

/// A struct with the same fields, by which serde writes all of them but the id.
fn expand_info(input: &DeriveInput, krate: &Path, id: &Field) -> TokenStream {
    let syn::Data::Struct(data) = &input.data else { return TokenStream::new() };
    let fields = data.fields.iter().map(|field| {
        let (name, ty) = (&field.ident, item::without_self(&field.ty, &input.ident, &input.generics));
        let attrs: Vec<&Attribute> = serde_attrs(&field.attrs).collect();
        if field.ident == id.ident {
            quote!(#[serde(skip_serializing)] #name: #ty)
        } else {
            quote!(#(#attrs)* #name: #ty)
        }
    });
    let container: Vec<&Attribute> = serde_attrs(&input.attrs).collect();
    let says = |key: &str| container.iter().any(|attr| words(attr).iter().any(|word| word == key));
    let path = (!says("crate")).then(|| quote!(#[serde(crate = "__pusher_serde")]));
    // What serde would call the struct, where it writes the name.
    let remote = input.ident.to_string();
    let name = (!says("rename")).then(|| quote!(#[serde(rename = #remote)]));
    let (_, _, where_clause) = input.generics.split_for_impl();
    let generics = &input.generics;
    quote! {
        use #krate::__private::serde as __pusher_serde;

        #[derive(__pusher_serde::Serialize)]
        #[serde(remote = #remote)]
        #path
        #name
        #(#container)*
        #[allow(dead_code)]
        struct __Info #generics #where_clause { #(#fields),* }
    }
}

/// An impl that only keeps a mistake from causing others elsewhere.
fn expand_fallback(input: &DeriveInput, krate: &Path) -> TokenStream {
    let ident = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let describe = describe_nothing(ident, &input.generics, "PresenceMember");
    quote! {
        #describe
        impl #impl_generics #krate::PresenceMember for #ident #type_generics #where_clause {
            type Id = ::std::string::String;
            fn user_id(&self) -> &Self::Id { loop {} }
            fn serialize_info<__S: #krate::__private::serde::Serializer>(
                &self,
                _: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> { loop {} }
        }
    }
}
