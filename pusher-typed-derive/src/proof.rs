//! Where a proof is evaluated. What is known at the item's declaration is proved there, so that `cargo check`
//! reports it. What depends on a type parameter is proved where the item is used.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// What the compiler evaluates to prove a property of an item.
#[derive(Default)]
pub(crate) struct Proof {
    /// Statements for the functions of the item's impls.
    pub(crate) when_used: TokenStream,
    /// Items that are generated beside the impls.
    pub(crate) where_declared: TokenStream,
}

impl Proof {
    /// The proof of `checks`, which are calls of `const` functions. `name` is part of the names of the constants.
    pub(crate) fn new(is_concrete: bool, name: &str, checks: impl IntoIterator<Item = TokenStream>) -> Proof {
        let checks = checks.into_iter();
        if is_concrete {
            Proof { when_used: TokenStream::new(), where_declared: constants(name, checks) }
        } else {
            Proof { when_used: quote!(#(const { #checks };)*), where_declared: TokenStream::new() }
        }
    }
}

/// A constant for each of `checks`. An error shows the constant's name, so it says what is checked: `_CHANNEL_CHECK`. With
/// the underscore, the compiler does not report that it is unused.
pub(crate) fn constants(name: &str, checks: impl IntoIterator<Item = TokenStream>) -> TokenStream {
    let constants = checks.into_iter().enumerate().map(|(at, check)| {
        let constant =
            if at == 0 { format_ident!("_{name}_CHECK") } else { format_ident!("_{name}_CHECK_{at}") };
        quote!(const #constant: () = #check;)
    });
    constants.collect()
}
