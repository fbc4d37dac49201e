//! Parses `#[pusher(…)]`.

use proc_macro2::{Span, TokenTree};
use syn::{
    Attribute, Ident, LitInt, LitStr, Meta, Path, Token, Type, ext::IdentExt, parse::ParseStream,
    punctuated::Punctuated, token::Paren,
};

use super::{key::Key, kind::Kind, target::Target, webhook_kind::VariantKind, wrong_value};
use crate::{errors::Errors, suggest};

/// A value and its key.
pub(crate) struct Keyed<T> {
    pub(crate) key: Ident,
    pub(crate) value: T,
}

/// The entries of all `#[pusher(…)]` attributes of one item, field or variant. If a key is repeated, the
/// first entry counts.
#[derive(Default)]
pub(crate) struct Attributes {
    pub(crate) channels: Vec<Keyed<Target>>,
    pub(crate) event: Option<Keyed<LitStr>>,
    pub(crate) user: Option<Keyed<()>>,
    pub(crate) kind: Option<Keyed<Kind>>,
    pub(crate) member: Option<Keyed<Type>>,
    pub(crate) recoverable: Option<Keyed<()>>,
    krate: Option<Keyed<Path>>,
    pub(crate) rename: Option<Keyed<LitStr>>,
    pub(crate) chars: Option<Keyed<LitStr>>,
    pub(crate) min_len: Option<Keyed<LitInt>>,
    pub(crate) max_len: Option<Keyed<LitInt>>,
    pub(crate) not: Option<Keyed<Vec<LitStr>>>,
    pub(crate) user_id: Option<Keyed<()>>,
    pub(crate) webhooks: Vec<Keyed<VariantKind>>,
    /// Whether some entries could not be parsed. A missing entry is then not reported.
    pub(crate) incomplete: bool,
}

impl Attributes {
    /// Parses `attrs`. `allowed` are the keys that are valid here.
    pub(crate) fn read(attrs: &[Attribute], allowed: &[Key], errors: &mut Errors) -> Attributes {
        let mut attributes = Attributes::default();
        let mut keys = Vec::new();
        for attr in attrs.iter().filter(|attr| attr.path().is_ident("pusher")) {
            let mut list = List { attributes: &mut attributes, allowed, keys: &mut keys, errors };
            let read = |input: ParseStream<'_>| {
                list.read(input);
                Ok(())
            };
            match attr.parse_args_with(read) {
                Ok(()) => {}
                Err(error) if matches!(attr.meta, Meta::List(_)) => list.refuse(error),
                Err(_) => list.refuse(syn::Error::new_spanned(
                    attr,
                    "write `#[pusher(…)]`, for example `#[pusher(channel = \"news\")]`",
                )),
            }
        }
        refuse_repeats(&keys, errors);
        attributes
    }

    /// Parses attributes at a place where no key is valid.
    pub(crate) fn refuse(attrs: &[Attribute], errors: &mut Errors) {
        Attributes::read(attrs, &[], errors);
    }

    /// The path of the runtime crate in generated code.
    pub(crate) fn crate_path(&self) -> Path {
        self.krate.as_ref().map_or_else(
            || Path {
                leading_colon: Some(<Token![::]>::default()),
                ..Path::from(Ident::new("pusher_typed", Span::call_site()))
            },
            |given| given.value.clone(),
        )
    }
}

fn refuse_repeats(keys: &[Ident], errors: &mut Errors) {
    for (at, key) in keys.iter().enumerate() {
        // `channel` may be repeated where it is valid.
        if keys.iter().take(at).any(|earlier| earlier == key) && key != "channel" {
            errors.at(key, format!("`{key}` appears twice; remove one"));
        }
    }
}

/// Parses the entries of one `#[pusher(…)]`.
struct List<'l> {
    attributes: &'l mut Attributes,
    allowed: &'l [Key],
    /// All keys that were parsed.
    keys: &'l mut Vec<Ident>,
    errors: &'l mut Errors,
}

