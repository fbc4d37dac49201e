//! Structs and enums and their values, as Rust source.

use super::types::Ty;

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
            Ty::Named(_) | Ty::Own(_) | Ty::Pair(..) | Ty::NonZero => false,
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

    /// Their names and former names.
    pub(super) fn names(&self) -> Vec<char> {
        self.0.iter().flat_map(|field| field.alias.into_iter().chain([field.name])).collect()
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

    /// The types of its fields.
    pub(super) fn types(&self) -> impl Iterator<Item = &Ty> {
        let fields = self.fields.iter().flat_map(|fields| fields.0.iter().map(|field| &field.ty));
        fields.chain(&self.newtype)
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
    Newtype(Ty),
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
            Item::Newtype(ty) => format!("struct {name}({});", ty.source()),
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
                let extend = match (other, representation) {
                    (false, _) => "",
                    (true, Representation::Adjacent) => "#[schemars(extend(\"x-pusher-other\" = \"c\"))] ",
                    (true, _) => "#[schemars(extend(\"x-pusher-other\" = true))] ",
                };
                variants.extend(other.then(|| "#[serde(other)] Other".to_owned()));
                format!("{serde}{extend}enum {name} {{ {} }}", variants.join(", "))
            }
        }
    }

    /// The types that it has in its fields.
    pub(super) fn types(&self) -> Vec<&Ty> {
        match self {
            Item::Newtype(ty) => vec![ty],
            Item::Struct { fields, .. } => fields.0.iter().map(|field| &field.ty).collect(),
            Item::Enum { variants, .. } => variants.iter().flat_map(Variant::types).collect(),
        }
    }

    /// The item without values in lists of itself.
    pub(super) fn without_own(&self) -> Item {
        let mut item = self.clone();
        let fields: Vec<&mut Field> = match &mut item {
            Item::Newtype(_) => Vec::new(),
            Item::Struct { fields, .. } => fields.0.iter_mut().collect(),
            Item::Enum { variants, .. } => variants
                .iter_mut()
                .filter_map(|variant| variant.fields.as_mut())
                .flat_map(|it| &mut it.0)
                .collect(),
        };
        for field in fields {
            if matches!(field.ty, Ty::Own(_)) {
                field.ty = Ty::Empty;
            }
        }
        item
    }

    pub(super) fn values(&self, name: &str, items: &[Item]) -> Vec<String> {
        match self {
            Item::Newtype(ty) => ty.values(items).iter().map(|value| format!("{name}({value})")).collect(),
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
