//! Reads `#[pusher(…)]` into entries that keep their tokens.

use proc_macro2::Span;
use syn::{
    Attribute, Ident, LitInt, LitStr, Path, Token, Type, TypePath,
    ext::IdentExt,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
    token::Brace,
};

use crate::{errors::Errors, pattern::Kind, suggest};

/// One `key`, `key = value` of a `#[pusher(…)]`.
pub(crate) enum Entry {
    /// `channel = …`
    Channel(Target),
    /// `event = "…"`
    Event(LitStr),
    /// `user`
    User,
    /// `kind = public`
    Kind(Kind),
    /// `member = Type`
    Member(Type),
    /// `crate = path`
    Crate(Path),
    /// `rename = "…"`
    Rename(LitStr),
    /// `chars = "…"`
    Chars(LitStr),
    /// `min_len = 1`
    MinLen(LitInt),
    /// `max_len = 40`
    MaxLen(LitInt),
    /// `user_id`
    UserId,
    /// `channel_occupied` or another kind of webhook event; the key says which.
    Webhook,
}

/// Where an event goes.
pub(crate) enum Target {
    /// `"private-orders-<id>"`
    Pattern(LitStr),
    /// `OrderChannel`, or with fields `OrderChannel { id: order }`
    Type { path: TypePath, fields: Option<Vec<FieldSource>> },
}

/// `id`, or `id: order`: a field of the channel and the field of the event that fills it.
pub(crate) struct FieldSource {
    pub(crate) channel_field: Ident,
    pub(crate) event_field: Ident,
}

/// All keys, the derive that each belongs to, and how it is written.
const KEYS: &[(&str, &str, &str)] = &[
    (
        "channel",
        "`#[derive(Channel)]`, `#[derive(Event)]` and `#[derive(EventSet)]`",
        "channel = \"private-orders-<id>\"",
    ),
    ("event", "`#[derive(Event)]`", "event = \"created\""),
    ("user", "`#[derive(Event)]` and `#[derive(EventSet)]`", "user"),
    ("kind", "the declaration of a channel with its pattern", "kind = public"),
    ("member", "the channel declaration of a presence channel", "member = Member"),
    ("crate", "every derive", "crate = path::to::pusher_typed"),
    ("rename", "the variants of a `#[derive(ChannelParam)]` enum", "rename = \"us-east\""),
    ("chars", "`#[derive(ChannelParam)]` on a `String` newtype", "chars = \"a-zA-Z0-9_\""),
    ("min_len", "`#[derive(ChannelParam)]` on a `String` newtype", "min_len = 2"),
    ("max_len", "`#[derive(ChannelParam)]` on a `String` newtype", "max_len = 40"),
    ("user_id", "the id field of a `#[derive(PresenceMember)]` struct", "user_id"),
    ("channel_occupied", HOOK, "channel_occupied"),
    ("channel_vacated", HOOK, "channel_vacated"),
    ("member_added", HOOK, "member_added"),
    ("member_removed", HOOK, "member_removed"),
    ("client_event", HOOK, "client_event"),
    ("cache_miss", HOOK, "cache_miss"),
    ("subscription_count", HOOK, "subscription_count"),
    ("other", HOOK, "other"),
];

const HOOK: &str = "the variants of a `#[derive(WebhookEvent)]` enum";

/// An entry and its key's span.
pub(crate) struct Spanned {
    pub(crate) key: Ident,
    pub(crate) entry: Entry,
}

/// What was read of all `#[pusher(…)]` of one item.
pub(crate) struct Entries {
    pub(crate) list: Vec<Spanned>,
    /// Something could not be read, so what seems to be missing may not be.
    pub(crate) incomplete: bool,
}

/// The entries of all `#[pusher(…)]` among `attrs`; `allowed` are the keys that mean something here.
pub(crate) fn entries(attrs: &[Attribute], allowed: &[&str], errors: &mut Errors) -> Entries {
    let (mut list, mut incomplete): (Vec<Spanned>, bool) = (Vec::new(), false);
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("pusher")) {
        let mut mistakes = Errors::default();
        let parsed =
            attr.parse_args_with(|input: ParseStream<'_>| Ok(parse_list(input, allowed, &mut mistakes)));
        incomplete |= parsed.is_err() || !mistakes.is_empty();
        errors.extend(mistakes);
        match parsed {
            Ok(parsed) => list.extend(parsed),
            Err(error) if matches!(attr.meta, syn::Meta::List(_)) => errors.add(error),
            Err(_) => errors.at(attr, "write `#[pusher(…)]`, for example `#[pusher(channel = \"news\")]`"),
        }
    }
    refuse_repeats(&list, errors);
    Entries { list, incomplete }
}

