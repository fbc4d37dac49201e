//! `#[derive(Event)]`: reads and checks the declaration; `event_expand.rs` generates the code.

use syn::{DeriveInput, Ident, LitStr, Path, Type, TypePath, Visibility, spanned::Spanned as _};

use crate::{
    attr::{self, Entries, Entry, FieldSource, Spanned, Target},
    channel::{self, ChannelDecl, ChannelField},
    errors::Errors,
    event_field::{EventField, Skip, fields, refuse_unreadable},
    item,
    pattern::{Kind, Pattern},
    suggest,
};

/// A declared event, ready to be generated.
pub(crate) struct EventDecl<'i> {
    pub(crate) krate: Path,
    pub(crate) input: &'i DeriveInput,
    /// `None` when it is missing, which is an error already.
    pub(crate) name: Option<LitStr>,
    pub(crate) user: bool,
    pub(crate) channels: Vec<EventChannel>,
}

/// One channel type that the event may be sent to.
pub(crate) enum EventChannel {
    /// Declared by the event itself.
    Own { decl: Box<ChannelDecl>, vis: Visibility, skipped: Vec<Ident> },
    /// Declared elsewhere; `fields` say how the event's fields make one.
    Type { path: TypePath, alias: Option<Ident>, fields: Option<Vec<ChannelFieldSource>> },
}

/// A field of a channel, and the field of the event that fills it.
pub(crate) struct ChannelFieldSource {
    pub(crate) source: FieldSource,
    /// Whether serde skips the event's field, so that the channel's name must fill it.
    pub(crate) skipped: bool,
}

/// The longest event name that the service takes.
const MAX_NAME: usize = 200;

pub(crate) fn parse<'i>(input: &'i DeriveInput, errors: &mut Errors) -> EventDecl<'i> {
    let entries =
        attr::entries(&input.attrs, &["channel", "event", "user", "kind", "member", "crate"], errors);
    let fields = fields(input, errors);
    let krate = item::crate_path(&entries);
    let name = name_of(input, &entries, errors);
    let user = entries.list.iter().find(|spanned| matches!(spanned.entry, Entry::User));
    let targets: Vec<(&Ident, &Target)> = entries.list.iter().filter_map(target_of).collect();
    if user.is_none() && targets.is_empty() && !entries.incomplete {
        let forms = "`channel = \"private-orders-<id>\"`, `channel = OrderChannel { id }`, `channel = OrderChannel` or `user`";
        errors
            .at(&input.ident, format!("the event does not say where it goes; add {forms} to `#[pusher(…)]`"));
    }
    refuse_user_mixture(user, &targets, name.as_ref(), errors);
    let channels = channels(input, &krate, &fields, &targets, &entries, errors);
    refuse_unreadable(&fields, &channels, errors);
    EventDecl { krate, input, name, user: user.is_some(), channels }
}

fn target_of(spanned: &Spanned) -> Option<(&Ident, &Target)> {
    match &spanned.entry {
        Entry::Channel(target) => Some((&spanned.key, target)),
        _ => None,
    }
}

fn name_of(input: &DeriveInput, entries: &Entries, errors: &mut Errors) -> Option<LitStr> {
    let name = entries.list.iter().find_map(|spanned| match &spanned.entry {
        Entry::Event(name) => Some(name.clone()),
        _ => None,
    });
    match &name {
        Some(name) => check_name(name, errors),
        None if entries.incomplete => {}
        None => {
            let example = kebab(&input.ident.to_string());
            errors.at(
                &input.ident,
                format!("the event has no name; add `event = \"{example}\"` to `#[pusher(…)]`"),
            );
        }
    }
    name
}

/// `OrderCreated` as `order-created`.
fn kebab(ident: &str) -> String {
    let mut kebab = String::new();
    for character in ident.chars() {
        if character.is_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.extend(character.to_lowercase());
    }
    kebab
}

fn check_name(literal: &LitStr, errors: &mut Errors) {
    let name = literal.value();
    let len = name.chars().count();
    if name.is_empty() {
        errors.at(literal, "the event's name is empty; write for example `event = \"created\"`");
    }
    if len > MAX_NAME {
        errors.at(literal, format!("the event's name has {len} characters, at most {MAX_NAME} are allowed"));
    }
    if let Some(control) = name.chars().find(|character| character.is_control()) {
        errors.at(literal, format!("the event's name contains the control character {control:?}; remove it"));
    } else if name.trim() != name {
        let message =
            format!("the event's name begins or ends with white space; write `event = {:?}`", name.trim());
        errors.at(literal, message);
    }
    if let Some(rest) = name.strip_prefix('.') {
        let message = format!(
            "an event's name does not begin with a dot: only Laravel Echo's `listen` writes one, and removes it; write `event = {rest:?}`"
        );
        errors.at(literal, message);
    }
    for reserved in ["pusher:", "pusher_internal:"] {
        if name.starts_with(reserved) {
            let message =
                format!("names that begin with `{reserved}` belong to the protocol; choose another name");
            errors.at(literal, message);
        }
    }
}

/// An event goes to channels or to a user, not to both.
fn refuse_user_mixture(
    user: Option<&Spanned>,
    targets: &[(&Ident, &Target)],
    name: Option<&LitStr>,
    errors: &mut Errors,
) {
    let Some(user) = user else { return };
    if !targets.is_empty() {
        let message =
            "an event goes to channels or to a user; remove `user`, or declare a second event for it";
        errors.at(&user.key, message);
    }
    if let Some(name) = name.filter(|name| name.value().starts_with("client-")) {
        errors.at(
            name,
            "`client-` events are sent by browsers, which cannot send to users; choose another name",
        );
    }
}

