//! `#[derive(PresenceMember)]`: a member of a presence channel.

mod declaration;
mod expand;
mod info;
mod parse;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::fallback;

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    parse::parse(input).expand(expand::expand, fallback::presence_member)
}
