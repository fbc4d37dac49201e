//! `#[derive(EventSet)]`: a closed set of events.

mod declaration;
mod expand;
mod parse;
mod proof;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::fallback;

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    parse::parse(input).expand(
        |set, origins| expand::expand(set, origins),
        |origins| fallback::event_set(&origins.header, &origins.channels),
    )
}
