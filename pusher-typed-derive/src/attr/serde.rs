//! Parses `#[serde(…)]`, as far as the derives depend on serde's behaviour.
//!
//! Entries that serde does not accept are ignored here, because serde reports them.

use syn::{
    Attribute, Expr, ExprLit, Ident, Lit, Token, WherePredicate, meta::ParseNestedMeta, parse::Parser as _,
    punctuated::Punctuated, token::Paren,
};

use crate::item;

/// All entries of an item or a field.
#[derive(Default)]
pub(crate) struct SerdeAttributes(Vec<Entry>);

/// `key`, `key = "…"` or `key(serialize = "…", deserialize = "…")`.
struct Entry {
    key: Ident,
    /// The text for both directions, or the text for one direction with the direction's name.
    texts: Vec<(Option<Ident>, String)>,
}

/// Whether an attribute is one of serde's.
pub(crate) fn is_serde(attr: &Attribute) -> bool {
    attr.path().is_ident("serde")
}

impl SerdeAttributes {
    pub(crate) fn read(attrs: &[Attribute]) -> SerdeAttributes {
        let mut entries = Vec::new();
        for attr in attrs.iter().filter(|attr| is_serde(attr)) {
            let _ = attr.parse_nested_meta(|meta| {
                let texts = texts(&meta);
                if let Some(key) = meta.path.get_ident().cloned() {
                    // The key counts, regardless of the tokens after it.
                    entries.push(Entry { key, texts: texts.clone().unwrap_or_default() });
                }
                texts.map(drop)
            });
        }
        SerdeAttributes(entries)
    }

    /// The key with its location.
    pub(crate) fn find(&self, key: &str) -> Option<&Ident> {
        self.0.iter().map(|entry| &entry.key).find(|known| *known == key)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// Whether serde deserializes the field from a payload.
    pub(crate) fn is_read(&self) -> bool {
        !self.has("skip") && !self.has("skip_deserializing")
    }

    /// Whether serde serializes the field into a payload.
    pub(crate) fn is_written(&self) -> bool {
        !self.has("skip") && !self.has("skip_serializing")
    }

    /// The last text of `key` that applies to `serialize` or `deserialize`.
    fn text(&self, key: &str, direction: &str) -> Option<&str> {
        let texts = self.0.iter().filter(|entry| entry.key == key).flat_map(|entry| &entry.texts);
        let texts = texts.filter(|(only, _)| only.as_ref().is_none_or(|name| name == direction));
        texts.map(|(_, text)| text.as_str()).next_back()
    }

    /// The aliases by which serde deserializes the field.
    pub(crate) fn aliases(&self) -> Vec<&str> {
        let entries = self.0.iter().filter(|entry| entry.key == "alias");
        entries.flat_map(|entry| entry.texts.iter().map(|(_, text)| text.as_str())).collect()
    }

    /// The predicates of `bound = "…"` for serialization, if they are present and can be parsed.
    pub(crate) fn bound(&self) -> Option<Vec<WherePredicate>> {
        let predicates = Punctuated::<WherePredicate, Token![,]>::parse_terminated;
        let predicates = predicates.parse_str(self.text("bound", "serialize")?).ok()?;
        Some(predicates.into_iter().collect())
    }

    /// The serialized name of a field of this item.
    pub(crate) fn name_of(&self, field: &Ident, attributes: &SerdeAttributes) -> String {
        self.name_in("serialize", field, attributes)
    }

    /// The name that serde expects for a field of this item when it deserializes.
    pub(crate) fn read_name_of(&self, field: &Ident, attributes: &SerdeAttributes) -> String {
        self.name_in("deserialize", field, attributes)
    }

    fn name_in(&self, direction: &str, field: &Ident, attributes: &SerdeAttributes) -> String {
        let own = item::bare(field);
        match (attributes.text("rename", direction), self.text("rename_all", direction)) {
            (Some(renamed), _) => renamed.to_owned(),
            (None, Some(rule)) => apply(rule, &own),
            (None, None) => own,
        }
    }
}

/// The texts of `= "…"` or of `(serialize = "…")`.
fn texts(meta: &ParseNestedMeta<'_>) -> syn::Result<Vec<(Option<Ident>, String)>> {
    let mut texts = Vec::new();
    if meta.input.peek(Paren) {
        meta.parse_nested_meta(|inner| {
            let text = text(inner.value()?.parse()?);
            texts.extend(text.map(|text| (inner.path.get_ident().cloned(), text)));
            Ok(())
        })?;
    } else if meta.input.peek(Token![=]) {
        texts.extend(text(meta.value()?.parse()?).map(|text| (None, text)));
    }
    Ok(texts)
}

fn text(value: Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        // Tokens that a macro passes on are in invisible delimiters.
        Expr::Group(group) => text(*group.expr),
        _ => None,
    }
}

/// Applies one of serde's rename rules to a field name in snake case.
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

    use super::SerdeAttributes;

    fn id_of(tokens: proc_macro2::TokenStream) -> String {
        let input: DeriveInput = parse2(tokens).expect("an item");
        let Data::Struct(data) = &input.data else { panic!("a struct") };
        let field = data.fields.iter().next().expect("a field");
        let attributes = SerdeAttributes::read(&field.attrs);
        SerdeAttributes::read(&input.attrs).name_of(field.ident.as_ref().expect("a name"), &attributes)
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
