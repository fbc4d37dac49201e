//! Reads and checks an enum that is a closed set.

use syn::{DataEnum, DeriveInput, Fields, Ident};

use super::declaration::{ClosedSet, Contents, Variant};
use crate::{attr::Attributes, errors::Errors, header::Header, item};

/// Reads the variants; `None` if one of them cannot be read.
pub(crate) fn parse<'i>(
    input: &'i DeriveInput,
    contents: Contents,
    errors: &mut Errors,
) -> Option<ClosedSet<'i>> {
    let message = || {
        let example = match contents {
            Contents::Channels => "Order(OrderChannel)",
            Contents::Events => "Shipped(OrderShipped)",
        };
        format!("`{}` is for enums with variants such as `{example}`", contents.derive())
    };
    let data = item::require_enum(input, message, errors)?;
    let variants = variants(data, &input.ident, contents, errors)?;
    let header = Header::new(&input.ident, &input.generics);
    Some(ClosedSet { ident: &input.ident, header, contents, variants })
}

fn variants<'i>(
    data: &'i DataEnum,
    set: &Ident,
    contents: Contents,
    errors: &mut Errors,
) -> Option<Vec<Variant<'i>>> {
    if data.variants.is_empty() {
        errors.at(set, format!("the set has no {}; add a variant that holds one", contents.name()));
    }
    for variant in &data.variants {
        Attributes::refuse(&variant.attrs, errors);
    }
    let variants: Vec<_> = data.variants.iter().map(|variant| newtype(variant, contents, errors)).collect();
    variants.into_iter().collect()
}

fn newtype<'i>(variant: &'i syn::Variant, contents: Contents, errors: &mut Errors) -> Option<Variant<'i>> {
    let (ident, what) = (&variant.ident, contents.name());
    let suffix = match contents {
        Contents::Channels => "Channel",
        Contents::Events => "",
    };
    let message =
        format!("a variant holds exactly one {what} type; write for example `{ident}({ident}{suffix})`");
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            return fields.unnamed.first().map(|field| Variant { ident, ty: &field.ty });
        }
        Fields::Unit => errors.at(ident, message),
        fields => errors.at(fields, message),
    }
    None
}
