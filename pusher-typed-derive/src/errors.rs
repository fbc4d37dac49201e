//! Collects all errors of one item, so that they are reported together.

use proc_macro2::TokenStream;
use quote::ToTokens;

/// The errors found so far.
#[derive(Default)]
#[must_use = "mistakes that are not reported are lost"]
pub(crate) struct Errors {
    found: Option<syn::Error>,
    /// The item is not one that the derive is for. Then this is the only error.
    wrong_item: Option<syn::Error>,
}

impl Errors {
    /// Adds an error at the invalid tokens.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl std::fmt::Display) {
        self.add(syn::Error::new_spanned(tokens, message));
    }

    pub(crate) fn add(&mut self, error: syn::Error) {
        match &mut self.found {
            Some(errors) => errors.combine(error),
            None => self.found = Some(error),
        }
    }

    /// Reports that the derive is not for such an item, in place of all other errors: they are about attributes and
    /// fields of another item.
    pub(crate) fn wrong_item(&mut self, tokens: impl ToTokens, message: impl std::fmt::Display) {
        self.wrong_item = Some(syn::Error::new_spanned(tokens, message));
    }

    /// Adds the errors of a part of the item.
    pub(crate) fn append(&mut self, others: Errors) {
        if let Some(error) = others.found {
            self.add(error);
        }
        self.wrong_item = self.wrong_item.take().or(others.wrong_item);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_none() && self.wrong_item.is_none()
    }

    /// The declaration, or the errors, if there are any. A missing declaration always has an error.
    pub(crate) fn finish<D>(self, declaration: Option<D>) -> Result<D, Errors> {
        declaration.filter(|_| self.is_empty()).ok_or(self)
    }

    /// The `compile_error!` invocations.
    pub(crate) fn into_tokens(self) -> TokenStream {
        let unread = || syn::Error::new(proc_macro2::Span::call_site(), "the item could not be read");
        self.wrong_item.or(self.found).unwrap_or_else(unread).into_compile_error()
    }
}
