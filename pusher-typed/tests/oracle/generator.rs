//! Writes families of types as Rust source, from a seed: a type, and versions of it with a change or two each.

use std::fmt::Write as _;

use super::{
    items::{Field, Fields, Item, Representation, Variant},
    types::Ty,
};

/// How many families there are, and how many versions each has.
const FAMILIES: usize = 18;
const VERSIONS: usize = 6;

/// The source of the families.
pub(super) fn source(seed: u64) -> String {
    let mut random = Random(seed);
    let mut source = format!(
        "//! Written by `generator` with the seed {seed}; `UPDATE_ORACLE={seed}` writes it anew, another seed another one.\n\n\
         use std::{{collections::BTreeMap, num::NonZeroU8}};\n\n\
         use super::*;\n\n\
         /// What `generator` was given.\n\
         pub(super) const SEED: u64 = {seed};\n\n\
         pub(super) const FAMILIES: [fn() -> Vec<Version>; {FAMILIES}] = [\n"
    );
    for family in 0..FAMILIES {
        let _ = writeln!(source, "    family_{family},");
    }
    source.push_str("];\n");
    for family in 0..FAMILIES {
        let _ = write!(source, "\nfn family_{family}() -> Vec<Version> {{\n    family![\n");
        for (at, version) in versions(&mut random).iter().enumerate() {
            let _ = writeln!(source, "        v{at}: {},", version.source());
        }
        source.push_str("    ]\n}\n");
    }
    source
}

/// A type with the types that it needs; the last one is the payload.
#[derive(Debug, Clone, PartialEq)]
struct Version {
    items: Vec<Item>,
}

impl Version {
    fn source(&self) -> String {
        let items: Vec<String> = (0..self.items.len()).map(|at| Item::source(at, &self.items)).collect();
        let root = self.items.len() - 1;
        let values = Ty::Named(root).values(&self.items);
        format!("{} {{ {} }} [{}]", Item::name(root), items.join(" "), values.join(", "))
    }
}

impl Version {
    /// Whether serde accepts the declarations, and all of them count.
    fn is_clear(&self) -> bool {
        self.has_clear_variants()
            && self.uses_all_items()
            && (0..self.items.len()).all(|at| self.is_valid(at))
    }

    /// Whether no untagged variant has the values of other variants, by a field of any type or because it requires no
    /// field. Which variant such values are read as depends on each value; the check is documented as less exact there.
    fn has_clear_variants(&self) -> bool {
        let variants = self.items.iter().filter_map(|item| match item {
            Item::Enum { representation: Representation::Untagged, variants, .. } => Some(variants),
            _ => None,
        });
        let has_any = |variant: &Variant| variant.types().any(|ty| ty.has(&|it| *it == Ty::Any));
        variants.flatten().all(|variant| !has_any(variant) && variant.requires_something())
    }

    fn uses_all_items(&self) -> bool {
        let mut used = vec![self.items.len() - 1];
        for at in (0..self.items.len()).rev() {
            let is_it = |ty: &Ty| *ty == Ty::Named(at);
            let names_it = |user: &usize| self.items[*user].types().iter().any(|ty| ty.has(&is_it));
            if used.iter().any(names_it) {
                used.push(at);
            }
        }
        (0..self.items.len()).all(|at| used.contains(&at))
    }

    /// Whether flattened fields and newtype variants with a tag are as serde needs them.
    fn is_valid(&self, at: usize) -> bool {
        match &self.items[at] {
            Item::Struct { fields, deny } => self.may_flatten(fields, *deny),
            Item::Enum { representation: Representation::Internal, variants, .. } => {
                // schemars describes the tag as a value of a flattened map, which is documented.
                let has_map =
                    |fields: &Fields| fields.0.iter().any(|it| it.flatten && matches!(it.ty, Ty::Map(_)));
                let is_struct = |ty: &Ty| match ty {
                    Ty::Named(item) => {
                        matches!(&self.items[*item], Item::Struct { deny: false, fields } if !has_map(fields))
                    }
                    _ => false,
                };
                variants.iter().filter_map(|variant| variant.newtype.as_ref()).all(is_struct)
            }
            Item::Newtype(_) | Item::Enum { .. } => true,
        }
    }

