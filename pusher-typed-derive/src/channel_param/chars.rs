//! Checks the value of `chars = "…"`.

use syn::LitStr;

use crate::{attr::pattern::is_allowed, errors::Errors};

/// Parses the set like `CharSet::new`, to report errors at the attribute.
pub(super) fn check(literal: &LitStr, errors: &mut Errors) {
    let spec: Vec<char> = literal.value().chars().collect();
    if spec.is_empty() {
        errors.at(literal, "the set of characters is empty; write for example `chars = \"a-zA-Z0-9_\"`");
    }
    if literal.value().trim_start_matches('^').starts_with('[') {
        let text = literal.value();
        let set = regex_set(&text).unwrap_or("a-zA-Z0-9_");
        let message = format!(
            "a set of characters is not a regular expression; write `chars = \"{set}\"`, and limit the length by `min_len` and `max_len`"
        );
        errors.at(literal, message);
        return;
    }
    let mut rest = spec.as_slice();
    while !rest.is_empty() {
        let checked = read_member(&mut rest).and_then(|first| {
            let last = match rest {
                ['-', end @ ..] if !end.is_empty() => {
                    rest = end;
                    read_member(&mut rest)?
                }
                _ => first,
            };
            check_range(first, last)
        });
        if let Err(message) = checked {
            // The text after an invalid part is probably misparsed as well.
            errors.at(literal, message);
            return;
        }
    }
}

/// The inner part of `[a-z]+` and similar expressions.
fn regex_set(text: &str) -> Option<&str> {
    let inside = text.trim_start_matches('^').strip_prefix('[')?;
    let (set, _) = inside.rsplit_once(']')?;
    (!set.is_empty() && !set.contains(['[', ']'])).then_some(set)
}

/// Removes one character, which may be escaped, from the beginning.
fn read_member(rest: &mut &[char]) -> Result<char, String> {
    let (member, after) = match **rest {
        ['\\', escaped @ ('-' | '\\'), ref after @ ..] => (Ok(escaped), after),
        ['\\', 'd', ref after @ ..] => (Err("`\\d` is not supported; write `0-9`".to_owned()), after),
        ['\\', 'w', ref after @ ..] => (Err("`\\w` is not supported; write `a-zA-Z0-9_`".to_owned()), after),
        ['\\', other, ref after @ ..] => {
            (Err(format!("`\\{other}` is not supported; write `{other}`")), after)
        }
        [member, ref after @ ..] => (Ok(member), after),
        [] => (Err("a range has no end".to_owned()), &[][..]),
    };
    *rest = after;
    member
}

fn check_range(first: char, last: char) -> Result<(), String> {
    if first > last {
        return Err(format!("the range `{first}-{last}` runs backwards; write `{last}-{first}`"));
    }
    match (first..=last).find(|character| !is_allowed(*character)) {
        None => Ok(()),
        Some(character) => Err(format!(
            "{character:?} cannot be in a channel name; the allowed characters are `a-zA-Z0-9_=@,.;`, and `-` at the beginning or the end"
        )),
    }
}
