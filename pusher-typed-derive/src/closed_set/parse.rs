//! Reads and checks an enum that is a closed set.

use syn::{DataEnum, DeriveInput, Fields, Ident, Type, TypePath};

use super::declaration::{ClosedSet, Contents, Variant};
use crate::{attr::Attributes, errors::Errors, header::Header, item};

/// Parses the variants; `None` if one of them is invalid.
pub(crate) fn parse<'i>(
    input: &'i DeriveInput,
    contents: Contents,
    errors: &mut Errors,
) -> Option<ClosedSet<'i>> {
    let message = || {
        let (derive, name, example) = (contents.derive(), &input.ident, contents.example());
        let one = contents.derive_of_one();
        format!(
            "`{derive}` is for enums, and `{one}` for structs; write for example `enum {name} {{ {example} }}`"
        )
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
        errors.at(set, format!("the set has no variants; add for example `{}`", contents.example()));
    }
    for variant in &data.variants {
        Attributes::refuse(&variant.attrs, errors);
        for field in &variant.fields {
            Attributes::refuse(&field.attrs, errors);
        }
    }
    let variants: Vec<_> = data.variants.iter().map(|variant| newtype(variant, contents, errors)).collect();
    variants.into_iter().collect()
}

fn newtype<'i>(variant: &'i syn::Variant, contents: Contents, errors: &mut Errors) -> Option<Variant<'i>> {
    let ident = &variant.ident;
    let message = format!(
        "a variant holds exactly one {} type; write for example `{}`",
        contents.name(),
        example(variant, contents)
    );
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            return fields.unnamed.first().map(|field| Variant { ident, ty: &field.ty });
        }
        Fields::Unit => errors.at(ident, message),
        fields => errors.at(fields, message),
    }
    None
}

/// A suggestion of variants that each hold one type, with the types of `variant`.
fn example(variant: &syn::Variant, contents: Contents) -> String {
    let suffix = match contents {
        Contents::Channels => "Channel",
        Contents::Events => "",
    };
    let ty = |field: &syn::Field| match &field.ty {
        Type::Path(TypePath { path, .. }) => path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    };
    // Primitive types have lower-case names and are neither channels nor events.
    let is_declared = |ty: &String| ty.starts_with(char::is_uppercase);
    let variants = variant.fields.iter().filter_map(ty).filter(is_declared).map(|ty| {
        let name = ty.strip_suffix(suffix).filter(|name| !name.is_empty()).unwrap_or(&ty);
        format!("{name}({ty})")
    });
    let variants: Vec<String> = variants.collect();
    if variants.is_empty() { format!("{0}({0}{suffix})", variant.ident) } else { variants.join(", ") }
}
