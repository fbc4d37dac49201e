//! `#[derive(ChannelParam)]`: the type of a placeholder's value.

mod chars;
mod declaration;
mod expand;
mod parse;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::fallback;

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    parse::parse(input).expand(expand::expand, fallback::channel_param)
}
