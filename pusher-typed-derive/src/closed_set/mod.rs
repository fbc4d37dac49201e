//! Shared code of the derives for closed sets: enums whose variants each hold one channel or one event.

mod declaration;
mod parse;

pub(crate) use self::{
    declaration::{ClosedSet, Contents, Variant},
    parse::parse,
};