impl Entries {
    /// The kind that is stated beside a pattern.
    pub(crate) fn kind(&self) -> Option<(Ident, Kind)> {
        self.list.iter().find_map(|spanned| match &spanned.entry {
            Entry::Kind(kind) => Some((spanned.key.clone(), *kind)),
            _ => None,
        })
    }
}

fn refuse_repeats(entries: &[Spanned], errors: &mut Errors) {
    for (at, entry) in entries.iter().enumerate() {
        let repeated = entries.iter().take(at).any(|earlier| earlier.key == entry.key);
        // `channel` may stand several times, where that is meant.
        if repeated && entry.key != "channel" {
            errors.at(&entry.key, format!("`{}` stands twice; remove one", entry.key));
        }
    }
}

fn parse_list(input: ParseStream<'_>, allowed: &[&str], errors: &mut Errors) -> Vec<Spanned> {
    let mut entries = Vec::new();
    while !input.is_empty() {
        match parse_entry(input, allowed) {
            Ok(entry) => entries.push(entry),
            Err(error) => {
                errors.add(error);
                skip_to_comma(input);
            }
        }
        if !input.is_empty() {
            let before = input.span();
            if input.parse::<Token![,]>().is_err() {
                errors.at_span(before, "expected `,` between the entries of `#[pusher(…)]`");
                if !input.peek(Ident::peek_any) {
                    skip_to_comma(input);
                    let _ = input.parse::<Token![,]>();
                }
            }
        }
    }
    entries
}

fn skip_to_comma(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        let _ = input.parse::<proc_macro2::TokenTree>();
    }
}

fn parse_entry(input: ParseStream<'_>, allowed: &[&str]) -> syn::Result<Spanned> {
    let key = input.call(Ident::parse_any).map_err(|error| not_a_key(error.span(), allowed))?;
    let name = key.to_string();
    let Some((_, place, example)) = KEYS.iter().find(|(known, ..)| *known == name) else {
        return Err(unknown_key(&key, allowed));
    };
    if !allowed.contains(&name.as_str()) {
        let message = match (name.as_str(), allowed.contains(&"channel")) {
            ("event", true) => {
                "`event` belongs to `#[derive(Event)]`, which with a pattern declares the channel as well; \
                remove `Channel` from the derives, or this entry"
                    .to_owned()
            }
            _ => format!("`{name}` has no meaning here: it belongs to {place}"),
        };
        return Err(syn::Error::new(key.span(), message));
    }
    let entry = parse_value(&key, input, example)?;
    Ok(Spanned { key, entry })
}

fn not_a_key(span: Span, allowed: &[&str]) -> syn::Error {
    syn::Error::new(span, format!("expected {}", any_of(allowed)))
}

fn unknown_key(key: &Ident, allowed: &[&str]) -> syn::Error {
    let name = key.to_string();
    let hint = match suggest::closest(&name, allowed.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("expected {}", any_of(allowed)),
    };
    syn::Error::new(key.span(), format!("unknown key `{name}`; {hint}"))
}

/// The keys that may stand here, each as it is written.
fn any_of(allowed: &[&str]) -> String {
    let examples =
        KEYS.iter().filter(|(key, ..)| allowed.contains(key)).map(|(.., example)| format!("`{example}`"));
    examples.collect::<Vec<_>>().join(" or ")
}