impl List<'_> {
    fn read(&mut self, input: ParseStream<'_>) {
        while !input.is_empty() {
            if let Err(error) = self.entry(input) {
                self.refuse(error);
                skip_to_comma(input);
            }
            if !input.is_empty() {
                self.comma(input);
            }
        }
    }

    fn refuse(&mut self, error: syn::Error) {
        self.attributes.incomplete = true;
        self.errors.add(error);
    }

    fn comma(&mut self, input: ParseStream<'_>) {
        let before = input.span();
        if input.parse::<Token![,]>().is_err() {
            self.refuse(syn::Error::new(before, "expected `,` between the entries of `#[pusher(…)]`"));
            if !input.peek(Ident::peek_any) {
                skip_to_comma(input);
                let _ = input.parse::<Token![,]>();
            }
        }
    }

    fn entry(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let ident = input.call(Ident::parse_any).map_err(|error| self.not_a_key(error.span(), input))?;
        let key = Key::find(&ident.to_string()).ok_or_else(|| self.unknown_key(&ident))?;
        if !self.allowed.contains(&key) {
            return Err(syn::Error::new(ident.span(), self.wrong_place(key, input)));
        }
        expect_value(key, &ident, input)?;
        self.keys.push(ident.clone());
        self.attributes.value(key, ident, input)
    }

    fn not_a_key(&self, span: Span, input: ParseStream<'_>) -> syn::Error {
        let message = match input.fork().parse::<LitStr>() {
            Ok(text) if self.allowed.contains(&Key::Channel) => {
                format!("the key before the pattern is missing; write `channel = {:?}`", text.value())
            }
            _ => format!("expected {}", self.any_allowed()),
        };
        syn::Error::new(span, message)
    }

    fn unknown_key(&self, key: &Ident) -> syn::Error {
        let name = key.to_string();
        if name == "rename_all" && self.allowed.contains(&Key::Chars) {
            let message = "`rename_all` is not a key; write `#[pusher(rename = \"…\")]` on each variant";
            return syn::Error::new(key.span(), message);
        }
        if let Some(kinds) =
            kinds_of_the_dashboard(&name).filter(|_| self.allowed.contains(&Key::Webhook(VariantKind::Other)))
        {
            let message = format!(
                "`{name}` stands for several kinds of webhook; write a variant for each of them, with {kinds}"
            );
            return syn::Error::new(key.span(), message);
        }
        let keys = || self.allowed.iter().map(|key| key.name());
        let meant = kind_of_clients(&name).filter(|meant| keys().any(|key| key == *meant));
        let hint = match meant.or_else(|| suggest::closest(&name, keys())) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("expected {}", self.any_allowed()),
        };
        syn::Error::new(key.span(), format!("unknown key `{name}`; {hint}"))
    }

    /// How to correct a key that is not valid here.
    fn wrong_place(&self, key: Key, input: ParseStream<'_>) -> String {
        let allows = |key| self.allowed.contains(&key);
        match key {
            Key::Event if allows(Key::Channel) => {
                "`event` is for `#[derive(Event)]`, which also declares the channel of a pattern; \
                remove `Channel` from the derives, or remove `event`"
                    .to_owned()
            }
            Key::Event | Key::Kind if Key::WEBHOOKS.into_iter().all(allows) => webhook_key(key, input),
            Key::Channel if self.allowed.is_empty() || allows(Key::UserId) => {
                "`channel` is not allowed on a field; move it to the `#[pusher(…)]` of the struct".to_owned()
            }
            key => format!("`{}` is not allowed here; remove it, or move it to {}", key.name(), key.place()),
        }
    }

    /// The entries that are valid here, with their syntax.
    fn any_allowed(&self) -> String {
        let allowed = Key::all().filter(|key| self.allowed.contains(key));
        let allowed: Vec<&str> = allowed.map(Key::example).collect();
        suggest::list_with("or", &allowed)
    }
}

/// The entry of a variant that selects webhook events; suggested instead of `event = "…"` and `kind = "…"`.
fn webhook_key(key: Key, input: ParseStream<'_>) -> String {
    let value = input.fork();
    let given = value.parse::<Token![=]>().and_then(|_| value.parse::<LitStr>()).map(|text| text.value());
    match given.ok().filter(|name| Key::find(name).is_some_and(|key| Key::WEBHOOKS.contains(&key))) {
        Some(kind) => {
            format!("the kind of a webhook is written without `{} =`; write `#[pusher({kind})]`", key.name())
        }
        None => "a variant has a kind of webhook, not the name of an event; write for example \
                `#[pusher(client_event)]`"
            .to_owned(),
    }
}

