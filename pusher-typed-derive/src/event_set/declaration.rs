//! A valid set of events.

use syn::{Ident, TypePath};

use crate::header::Header;

/// The sources of a set's events, if the set states them.
pub(super) struct Origins<'i> {
    pub(super) header: Header<'i>,
    /// The channels that the set names.
    pub(super) channels: Vec<TypePath>,
    /// The key `user`, for a set with events for users.
    pub(super) user: Option<Ident>,
}
