//! Enums whose variants hold one channel or one event each.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::{Data, DataEnum, DeriveInput, Fields, Ident, Path, Type, TypePath, Variant};

use crate::{
    attr::{self, Entries, Entry, Target},
    errors::Errors,
    item::{self, ImplGenerics},
};

pub(crate) struct SetDecl<'i> {
    pub(crate) krate: Path,
    pub(crate) input: &'i DeriveInput,
    /// The channels that a set of events names.
    pub(crate) channels: Vec<TypePath>,
    /// `user`, of a set with events for users.
    pub(crate) user: Option<Ident>,
    pub(crate) variants: Vec<(&'i Ident, &'i Type)>,
}

/// How many variants one constant compares with those after them.
const CHECKED_AT_ONCE: usize = 8;

impl<'i> SetDecl<'i> {
    /// Reads an enum of `what`, which is "channel" or "event".
    pub(crate) fn parse(input: &'i DeriveInput, derive: &str, what: &str, errors: &mut Errors) -> Self {
        let keys: &[&str] = if what == "event" { &["channel", "user", "crate"] } else { &["crate"] };
        let entries = attr::entries(&input.attrs, keys, errors);
        let data = require_enum(input, derive, errors);
        let variants = data.map(|data| variants(data, &input.ident, what, errors)).unwrap_or_default();
        let (channels, user) = (channels(&entries, errors), user(&entries));
        SetDecl { krate: item::crate_path(&entries), input, channels, user, variants }
    }

    /// The texts of the variants' names.
    pub(crate) fn labels(&self) -> Vec<String> {
        self.variants.iter().map(|(variant, _)| item::bare(variant)).collect()
    }

    pub(crate) fn types(&self) -> impl Iterator<Item = &Type> + Clone {
        self.variants.iter().map(|(_, ty)| *ty)
    }

    /// The proof that the variants exclude each other, by the constant that holds
    /// what is known of them: inside of the impls where it depends on a type
    /// parameter, else beside them.
    pub(crate) fn check(&self, check: &str, of: &str, constant: &str) -> (TokenStream, TokenStream) {
        let ident = &self.input.ident;
        let [check, of, constant] = [check, of, constant].map(|name| Ident::new(name, Span::call_site()));
        let set = item::bare(ident);
        let labels = self.labels();
        let generics = ImplGenerics(&self.input.generics);
        let arguments = generics.static_arguments();
        let ty = if generics.is_concrete() { quote!(#ident #arguments) } else { quote!(Self) };
        let checks = (0..labels.len()).step_by(CHECKED_AT_ONCE).map(|from| {
            let to = labels.len().min(from + CHECKED_AT_ONCE);
            let members = quote!(&[#(#labels),*], &<#ty as __pusher::#of>::#constant);
            item::at(ident.span(), quote!(__pusher::#check(#set, #members, #from, #to)))
        });
        if generics.is_concrete() {
            (TokenStream::new(), quote!(#(const _: () = #checks;)*))
        } else {
            (quote!(#(const { #checks };)*), TokenStream::new())
        }
    }

    /// The set's generics with `bound` on each variant's type that is generic.
    pub(crate) fn bounded(&self, bound: &TokenStream) -> syn::Generics {
        ImplGenerics(&self.input.generics).bounded(self.types(), bound)
    }
}

/// The channel types that the set names.
fn channels(entries: &Entries, errors: &mut Errors) -> Vec<TypePath> {
    let mut channels: Vec<TypePath> = Vec::new();
    let text = |path: &TypePath| path.to_token_stream().to_string();
    for spanned in &entries.list {
        match &spanned.entry {
            Entry::Channel(Target::Type { path, fields: None })
                if channels.iter().any(|known| text(known) == text(path)) =>
            {
                errors.at(path, "the channel is named twice; remove one");
            }
            Entry::Channel(Target::Type { path, fields: None }) => channels.push(path.clone()),
            Entry::Channel(Target::Type { path, .. }) => {
                let name = text(path).replace(' ', "");
                errors
                    .at(path, format!("a set names a channel type without fields; write `channel = {name}`"));
            }
            Entry::Channel(Target::Pattern(literal)) => {
                let message = "a set names the channel types of its events, not a pattern; \
                    write for example `channel = OrderChannel`";
                errors.at(literal, message);
            }
            _ => {}
        }
    }
    channels
}

fn user(entries: &Entries) -> Option<Ident> {
    let mut keys = entries.list.iter().filter(|spanned| matches!(spanned.entry, Entry::User));
    keys.next().map(|spanned| spanned.key.clone())
}

fn require_enum<'i>(input: &'i DeriveInput, derive: &str, errors: &mut Errors) -> Option<&'i DataEnum> {
    let example = if derive == "ChannelSet" { "Order(OrderChannel)" } else { "Shipped(OrderShipped)" };
    let message = format!("`{derive}` is for enums with variants such as `{example}`");
    match &input.data {
        Data::Enum(data) => return Some(data),
        Data::Struct(data) => errors.at(data.struct_token, message),
        Data::Union(data) => errors.at(data.union_token, message),
    }
    None
}

fn variants<'i>(
    data: &'i DataEnum,
    set: &Ident,
    what: &str,
    errors: &mut Errors,
) -> Vec<(&'i Ident, &'i Type)> {
    if data.variants.is_empty() {
        errors.at(set, format!("the set has no {what}; add a variant that holds one"));
    }
    for variant in &data.variants {
        attr::entries(&variant.attrs, &[], errors);
    }
    data.variants.iter().filter_map(|variant| newtype(variant, what, errors)).collect()
}

fn newtype<'i>(variant: &'i Variant, what: &str, errors: &mut Errors) -> Option<(&'i Ident, &'i Type)> {
    let ident = &variant.ident;
    let suffix = if what == "channel" { "Channel" } else { "" };
    let message =
        format!("a variant holds exactly one {what} type; write for example `{ident}({ident}{suffix})`");
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            return fields.unnamed.first().map(|field| (ident, &field.ty));
        }
        Fields::Unit => errors.at(ident, message),
        fields => errors.at(fields, message),
    }
    None
}
