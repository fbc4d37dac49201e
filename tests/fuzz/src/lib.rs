//! The fuzz targets. Each is a function of its input that panics when a property does not hold.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

pub mod authorization;
pub mod documents;
pub mod frames;
pub mod webhook;

/// The signature of a text by the secret of the targets' app.
fn signature(text: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(b"secret").expect("a key of any length");
    mac.update(text);
    mac.finalize().into_bytes().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
