//! Collects every mistake of one item, so that all are reported at once.

use proc_macro2::TokenStream;
use quote::ToTokens;

/// The mistakes found so far.
#[derive(Default)]
#[must_use = "mistakes that are not reported are lost"]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    /// Adds a mistake at the tokens that are wrong.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl std::fmt::Display) {
        self.add(syn::Error::new_spanned(tokens, message));
    }

    pub(crate) fn add(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            None => self.0 = Some(error),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The declaration, or the mistakes, if there are any. What could not be read at all was a mistake.
    pub(crate) fn finish<D>(self, declaration: Option<D>) -> Result<D, Errors> {
        declaration.filter(|_| self.is_empty()).ok_or(self)
    }

    /// The `compile_error!`s.
    pub(crate) fn into_tokens(self) -> TokenStream {
        let unread = || syn::Error::new(proc_macro2::Span::call_site(), "the item could not be read");
        self.0.unwrap_or_else(unread).into_compile_error()
    }
}
