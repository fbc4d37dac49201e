//! A valid presence member.

use syn::{DeriveInput, Field, Ident};

use crate::attr::SerdeAttributes;

/// A struct with names for its fields, of which one is the user's id.
pub(super) struct MemberDeclaration<'i> {
    pub(super) input: &'i DeriveInput,
    pub(super) serde: SerdeAttributes,
    pub(super) id: MemberField<'i>,
    /// The other fields, which the info is made of.
    pub(super) info: Vec<MemberField<'i>>,
}

pub(super) struct MemberField<'i> {
    pub(super) ident: &'i Ident,
    pub(super) field: &'i Field,
    pub(super) serde: SerdeAttributes,
}
