//! `#[derive(PresenceMember)]`: who is subscribed to a presence channel.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{DeriveInput, Field, Path, spanned::Spanned as _};

use crate::{
    attr::{self, Entry},
    errors::Errors,
    item::{self, ImplGenerics},
};

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let entries = attr::entries(&input.attrs, &["crate"], &mut errors);
    let krate = item::crate_path(&entries);
    let id = id_field(input, &mut errors);
    let tokens = item::sealed(&match (id, errors.is_empty()) {
        (Some(id), true) => expand(input, &krate, id),
        _ => expand_fallback(input, &krate),
    });
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

fn expand(input: &DeriveInput, krate: &Path, id: &Field) -> TokenStream {
    let (ident, field, ty) = (&input.ident, &id.ident, &id.ty);
    let own = ImplGenerics(&input.generics);
    let generics = own.bounded(std::iter::once(ty), &quote!(#krate::ChannelParam));
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let member = item::bare(ident);
    let label = field.as_ref().map(item::bare).unwrap_or_default();
    let (_, arguments, _) = input.generics.split_for_impl();
    let check = quote!(#krate::__private::check_user_id::<#ident #arguments>(#member, #label));
    let check = item::at(ty.span(), check);
    let concrete = input.generics.params.is_empty();
    let (when_used, where_declared) = if concrete {
        (None, Some(quote!(const _: () = #check;)))
    } else {
        (Some(quote!(const { #check };)), None)
    };
    let id_type = quote_spanned!(ty.span()=> #ty);
    quote! {
        #[automatically_derived]
        impl #impl_generics #krate::PresenceMember for #ident #type_generics #where_clause {
            type Id = #id_type;

            fn user_id(&self) -> &Self::Id {
                #when_used
                &self.#field
            }
        }
        #where_declared
    }
}

/// An impl that only keeps a mistake from causing others elsewhere.
fn expand_fallback(input: &DeriveInput, krate: &Path) -> TokenStream {
    let ident = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    quote! {
        impl #impl_generics #krate::PresenceMember for #ident #type_generics #where_clause {
            type Id = ::std::string::String;
            fn user_id(&self) -> &Self::Id { loop {} }
        }
    }
}
