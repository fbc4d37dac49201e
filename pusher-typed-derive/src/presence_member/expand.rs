//! The code for a presence member.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::{declaration::MemberDeclaration, info};
use crate::{
    generics,
    header::{Header, lifetime},
    item,
    proof::Proof,
    span,
};

pub(super) fn expand(declaration: &MemberDeclaration<'_>, header: &Header<'_>) -> TokenStream {
    let proof = proof(declaration, header);
    let (info, describe) = (info::expand(declaration), describe(declaration, header));
    let (member, where_declared) = (expand_member(declaration, header, &proof), &proof.where_declared);
    let decode = expand_decode(declaration, header);
    quote!(#info #describe #member #decode #where_declared)
}

/// Proves that the id is within the service's limits.
fn proof(member: &MemberDeclaration<'_>, header: &Header<'_>) -> Proof {
    let (name, field, ty) = (item::bare(&member.input.ident), item::bare(member.id.ident), header.ty());
    let check = quote!(__pusher::check_user_id::<#ty>(#name, #field));
    let check = span::respan(span::of(&member.id.field.ty), header.static_lifetimes(check));
    Proof::new(header.is_concrete(), "USER_ID", [check])
}

fn expand_member(member: &MemberDeclaration<'_>, header: &Header<'_>, proof: &Proof) -> TokenStream {
    let (field, ty, when_used) = (member.id.ident, &member.id.field.ty, &proof.when_used);
    let (serializer, id) = (span::local("serializer"), quote_spanned!(span::of(ty)=> #ty));
    let content = quote! {
        type Id = #id;

        #[inline]
        fn user_id(&self) -> &Self::Id {
            #when_used
            &self.#field
        }

        fn serialize_info<__S: __pusher::serde::Serializer>(
            &self,
            #serializer: __S,
        ) -> __pusher::Result<__S::Ok, __S::Error> {
            __Info::serialize(self, #serializer)
        }
    };
    written(member, header).implement(&quote!(__pusher::PresenceMember), &content)
}

/// Adds the bounds with which a member can be serialized.
fn written<'i>(member: &MemberDeclaration<'_>, header: &Header<'i>) -> Header<'i> {
    let header = header.clone().bounded([&member.id.field.ty], &quote!(__pusher::ChannelParam));
    with_info_bounds(header, member)
}

/// A member can be deserialized if serde can deserialize it and the id can be parsed. This is checked where
/// it is used.
fn expand_decode(member: &MemberDeclaration<'_>, header: &Header<'_>) -> TokenStream {
    let name = member.serde.read_name_of(member.id.ident, &member.id.serde);
    let lifetime = lifetime();
    let id = quote!(<Self as __pusher::PresenceMember>::Id);
    let parse = quote!(for<#lifetime> __pusher::ParseChannelParam<#lifetime>);
    let read = quote!(for<#lifetime> __pusher::serde::Deserialize<#lifetime>);
    let header = written(member, header).with_bounds([id], &parse).with_bounds([quote!(Self)], &read);
    let content = quote!(const USER_ID_FIELD: __pusher::Name = #name;);
    header.implement(&quote!(__pusher::DecodeMember), &content)
}

/// The bounds of serde's impl that serializes the info: those of the item's `bound`, or for each field those
/// of its `bound`, or `T: Serialize` for each type parameter in it.
fn with_info_bounds<'i>(header: Header<'i>, member: &MemberDeclaration<'_>) -> Header<'i> {
    if let Some(bounds) = member.serde.bound() {
        return header.with_predicates(bounds);
    }
    let inferred =
        member.info.iter().filter(|field| field.serde.bound().is_none() && field.serde.is_written());
    let types: Vec<_> = inferred.map(|field| &field.field.ty).collect();
    let used = generics::used_by(&member.input.generics, &types);
    let params = used.type_params().map(|param| &param.ident);
    let given = member.info.iter().filter_map(|field| field.serde.bound()).flatten();
    header.with_bounds(params, &quote!(__pusher::serde::Serialize)).with_predicates(given)
}

/// The description of the member for a catalog: its schema, and which property is the id.
fn describe(member: &MemberDeclaration<'_>, header: &Header<'_>) -> TokenStream {
    let (header, doc) = (header.in_macro(), item::doc(&member.input.attrs));
    let id = member.serde.name_of(member.id.ident, &member.id.serde);
    quote!(__pusher::describe_member! { #header #doc #id })
}
