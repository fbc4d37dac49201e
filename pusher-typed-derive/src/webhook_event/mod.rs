//! `#[derive(WebhookEvent)]`: the webhook events that an application handles.

mod declaration;
mod encode;
mod expand;
mod parse;
mod proof;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::fallback;

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    parse::parse(input).expand(
        |webhooks, _| {
            let (aliases, impls, encode) =
                (&webhooks.aliases, expand::expand(webhooks), encode::expand(webhooks));
            quote!(#(#aliases)* #impls #encode)
        },
        fallback::webhook_event,
    )
}
