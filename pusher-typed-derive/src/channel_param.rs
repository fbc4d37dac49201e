//! `#[derive(ChannelParam)]`: reads and checks the declaration; `channel_param_expand.rs` generates the code.

use syn::{
    Data, DataEnum, DeriveInput, Field, Fields, Ident, LitInt, LitStr, Member, Path, Type, ext::IdentExt,
};

use crate::{
    attr::{self, Entries, Entry, Spanned},
    errors::Errors,
    item,
};

/// A declared parameter, ready to be generated.
pub(crate) struct ParamDecl<'i> {
    pub(crate) krate: Path,
    pub(crate) input: &'i DeriveInput,
    /// `None` when the item can be no parameter, which is an error already.
    pub(crate) shape: Option<Shape<'i>>,
}

pub(crate) enum Shape<'i> {
    /// A struct around another parameter.
    Newtype { member: Member, ty: &'i Type, limits: Limits },
    /// An enum of fixed texts.
    Enum(Vec<(&'i Ident, String)>),
}

/// What a newtype over a text allows less than the text itself.
#[derive(Default)]
pub(crate) struct Limits {
    pub(crate) chars: Option<LitStr>,
    pub(crate) min_len: Option<usize>,
    pub(crate) max_len: Option<usize>,
}

impl Limits {
    pub(crate) fn any(&self) -> bool {
        self.chars.is_some() || self.min_len.is_some() || self.max_len.is_some()
    }
}

/// The longest channel name that the hosted service takes.
const MAX_NAME: usize = 164;

pub(crate) fn parse<'i>(input: &'i DeriveInput, errors: &mut Errors) -> ParamDecl<'i> {
    let entries = attr::entries(&input.attrs, &["chars", "min_len", "max_len", "crate"], errors);
    let shape = match &input.data {
        Data::Struct(data) => newtype(input, &data.fields, &entries, errors),
        Data::Enum(data) => {
            refuse_limits(&entries, errors);
            Some(Shape::Enum(variants(input, data, errors)))
        }
        Data::Union(data) => {
            errors.at(data.union_token, "a channel parameter cannot be a union; declare a struct or an enum");
            None
        }
    };
    ParamDecl { krate: item::crate_path(&entries), input, shape }
}

fn refuse_limits(entries: &Entries, errors: &mut Errors) {
    for spanned in entries.list.iter().filter(|spanned| spanned.key != "crate") {
        let message =
            format!("`{}` limits a text; the texts of an enum are those of its variants", spanned.key);
        errors.at(&spanned.key, message);
    }
}

fn newtype<'i>(
    input: &DeriveInput,
    fields: &'i Fields,
    entries: &Entries,
    errors: &mut Errors,
) -> Option<Shape<'i>> {
    for field in fields {
        attr::entries(&field.attrs, &[], errors);
    }
    let mut all = fields.members().zip(fields);
    let (Some((member, field)), None) = (all.next(), all.next()) else {
        let message = format!(
            "a channel parameter is a struct around one value, such as `struct {}(u64);`, or an enum without fields",
            input.ident
        );
        errors.at(&input.ident, message);
        return None;
    };
    Some(Shape::Newtype { member, ty: &field.ty, limits: limits(entries, field, errors) })
}

fn limits(entries: &Entries, field: &Field, errors: &mut Errors) -> Limits {
    let mut limits = Limits::default();
    for Spanned { key, entry } in &entries.list {
        match entry {
            Entry::Chars(chars) => limits.chars = Some(chars.clone()),
            Entry::MinLen(len) => limits.min_len = length(len, errors),
            Entry::MaxLen(len) => limits.max_len = length(len, errors),
            _ => continue,
        }
        if !is_text(&field.ty) {
            let message = format!(
                "`{key}` limits a text, and the field is none; make it a `String`, or remove `{key}`"
            );
            errors.at(key, message);
        }
    }
    if let Some(chars) = &limits.chars {
        check_chars(chars, errors);
    }
    if let (Some(min), Some(max)) = (limits.min_len, limits.max_len)
        && min > max
    {
        let key = entries.list.iter().find(|spanned| spanned.key == "min_len").map(|spanned| &spanned.key);
        errors.at(key, format!("`min_len` is greater than `max_len`: {min} > {max}"));
    }
    limits
}

