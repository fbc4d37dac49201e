//! Types of fields and their values, as Rust source.

use super::items::Item;

/// A type of a field.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Ty {
    #[default]
    U8,
    U16,
    I32,
    I64,
    NonZero,
    F64,
    Bool,
    String,
    Char,
    Any,
    Option(Box<Ty>),
    Vec(Box<Ty>),
    /// Of two.
    Array(Box<Ty>),
    Pair(Box<Ty>, Box<Ty>),
    Map(Box<Ty>),
    /// An item, by its number.
    Named(usize),
    /// A list of the item that it is in.
    Own(usize),
    /// The same without values.
    Empty,
}

impl Ty {
    pub(super) const SCALARS: [Ty; 10] =
        [Ty::U8, Ty::U16, Ty::I32, Ty::I64, Ty::NonZero, Ty::F64, Ty::Bool, Ty::String, Ty::Char, Ty::Any];

    pub(super) fn source(&self) -> String {
        match self {
            Ty::U8 => "u8".to_owned(),
            Ty::U16 => "u16".to_owned(),
            Ty::I32 => "i32".to_owned(),
            Ty::I64 => "i64".to_owned(),
            Ty::NonZero => "NonZeroU8".to_owned(),
            Ty::F64 => "f64".to_owned(),
            Ty::Bool => "bool".to_owned(),
            Ty::String => "String".to_owned(),
            Ty::Char => "char".to_owned(),
            Ty::Any => "serde_json::Value".to_owned(),
            Ty::Option(inner) => format!("Option<{}>", inner.source()),
            Ty::Vec(inner) => format!("Vec<{}>", inner.source()),
            Ty::Array(inner) => format!("[{}; 2]", inner.source()),
            Ty::Pair(one, other) => format!("({}, {})", one.source(), other.source()),
            Ty::Map(inner) => format!("BTreeMap<String, {}>", inner.source()),
            Ty::Named(item) => Item::name(*item),
            Ty::Own(item) => format!("Vec<{}>", Item::name(*item)),
            Ty::Empty => unreachable!("it is no type of a declaration"),
        }
    }

    /// Whether the type or a type in it is of a kind.
    pub(super) fn has(&self, is_it: &impl Fn(&Ty) -> bool) -> bool {
        match self {
            Ty::Option(inner) | Ty::Vec(inner) | Ty::Array(inner) | Ty::Map(inner) => inner.has(is_it),
            Ty::Pair(one, other) => one.has(is_it) || other.has(is_it),
            other => is_it(other),
        }
    }

    /// Values at the limits of the type.
    pub(super) fn values(&self, items: &[Item]) -> Vec<String> {
        let list = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
        match self {
            Ty::U8 => list(&["0", "255"]),
            Ty::U16 => list(&["0", "65535"]),
            Ty::I32 => list(&["0", "i32::MIN", "i32::MAX"]),
            Ty::I64 => list(&["0", "i64::MIN", "i64::MAX"]),
            Ty::NonZero => list(&["NonZeroU8::MIN", "NonZeroU8::MAX"]),
            Ty::F64 => list(&["0.5", "-1e300"]),
            Ty::Bool => list(&["true", "false"]),
            Ty::String => list(&["String::new()", "\"xyz\".to_owned()", "\"x\".to_owned()"]),
            Ty::Char => list(&["'x'", "'é'"]),
            Ty::Any => list(&[
                "serde_json::json!(null)",
                "serde_json::json!(\"xyz\")",
                "serde_json::json!(-1.5)",
                "serde_json::json!([true])",
                "serde_json::json!({ \"q\": {} })",
            ]),
            Ty::Option(inner) => {
                let some = inner.values(items).into_iter().map(|value| format!("Some({value})"));
                std::iter::once("None".to_owned()).chain(some).collect()
            }
            Ty::Vec(inner) => {
                let values = inner.values(items);
                let lengths = [
                    "vec![]".to_owned(),
                    format!("vec![{0}, {0}]", values[0]),
                    format!("vec![{0}; 3]", values[0]),
                ];
                lengths.into_iter().chain(values.iter().map(|value| format!("vec![{value}]"))).collect()
            }
            Ty::Array(inner) => {
                inner.values(items).iter().map(|value| format!("[{value}, {value}]")).collect()
            }
            Ty::Pair(one, other) => {
                let (one, other) = (one.values(items), other.values(items));
                let pair = |(at, other): (usize, &String)| format!("({}, {other})", one[at % one.len()]);
                let firsts = one.iter().map(|one| format!("({one}, {})", other[0]));
                other.iter().enumerate().map(pair).chain(firsts).collect()
            }
            Ty::Map(inner) => {
                let some = |value: &String| format!("[(\"q\".to_owned(), {value})].into()");
                std::iter::once("BTreeMap::new()".to_owned())
                    .chain(inner.values(items).iter().map(some))
                    .collect()
            }
            Ty::Named(item) => items[*item].values(&Item::name(*item), items),
            Ty::Own(item) => {
                let inner = items[*item].without_own().values(&Item::name(*item), items);
                list(&["vec![]", &format!("vec![{}]", inner[inner.len() - 1])])
            }
            Ty::Empty => list(&["vec![]"]),
        }
    }
}
