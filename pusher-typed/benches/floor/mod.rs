//! The least that a trigger can cost: by hand, for one channel, without any
//! check, with buffers that are used again.
#![allow(dead_code, reason = "no benchmark uses all of it")]

use std::{
    fmt::Write as _,
    io::{self, Write},
    time::SystemTime,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use crypto_secretbox::{KeyInit as _, XSalsa20Poly1305, aead::Aead as _};
use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use serde::Serialize;
use sha2::Sha256;

/// The master key for encrypted channels.
pub const MASTER_KEY: [u8; 32] = *b"thirty-two bytes of a master key";

/// The pre-keyed signature state and the buffers.
pub struct Floor {
    origin: String,
    keyed: Hmac<Sha256>,
    pub body: Vec<u8>,
    pub query: String,
    pub url: String,
}

impl Floor {
    /// For the app `1` with the key `key` behind `origin`.
    pub fn new(origin: &str) -> Self {
        Floor {
            origin: origin.to_owned(),
            keyed: Hmac::new_from_slice(b"secret").expect("any key"),
            body: Vec::new(),
            query: String::new(),
            url: String::new(),
        }
    }

    /// Makes the body and the signed URL.
    pub fn request<T: Serialize>(&mut self, channel: &str, event: &str, data: &T) {
        self.body.clear();
        let _ = write!(self.body, "{{\"name\":\"{event}\",\"channels\":[\"{channel}\"],\"data\":\"");
        serde_json::to_writer(Escaping(&mut self.body), data).expect("JSON");
        self.sign();
    }

    /// The same for an encrypted channel, with the key of `MASTER_KEY`.
    pub fn encrypted_request<T: Serialize>(&mut self, channel: &str, event: &str, data: &T) {
        let key = Sha256::new().chain_update(channel).chain_update(MASTER_KEY).finalize();
        let mut nonce = [0; 24];
        getrandom::fill(&mut nonce).expect("random bytes");
        let secret_box = XSalsa20Poly1305::new(&<[u8; 32]>::from(key).into());
        let plaintext = serde_json::to_vec(data).expect("JSON");
        let ciphertext = secret_box.encrypt(&nonce.into(), &*plaintext).expect("encrypted");
        self.body.clear();
        let _ = write!(
            self.body,
            r#"{{"name":"{event}","channels":["{channel}"],"data":"{{\"nonce\":\"{}\",\"ciphertext\":\"{}\"}}"#,
            STANDARD.encode(nonce),
            STANDARD.encode(ciphertext)
        );
        self.sign();
    }

    /// Ends the body and makes the signed URL.
    fn sign(&mut self) {
        self.body.extend_from_slice(b"\"}");

        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_secs();
        self.query.clear();
        let _ = write!(self.query, "auth_key=key&auth_timestamp={now}&auth_version=1.0&body_md5=");
        hex(&mut self.query, &Md5::digest(&self.body));
        let mut mac = self.keyed.clone();
        mac.update(b"POST\n/apps/1/events\n");
        mac.update(self.query.as_bytes());
        self.query.push_str("&auth_signature=");
        hex(&mut self.query, &mac.finalize().into_bytes());

        self.url.clear();
        self.url.push_str(&self.origin);
        self.url.push_str("/apps/1/events?");
        self.url.push_str(&self.query);
    }
}

fn hex(out: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = [0; 64];
    for (pair, byte) in text.chunks_exact_mut(2).zip(bytes) {
        pair.copy_from_slice(&[DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    }
    out.push_str(std::str::from_utf8(&text[..bytes.len() * 2]).expect("digits"));
}

/// Escapes JSON for the inside of a JSON string. What `serde_json` writes of
/// ordinary values has no control characters.
struct Escaping<'b>(&'b mut Vec<u8>);

impl Write for Escaping<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        // Most pieces are a single quote, or have nothing to escape.
        if bytes == b"\"" {
            self.0.extend_from_slice(b"\\\"");
            return Ok(());
        }
        let escapes: usize = bytes.iter().map(|byte| usize::from(matches!(byte, b'"' | b'\\'))).sum();
        if escapes == 0 {
            self.0.extend_from_slice(bytes);
            return Ok(());
        }
        let mut start = 0;
        for (at, byte) in bytes.iter().enumerate() {
            if matches!(byte, b'"' | b'\\') {
                self.0.extend_from_slice(&bytes[start..at]);
                self.0.extend_from_slice(&[b'\\', *byte]);
                start = at + 1;
            }
        }
        self.0.extend_from_slice(&bytes[start..]);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
