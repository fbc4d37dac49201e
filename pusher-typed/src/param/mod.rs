//! Channel parameters: the values that may fill the placeholders of a channel's name.

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
