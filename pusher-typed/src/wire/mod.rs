//! What is sent and signed, as bytes: no I/O here.
//!
//! One secret signs everything, so text that smuggles a separator into a
//! signed string would forge another one. Therefore the functions here take
//! validated types only.

pub(crate) mod body;
pub(crate) mod embed;
pub(crate) mod encryption;
pub(crate) mod endpoint;
pub(crate) mod hex;
pub(crate) mod identifier;
pub(crate) mod member;
pub(crate) mod signature;
