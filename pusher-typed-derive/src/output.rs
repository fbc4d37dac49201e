//! What every derive gives back: the mistakes, and impls in any case.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Meta, Path};

use crate::errors::Errors;

/// What a derive read of an item.
pub(crate) struct Parsed<D, K> {
    /// How the code is set apart from the user's.
    pub(crate) seal: Seal,
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
            Ok(declaration) => self.seal.around(&expand(&declaration, &self.known)),
            Err(errors) => {
                let (errors, impls) = (errors.into_tokens(), self.seal.around(&fallback(&self.known)));
                quote!(#errors #impls)
            }
        }
    }
}

/// What sets generated code apart from the user's names and lints.
pub(crate) struct Seal {
    /// The path of the runtime crate.
    krate: Path,
    /// The lints that the item itself allows.
    allowed: Vec<TokenStream>,
    /// Whether something of the item is deprecated.
    is_deprecated: bool,
}

impl Seal {
    pub(crate) fn new(input: &DeriveInput, krate: Path) -> Seal {
        let allowed = |attr: &Attribute| match &attr.meta {
            Meta::List(list) if list.path.is_ident("allow") || list.path.is_ident("expect") => {
                Some(list.tokens.clone())
            }
            _ => None,
        };
        Seal {
            krate,
            allowed: input.attrs.iter().filter_map(allowed).collect(),
            is_deprecated: attributes_of(input).any(|attr| attr.path().is_ident("deprecated")),
        }
    }

    /// The levels of lints for code that stands outside of the block.
    pub(crate) fn levels(&self) -> TokenStream {
        let (allowed, deprecated) = (&self.allowed, self.is_deprecated.then(|| quote!(#[allow(deprecated)])));
        quote!(#deprecated #(#[allow(#allowed)])*)
    }

    /// The code in a block of its own. In it, `__pusher` is what generated code uses: the compiler reads and resolves
    /// every path, and thousands of short ones sooner.
    fn around(&self, code: &TokenStream) -> TokenStream {
        let (krate, levels) = (&self.krate, self.levels());
        quote! {
            #[allow(long_running_const_eval, unused_qualifications)]
            #levels
            const _: () = { use #krate::__private as __pusher; #code };
        }
    }
}

/// The attributes of the item, its fields and its variants.
fn attributes_of(input: &DeriveInput) -> impl Iterator<Item = &Attribute> {
    let fields: Vec<&syn::Field> = match &input.data {
        Data::Struct(data) => data.fields.iter().collect(),
        Data::Enum(data) => data.variants.iter().flat_map(|variant| &variant.fields).collect(),
        Data::Union(data) => data.fields.named.iter().collect(),
    };
    let variants = match &input.data {
        Data::Enum(data) => data.variants.iter().collect(),
        Data::Struct(_) | Data::Union(_) => Vec::new(),
    };
    let of_variants = variants.into_iter().flat_map(|variant: &syn::Variant| &variant.attrs);
    input.attrs.iter().chain(of_variants).chain(fields.into_iter().flat_map(|field| &field.attrs))
}
