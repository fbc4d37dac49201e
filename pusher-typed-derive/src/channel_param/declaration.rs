//! A valid parameter.

use syn::{Ident, LitStr, Member, Type};

/// What the values of a parameter are.
pub(super) enum ParamDeclaration<'i> {
    Newtype(Newtype<'i>),
    /// An enum of fixed texts.
    Enum(Vec<(&'i Ident, String)>),
}

/// A struct around another parameter.
pub(super) struct Newtype<'i> {
    pub(super) member: Member,
    pub(super) ty: &'i Type,
    pub(super) limits: Limits,
}

/// What a newtype over a text allows less than the text itself.
#[derive(Default)]
pub(super) struct Limits {
    pub(super) chars: Option<LitStr>,
    pub(super) min_len: Option<usize>,
    pub(super) max_len: Option<usize>,
    /// Whole texts that are no values.
    pub(super) not: Option<Vec<LitStr>>,
}

impl Limits {
    pub(super) fn any(&self) -> bool {
        self.chars.is_some() || self.min_len.is_some() || self.max_len.is_some() || self.not.is_some()
    }
}
