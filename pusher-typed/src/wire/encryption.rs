//! End-to-end encryption of payloads
//! ([encrypted channels](https://pusher.com/docs/channels/using_channels/encrypted-channels/)).

use std::{fmt, io, mem};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use crypto_secretbox::{AeadInPlace as _, KeyInit as _, XSalsa20Poly1305, aead::Aead as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::ChannelName;

/// The length of the tag that the cipher puts before the ciphertext, in bytes.
const TAG: usize = 16;

/// The key from which the key of each encrypted channel is derived.
#[derive(Clone)]
pub(crate) struct MasterKey(Zeroizing<[u8; 32]>);

/// An invalid master key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum MasterKeyError {
    NotBase64,
    Length(usize),
}

impl MasterKey {
    pub(crate) fn from_base64(text: &str) -> Result<Self, MasterKeyError> {
        let bytes = Zeroizing::new(STANDARD.decode(text.trim()).map_err(|_| MasterKeyError::NotBase64)?);
        let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| MasterKeyError::Length(bytes.len()))?;
        Ok(MasterKey(Zeroizing::new(key)))
    }

    /// A fixed key for tests, which is not secret.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn for_tests() -> Self {
        MasterKey(Zeroizing::new([7; 32]))
    }

    #[cfg(feature = "testing")]
    pub(crate) fn to_base64(&self) -> String {
        STANDARD.encode(self.0.as_slice())
    }

    /// The channel's shared secret: SHA-256 of its name and the master key.
    pub(crate) fn channel_key(&self, channel: &ChannelName) -> Zeroizing<[u8; 32]> {
        let digest = Sha256::new().chain_update(channel.as_str()).chain_update(self.0.as_slice()).finalize();
        Zeroizing::new(digest.into())
    }

    fn secret_box(&self, channel: &ChannelName) -> XSalsa20Poly1305 {
        XSalsa20Poly1305::new((&*self.channel_key(channel)).into())
    }

    /// Encrypts `plaintext` for the subscribers of `channel`, with a new nonce from the operating
    /// system. The ciphertext replaces it in its buffer.
    pub(crate) fn seal(
        &self,
        channel: &ChannelName,
        mut plaintext: Plaintext,
    ) -> Result<SealedPayload, SealError> {
        let mut nonce = [0; 24];
        getrandom::fill(&mut nonce).map_err(SealError::Nonce)?;
        let (tag, text) = plaintext.0.split_at_mut_checked(TAG).ok_or(SealError::Cipher)?;
        let secret_box = self.secret_box(channel);
        let computed = secret_box.encrypt_in_place_detached(&nonce.into(), b"", text);
        tag.copy_from_slice(&computed.map_err(|_| SealError::Cipher)?);
        // From here on its bytes need not be zeroed.
        Ok(SealedPayload { nonce, ciphertext: mem::take(&mut *plaintext.0) })
    }

    /// Decrypts what [`seal`](MasterKey::seal) encrypted; `None` if the key, the channel or the
    /// bytes differ.
    pub(crate) fn open(&self, channel: &ChannelName, nonce: &str, ciphertext: &str) -> Option<Vec<u8>> {
        open(&self.channel_key(channel), nonce, ciphertext)
    }
}

