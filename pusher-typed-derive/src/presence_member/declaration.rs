//! A valid presence member.

use syn::{DeriveInput, Field, Ident};

use crate::attr::SerdeAttributes;

/// A struct with named fields, of which one is the user id.
pub(super) struct MemberDeclaration<'i> {
    pub(super) input: &'i DeriveInput,
    pub(super) serde: SerdeAttributes,
    pub(super) id: MemberField<'i>,
    /// The other fields, which are the `user_info`.
    pub(super) info: Vec<MemberField<'i>>,
}

pub(super) struct MemberField<'i> {
    pub(super) ident: &'i Ident,
    pub(super) field: &'i Field,
    pub(super) serde: SerdeAttributes,
}
