//! A valid parameter.

use syn::{Ident, LitStr, Member, Type};

/// The values of a parameter.
pub(super) enum ParamDeclaration<'i> {
    Newtype(Newtype<'i>),
    /// An enum of fixed texts.
    Enum(Vec<(&'i Ident, String)>),
}

/// A newtype around another parameter.
pub(super) struct Newtype<'i> {
    pub(super) member: Member,
    pub(super) ty: &'i Type,
    pub(super) limits: Limits,
}

/// The limits of a newtype over text.
#[derive(Default)]
pub(super) struct Limits {
    pub(super) chars: Option<LitStr>,
    pub(super) min_len: Option<usize>,
    pub(super) max_len: Option<usize>,
    /// Excluded values.
    pub(super) not: Option<Vec<LitStr>>,
}

impl Limits {
    pub(super) fn any(&self) -> bool {
        self.chars.is_some() || self.min_len.is_some() || self.max_len.is_some() || self.not.is_some()
    }
}
