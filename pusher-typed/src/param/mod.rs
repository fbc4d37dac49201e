//! Channel parameters: the values of the placeholders in a channel pattern.

mod builtin;
mod charset;
mod declared;
mod values;

pub(crate) use self::declared::{append, check, parse};
pub use self::{
    charset::CharSet,
    declared::{ChannelParam, ParamError, ParseChannelParam, WriteParam},
    values::{ParamTexts, ParamValues},
};
