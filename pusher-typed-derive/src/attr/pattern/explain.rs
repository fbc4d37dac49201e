//! Explains an invalid character or placeholder in a pattern, and suggests a replacement.

use std::ops::Range;

/// A placeholder in the syntax of another language or framework.
pub(super) struct ForeignPlaceholder<'t> {
    /// The byte range in the text.
    pub(super) at: Range<usize>,
    /// The name in the placeholder, if it has one.
    name: &'t str,
}

impl<'t> ForeignPlaceholder<'t> {
    /// The placeholder that begins at `start`, if there is one.
    pub(super) fn find(text: &'t str, start: usize) -> Option<ForeignPlaceholder<'t>> {
        let (before, rest) = text.split_at_checked(start)?;
        let (sign, named) =
            rest.split_at_checked(rest.find(|c: char| !"$#%:*".contains(c)).unwrap_or(rest.len()))?;
        let brackets = [('{', '}'), ('[', ']'), ('(', ')')];
        let bracketed = brackets.into_iter().find_map(|(open, close)| {
            let name = named.strip_prefix(open)?;
            let end = name.find(close)?;
            let len = sign.len() + end + 2;
            Some((len, name.get(..end)?))
        });
        if let Some((len, name)) = bracketed {
            return Some(ForeignPlaceholder { at: start..start + len, name });
        }
        // After a letter, a colon separates two words.
        if sign.is_empty() || sign == "#" || before.ends_with(|c: char| c.is_alphanumeric()) {
            return None;
        }
        let len = named.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(named.len());
        let name = if sign == "%" { "" } else { named.get(..len)? };
        if name.is_empty() && sign == ":" {
            return None;
        }
        Some(ForeignPlaceholder { at: start..start + sign.len() + len, name })
    }

    pub(super) fn explain(&self, text: &str) -> (String, String) {
        let written = text.get(self.at.clone()).unwrap_or_default();
        let name = if is_field(self.name) { self.name } else { "field" };
        let shown =
            if self.name.is_empty() { written.to_owned() } else { written.replace(self.name, "field") };
        (format!("placeholders are written `<field>`, not `{shown}`"), format!("write `<{name}>`"))
    }
}

/// Whether a text is a valid field name.
pub(super) fn is_field(text: &str) -> bool {
    syn::parse_str::<syn::Ident>(text).is_ok() || syn::parse_str::<syn::Ident>(&format!("r#{text}")).is_ok()
}

/// A suggestion for a placeholder whose text is not a valid field name.
pub(super) fn spell(text: &str) -> String {
    let unopened = text.trim_start_matches('<').trim();
    if unopened.len() < text.len() && is_field(unopened) {
        return "remove one `<`".to_owned();
    }
    if let Some((name, _)) = text.split_once(':').filter(|(name, _)| is_field(name.trim())) {
        return format!("write `<{}>`; the type is that of the field", name.trim());
    }
    // `<id..>`, `<id?>`, `<&id>`, `<self.id>`
    let name = text.trim_matches(|c: char| !c.is_alphanumeric() && c != '_');
    let name = name.strip_prefix("self.").unwrap_or(name);
    if is_field(name) {
        return format!("write `<{name}>`");
    }
    let spelt: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    if is_field(&spelt) {
        format!("did you mean `<{spelt}>`?")
    } else {
        "write the name of a field, as in `<id>`".to_owned()
    }
}

/// Explains an invalid character and suggests a replacement.
pub(super) fn explain(character: char, after: &str) -> (String, String) {
    let set = "channel names consist of `a-zA-Z0-9_-=@,.;`";
    match character {
        '>' if after.ends_with('>') => ("`>` closes no placeholder".to_owned(), "remove one `>`".to_owned()),
        '>' => ("`>` closes a placeholder that was not opened".to_owned(), "write `<field>`".to_owned()),
        '#' => (
            "`#` is reserved for the service's own channels".to_owned(),
            "an event for one user is declared with `#[pusher(user, event = \"…\")]`".to_owned(),
        ),
        ' ' => ("a channel name cannot contain a space".to_owned(), "use `-` or `_`".to_owned()),
        ':' | '/' => (format!("a channel name cannot contain `{character}`"), "use `-` or `.`".to_owned()),
        _ => (format!("a channel name cannot contain {character:?}"), set.to_owned()),
    }
}
