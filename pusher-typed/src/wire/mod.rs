//! The bytes that are sent and signed. No I/O.
//!
//! One secret signs everything, so a value that contains a separator could turn one signed string
//! into another. The functions here therefore accept only validated types.

pub(crate) mod body;
pub(crate) mod embed;
pub(crate) mod encryption;
pub(crate) mod endpoint;
pub(crate) mod hex;
pub(crate) mod identifier;
pub(crate) mod member;
pub(crate) mod signature;
