//! The output of every derive: the errors, and impls in any case.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Field, Meta, Path};

use crate::{errors::Errors, generics};

/// The result of parsing an item.
pub(crate) struct Parsed<D, K> {
    /// How the generated code is isolated from the user's code.
    pub(crate) seal: Seal,
    /// The declaration, or its errors.
    pub(crate) declaration: Result<D, Errors>,
    /// What the impls of an item need even if its declaration is invalid.
    pub(crate) known: K,
}

impl<D, K> Parsed<D, K> {
    /// The code for the item. For a valid declaration this is the output of `expand`. Otherwise it is the
    /// errors, and the impls from `fallback`, which prevent follow-up errors. An item that the compiler rejects itself
    /// has no errors here.
    pub(crate) fn expand(
        self,
        expand: impl FnOnce(&D, &K) -> TokenStream,
        fallback: impl FnOnce(&K) -> TokenStream,
    ) -> TokenStream {
        match self.declaration {
            Ok(_) if self.seal.lacks_lifetime => self.seal.around(&fallback(&self.known)),
            Ok(declaration) => self.seal.around(&expand(&declaration, &self.known)),
            Err(errors) => {
                let (errors, impls) = (errors.into_tokens(), self.seal.around(&fallback(&self.known)));
                quote!(#errors #impls)
            }
        }
    }
}

/// Isolates generated code from the user's names and lints.
pub(crate) struct Seal {
    /// The path of the runtime crate.
    krate: Path,
    /// The lints that the item itself allows.
    allowed: Vec<TokenStream>,
    /// Whether any part of the item is deprecated.
    is_deprecated: bool,
    /// Whether a field is a reference without a lifetime, which the compiler reports.
    lacks_lifetime: bool,
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
            lacks_lifetime: fields_of(input).any(|field| generics::lacks_lifetime(&field.ty)),
        }
    }

    /// The lint levels for code outside of the block.
    pub(crate) fn levels(&self) -> TokenStream {
        let (allowed, deprecated) = (&self.allowed, self.is_deprecated.then(|| quote!(#[allow(deprecated)])));
        quote!(#deprecated #(#[allow(#allowed)])*)
    }

    /// Wraps the code in its own block. Inside the block, `__pusher` is an alias for the runtime crate's
    /// private module. The compiler parses and resolves every path, and short paths are faster.
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
    let variants = match &input.data {
        Data::Enum(data) => data.variants.iter().collect(),
        Data::Struct(_) | Data::Union(_) => Vec::new(),
    };
    let of_variants = variants.into_iter().flat_map(|variant: &syn::Variant| &variant.attrs);
    input.attrs.iter().chain(of_variants).chain(fields_of(input).flat_map(|field| &field.attrs))
}

/// The fields of the item, those of an enum's variants included.
fn fields_of(input: &DeriveInput) -> impl Iterator<Item = &Field> {
    let fields: Vec<&Field> = match &input.data {
        Data::Struct(data) => data.fields.iter().collect(),
        Data::Enum(data) => data.variants.iter().flat_map(|variant| &variant.fields).collect(),
        Data::Union(data) => data.fields.named.iter().collect(),
    };
    fields.into_iter()
}
