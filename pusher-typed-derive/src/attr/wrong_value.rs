//! Suggestions for values that cannot be parsed.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{Ident, LitStr, Token, parse::ParseStream, token::Brace};

use super::key::Key;

/// A suggestion for the invalid value of `key`.
pub(super) fn explain(key: Key, input: ParseStream<'_>) -> String {
    let example = || format!("write for example `{}`", key.example());
    match key {
        Key::Member | Key::Crate | Key::Kind => match input.fork().parse::<LitStr>() {
            Ok(text) => format!("write `{} = {}`, without quotes", key.name(), text.value()),
            Err(_) => example(),
        },
        Key::Event | Key::Rename | Key::Chars => match input.fork().parse::<Ident>() {
            Ok(word) if is_constant(&word) => {
                format!("a derive cannot read a constant; write the text itself: `{} = \"…\"`", key.name())
            }
            Ok(_) if input.peek2(Brace) => example(),
            Ok(word) if !input.peek2(Token![!]) => format!("write `{} = \"{word}\"`", key.name()),
            Ok(_) => format!("macros are not expanded here; write the text itself: `{} = \"…\"`", key.name()),
            Err(_) => example(),
        },
        _ => example(),
    }
}

fn is_constant(word: &Ident) -> bool {
    word.to_string().chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// A suggestion for a channel that is followed by `rest`. Without `first`, the value begins with `rest`.
pub(super) fn explain_channel(first: Option<&str>, rest: &TokenStream) -> String {
    let forms = "`\"private-orders-<id>\"`, `OrderChannel { id }` or `OrderChannel`";
    let mut tokens = rest.clone().into_iter();
    match (first, tokens.next()) {
        (Some(_), Some(TokenTree::Punct(punct))) if punct.as_char() == '!' => {
            "macros are not expanded here; write the pattern as one string literal".to_owned()
        }
        (Some(_), Some(TokenTree::Group(group))) if group.stream().is_empty() => {
            format!("functions are not called here; expected a channel: {forms}")
        }
        (Some(first), Some(TokenTree::Group(group))) if group.delimiter() == Delimiter::Parenthesis => {
            format!(
                "the fields of a channel are in braces; write `channel = {first} {{ {} }}`",
                group.stream()
            )
        }
        (Some(first), Some(TokenTree::Punct(punct))) if "|+&".contains(punct.as_char()) => {
            let second = joined(&tokens.collect());
            format!(
                "each channel needs a separate `channel = …`; write `channel = {first}, channel = {second}`"
            )
        }
        (Some(first), Some(_)) => {
            format!("a pattern is a string; write `channel = \"{first}{}\"`", joined(rest))
        }
        (None, Some(TokenTree::Group(group))) => {
            let names = joined(&group.stream());
            let entries: Vec<String> = names.split(',').map(|name| format!("channel = {name}")).collect();
            format!("each channel needs a separate `channel = …`; write `{}`", entries.join(", "))
        }
        _ => format!("expected a channel: {forms}"),
    }
}

/// The tokens without spaces between them.
fn joined(tokens: &TokenStream) -> String {
    tokens.to_string().split_whitespace().collect()
}