fn channels(
    input: &DeriveInput,
    krate: &Path,
    fields: &[EventField],
    targets: &[(&Ident, &Target)],
    entries: &Entries,
    errors: &mut Errors,
) -> Vec<EventChannel> {
    let mut channels = Vec::new();
    let mut own = false;
    for (key, target) in targets {
        match target {
            Target::Pattern(_) if own => {
                let message = "an event declares at most one channel of its own; \
                    declare the second one as a struct with `#[derive(Channel)]` and write `channel = ThatChannel { … }`";
                errors.at(key, message);
            }
            Target::Pattern(literal) => {
                own = true;
                channels.push(own_channel(input, krate, fields, literal, entries, errors));
            }
            Target::Type { path, fields: sources } => {
                let sources = sources.as_deref().map(|sources| check_sources(fields, sources, errors));
                let alias = alias(path, channels.len());
                channels.push(EventChannel::Type { path: path.clone(), alias, fields: sources });
            }
        }
    }
    if let Some(member) =
        entries.list.iter().find(|spanned| matches!(spanned.entry, Entry::Member(_))).filter(|_| !own)
    {
        errors.at(
            &member.key,
            "`member` belongs to the declaration of the channel; move it to its `#[pusher(…)]`",
        );
    }
    if let Some((key, _)) = entries.kind().filter(|_| !own) {
        errors
            .at(&key, "`kind` belongs to a pattern, which the channel's own declaration has; remove it here");
    }
    channels
}

/// A name for a channel type that has no generic arguments.
fn alias(path: &TypePath, at: usize) -> Option<Ident> {
    let plain = path.path.segments.iter().all(|segment| segment.arguments.is_none());
    (plain && path.qself.is_none()).then(|| quote::format_ident!("__Channel{at}", span = path.span()))
}

/// The channel that the short form declares: `OrderCreatedChannel` for `OrderCreated`.
fn own_channel(
    input: &DeriveInput,
    krate: &Path,
    fields: &[EventField],
    literal: &LitStr,
    entries: &Entries,
    errors: &mut Errors,
) -> EventChannel {
    let pattern = Pattern::parse(literal, entries.kind().as_ref(), errors);
    let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
    if pattern.complete {
        pattern.check_fields(&names, errors);
    }
    let member = channel::member_of(entries, Some(&pattern), errors);
    refuse_public_client_event(literal, &pattern, entries, errors);
    let is_placed =
        |field: &&EventField| pattern.placeholders().any(|placeholder| placeholder.field == field.name);
    let placed: Vec<&EventField> = fields.iter().filter(is_placed).collect();
    let skipped = placed
        .iter()
        .filter(|field| field.skip == Skip::Read)
        .map(|field| field.field.ident.clone())
        .collect();
    let fields: Vec<ChannelField> = placed.into_iter().map(|field| field.field.clone()).collect();
    let types: Vec<&Type> = fields.iter().map(|field| &field.ty).collect();
    let generics = item::ImplGenerics(&input.generics).used_by(&types.into_iter());
    let ident = quote::format_ident!("{}Channel", input.ident);
    let decl = ChannelDecl {
        krate: krate.clone(),
        ident,
        generics,
        fields,
        pattern: Some(pattern),
        member,
        doc: String::new(),
    };
    EventChannel::Own { decl: Box::new(decl), vis: input.vis.clone(), skipped }
}

/// Browsers send to private and presence channels only.
fn refuse_public_client_event(literal: &LitStr, pattern: &Pattern, entries: &Entries, errors: &mut Errors) {
    let client = entries
        .list
        .iter()
        .any(|spanned| matches!(&spanned.entry, Entry::Event(name) if name.value().starts_with("client-")));
    if client && pattern.kind() == Kind::Public {
        let message = "browsers cannot send `client-` events to a public channel; begin the pattern with `private-` or `presence-`";
        errors.at(literal, message);
    }
}

/// Refuses sources that are no fields of the event.
fn check_sources(
    fields: &[EventField],
    sources: &[FieldSource],
    errors: &mut Errors,
) -> Vec<ChannelFieldSource> {
    let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
    let mut checked = Vec::new();
    for FieldSource { channel_field, event_field } in sources {
        let name = item::bare(event_field);
        let Some(at) = names.iter().position(|known| *known == name) else {
            errors.at(event_field, no_such_field(channel_field, &name, &names));
            continue;
        };
        let skipped = fields.get(at).is_some_and(|field| field.skip == Skip::Read);
        let source = FieldSource { channel_field: channel_field.clone(), event_field: event_field.clone() };
        checked.push(ChannelFieldSource { source, skipped });
    }
    checked
}

fn no_such_field(channel_field: &Ident, name: &str, names: &[String]) -> String {
    let hint = match suggest::closest(name, names.iter().map(String::as_str)) {
        // Whether the name is misspelt or the channel's own, only the channel knows.
        Some(meant) if *channel_field == name => {
            format!("did you mean `{meant}`, or `{channel_field}: {meant}`?")
        }
        Some(meant) => format!("did you mean `{meant}`?"),
        None if names.is_empty() => "the event has no fields with names".to_owned(),
        None => format!("write `{channel_field}: other` with one of its fields: {}", suggest::list(names)),
    };
    format!("the event has no field `{name}`; {hint}")
}
