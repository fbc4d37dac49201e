//! Reads and checks the declaration of a set of events.

use quote::ToTokens as _;
use syn::{DeriveInput, TypePath};

use super::declaration::Origins;
use crate::{
    attr::{Attributes, Key, Keyed, Target},
    closed_set::{self, ClosedSet, Contents},
    errors::Errors,
    header::Header,
    output::{Parsed, Seal},
};

pub(super) fn parse(input: &DeriveInput) -> Parsed<ClosedSet<'_>, Origins<'_>> {
    let mut errors = Errors::default();
    let keys = [Key::Channel, Key::User, Key::Crate];
    let attributes = Attributes::read(&input.attrs, &keys, &mut errors);
    let set = closed_set::parse(input, Contents::Events, &mut errors);
    let channels = channels(&attributes, &mut errors);
    let user = attributes.user.as_ref().map(|user| user.key.clone());
    let header = Header::new(&input.ident, &input.generics);
    Parsed {
        seal: Seal::new(input, attributes.crate_path()),
        declaration: errors.finish(set),
        known: Origins { header, channels, user },
    }
}

/// The channel types that the set names.
fn channels(attributes: &Attributes, errors: &mut Errors) -> Vec<TypePath> {
    let mut channels: Vec<TypePath> = Vec::new();
    let text = |path: &TypePath| path.to_token_stream().to_string();
    for Keyed { value, .. } in &attributes.channels {
        match value {
            Target::Type { path, fields: None } if channels.iter().any(|known| text(known) == text(path)) => {
                errors.at(path, "the channel is named twice; remove one");
            }
            Target::Type { path, fields: None } => channels.push(path.clone()),
            Target::Type { path, .. } => {
                let name = text(path).replace(' ', "");
                let message = format!("a set names a channel type without fields; write `channel = {name}`");
                errors.at(path, message);
            }
            Target::Pattern(literal) => {
                let message = "a set names the channel types of its events, not a pattern; \
                    write for example `channel = OrderChannel`";
                errors.at(literal, message);
            }
        }
    }
    channels
}
