//! The value of `channel = …`: a pattern, or a channel type with the fields that fill it.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{
    Ident, LitStr, Token, TypePath,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
    token::Brace,
};

use super::wrong_value;

/// The destination of an event.
pub(crate) enum Target {
    /// `"private-orders-<id>"`
    Pattern(LitStr),
    /// `OrderChannel`, or with fields `OrderChannel { id: order }`
    Type { path: TypePath, fields: Option<Vec<FieldSource>> },
}

/// `id`, or `id: order`: a field of the channel and the field of the event that fills it.
#[derive(Clone)]
pub(crate) struct FieldSource {
    pub(crate) channel_field: Ident,
    pub(crate) event_field: Ident,
}

impl Parse for Target {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Target::Pattern);
        }
        let at = input.span();
        let path = path(input)?;
        if !input.peek(Brace) {
            return match rest(input) {
                rest if rest.is_empty() => Ok(Target::Type { path, fields: None }),
                rest => {
                    let first: String = path.to_token_stream().to_string().split_whitespace().collect();
                    Err(syn::Error::new(at, wrong_value::explain_channel(Some(&first), &rest)))
                }
            };
        }
        let braced;
        syn::braced!(braced in input);
        let fields = Punctuated::<FieldSource, Token![,]>::parse_terminated(&braced)
            .inspect_err(|_| drain(&braced))?;
        Ok(Target::Type { path, fields: Some(fields.into_iter().collect()) })
    }
}

/// A type path. If an unquoted pattern looks like a path, only its first word is consumed.
fn path(input: ParseStream<'_>) -> syn::Result<TypePath> {
    let at = input.span();
    match input.fork().parse::<TypePath>() {
        Ok(_) => input.parse(),
        Err(_) => Err(syn::Error::new(at, wrong_value::explain_channel(None, &rest(input)))),
    }
}

/// Consumes the remaining tokens of an entry.
fn rest(input: ParseStream<'_>) -> TokenStream {
    let mut rest = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        rest.extend(input.parse::<TokenTree>());
    }
    rest
}

/// Consumes the remaining tokens, which would be reported as a second error.
fn drain(input: ParseStream<'_>) {
    while input.parse::<TokenTree>().is_ok() {}
}

impl Parse for FieldSource {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let wrong = |error: syn::Error| {
            let message = "expected a field of the channel: `id`, or `id: other` where the event's field is called `other`";
            syn::Error::new(error.span(), message)
        };
        let channel_field: Ident = input.parse().map_err(wrong)?;
        let event_field = if input.parse::<Option<Token![:]>>()?.is_some() {
            input.parse().map_err(wrong)?
        } else {
            channel_field.clone()
        };
        if !input.is_empty() && !input.peek(Token![,]) {
            let message = "only the name of a field of the event is allowed here; add a field to the event, with `#[serde(skip)]` if it is not part of the payload";
            return Err(syn::Error::new(event_field.span(), message));
        }
        Ok(FieldSource { channel_field, event_field })
    }
}