    /// Whether no name appears twice in a struct with what is flattened into it. A flattened map would also take what
    /// belongs to a flattened enum, or to what is flattened after it.
    fn may_flatten(&self, fields: &Fields, deny: bool) -> bool {
        let flattened: Vec<&Field> = fields.0.iter().filter(|field| field.flatten).collect();
        let is_struct = |field: &&&Field| match field.ty {
            Ty::Named(item) => matches!(self.items[item], Item::Struct { .. }),
            _ => false,
        };
        let Some(inner) =
            flattened.iter().map(|field| self.flattened_names(field)).collect::<Option<Vec<_>>>()
        else {
            return false;
        };
        let mut names: Vec<char> = inner.into_iter().flatten().chain(fields.names()).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        let is_map = |field: &&Field| matches!(field.ty, Ty::Map(_));
        let is_last = flattened.iter().position(is_map).is_none_or(|at| at + 1 == flattened.len());
        let others = flattened.len() - flattened.iter().filter(is_struct).count();
        names.len() == count && (flattened.is_empty() || !deny) && others < 2 && is_last
    }

    /// The names that a flattened field adds; `None` if serde cannot flatten it.
    fn flattened_names(&self, field: &Field) -> Option<Vec<char>> {
        let Ty::Named(item) = field.ty else { return Some(Vec::new()) };
        match &self.items[item] {
            Item::Struct { fields, deny: false } if !fields.0.iter().any(|it| it.flatten) => {
                Some(fields.names())
            }
            Item::Enum { representation: Representation::Internal, variants, .. }
                if variants.iter().all(|variant| variant.newtype.is_none()) =>
            {
                let fields = variants.iter().filter_map(|variant| variant.fields.as_ref());
                let mut names: Vec<char> = fields.flat_map(Fields::names).collect();
                names.sort_unstable();
                names.dedup();
                Some(names)
            }
            _ => None,
        }
    }
}

/// Versions that differ from each other.
fn versions(random: &mut Random) -> Vec<Version> {
    let mut first = random.version();
    while !first.is_clear() {
        first = random.version();
    }
    let mut versions = vec![first];
    while versions.len() < VERSIONS {
        let at = random.below(versions.len());
        let mut next = versions[at].clone();
        for _ in 0..=random.below(2) {
            random.change(&mut next);
        }
        if next.is_clear() && !versions.contains(&next) {
            versions.push(next);
        }
    }
    versions
}

