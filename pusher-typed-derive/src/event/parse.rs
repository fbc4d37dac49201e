//! Reads and checks the declaration of an event.

use syn::{DeriveInput, Ident, LitStr};

use super::{
    channels::{self, ReadChannel},
    declaration::{Destination, EventChannel, EventDeclaration, EventItem},
    fields, name, skipped,
};
use crate::{
    attr::{Attributes, Key, Keyed},
    errors::Errors,
    output::{Parsed, Seal},
};

pub(super) fn parse(input: &DeriveInput) -> Parsed<EventDeclaration, EventItem<'_>> {
    let mut errors = Errors::default();
    let keys = [Key::Channel, Key::Event, Key::User, Key::Kind, Key::Member, Key::Recoverable, Key::Crate];
    let attributes = Attributes::read(&input.attrs, &keys, &mut errors);
    let fields = fields::read(input, &mut errors);
    let name = name::read(input, &attributes, &mut errors);
    refuse_missing_destination(&input.ident, &attributes, &mut errors);
    refuse_user_mixture(&attributes, name.as_ref(), &mut errors);
    let (channels, own) = channels::read(input, &fields, &attributes, &mut errors);
    skipped::check(&fields.named, &channels, &mut errors);

    let aliases = channels.iter().filter_map(|channel| channel.alias.clone()).collect();
    let types = channels.iter().map(|channel| channel.ty.clone()).collect();
    let marked = channels::distinct(&channels).map(|channel| channel.ty.clone()).collect();
    let declaration = name.zip(destination(&attributes, channels)).map(|(name, destination)| {
        EventDeclaration { name: name.value(), borrows: fields.borrow, destination }
    });
    Parsed {
        seal: Seal::new(input, attributes.crate_path()),
        declaration: errors.finish(declaration),
        known: EventItem { input, types, marked, aliases, own },
    }
}

/// The destination of the event, if every channel could be parsed.
fn destination(attributes: &Attributes, channels: Vec<ReadChannel>) -> Option<Destination> {
    if attributes.user.is_some() {
        return Some(Destination::User);
    }
    let channel = |read: ReadChannel| Some(EventChannel { ty: read.ty, source: read.source? });
    channels.into_iter().map(channel).collect::<Option<_>>().map(Destination::Channels)
}

fn refuse_missing_destination(event: &Ident, attributes: &Attributes, errors: &mut Errors) {
    if attributes.user.is_none() && attributes.channels.is_empty() && !attributes.incomplete {
        let forms = "`channel = \"private-orders-<id>\"`, `channel = OrderChannel { id }`, `channel = OrderChannel` or `user`";
        errors.at(event, format!("the event has no channel; add {forms} to `#[pusher(…)]`"));
    }
}

/// Rejects an event with both channels and `user`.
fn refuse_user_mixture(attributes: &Attributes, name: Option<&LitStr>, errors: &mut Errors) {
    let Some(user) = &attributes.user else { return };
    if let (Some(Keyed { key, .. }), []) = (&attributes.recoverable, &*attributes.channels) {
        let message = "events for users are not recoverable; declare a channel for each user, for example \
            `channel = \"private-user-<id>\"`, or remove `recoverable`";
        errors.at(key, message);
    }
    if !attributes.channels.is_empty() {
        let message = "an event is sent to channels or to a user; remove `user`, or declare a second event for the user";
        errors.at(&user.key, message);
    }
    if let Some(name) = name.filter(|name| name.value().starts_with("client-")) {
        errors.at(
            name,
            "`client-` events are sent by browsers, which cannot send to users; choose another name",
        );
    }
}
