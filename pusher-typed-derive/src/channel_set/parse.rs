//! Reads and checks the declaration of a set of channels.

use syn::DeriveInput;

use crate::{
    attr::{Attributes, Key},
    closed_set::{self, ClosedSet, Contents},
    errors::Errors,
    header::Header,
    output::{Parsed, Seal},
};

pub(super) fn parse(input: &DeriveInput) -> Parsed<ClosedSet<'_>, Header<'_>> {
    let mut errors = Errors::default();
    let attributes = Attributes::read(&input.attrs, &[Key::Crate], &mut errors);
    let set = closed_set::parse(input, Contents::Channels, &mut errors);
    Parsed {
        seal: Seal::new(input, attributes.crate_path()),
        declaration: errors.finish(set),
        known: Header::new(&input.ident, &input.generics),
    }
}
