//! Types and their values, as Rust source.

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
        }
    }

    fn has(&self, ty: &Ty) -> bool {
        match self {
            Ty::Option(inner) | Ty::Vec(inner) | Ty::Array(inner) | Ty::Map(inner) => inner.has(ty),
            Ty::Pair(one, other) => one.has(ty) || other.has(ty),
            other => other == ty,
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
            Ty::String => list(&["String::new()", "\"xyz\".to_owned()"]),
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
        }
    }
}

/// A field of a struct or a variant.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Field {
    pub(super) name: char,
    pub(super) ty: Ty,
    pub(super) default: bool,
    /// The path of the function that says whether it is skipped.
    pub(super) skip: Option<&'static str>,
    pub(super) alias: Option<char>,
    pub(super) flatten: bool,
}

impl Field {
    fn source(&self) -> String {
        let mut serde = Vec::new();
        serde.extend((self.default || self.skip.is_some()).then(|| "default".to_owned()));
        serde.extend(self.skip.map(|path| format!("skip_serializing_if = \"{path}\"")));
        serde.extend(self.alias.map(|alias| format!("alias = \"{alias}\"")));
        serde.extend(self.flatten.then(|| "flatten".to_owned()));
        let serde = if serde.is_empty() { String::new() } else { format!("#[serde({})] ", serde.join(", ")) };
        let extend =
            self.alias.map(|alias| format!("#[schemars(extend(\"x-pusher-aliases\" = [\"{alias}\"]))] "));
        format!("{serde}{}{}: {}", extend.unwrap_or_default(), self.name, self.ty.source())
    }

    /// Skips the field where it has no value, or no longer. Only of such types is a skipped value the default one.
    pub(super) fn toggle_skip(&mut self) {
        self.skip = match (self.skip, &self.ty) {
            (None, Ty::Option(_)) => Some("Option::is_none"),
            (None, Ty::Vec(_)) => Some("Vec::is_empty"),
            (None, Ty::String) => Some("String::is_empty"),
            (None, Ty::Map(_)) if !self.flatten => Some("BTreeMap::is_empty"),
            (None, Ty::U8) => Some("super::is_zero"),
            _ => None,
        };
    }

    pub(super) fn set_ty(&mut self, ty: Ty) {
        if !self.flatten {
            (self.ty, self.skip) = (ty, None);
        }
    }

    pub(super) fn rename(&mut self, name: char, is_read: bool) {
        self.alias = is_read.then_some(self.name);
        self.name = name;
    }

    /// Whether there is a value for a field that is not written.
    fn has_default(&self) -> bool {
        match &self.ty {
            Ty::Named(_) | Ty::Pair(..) | Ty::NonZero => false,
            Ty::Array(inner) => Field { ty: (**inner).clone(), ..Field::default() }.has_default(),
            _ => true,
        }
    }
}

/// The fields of a struct or a variant.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Fields(pub(super) Vec<Field>);

impl Fields {
    /// Whether a field is or was called so.
    pub(super) fn has(&self, name: char) -> bool {
        self.0.iter().any(|field| field.name == name || field.alias == Some(name))
    }

    fn source(&self) -> String {
        let field = |field: &Field| {
            let default = field.default && field.has_default();
            Field { default, ..field.clone() }.source()
        };
        self.0.iter().map(field).collect::<Vec<_>>().join(", ")
    }