/// Decrypts what was encrypted with the key of a channel.
pub(crate) fn open(channel_key: &[u8; 32], nonce: &str, ciphertext: &str) -> Option<Vec<u8>> {
    let nonce = <[u8; 24]>::try_from(STANDARD.decode(nonce).ok()?).ok()?;
    let ciphertext = STANDARD.decode(ciphertext).ok()?;
    XSalsa20Poly1305::new(channel_key.into()).decrypt(&nonce.into(), ciphertext.as_slice()).ok()
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

/// Why a payload was not encrypted.
#[derive(Debug)]
pub(crate) enum SealError {
    Nonce(getrandom::Error),
    Cipher,
}

/// An encrypted payload.
pub(crate) struct SealedPayload {
    nonce: [u8; 24],
    /// The tag and the ciphertext.
    ciphertext: Vec<u8>,
}

impl SealedPayload {
    /// Appends the payload, escaped for the inside of a JSON string, and gives the length in bytes that it has without
    /// the escaping. Base64 needs none.
    pub(crate) fn push_embedded(&self, out: &mut Vec<u8>) -> usize {
        const QUOTES: usize = 8;
        let start = out.len();
        out.extend_from_slice(br#"{\"nonce\":\""#);
        push_base64(out, &self.nonce);
        out.extend_from_slice(br#"\",\"ciphertext\":\""#);
        push_base64(out, &self.ciphertext);
        out.extend_from_slice(br#"\"}"#);
        out.len() - start - QUOTES
    }

    /// The length of the payload as it is sent, in bytes.
    pub(crate) fn json_len(&self) -> usize {
        sealed_len(self.ciphertext.len().saturating_sub(TAG))
    }

    /// The payload as it is sent, before it is escaped for the body.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn to_json(&self) -> String {
        let mut json = String::with_capacity(64 + self.ciphertext.len().div_ceil(3) * 4);
        json.push_str("{\"nonce\":\"");
        STANDARD.encode_string(self.nonce, &mut json);
        json.push_str("\",\"ciphertext\":\"");
        STANDARD.encode_string(&self.ciphertext, &mut json);
        json.push_str("\"}");
        json
    }
}

fn push_base64(out: &mut Vec<u8>, bytes: &[u8]) {
    let start = out.len();
    out.resize(start + bytes.len().div_ceil(3) * 4, 0);
    if let Some(room) = out.get_mut(start..) {
        // There is room for exactly that.
        let _ = STANDARD.encode_slice(bytes, room);
    }
}

/// The length of the encrypted payload as it is sent, for a plaintext of `len` bytes.
pub(crate) fn sealed_len(len: usize) -> usize {
    const MEMBERS: usize = "{\"nonce\":\"\",\"ciphertext\":\"\"}".len();
    const NONCE: usize = 32;
    MEMBERS + NONCE + (len + TAG).div_ceil(3) * 4
}

/// A buffer whose bytes are zeroed when it is dropped and when it grows. It has room for the tag before them.
pub(crate) struct Plaintext(Zeroizing<Vec<u8>>);

impl Plaintext {
    /// An empty one for about `len` bytes.
    pub(crate) fn with_capacity(len: usize) -> Self {
        let mut bytes = Zeroizing::new(Vec::with_capacity(TAG + len));
        bytes.resize(TAG, 0);
        Plaintext(bytes)
    }

    /// One with these bytes.
    #[cfg(any(test, feature = "publisher", feature = "testing"))]
    pub(crate) fn with_bytes(bytes: &[u8]) -> Self {
        let mut plaintext = Plaintext::with_capacity(bytes.len());
        plaintext.0.extend_from_slice(bytes);
        plaintext
    }
}

impl Plaintext {
    /// Moves the bytes to a larger buffer, so that the old one is zeroed.
    #[cold]
    fn grow(&mut self, needed: usize) {
        let mut grown = Zeroizing::new(Vec::with_capacity(needed.max(self.0.capacity() * 2).max(256)));
        grown.extend_from_slice(&self.0);
        self.0 = grown;
    }
}

/// Serializers write many small pieces: each is a check and a copy, inlined.
impl io::Write for Plaintext {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.len() > self.0.capacity() - self.0.len() {
            self.grow(self.0.len() + bytes.len());
        }
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn name(text: &str) -> ChannelName {
        ChannelName::new(text).expect("a channel name")
    }

    #[test]
    fn the_length_of_an_encrypted_payload_is_known_before() {
        for len in 0..100 {
            let sealed = MasterKey::for_tests()
                .seal(&name("private-encrypted-a"), Plaintext::with_bytes(&vec![b'x'; len]));
            assert_eq!(sealed.expect("encrypted").to_json().len(), sealed_len(len));
        }
    }

    #[test]
    fn the_documented_shared_secret() {
        let master = MasterKey::from_base64("OHRXNUZRTG5pUTFzQlFGd3J3N3Q2VFZFc0paZDEweVk=").expect("a key");
        let secret = master.channel_key(&name("private-encrypted-channel"));
        assert_eq!(STANDARD.encode(secret.as_slice()), "VmIsNZtCSteh8kazd2toc+ofhohBtUouQRSDtRvuyVI=");
    }

    #[test]
    fn only_32_bytes_of_base64_are_a_key() {
        assert_eq!(MasterKey::from_base64("not base64!").err(), Some(MasterKeyError::NotBase64));
        assert_eq!(MasterKey::from_base64("").err(), Some(MasterKeyError::Length(0)));
        assert_eq!(MasterKey::from_base64(&STANDARD.encode([0; 31])).err(), Some(MasterKeyError::Length(31)));
        assert_eq!(MasterKey::from_base64(&STANDARD.encode([0; 33])).err(), Some(MasterKeyError::Length(33)));
    }

    #[test]
    fn a_payload_is_decrypted_only_with_the_same_key_channel_and_bytes() {
        let (master, channel) = (MasterKey::for_tests(), name("private-encrypted-a"));
        let sealed = master.seal(&channel, Plaintext::with_bytes(b"{\"a\":1}")).expect("sealed");
        let (nonce, text) = (STANDARD.encode(sealed.nonce), STANDARD.encode(&sealed.ciphertext));
        assert_eq!(master.open(&channel, &nonce, &text).as_deref(), Some(&b"{\"a\":1}"[..]));
        assert_eq!(master.open(&name("private-encrypted-b"), &nonce, &text), None);
        let other = MasterKey::from_base64(&STANDARD.encode([8; 32])).expect("a key");
        assert_eq!(other.open(&channel, &nonce, &text), None);
        let mut damaged = sealed.ciphertext.clone();
        damaged[0] ^= 1;
        assert_eq!(master.open(&channel, &nonce, &STANDARD.encode(damaged)), None);
        let json = sealed.to_json();
        assert_eq!(json, format!("{{\"nonce\":\"{nonce}\",\"ciphertext\":\"{text}\"}}"));
        let mut embedded = b"\"".to_vec();
        assert_eq!(sealed.push_embedded(&mut embedded), json.len());
        embedded.push(b'"');
        assert_eq!(serde_json::from_slice::<String>(&embedded).expect("a string"), json);
    }

    #[test]
    fn every_nonce_is_different() {
        let (master, channel) = (MasterKey::for_tests(), name("private-encrypted-a"));
        let mut nonces: Vec<_> = (0..64)
            .map(|_| master.seal(&channel, Plaintext::with_bytes(b"{}")).expect("sealed").nonce)
            .collect();
        nonces.sort_unstable();
        nonces.dedup();
        assert_eq!(nonces.len(), 64);
    }

    #[test]
    fn a_plaintext_keeps_its_bytes_when_it_grows() {
        let mut plaintext = Plaintext::with_capacity(0);
        for byte in 0..=255_u8 {
            plaintext.write_all(&[byte; 7]).expect("a buffer accepts all bytes");
        }
        assert_eq!(plaintext.0.len(), TAG + 256 * 7);
        assert_eq!((plaintext.0[TAG], plaintext.0.last()), (0, Some(&255)));
    }

    #[test]
    fn debug_shows_no_key() {
        assert_eq!(format!("{:?}", MasterKey::for_tests()), "MasterKey(…)");
    }
}
