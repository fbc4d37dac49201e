//! `#[derive(Channel)]`: a channel type.

mod declaration;
mod expand;
mod parse;

use proc_macro2::TokenStream;
use syn::DeriveInput;

pub(crate) use self::{
    declaration::{ChannelDeclaration, ChannelField, ChannelItem},
    expand::{expand, param},
    parse::{declare, field},
};
use crate::fallback;

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    parse::parse(input).expand(|channel, _| expand::expand(channel), fallback::channel)
}
