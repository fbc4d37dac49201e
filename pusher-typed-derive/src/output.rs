//! What every derive gives back: the mistakes, and impls in any case.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use crate::errors::Errors;

/// What a derive read of an item.
pub(crate) struct Parsed<D, K> {
    /// The path of the runtime crate.
    pub(crate) krate: Path,
    /// The declaration, or what is wrong with it.
    pub(crate) declaration: Result<D, Errors>,
    /// What the impls of an item need even if something is wrong with it.
    pub(crate) known: K,
}

impl<D, K> Parsed<D, K> {
    /// The code for the item: what `expand` makes of a declaration, else the mistakes, and beside them impls from
    /// `fallback`, without which they would cause others elsewhere.
    pub(crate) fn expand(
        self,
        expand: impl FnOnce(&D, &K) -> TokenStream,
        fallback: impl FnOnce(&K) -> TokenStream,
    ) -> TokenStream {
        match self.declaration {
            Ok(declaration) => sealed(&self.krate, &expand(&declaration, &self.known)),
            Err(errors) => {
                let (errors, impls) = (errors.into_tokens(), sealed(&self.krate, &fallback(&self.known)));
                quote!(#errors #impls)
            }
        }
    }
}

/// The code, out of sight of the user's names and lints. In it, `__pusher` is what generated code uses: the compiler
/// reads and resolves every path, and thousands of short ones sooner.
fn sealed(krate: &Path, code: &TokenStream) -> TokenStream {
    quote! {
        #[allow(long_running_const_eval, unused_qualifications, single_use_lifetimes, clippy::all, clippy::pedantic)]
        const _: () = { use #krate::__private as __pusher; #code };
    }
}
