//! The names of a document's entries, from their Rust types.

use std::collections::{BTreeMap, BTreeSet};

/// A type by its path, with the name that it has on the wire: types that macros write may share their path.
pub(super) type Entry = (String, String);

/// The keys of a document's entries. They depend on the types alone, not on their order.
#[derive(Debug, Default)]
pub(super) struct Keys(BTreeMap<Entry, String>);

impl Keys {
    /// Names each entry after its type: `shop::FieldChanged<shop::Priority>` is `FieldChangedPriority`. Types of one
    /// name, and those with a reserved name, get as many of their modules as tell them apart: `ShopCreated` and
    /// `StockCreated`.
    ///
    /// # Errors
    /// The name that two entries share, and their types.
    pub(super) fn new(
        entries: impl IntoIterator<Item = Entry>,
        reserved: &BTreeSet<String>,
    ) -> Result<Self, (String, Vec<String>)> {
        let entries: BTreeSet<Entry> = entries.into_iter().collect();
        let mut groups: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        for entry in entries {
            groups.entry(short(&entry.0, 0)).or_default().push(entry);
        }
        let mut keys = BTreeMap::new();
        for (name, group) in groups {
            keys.extend(distinct(group, reserved.contains(&name)));
        }
        let mut owners: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (entry, key) in &keys {
            owners.entry(key).or_default().push(entry.0.clone());
        }
        let clash = owners.into_iter().find(|(key, owners)| owners.len() > 1 || reserved.contains(*key));
        match clash.map(|(key, owners)| (key.to_owned(), owners)) {
            Some(clash) => Err(clash),
            None => Ok(Keys(keys)),
        }
    }

    /// The key of an entry.
    pub(super) fn get(&self, path: &str, wire: &str) -> String {
        self.0.get(&(path.to_owned(), wire.to_owned())).cloned().unwrap_or_else(|| short(path, 0))
    }
}

/// Keys for types of one name: with as few modules as possible, else with their names on the wire.
fn distinct(group: Vec<Entry>, is_reserved: bool) -> Vec<(Entry, String)> {
    let depth = group.iter().map(|(path, _)| path.matches("::").count()).max().unwrap_or_default();
    let qualified = |modules: usize| group.iter().map(|entry| short(&entry.0, modules)).collect::<Vec<_>>();
    let first = usize::from(is_reserved);
    let names = (first..=depth)
        .map(qualified)
        .find(|names| names.iter().collect::<BTreeSet<_>>().len() == names.len());
    let with_wire = || group.iter().map(|entry| short(&entry.0, first) + &pascal_case(&entry.1)).collect();
    let names = names.unwrap_or_else(with_wire);
    group.into_iter().zip(names).collect()
}

/// `shop::Envelope<alloc::string::String>` as `EnvelopeString`, with so many of the last modules before each name.
fn short(path: &str, modules: usize) -> String {
    let path = path.replace("::{{closure}}", "");
    let (head, arguments) = path.split_once('<').unwrap_or((&path, ""));
    let words = arguments.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    // The type itself is spelled as it is declared, its arguments begin with a capital.
    let mut text = qualified(head, modules, str::to_owned);
    text.extend(words.filter(|word| *word != "_").map(|word| qualified(word, modules, pascal_case)));
    // What AsyncAPI allows in keys.
    text.replace(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')), "_")
}

/// The name at the end of a path, with so many of the modules before it.
fn qualified(path: &str, modules: usize, spelled: fn(&str) -> String) -> String {
    let mut segments = path.rsplit("::").filter(|segment| !segment.is_empty());
    let name = segments.next().map(spelled).unwrap_or_default();
    let modules: Vec<String> = segments.take(modules).map(pascal_case).collect();
    modules.into_iter().rev().collect::<String>() + &name
}

/// `client-order_paid` as `ClientOrderPaid`.
fn pascal_case(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words
        .map(|word| {
            let mut chars = word.chars();
            chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect::<String>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{BTreeSet, Entry, Keys, short};

    #[test]
    fn a_key_is_the_name_of_the_type_with_its_arguments() {
        assert_eq!(short("shop::events::OrderShipped", 0), "OrderShipped");
        assert_eq!(short("shop::events::OrderShipped", 1), "EventsOrderShipped");
        assert_eq!(short("shop::Envelope<alloc::string::String>", 0), "EnvelopeString");
        assert_eq!(short("shop::Pair<u64, alloc::vec::Vec<shop::Slug>>", 0), "PairU64VecSlug");
        assert_eq!(short("shop::Größe", 0), "Gr__e");
        assert_eq!(short("shop::Borrowed<'_>", 0), "Borrowed");
        assert_eq!(short("shop::tests::works::{{closure}}::Made", 0), "Made");
        assert_eq!(short("shop::snake_case", 0), "snake_case");
    }

    fn entry((path, wire): (&str, &str)) -> Entry {
        (path.to_owned(), wire.to_owned())
    }

    fn keys(
        entries: impl IntoIterator<Item = (&'static str, &'static str)>,
    ) -> Result<Keys, (String, Vec<String>)> {
        Keys::new(entries.into_iter().map(entry), &BTreeSet::new())
    }

    #[test]
    fn types_of_one_name_have_as_many_modules_as_tell_them_apart() {
        let entries = [
            ("a::Created", "created"),
            ("b::Created", "created"),
            ("x::y::Paid", "paid"),
            ("x::z::Paid", "paid"),
            ("w::y::Gone", "gone"),
            ("v::y::Gone", "gone"),
        ];
        let named = keys(entries).expect("all differ");
        let get = |(path, wire)| named.get(path, wire);
        assert_eq!(entries.map(get), ["ACreated", "BCreated", "YPaid", "ZPaid", "WYGone", "VYGone"]);
        let reversed = keys(entries.into_iter().rev()).expect("all differ");
        assert_eq!(entries.map(|(path, wire)| reversed.get(path, wire)), entries.map(get));
    }

    #[test]
    fn types_of_one_path_have_their_names_on_the_wire() {
        let keys = keys([("a::Made", "order-paid"), ("a::Made", "sent")]).expect("they differ");
        assert_eq!(
            (keys.get("a::Made", "order-paid"), keys.get("a::Made", "sent")),
            ("MadeOrderPaid".into(), "MadeSent".into())
        );
    }

    #[test]
    fn a_reserved_name_is_given_to_nobody() {
        let reserved = ["Made".to_owned()].into();
        let named = Keys::new([entry(("a::Made", ""))], &reserved).expect("there is a module");
        assert_eq!(named.get("a::Made", ""), "AMade");
        let (name, types) = Keys::new([entry(("Made", ""))], &reserved).expect_err("there is none");
        assert_eq!((name.as_str(), types.as_slice()), ("Made", &["Made".to_owned()][..]));
    }

    #[test]
    fn names_that_cannot_be_told_apart_are_refused() {
        let (name, types) = keys([("a::Made", "a-b"), ("a::Made", "a_b")]).expect_err("both are MadeAB");
        assert_eq!((name.as_str(), types.len()), ("MadeAB", 2));
    }
}
