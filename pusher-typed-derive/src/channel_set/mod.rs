//! `#[derive(ChannelSet)]`: a closed set of channels.

mod expand;
mod parse;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::fallback;

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    parse::parse(input).expand(|set, _| expand::expand(set), fallback::channel_set)
}