/// A sequence of numbers that depends on the seed alone: splitmix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).expect("it is below a usize")
    }

    fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }

    fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn version(&mut self) -> Version {
        let count = 1 + self.below(3);
        let mut items = Vec::new();
        for at in 0..count {
            let item = match self.below(10) {
                0 if at + 1 < count => Item::Newtype(self.pick(&Ty::SCALARS)),
                0..=4 => self.structure(at, &items),
                _ => self.enumeration(at, &items),
            };
            items.push(item);
        }
        Version { items }
    }

    /// A type that may use the first `known` items.
    fn ty(&mut self, known: usize) -> Ty {
        match self.below(if known == 0 { 10 } else { 18 }) {
            0..=7 => self.pick(&Ty::SCALARS),
            8 => Ty::Option(Box::new(self.pick(&Ty::SCALARS))),
            9 => Ty::Vec(Box::new(self.pick(&Ty::SCALARS))),
            10 => Ty::Option(Box::new(Ty::Named(self.below(known)))),
            11 => Ty::Vec(Box::new(Ty::Named(self.below(known)))),
            12 => Ty::Map(Box::new(Ty::Named(self.below(known)))),
            _ => Ty::Named(self.below(known)),
        }
    }

    fn structure(&mut self, known: usize, items: &[Item]) -> Item {
        let count = 1 + self.below(3);
        let mut fields = self.fields(count, known);
        if known > 0 && self.happens(35) {
            self.flatten_item(&mut fields, items);
        }
        if self.happens(15) {
            fields.0.push(Field { name: 'w', ty: Ty::Own(known), ..Field::default() });
        }
        let deny = self.happens(25) && !fields.0.iter().any(|field| field.flatten);
        Item::Struct { fields, deny }
    }

    fn flatten_item(&mut self, fields: &mut Fields, items: &[Item]) {
        let ty = Ty::Named(self.below(items.len()));
        if !fields.has('y') {
            fields.0.push(Field { name: 'y', ty, flatten: true, ..Field::default() });
        }
    }

    fn fields(&mut self, count: usize, known: usize) -> Fields {
        let mut fields = Fields::default();
        for _ in 0..count {
            self.add_field(&mut fields, known);
        }
        fields
    }

    fn add_field(&mut self, fields: &mut Fields, known: usize) {
        let free: Vec<char> = ('a'..='f').filter(|name| !fields.has(*name)).collect();
        if free.is_empty() {
            return;
        }
        let ty = self.ty(known);
        let mut field = Field { name: self.pick(&free), ty, default: self.happens(25), ..Field::default() };
        if self.happens(25) {
            field.toggle_skip();
        }
        fields.0.push(field);
        fields.0.sort_by_key(|field| field.name);
    }

    fn enumeration(&mut self, known: usize, items: &[Item]) -> Item {
        let representation = self.pick(&Representation::ALL);
        let mut variants = Vec::new();
        for _ in 0..2 + self.below(2) {
            self.add_variant(&mut variants, representation, items);
        }
        let other = representation != Representation::Untagged && self.happens(15);
        if self.happens(15)
            && let Some(fields) =
                variants.iter_mut().find_map(|variant: &mut Variant| variant.fields.as_mut())
        {
            fields.0.push(Field { name: 'w', ty: Ty::Own(known), ..Field::default() });
        }
        Item::Enum { representation, variants, other }
    }

    fn add_variant(&mut self, variants: &mut Vec<Variant>, representation: Representation, items: &[Item]) {
        let known = items.len();
        let is_free = |name: &char| !variants.iter().any(|it| it.name == *name);
        // That a variant beside a content has none is documented as not compared, so these have other names.
        let free: Vec<char> = ('A'..='E').filter(is_free).collect();
        let units: Vec<char> = ('P'..='T').filter(is_free).collect();
        if free.is_empty() || units.is_empty() {
            return;
        }
        let count = 1 + self.below(2);
        let name = self.pick(&free);
        let variant = match (representation, self.below(3)) {
            (Representation::Internal, 1) if known > 0 => {
                Variant::newtype(name, Ty::Named(self.below(known)))
            }
            (Representation::Untagged, 0) | (Representation::External | Representation::Adjacent, 1) => {
                Variant::newtype(name, self.ty(known))
            }
            (Representation::External | Representation::Internal | Representation::Adjacent, 0) => {
                Variant::unit(self.pick(&units))
            }
            _ => Variant::with(name, self.fields(count, known)),
        };
        variants.push(variant);
    }

    /// Changes one of the types.
    fn change(&mut self, version: &mut Version) {
        let at = self.below(version.items.len());
        let (known, rest) = version.items.split_at_mut(at);
        let Some(item) = rest.first_mut() else { return };
        match item {
            Item::Newtype(ty) => *ty = self.pick(&Ty::SCALARS),
            Item::Struct { fields, deny } => match self.below(13) {
                0 => *deny = !*deny && !fields.0.iter().any(|field| field.flatten),
                1 if !*deny && !fields.0.iter().any(|field| field.flatten) => {
                    let values = Box::new(self.pick(&Ty::SCALARS));
                    fields.0.push(Field {
                        name: 'z',
                        ty: Ty::Map(values),
                        flatten: true,
                        ..Field::default()
                    });
                }
                2 if !*deny && at > 0 => self.flatten_item(fields, known),
                _ => self.change_fields(fields, at),
            },
            Item::Enum { representation, variants, other } => match self.below(7) {
                0 => self.add_variant(variants, *representation, known),
                1 if variants.len() > 1 => drop(variants.remove(self.below(variants.len()))),
                2 if *representation != Representation::Untagged => *other = !*other,
                3 => variants.rotate_left(1),
                4 if self.happens(40) => self.change_representation(representation, variants),
                _ => {
                    let variant = self.below(variants.len());
                    match &mut variants[variant] {
                        Variant { fields: Some(fields), .. } => self.change_fields(fields, at),
                        Variant { newtype: Some(ty), .. } => self.change_ty(ty, at),
                        _ => self.add_variant(variants, *representation, known),
                    }
                }
            },
        }
    }

    fn change_representation(&mut self, representation: &mut Representation, variants: &[Variant]) {
        let is_untagged = *representation == Representation::Untagged;
        let next = self.pick(&Representation::ALL);
        let fits = match next {
            Representation::Untagged => false,
            Representation::Internal => variants.iter().all(|variant| variant.newtype.is_none()),
            Representation::External | Representation::Adjacent => true,
        };
        if fits && !is_untagged {
            *representation = next;
        }
    }

    fn change_fields(&mut self, fields: &mut Fields, known: usize) {
        if fields.0.is_empty() || self.happens(20) {
            return self.add_field(fields, known);
        }
        let at = self.below(fields.0.len());
        if matches!(fields.0[at].ty, Ty::Own(_)) {
            return drop(fields.0.remove(at));
        }
        let field = &mut fields.0[at];
        match self.below(10) {
            0 | 1 => drop(fields.0.remove(at)),
            2 | 3 => field.default = !field.default && !field.flatten,
            4 | 5 => field.toggle_skip(),
            6 | 7 if !field.flatten => {
                // The former name is an alias, or it is not.
                let free: Vec<char> = ('a'..='h').filter(|name| !fields.has(*name)).collect();
                let (new, is_read) = (self.pick(&free), self.happens(75));
                fields.0[at].rename(new, is_read);
                fields.0.sort_by_key(|field| field.name);
            }
            _ => {
                let mut ty = field.ty.clone();
                self.change_ty(&mut ty, known);
                fields.0[at].set_ty(ty);
            }
        }
    }

    /// Another type. A list does not become a struct, nor a struct a list: serde reads such a list by the order of
    /// the fields, which is documented as not compared.
    fn change_ty(&mut self, ty: &mut Ty, known: usize) {
        *ty = match (&ty, self.below(4)) {
            (Ty::Option(inner), 0) => (**inner).clone(),
            (Ty::Option(_) | Ty::Map(_) | Ty::Own(_), _) => return,
            (Ty::Named(_), 0..=1) => Ty::Option(Box::new(ty.clone())),
            (Ty::Named(_), _) => self.pick(&Ty::SCALARS),
            (Ty::Vec(_), 0) => Ty::Array(Box::new(Ty::U8)),
            (Ty::Vec(_) | Ty::Array(_), 1) => Ty::Pair(Box::new(Ty::U8), Box::new(self.pick(&Ty::SCALARS))),
            (Ty::Vec(_) | Ty::Array(_) | Ty::Pair(..), _) => Ty::Vec(Box::new(self.pick(&Ty::SCALARS))),
            (_, 0) => Ty::Option(Box::new(ty.clone())),
            (_, 1) if known > 0 => Ty::Named(self.below(known)),
            _ => self.pick(&Ty::SCALARS),
        };
    }
}