/// The kinds of webhook that the settings of an app combine under one name.
fn kinds_of_the_dashboard(name: &str) -> Option<&'static str> {
    match name {
        "channel_existence" => Some("`#[pusher(channel_occupied)]` or `#[pusher(channel_vacated)]`"),
        "presence" => Some("`#[pusher(member_added)]` or `#[pusher(member_removed)]`"),
        _ => None,
    }
}

/// The kind of webhook that has another name in client libraries.
fn kind_of_clients(name: &str) -> Option<&'static str> {
    match name {
        "member_joined" | "joined" | "joining" => Some("member_added"),
        "member_left" | "left" | "leaving" => Some("member_removed"),
        _ => None,
    }
}

fn skip_to_comma(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        let _ = input.parse::<TokenTree>();
    }
}

/// Consumes the `=` of a key that has a value.
fn expect_value(key: Key, ident: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
    let (name, bare) = (key.name(), !input.peek(Token![=]));
    let message = match key {
        Key::User if input.peek(Paren) => {
            "`user` has no value, because the call names the user: `client.send_to_user(&user_id, &event)`; \
             write only `user`"
                .to_owned()
        }
        key if key.is_bare() && bare => return Ok(()),
        key if key.is_bare() => format!("`{name}` has no value; write only `{name}`"),
        _ if bare => format!("expected `=` after `{name}`; write for example `{}`", key.example()),
        _ => return input.parse::<Token![=]>().map(drop),
    };
    Err(syn::Error::new(ident.span(), message))
}

impl Attributes {
    /// Parses the value of `key`. The `=` has been consumed.
    fn value(&mut self, key: Key, ident: Ident, input: ParseStream<'_>) -> syn::Result<()> {
        let at = if input.is_empty() { ident.span() } else { input.span() };
        let wrong = |_| syn::Error::new(at, wrong_value::explain(key, input));
        match key {
            Key::Channel => self.channels.push(Keyed { key: ident, value: input.parse()? }),
            Key::Event => first(&mut self.event, ident, input.parse().map_err(wrong)?),
            Key::User => first(&mut self.user, ident, ()),
            Key::Kind => first(&mut self.kind, ident, kind(input)?),
            Key::Member => first(&mut self.member, ident, input.parse().map_err(wrong)?),
            Key::Recoverable => first(&mut self.recoverable, ident, ()),
            Key::Crate => first(&mut self.krate, ident, input.call(Path::parse_mod_style).map_err(wrong)?),
            Key::Rename => first(&mut self.rename, ident, input.parse().map_err(wrong)?),
            Key::Chars => first(&mut self.chars, ident, input.parse().map_err(wrong)?),
            Key::MinLen => first(&mut self.min_len, ident, input.parse().map_err(wrong)?),
            Key::MaxLen => first(&mut self.max_len, ident, input.parse().map_err(wrong)?),
            Key::Not => first(&mut self.not, ident, texts(input).map_err(wrong)?),
            Key::UserId => first(&mut self.user_id, ident, ()),
            Key::Webhook(value) => self.webhooks.push(Keyed { key: ident, value }),
        }
        Ok(())
    }
}

fn first<T>(slot: &mut Option<Keyed<T>>, key: Ident, value: T) {
    slot.get_or_insert(Keyed { key, value });
}

/// `["a", "b"]`
fn texts(input: ParseStream<'_>) -> syn::Result<Vec<LitStr>> {
    let list;
    syn::bracketed!(list in input);
    let texts = Punctuated::<LitStr, Token![,]>::parse_terminated(&list);
    // The remaining tokens would be reported as a second error.
    while list.parse::<TokenTree>().is_ok() {}
    texts.map(|texts| texts.into_iter().collect())
}

/// The kind of channel for a word.
fn kind(input: ParseStream<'_>) -> syn::Result<Kind> {
    let (at, quoted) = (input.span(), input.peek(LitStr));
    let known = input.fork().parse::<Ident>().ok().and_then(|word| {
        let name = word.to_string();
        Kind::ALL.into_iter().find(|kind| kind.to_string() == name)
    });
    match known {
        Some(kind) => input.parse::<Ident>().map(|_| kind),
        None if quoted => Err(syn::Error::new(at, wrong_value::explain(Key::Kind, input))),
        None => {
            let kinds = "`kind = public`, `kind = private`, `kind = encrypted` or `kind = presence`";
            Err(syn::Error::new(at, format!("write {kinds}")))
        }
    }
}
