//! What the entries of a document are called: after their Rust types.

use std::collections::BTreeMap;

/// The keys of a document's entries, by what tells the entries apart.
#[derive(Debug, Default)]
pub(super) struct Keys {
    keys: BTreeMap<String, String>,
}

impl Keys {
    /// Keys of which one is taken already.
    pub(super) fn without(key: &'static str) -> Self {
        Keys { keys: BTreeMap::from([(key.to_owned(), key.to_owned())]) }
    }

    /// The type's name without its modules; types of one name are numbered in the order of the catalog.
    ///
    /// `wire` is the name that the entry has there: types that macros make may share their path.
    pub(super) fn of(&mut self, path: &'static str, wire: &str) -> String {
        let entry = format!("{path} {wire}");
        if let Some(key) = self.keys.get(&entry) {
            return key.clone();
        }
        let name = short(path);
        let taken = |key: &String| self.keys.values().any(|known| known == key);
        let mut key = name.clone();
        let mut number = 2;
        while taken(&key) {
            key = format!("{name}{number}");
            number += 1;
        }
        self.keys.insert(entry, key.clone());
        key
    }
}

/// `shop::Envelope<alloc::string::String>` as `Envelope_String`.
fn short(path: &str) -> String {
    let words = path.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    let names = words.filter_map(|word| word.rsplit("::").next()).filter(|name| !matches!(*name, "" | "_"));
    // The keys of AsyncAPI are ASCII.
    names.collect::<Vec<_>>().join("_").replace(|c: char| !c.is_ascii(), "_")
}

#[cfg(test)]
mod tests {
    use super::{Keys, short};

    #[test]
    fn a_key_is_the_name_of_the_type_without_its_modules() {
        assert_eq!(short("shop::events::OrderShipped"), "OrderShipped");
        assert_eq!(short("shop::Envelope<alloc::string::String>"), "Envelope_String");
        assert_eq!(short("shop::Pair<u64, shop::Slug>"), "Pair_u64_Slug");
        assert_eq!(short("shop::Größe"), "Gr__e");
        assert_eq!(short("shop::Borrowed<'_>"), "Borrowed");
    }

    #[test]
    fn types_of_one_name_are_told_apart() {
        let mut keys = Keys::default();
        assert_eq!(keys.of("a::Created", "created"), "Created");
        assert_eq!(keys.of("b::Created", "created"), "Created2");
        assert_eq!(keys.of("b::Created", "made"), "Created3");
        assert_eq!(keys.of("a::Created", "created"), "Created");
    }
}
