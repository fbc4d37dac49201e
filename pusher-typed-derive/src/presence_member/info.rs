//! A struct with the member's fields, with which serde serializes all of them except the id.

use super::declaration::{MemberDeclaration, MemberField};
use crate::{attr::serde::is_serde, header::Header, item};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

pub(super) fn expand(member: &MemberDeclaration<'_>) -> TokenStream {
    let input = member.input;
    let ty = |field: &MemberField<'_>| item::without_self(&field.field.ty, &input.ident, &input.generics);
    let (id, id_type) = (member.id.ident, ty(&member.id));
    let others = member.info.iter().map(|field| {
        let (name, ty, attrs) =
            (field.ident, ty(field), field.field.attrs.iter().filter(|attr| is_serde(attr)));
        quote!(#(#attrs)* #name: #ty)
    });
    let info = Ident::new("__Info", Span::call_site());
    let container = input.attrs.iter().filter(|attr| is_serde(attr));
    let path = (!member.serde.has("crate")).then(|| quote!(#[serde(crate = "__pusher::serde")]));
    // The name of the struct for serde, for formats that contain it.
    let remote = input.ident.to_string();
    let name = (!member.serde.has("rename")).then(|| quote!(#[serde(rename = #remote)]));
    let (_, _, where_clause) = input.generics.split_for_impl();
    let generics = &input.generics;
    let unwritten = Header::new(&info, &input.generics).mark(&quote!(__Unwritten));
    quote! {
        // Used for `__Info::serialize` if serde's derive reported an error and generated nothing.
        trait __Unwritten: __pusher::Sized {
            fn serialize<__M, __S: __pusher::serde::Serializer>(
                _: &__M,
                _: __S,
            ) -> __pusher::Result<__S::Ok, __S::Error> { loop {} }
        }
        #unwritten

        #[derive(__pusher::serde::Serialize)]
        #[serde(remote = #remote)]
        #path
        #name
        #(#container)*
        struct #info #generics #where_clause { #[serde(skip_serializing)] #id: #id_type, #(#others),* }
    }
}