    /// Each value of each field, beside other values of the others.
    fn values(&self, items: &[Item]) -> Vec<String> {
        let values: Vec<Vec<String>> = self.0.iter().map(|field| field.ty.values(items)).collect();
        let most = values.iter().map(Vec::len).max().unwrap_or(1);
        let mut all: Vec<String> = Vec::new();
        for shift in 0..2 {
            for at in 0..most {
                let value = |(number, field): (usize, &Field)| {
                    let of_field = &values[number];
                    format!("{}: {}", field.name, of_field[(at + number * shift) % of_field.len()])
                };
                let text = self.0.iter().enumerate().map(value).collect::<Vec<_>>().join(", ");
                if !all.contains(&text) {
                    all.push(text);
                }
            }
        }
        all
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Representation {
    External,
    Internal,
    Adjacent,
    Untagged,
}

impl Representation {
    pub(super) const ALL: [Representation; 4] = [
        Representation::External,
        Representation::Internal,
        Representation::Adjacent,
        Representation::Untagged,
    ];
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Variant {
    pub(super) name: char,
    pub(super) newtype: Option<Ty>,
    pub(super) fields: Option<Fields>,
}

impl Variant {
    pub(super) fn unit(name: char) -> Self {
        Variant { name, newtype: None, fields: None }
    }

    pub(super) fn newtype(name: char, ty: Ty) -> Self {
        Variant { name, newtype: Some(ty), fields: None }
    }

    pub(super) fn with(name: char, fields: Fields) -> Self {
        Variant { name, newtype: None, fields: Some(fields) }
    }

    fn source(&self, representation: Representation) -> String {
        let name = self.called(representation);
        match (&self.newtype, &self.fields) {
            (Some(ty), _) => format!("{name}({})", ty.source()),
            (None, Some(fields)) => format!("{name} {{ {} }}", fields.source()),
            (None, None) => name,
        }
    }

    fn values(&self, representation: Representation, items: &[Item]) -> Vec<String> {
        let name = self.called(representation);
        match (&self.newtype, &self.fields) {
            (Some(ty), _) => ty.values(items).iter().map(|value| format!("{name}({value})")).collect(),
            (None, Some(fields)) => {
                fields.values(items).iter().map(|value| format!("{name} {{ {value} }}")).collect()
            }
            (None, None) => vec![name],
        }
    }

    /// Whether not every object is read as this variant.
    pub(super) fn requires_something(&self) -> bool {
        let is_required =
            |field: &Field| !field.default && field.skip.is_none() && !matches!(field.ty, Ty::Option(_));
        self.fields.as_ref().is_none_or(|fields| fields.0.iter().any(is_required))
    }

    /// Whether a field or what it holds is of this type.
    pub(super) fn has(&self, ty: &Ty) -> bool {
        let fields = self.fields.iter().flat_map(|fields| fields.0.iter().map(|field| &field.ty));
        fields.chain(&self.newtype).any(|it| it.has(ty))
    }

    /// The names of untagged variants are compared when they are read.
    fn called(&self, representation: Representation) -> String {
        let prefix = if representation == Representation::Untagged { "Un" } else { "" };
        format!("{prefix}{}", self.name)
    }
}

/// A struct or an enum.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Item {
    Struct { fields: Fields, deny: bool },
    Enum { representation: Representation, variants: Vec<Variant>, other: bool },
}

impl Item {
    /// `T0` is the first one.
    pub(super) fn name(number: usize) -> String {
        format!("T{number}")
    }

    pub(super) fn source(number: usize, items: &[Item]) -> String {
        let name = Item::name(number);
        match &items[number] {
            Item::Struct { fields, deny } => {
                let deny = if *deny { "#[serde(deny_unknown_fields)] " } else { "" };
                format!("{deny}struct {name} {{ {} }}", fields.source())
            }
            Item::Enum { representation, variants, other } => {
                let serde = match representation {
                    Representation::External => "",
                    Representation::Internal => "#[serde(tag = \"t\")] ",
                    Representation::Adjacent => "#[serde(tag = \"t\", content = \"c\")] ",
                    Representation::Untagged => "#[serde(untagged)] ",
                };
                let mut variants: Vec<String> =
                    variants.iter().map(|variant| variant.source(*representation)).collect();
                let extend = if *other { "#[schemars(extend(\"x-pusher-other\" = true))] " } else { "" };
                variants.extend(other.then(|| "#[serde(other)] Other".to_owned()));
                format!("{serde}{extend}enum {name} {{ {} }}", variants.join(", "))
            }
        }
    }

    fn values(&self, name: &str, items: &[Item]) -> Vec<String> {
        match self {
            Item::Struct { fields, .. } => {
                fields.values(items).iter().map(|value| format!("{name} {{ {value} }}")).collect()
            }
            Item::Enum { representation, variants, other } => {
                let values = variants.iter().flat_map(|variant| variant.values(*representation, items));
                let other = other.then(|| "Other".to_owned());
                other.into_iter().chain(values).map(|value| format!("{name}::{value}")).collect()
            }
        }
    }
}