/// Whether the type's name is that of an owned text.
fn is_text(ty: &Type) -> bool {
    let path = match ty {
        Type::Path(path) => path,
        // What a macro passes on comes in invisible brackets.
        Type::Group(group) => return is_text(&group.elem),
        Type::Paren(paren) => return is_text(&paren.elem),
        _ => return false,
    };
    let Some(last) = path.path.segments.last() else { return false };
    match last.ident.to_string().as_str() {
        "String" => true,
        "Box" | "Arc" => matches!(&last.arguments, syn::PathArguments::AngleBracketed(arguments)
            if quote::ToTokens::to_token_stream(&arguments.args).to_string() == "str"),
        _ => false,
    }
}

fn length(literal: &LitInt, errors: &mut Errors) -> Option<usize> {
    match literal.base10_parse::<usize>() {
        Ok(len) if (1..=MAX_NAME).contains(&len) => Some(len),
        _ => {
            errors.at(
                literal,
                format!("a length is a number of bytes from 1 to {MAX_NAME}, the longest channel name"),
            );
            None
        }
    }
}

/// Reads the set as `CharSet::new` does, to say what is wrong where it stands.
fn check_chars(literal: &LitStr, errors: &mut Errors) {
    let spec: Vec<char> = literal.value().chars().collect();
    if spec.is_empty() {
        errors.at(literal, "the set of characters is empty; write for example `chars = \"a-zA-Z0-9_\"`");
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
            errors.at(literal, message);
        }
    }
}

/// Takes one character, which may be escaped, off the beginning.
fn read_member(rest: &mut &[char]) -> Result<char, String> {
    let (member, after) = match **rest {
        ['\\', escaped @ ('-' | '\\'), ref after @ ..] => (Ok(escaped), after),
        ['\\', 'd', ref after @ ..] => (Err("`\\d` is not understood here; write `0-9`".to_owned()), after),
        ['\\', 'w', ref after @ ..] => {
            (Err("`\\w` is not understood here; write `a-zA-Z0-9_`".to_owned()), after)
        }
        ['\\', other, ref after @ ..] => {
            (Err(format!("`\\{other}` is not understood here; write `{other}`")), after)
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
            "{character:?} cannot be in a channel name; choose from `a-zA-Z0-9_=@,.;` and `-`, which stands first or last"
        )),
    }
}

fn is_allowed(character: char) -> bool {
    character.is_ascii_alphanumeric() || "_-=@,.;".contains(character)
}

fn variants<'i>(input: &DeriveInput, data: &'i DataEnum, errors: &mut Errors) -> Vec<(&'i Ident, String)> {
    if data.variants.is_empty() {
        errors.at(&input.ident, "an enum without variants has no text; add a variant");
    }
    let mut texts: Vec<(&Ident, String)> = Vec::new();
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            let message = "a variant stands for a fixed text, so it has no fields; use a newtype for values";
            errors.at(&variant.fields, message);
        }
        let renamed = rename(&attr::entries(&variant.attrs, &["rename"], errors), errors);
        let text = renamed
            .clone()
            .map_or_else(|| snake_case(&variant.ident.unraw().to_string()), |name| name.value());
        if let Some((other, _)) = texts.iter().find(|(_, known)| *known == text) {
            let message = format!("`{}` and `{other}` are both written `{text}`; rename one", variant.ident);
            match &renamed {
                Some(literal) => errors.at(literal, message),
                None => errors.at(&variant.ident, message),
            }
        }
        if renamed.is_none() && !text.chars().all(is_allowed) {
            let message = format!("`{text}` cannot be in a channel name; add `#[pusher(rename = \"…\")]`");
            errors.at(&variant.ident, message);
        }
        texts.push((&variant.ident, text));
    }
    texts
}

fn rename(entries: &Entries, errors: &mut Errors) -> Option<LitStr> {
    let literal = entries.list.iter().find_map(|spanned| match &spanned.entry {
        Entry::Rename(literal) => Some(literal.clone()),
        _ => None,
    })?;
    let text = literal.value();
    if text.is_empty() {
        errors.at(&literal, "a channel parameter is never empty; write at least one character");
    } else if let Some(character) = text.chars().find(|c| !is_allowed(*c)) {
        errors.at(
            &literal,
            format!("{character:?} cannot be in a channel name; choose from `a-zA-Z0-9_-=@,.;`"),
        );
    }
    Some(literal)
}

/// `UsEast` as `us_east`.
fn snake_case(ident: &str) -> String {
    let mut text = String::new();
    for character in ident.chars() {
        if character.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.extend(character.to_lowercase());
    }
    text
}
