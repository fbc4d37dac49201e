//! The names of the declarations of a file.

use std::collections::BTreeSet;

/// Words that cannot be the name of a type, a function or a parameter, or have another meaning
/// there.
const WORDS: &[&str] = &[
    "Infinity",
    "NaN",
    "abstract",
    "any",
    "arguments",
    "as",
    "asserts",
    "async",
    "await",
    "bigint",
    "boolean",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "declare",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "exports",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "globalThis",
    "if",
    "implements",
    "import",
    "in",
    "infer",
    "instanceof",
    "interface",
    "intrinsic",
    "is",
    "keyof",
    "let",
    "module",
    "namespace",
    "never",
    "new",
    "null",
    "number",
    "object",
    "package",
    "private",
    "protected",
    "public",
    "readonly",
    "require",
    "return",
    "static",
    "string",
    "super",
    "switch",
    "symbol",
    "this",
    "throw",
    "true",
    "try",
    "type",
    "typeof",
    "undefined",
    "unique",
    "unknown",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// The names of the standard library and of pusher-js that the file uses.
const USED: &[&str] = &["JSON", "Number", "PusherChannel", "RangeError", "RegExp"];

/// Those that only a file with recoverable channels uses.
const USED_TO_RECOVER: &[&str] = &["Array", "Error", "Map", "Math", "Object", "Partial", "Promise"];

/// The names of one file. A type and a function may have the same name.
pub(super) struct FileNames {
    pub(super) types: Names,
    pub(super) functions: Names,
    pub(super) parameters: Names,
}

impl FileNames {
    /// Reserves the names that `sources` declare and use.
    pub(super) fn new<'s>(sources: impl IntoIterator<Item = &'s str>, has_recoverable: bool) -> Self {
        let declared: Vec<&str> = sources.into_iter().flat_map(str::lines).filter_map(declared).collect();
        let maps = ["Channels", "UserEvents"];
        let used = USED.iter().chain(if has_recoverable { USED_TO_RECOVER } else { &[] });
        let taken =
            || declared.iter().chain(used.clone()).chain(&maps).map(|name| (*name).to_owned()).collect();
        FileNames { types: Names(taken()), functions: Names(taken()), parameters: Names(taken()) }
    }
}

/// The name that a line declares at the top level of the file.
fn declared(line: &str) -> Option<&str> {
    let line = line.strip_prefix("export ").unwrap_or(line);
    let line = line.strip_prefix("declare ").unwrap_or(line);
    let kinds = ["function ", "interface ", "type ", "const "];
    let rest = kinds.iter().find_map(|kind| line.strip_prefix(kind))?;
    rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next()
}

/// Names that are taken.
#[derive(Debug, Clone)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// Returns an unused name that is `wish` or similar to it: `class_`, `Channels2`.
    pub(super) fn take(&mut self, wish: &str) -> String {
        let wish = identifier(wish);
        let mut name = wish.clone();
        let mut number = 2;
        while self.0.contains(&name) {
            name = format!("{wish}{number}");
            number += 1;
        }
        self.0.insert(name.clone());
        name
    }
}

fn identifier(text: &str) -> String {
    let mut name: String = text.chars().map(|c| if is_part(c) { c } else { '_' }).collect();
    if !name.starts_with(is_first) {
        name.insert(0, '_');
    }
    if WORDS.contains(&name.as_str()) {
        name.push('_');
    }
    name
}

/// Whether an identifier may contain the character.
///
/// ECMAScript has `ID_Start` and `ID_Continue` where Rust has `XID_Start` and `XID_Continue`, which are
/// subsets of the former.
fn is_part(c: char) -> bool {
    c == '$' || unicode_ident::is_xid_continue(c)
}

/// Whether an identifier may begin with the character.
fn is_first(c: char) -> bool {
    matches!(c, '_' | '$') || unicode_ident::is_xid_start(c)
}

/// `orderChannel` for `OrderChannel`, `urlChannel` for `URLChannel`.
pub(super) fn camel_case(name: &str) -> String {
    let capitals = name.chars().take_while(|c| c.is_uppercase()).count();
    let begins_a_word = name.chars().nth(capitals).is_some_and(char::is_lowercase);
    let lowered = if capitals > 1 && begins_a_word { capitals - 1 } else { capitals };
    let (head, tail): (Vec<_>, Vec<_>) = name.chars().enumerate().partition(|(at, _)| *at < lowered);
    let head = head.into_iter().flat_map(|(_, c)| c.to_lowercase());
    head.chain(tail.into_iter().map(|(_, c)| c)).collect()
}

#[cfg(test)]
mod tests {
    use super::{FileNames, Names, camel_case, declared};

    #[test]
    fn a_function_is_named_after_the_channel_type() {
        assert_eq!(camel_case("OrderChannel"), "orderChannel");
        assert_eq!(camel_case("URLChannel"), "urlChannel");
        assert_eq!(camel_case("X"), "x");
        assert_eq!(camel_case("SMS"), "sms");
        assert_eq!(camel_case("R2D2"), "r2D2");
        assert_eq!(camel_case("order"), "order");
        assert_eq!(camel_case(""), "");
    }

    #[test]
    fn every_name_is_free_and_no_word_of_the_language() {
        let mut names = Names(["Channels".to_owned()].into());
        assert_eq!(names.take("Channels"), "Channels2");
        assert_eq!(names.take("Channels"), "Channels3");
        assert_eq!(names.take("default"), "default_");
        assert_eq!(names.take("Envelope<Order>"), "Envelope_Order_");
        assert_eq!(names.take("7"), "_7");
        assert_eq!(names.take("größe"), "größe");
        assert_eq!(names.take("m²"), "m_");
        assert_eq!(names.take("Ⓐ½"), "__");
        assert_eq!(names.take("注文"), "注文");
        assert_eq!(names.take("\u{903}"), "_\u{903}");
        for word in ["заказ", "παραγγελία", "आदेश", "คำสั่ง", "주문", "הזמנה", "طلب", "የትእዛዝ"]
        {
            assert_eq!(names.take(word), word);
        }
        assert_eq!(names.take("intrinsic"), "intrinsic_");
    }

    #[test]
    fn what_the_file_itself_declares_is_taken() {
        assert_eq!(declared("export function subscribe<K>("), Some("subscribe"));
        assert_eq!(declared("declare const channelKey: unique symbol;"), Some("channelKey"));
        assert_eq!(declared("  const text = 1;"), None);
        let mut names = FileNames::new(["export interface TypedUser {", "type Pusher = X;"], false);
        assert_eq!(names.types.take("TypedUser"), "TypedUser2");
        assert_eq!(names.functions.take("Pusher"), "Pusher2");
        assert_eq!(names.types.take("Record"), "Record");
        assert_eq!(names.types.take("Map"), "Map");
        assert_eq!(FileNames::new([], true).types.take("Map"), "Map2");
    }
}
