//! Which Rust type each definition of a generator describes.
//!
//! schemars names a definition after the type alone and numbers types that share a name in the order in which it meets
//! them. The module and the arguments of a type are in its id, which is private to schemars: it appears only in the
//! generator's `Debug` output. If that output is not as expected, no ids are known, and numbered definitions are
//! refused.

use std::collections::{BTreeMap, BTreeSet};

use schemars::SchemaGenerator;

/// The Rust types of the definitions, by the definitions' names: `shop::Page<shop::Side>`.
pub(super) fn identities(generator: &SchemaGenerator) -> BTreeMap<String, String> {
    let ids = ids(&format!("{generator:?}")).unwrap_or_default();
    let known: BTreeSet<&str> = ids.values().map(String::as_str).collect();
    ids.iter().map(|(name, id)| (name.clone(), rust_path(id, &known))).collect()
}

/// Reads `schema_id_to_name: {SchemaUid("shop::Side", Serialize): "Side", …}`.
fn ids(debug: &str) -> Option<BTreeMap<String, String>> {
    // Within a string the quotation mark would be escaped.
    let (_, mut rest) = debug.split_once("schema_id_to_name: {")?;
    let mut ids = BTreeMap::new();
    while !rest.starts_with('}') {
        let (id, after) = string(rest.strip_prefix("SchemaUid(")?)?;
        let (_contract, after) = after.strip_prefix(", ")?.split_once("): ")?;
        let (name, after) = string(after)?;
        ids.insert(name, id);
        rest = after.strip_prefix(", ").unwrap_or(after);
    }
    Some(ids)
}

/// Reads a string literal as `Debug` writes it.
fn string(text: &str) -> Option<(String, &str)> {
    let mut read = String::new();
    let mut chars = text.strip_prefix('"')?.chars();
    loop {
        match chars.next()? {
            '"' => return Some((read, chars.as_str())),
            '\\' => match chars.next()? {
                'n' => read.push('\n'),
                'r' => read.push('\r'),
                't' => read.push('\t'),
                '0' => read.push('\0'),
                'u' => {
                    let (digits, after) = chars.as_str().strip_prefix('{')?.split_once('}')?;
                    read.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
                    chars = after.chars();
                }
                other => read.push(other),
            },
            other => read.push(other),
        }
    }
}

/// The names that schemars gives to the types of the standard library.
const STANDARD: [(&str, &str); 20] = [
    ("boolean", "Bool"),
    ("string", "String"),
    ("char", "Char"),
    ("null", "Unit"),
    ("float", "F32"),
    ("double", "F64"),
    ("int8", "I8"),
    ("int16", "I16"),
    ("int32", "I32"),
    ("int64", "I64"),
    ("int128", "I128"),
    ("int", "Isize"),
    ("uint8", "U8"),
    ("uint16", "U16"),
    ("uint32", "U32"),
    ("uint64", "U64"),
    ("uint128", "U128"),
    ("uint", "Usize"),
    ("AnyValue", "Value"),
    ("[]", "Empty"),
];

/// The path of a type from its id, in which schemars writes the arguments without anything between them.
fn rust_path(id: &str, known: &BTreeSet<&str>) -> String {
    let Some((head, mut rest)) = id.split_once('<') else { return id.to_owned() };
    let mut path = format!("{head}<");
    while let Some(first) = rest.chars().next() {
        let argument = argument(rest, known);
        let end = argument.as_ref().map_or_else(|| word(rest).max(first.len_utf8()), |(length, _)| *length);
        let (text, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        match (&argument, first) {
            (Some((_, name)), _) => path.push_str(name),
            (None, '[') => path.push_str("Vec<"),
            (None, '(') => path.push_str("Tuple<"),
            (None, ']' | ')') => path.push('>'),
            (None, _) => path.push_str(text),
        }
        if argument.is_some() && after.starts_with(is_word) {
            path.push_str(", ");
        }
        rest = after;
    }
    path
}

/// The type at the beginning of a text, if it is known: the length of its id, and its path.
fn argument(text: &str, known: &BTreeSet<&str>) -> Option<(usize, String)> {
    let declared = known.iter().filter(|id| text.starts_with(**id)).max_by_key(|id| id.len());
    if let Some(id) = declared {
        return Some((id.len(), rust_path(id, known)));
    }
    let is_it = |(id, _): &&(&str, &str)| text.strip_prefix(id).is_some_and(|rest| !rest.starts_with('_'));
    let standard = STANDARD.iter().filter(is_it).max_by_key(|(id, _)| id.len());
    standard.map(|(id, name)| (id.len(), (*name).to_owned()))
}

/// The length of the word at the beginning of a text.
fn word(text: &str) -> usize {
    text.find(|c: char| !is_word(c)).unwrap_or(text.len())
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | ':')
}

#[cfg(test)]
mod tests {
    use schemars::{JsonSchema, SchemaGenerator};

    use super::{identities, ids, rust_path};

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "its schema is what matters")]
    struct Pair<A, B> {
        a: A,
        b: B,
    }

    #[derive(JsonSchema)]
    #[schemars(rename = "a \"b\"\n\u{1}")]
    struct Strange {}

    #[test]
    fn schemars_tells_the_types_of_its_definitions() {
        let mut generator = SchemaGenerator::default();
        generator.subschema_for::<Pair<u8, Strange>>();
        generator.subschema_for::<Pair<Vec<String>, Pair<bool, Strange>>>();
        let module = module_path!();
        let strange = format!("{module}::a \"b\"\n\u{1}");
        let inner = format!("{module}::Pair<Bool, {strange}>");
        let found: Vec<_> = identities(&generator).into_iter().collect();
        let expected = [
            ("Pair".to_owned(), format!("{module}::Pair<U8, {strange}>")),
            ("Pair2".to_owned(), format!("{module}::Pair<Vec<String>, {inner}>")),
            ("Pair3".to_owned(), inner),
            ("a \"b\"\n\u{1}".to_owned(), strange),
        ];
        let compact = |(name, path): (String, String)| (name, path.replace([',', ' '], ""));
        let compact = |pairs: Vec<(String, String)>| pairs.into_iter().map(compact).collect::<Vec<_>>();
        assert_eq!(compact(found), compact(expected.into()));
    }

    #[test]
    fn arguments_are_distinguished_by_the_known_types() {
        let known = ["shop::Side", "shop::Money", "shop::Page<shop::Side>"].into();
        assert_eq!(
            rust_path("shop::Either<shop::Sideshop::Money>", &known),
            "shop::Either<shop::Side, shop::Money>"
        );
        assert_eq!(rust_path("shop::Either<stringuint8>", &known), "shop::Either<String, U8>");
        assert_eq!(
            rust_path("shop::Either<shop::Page<shop::Side>shop::Side>", &known),
            "shop::Either<shop::Page<shop::Side>, shop::Side>"
        );
        assert_eq!(rust_path("shop::Page<Option<[uint16]>>", &known), "shop::Page<Option<Vec<U16>>>");
        assert_eq!(rust_path("shop::Page<my::string>", &known), "shop::Page<my::string>");
    }

    #[test]
    fn unknown_formats_have_no_ids() {
        assert_eq!(ids("SchemaGenerator { .. }"), None);
        assert_eq!(ids("schema_id_to_name: {Uid(1): \"A\"}"), None);
    }
}
