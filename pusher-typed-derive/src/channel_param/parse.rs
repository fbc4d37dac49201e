//! Reads and checks the declaration of a parameter.

use syn::{Data, DataEnum, DeriveInput, Field, Fields, Ident, LitInt, LitStr, Type};

use super::{
    chars,
    declaration::{Limits, Newtype, ParamDeclaration},
};
use crate::{
    attr::{
        Attributes, Key, Keyed,
        pattern::{MAX_NAME, is_allowed},
    },
    errors::Errors,
    header::Header,
    item,
    output::{Parsed, Seal},
};

pub(super) fn parse(input: &DeriveInput) -> Parsed<ParamDeclaration<'_>, Header<'_>> {
    let mut errors = Errors::default();
    let keys = [Key::Chars, Key::MinLen, Key::MaxLen, Key::Not, Key::Crate];
    let attributes = Attributes::read(&input.attrs, &keys, &mut errors);
    let declaration = match &input.data {
        Data::Struct(data) => newtype(input, &data.fields, &attributes, &mut errors),
        Data::Enum(data) => {
            refuse_limits(&attributes, &mut errors);
            Some(ParamDeclaration::Enum(variants(input, data, &mut errors)))
        }
        Data::Union(data) => {
            let message = "a channel parameter cannot be a union; declare a struct or an enum";
            errors.wrong_item(data.union_token, message);
            None
        }
    };
    Parsed {
        seal: Seal::new(input, attributes.crate_path()),
        declaration: errors.finish(declaration),
        known: Header::new(&input.ident, &input.generics),
    }
}

/// The keys of the limits that are set.
fn limit_keys(attributes: &Attributes) -> impl Iterator<Item = &Ident> {
    let chars = attributes.chars.iter().map(|chars| &chars.key);
    let lengths = [&attributes.min_len, &attributes.max_len].into_iter().flatten().map(|len| &len.key);
    chars.chain(lengths).chain(attributes.not.iter().map(|not| &not.key))
}

fn refuse_limits(attributes: &Attributes, errors: &mut Errors) {
    for key in limit_keys(attributes) {
        let message = format!("`{key}` limits a text; the texts of an enum are those of its variants");
        errors.at(key, message);
    }
}

fn newtype<'i>(
    input: &DeriveInput,
    fields: &'i Fields,
    attributes: &Attributes,
    errors: &mut Errors,
) -> Option<ParamDeclaration<'i>> {
    for field in fields {
        Attributes::refuse(&field.attrs, errors);
    }
    let mut all = fields.members().zip(fields);
    let (Some((member, field)), None) = (all.next(), all.next()) else {
        let message = format!(
            "a channel parameter is a struct with one field, for example `struct {}(u64);`, or an enum whose variants have no fields",
            input.ident
        );
        errors.at(&input.ident, message);
        return None;
    };
    let limits = limits(attributes, field, errors);
    Some(ParamDeclaration::Newtype(Newtype { member, ty: &field.ty, limits }))
}

fn limits(attributes: &Attributes, field: &Field, errors: &mut Errors) -> Limits {
    for key in limit_keys(attributes).filter(|_| !is_text(&field.ty)) {
        let message = format!(
            "`{key}` is for text, and the type of the field is not `String`; change the type, or remove `{key}`"
        );
        errors.at(key, message);
    }
    let chars = attributes.chars.as_ref().map(|chars| chars.value.clone());
    if let Some(chars) = &chars {
        chars::check(chars, errors);
    }
    let mut length = |len: &Option<Keyed<LitInt>>| len.as_ref().and_then(|len| length(&len.value, errors));
    let (min_len, max_len) = (length(&attributes.min_len), length(&attributes.max_len));
    if let (Some(key), Some(min), Some(max)) = (&attributes.min_len, min_len, max_len)
        && min > max
    {
        errors.at(&key.key, format!("`min_len` is greater than `max_len`: {min} > {max}; lower `min_len`"));
    }
    let not = attributes.not.as_ref().map(|not| not.value.clone());
    for (at, text) in not.iter().flatten().enumerate() {
        check_text(text, errors);
        if not.iter().flatten().take(at).any(|earlier| earlier.value() == text.value()) {
            errors.at(text, format!("`{}` appears twice; remove one", text.value()));
        }
    }
    Limits { chars, min_len, max_len, not }
}

/// Whether the type's name is that of an owned string type.
fn is_text(ty: &Type) -> bool {
    let path = match ty {
        Type::Path(path) => path,
        // Tokens that a macro passes on are in invisible delimiters.
        Type::Group(group) => return is_text(&group.elem),
        Type::Paren(paren) => return is_text(&paren.elem),
        _ => return false,
    };
    let Some(last) = path.path.segments.last() else { return false };
    match last.ident.to_string().as_str() {
        "String" => true,
        "Box" | "Arc" => matches!(&last.arguments, syn::PathArguments::AngleBracketed(arguments)
            if quote::ToTokens::to_token_stream(&arguments.args).to_string() == "str"),
        _ => false,
    }
}

fn length(literal: &LitInt, errors: &mut Errors) -> Option<usize> {
    match literal.base10_parse::<usize>() {
        Ok(len) if (1..=MAX_NAME).contains(&len) => Some(len),
        _ => {
            errors.at(
                literal,
                format!(
                    "a length is a number of bytes from 1 to {MAX_NAME}, the maximum length of a channel name"
                ),
            );
            None
        }
    }
}

fn variants<'i>(input: &DeriveInput, data: &'i DataEnum, errors: &mut Errors) -> Vec<(&'i Ident, String)> {
    if data.variants.is_empty() {
        errors.at(&input.ident, "an enum without variants has no values; add a variant");
    }
    let mut texts: Vec<(&Ident, String)> = Vec::new();
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            let message = "the variants of a channel parameter have no fields; for other values, use a newtype, for example `struct Region(String);`";
            errors.at(&variant.fields, message);
        }
        let renamed = Attributes::read(&variant.attrs, &[Key::Rename], errors).rename.map(|name| name.value);
        if let Some(name) = &renamed {
            check_text(name, errors);
        }
        let text = renamed.as_ref().map_or_else(|| snake_case(&item::bare(&variant.ident)), LitStr::value);
        if let Some((other, _)) = texts.iter().find(|(_, known)| *known == text) {
            let message =
                format!("`{}` and `{other}` both have the text `{text}`; rename one", variant.ident);
            match &renamed {
                Some(literal) => errors.at(literal, message),
                None => errors.at(&variant.ident, message),
            }
        }
        if renamed.is_none() && !text.chars().all(is_allowed) {
            let message = format!("`{text}` cannot be in a channel name; add `#[pusher(rename = \"…\")]`");
            errors.at(&variant.ident, message);
        }
        texts.push((&variant.ident, text));
    }
    texts
}

fn check_text(literal: &LitStr, errors: &mut Errors) {
    let text = literal.value();
    if text.is_empty() {
        errors.at(literal, "a channel parameter is never empty; write at least one character");
    } else if let Some(character) = text.chars().find(|c| !is_allowed(*c)) {
        errors.at(
            literal,
            format!(
                "{character:?} cannot be in a channel name; the allowed characters are `a-zA-Z0-9_-=@,.;`"
            ),
        );
    }
}

/// `UsEast` as `us_east`.
fn snake_case(ident: &str) -> String {
    let mut text = String::new();
    for character in ident.chars() {
        if character.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.extend(character.to_lowercase());
    }
    text
}
