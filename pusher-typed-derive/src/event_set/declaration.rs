//! A valid set of events.

use syn::{Ident, TypePath};

use crate::header::Header;

/// Where the events of a set come from, as far as the set says it.
pub(super) struct Origins<'i> {
    pub(super) header: Header<'i>,
    /// The channels that the set names.
    pub(super) channels: Vec<TypePath>,
    /// The key `user`, of a set with events for users.
    pub(super) user: Option<Ident>,
}
