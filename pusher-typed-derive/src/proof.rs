//! Where a proof is evaluated. What is known at the item's declaration is proved there, so that `cargo check`
//! reports it. What depends on a type parameter is proved where the item is used.

use proc_macro2::TokenStream;
use quote::quote;

/// What the compiler evaluates to prove a property of an item.
#[derive(Default)]
pub(crate) struct Proof {
    /// Statements for the functions of the item's impls.
    pub(crate) when_used: TokenStream,
    /// Items that are generated beside the impls.
    pub(crate) where_declared: TokenStream,
}

impl Proof {
    /// The proof of `checks`, which are calls of `const` functions.
    pub(crate) fn new(is_concrete: bool, checks: impl IntoIterator<Item = TokenStream>) -> Proof {
        let checks = checks.into_iter();
        if is_concrete {
            Proof { when_used: TokenStream::new(), where_declared: quote!(#(const _: () = #checks;)*) }
        } else {
            Proof { when_used: quote!(#(const { #checks };)*), where_declared: TokenStream::new() }
        }
    }
}
