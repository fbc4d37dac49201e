//! App ids and app keys: text in signed strings and URLs.

use std::fmt;

/// An app's id or key: letters, digits and `-._~`, at least one.
///
/// These characters are the same, escaped or not, in a path, in a query and in a signed string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identifier(String);

impl Identifier {
    /// The identifier; `None` if `text` is invalid. `.` and `..` are invalid, because they are
    /// relative path segments.
    pub(crate) fn new(text: String) -> Option<Self> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let valid = !text.is_empty() && text.bytes().all(allowed) && !matches!(&*text, "." | "..");
        valid.then_some(Identifier(text))
    }

    /// An identifier from a literal in the source code.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn literal(text: &'static str) -> Self {
        Identifier(text.to_owned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_would_change_a_path_or_a_signed_string_is_refused() {
        for good in ["1", "278d425bdf160c739803", "app-key", "app_key.2~"] {
            assert!(Identifier::new(good.to_owned()).is_some(), "{good}");
        }
        for bad in
            ["", ".", "..", "a/b", "a?b", "a#b", "a&b", "a=b", "a%b", "a:b", "a\nb", "a b", "a+b", "é", "٣"]
        {
            assert!(Identifier::new(bad.to_owned()).is_none(), "{bad:?}");
        }
    }
}
