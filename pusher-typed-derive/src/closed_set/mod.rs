//! What the derives of closed sets have in common: enums whose variants hold one channel or one event each.

mod declaration;
mod parse;

pub(crate) use self::{
    declaration::{ClosedSet, Contents, Variant},
    parse::parse,
};
