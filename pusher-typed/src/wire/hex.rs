//! Lower-case hexadecimal text.

/// The digits of a hash, at most 32 bytes.
#[derive(Clone, Copy)]
pub(crate) struct Hex {
    digits: [u8; 64],
    len: usize,
}

impl Hex {
    pub(crate) fn new<const N: usize>(bytes: &[u8; N]) -> Self {
        const { assert!(N <= 32, "a hash of at most 32 bytes") };
        let mut digits = [0; 64];
        if let Some(digits) = digits.get_mut(..N * 2) {
            // The only possible error is a wrong length, and the length is right.
            let _ = hex::encode_to_slice(bytes, digits);
        }
        Hex { digits, len: N * 2 }
    }

    pub(crate) fn as_str(&self) -> &str {
        self.digits.get(..self.len).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_two_lower_case_digits() {
        for byte in 0..=u8::MAX {
            assert_eq!(Hex::new(&[byte]).as_str(), format!("{byte:02x}"));
        }
        assert_eq!(Hex::new(&[0xab; 32]).as_str(), "ab".repeat(32));
    }
}
