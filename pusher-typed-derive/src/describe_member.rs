//! The code by which a catalog learns of a presence member: its schema, and which property is the id.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, DeriveInput, Field, LitStr, meta::ParseNestedMeta};

use crate::{item, presence_member::serde_attrs};

pub(crate) fn describe(input: &DeriveInput, id: &Field) -> TokenStream {
    let (_, arguments, _) = input.generics.split_for_impl();
    let ident = &input.ident;
    let header = item::in_macro(&quote!(#ident #arguments), &input.generics);
    let (doc, id) = (item::doc(&input.attrs), property(input, id));
    quote!(__pusher::describe_member! { #header #doc #id })
}

/// What serde calls the field.
fn property(input: &DeriveInput, field: &Field) -> String {
    let own = field.ident.as_ref().map(item::bare).unwrap_or_default();
    match (value_of(&field.attrs, "rename"), value_of(&input.attrs, "rename_all")) {
        (Some(renamed), _) => renamed,
        (None, Some(rule)) => apply(&rule, &own),
        (None, None) => own,
    }
}

/// The value of `#[serde(key = "…")]` or `#[serde(key(serialize = "…"))]`.
fn value_of(attrs: &[Attribute], key: &str) -> Option<String> {
    let mut found = None;
    for attr in serde_attrs(attrs) {
        // What serde does not understand, serde reports.
        let _ = attr.parse_nested_meta(|meta| {
            let value = written(&meta)?;
            if meta.path.is_ident(key) && value.is_some() {
                found = value;
            }
            Ok(())
        });
    }
    found
}

/// The text of `= "…"` or of `(serialize = "…")`.
fn written(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<String>> {
    if meta.input.peek(syn::token::Paren) {
        let mut value = None;
        meta.parse_nested_meta(|inner| {
            let text = inner.value()?.parse::<LitStr>()?;
            if inner.path.is_ident("serialize") {
                value = Some(text.value());
            }
            Ok(())
        })?;
        return Ok(value);
    }
    if !meta.input.peek(syn::Token![=]) {
        return Ok(None);
    }
    let value = meta.value()?.parse::<syn::Expr>()?;
    Ok(match value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    })
}

/// One of serde's rules for names, applied to a field's name, which is in snake case.
fn apply(rule: &str, field: &str) -> String {
    let pascal = |field: &str| field.split('_').map(capitalized).collect::<String>();
    match rule {
        "UPPERCASE" | "SCREAMING_SNAKE_CASE" => field.to_ascii_uppercase(),
        "PascalCase" => pascal(field),
        "camelCase" => {
            let pascal = pascal(field);
            let mut letters = pascal.chars();
            letters
                .next()
                .map(|first| first.to_ascii_lowercase().to_string() + letters.as_str())
                .unwrap_or_default()
        }
        "kebab-case" => field.replace('_', "-"),
        "SCREAMING-KEBAB-CASE" => field.to_ascii_uppercase().replace('_', "-"),
        _ => field.to_owned(),
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use quote::quote;
    use syn::{Data, DeriveInput, parse2};

    use super::property;

    fn id_of(tokens: proc_macro2::TokenStream) -> String {
        let input: DeriveInput = parse2(tokens).expect("an item");
        let Data::Struct(data) = &input.data else { panic!("a struct") };
        property(&input, data.fields.iter().next().expect("a field"))
    }

    #[test]
    fn the_id_is_called_what_serde_calls_it() {
        assert_eq!(
            id_of(quote!(
                struct M {
                    r#type: u64,
                }
            )),
            "type"
        );
        assert_eq!(
            id_of(quote!(
                #[serde(deny_unknown_fields, rename_all = "camelCase")]
                struct M {
                    user_id: u64,
                }
            )),
            "userId"
        );
        assert_eq!(
            id_of(quote!(
                #[serde(rename_all(serialize = "PascalCase"))]
                struct M {
                    user_id: u64,
                }
            )),
            "UserId"
        );
        assert_eq!(
            id_of(quote!(
                #[serde(rename_all = "UPPERCASE")]
                struct M {
                    #[serde(default, rename = "uid")]
                    user_id: u64,
                }
            )),
            "uid"
        );
        assert_eq!(
            id_of(quote!(
                #[serde(rename_all(deserialize = "UPPERCASE"))]
                struct M {
                    user_id: u64,
                }
            )),
            "user_id"
        );
    }
}