fn parse_value(key: &Ident, input: ParseStream<'_>, example: &str) -> syn::Result<Entry> {
    let bare = !input.peek(Token![=]);
    if *key == "user" && input.peek(syn::token::Paren) {
        let message =
            "`user` takes no value; which user is said in the call: `client.send_to_user(&user_id, &event)`";
        return Err(syn::Error::new(key.span(), message));
    }
    match (key.to_string().as_str(), bare) {
        ("user", true) => return Ok(Entry::User),
        ("user_id", true) => return Ok(Entry::UserId),
        (name, true) if is_webhook_kind(name) => return Ok(Entry::Webhook),
        (name, true) => {
            let message = format!("expected `=` after `{name}`; write for example `{example}`");
            return Err(syn::Error::new(key.span(), message));
        }
        (name, false) if matches!(name, "user" | "user_id") || is_webhook_kind(name) => {
            return Err(syn::Error::new(key.span(), format!("`{name}` takes no value; write only `{name}`")));
        }
        (_, false) => {}
    }
    input.parse::<Token![=]>()?;
    let at = input.span();
    let wrong = |_| if input.is_empty() { wrong_value(key, example) } else { wrong_value_at(at, example) };
    Ok(match key.to_string().as_str() {
        "channel" => Entry::Channel(input.parse()?),
        "event" => Entry::Event(input.parse().map_err(wrong)?),
        "kind" => Entry::Kind(
            input.parse::<Ident>().and_then(|kind| kind_of(&kind)).map_err(|error| wrong_kind(&error))?,
        ),
        "member" => Entry::Member(input.parse().map_err(wrong)?),
        "crate" => Entry::Crate(input.call(Path::parse_mod_style).map_err(wrong)?),
        "rename" => Entry::Rename(input.parse().map_err(wrong)?),
        "chars" => Entry::Chars(input.parse().map_err(wrong)?),
        "min_len" => Entry::MinLen(input.parse().map_err(wrong)?),
        _ => Entry::MaxLen(input.parse().map_err(wrong)?),
    })
}

/// The kind of channel that a word states.
fn kind_of(word: &Ident) -> syn::Result<Kind> {
    let known = Kind::ALL.into_iter().find(|kind| *word == kind.to_string());
    known.ok_or_else(|| syn::Error::new(word.span(), "unknown kind"))
}

fn wrong_kind(error: &syn::Error) -> syn::Error {
    let kinds = "`kind = public`, `kind = private`, `kind = encrypted` or `kind = presence`";
    syn::Error::new(error.span(), format!("write {kinds}"))
}

fn is_webhook_kind(name: &str) -> bool {
    KEYS.iter().any(|(key, place, _)| *key == name && *place == HOOK)
}

fn wrong_value(key: &Ident, example: &str) -> syn::Error {
    wrong_value_at(key.span(), example)
}

fn wrong_value_at(span: Span, example: &str) -> syn::Error {
    syn::Error::new(span, format!("write for example `{example}`"))
}

impl Parse for Target {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Target::Pattern);
        }
        let at = input.span();
        let path = input.parse::<TypePath>().map_err(|_| {
            let forms = "`\"private-orders-<id>\"`, `OrderChannel { id }` or `OrderChannel`";
            syn::Error::new(at, format!("expected a channel: {forms}"))
        })?;
        if !input.peek(Brace) {
            return Ok(Target::Type { path, fields: None });
        }
        let braced;
        syn::braced!(braced in input);
        let fields = Punctuated::<FieldSource, Token![,]>::parse_terminated(&braced)
            .inspect_err(|_| drain(&braced))?;
        Ok(Target::Type { path, fields: Some(fields.into_iter().collect()) })
    }
}

/// Takes what is left, which would be reported as a second mistake.
fn drain(input: ParseStream<'_>) {
    while input.parse::<proc_macro2::TokenTree>().is_ok() {}
}

impl Parse for FieldSource {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let wrong = |error: syn::Error| {
            let message = "expected a field of the channel: `id`, or `id: other` where the event's field is called `other`";
            syn::Error::new(error.span(), message)
        };
        let channel_field: Ident = input.parse().map_err(wrong)?;
        let event_field = if input.parse::<Option<Token![:]>>()?.is_some() {
            input.parse().map_err(wrong)?
        } else {
            channel_field.clone()
        };
        if !input.is_empty() && !input.peek(Token![,]) {
            let message = "only a field's name can stand here; add a field to the event (with `#[serde(skip)]` if it is not to be sent)";
            return Err(syn::Error::new(event_field.span(), message));
        }
        Ok(FieldSource { channel_field, event_field })
    }
}
