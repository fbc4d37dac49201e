//! Lower-case hexadecimal text.

/// The digits of a hash, at most 32 bytes.
#[derive(Clone, Copy)]
pub(crate) struct Hex {
    digits: [u8; 64],
    len: usize,
}

impl Hex {
    pub(crate) fn of<const N: usize>(bytes: &[u8; N]) -> Self {
        const { assert!(N <= 32, "a hash of at most 32 bytes") };
        let mut digits = [0; 64];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(bytes) {
            pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 0x0f)]);
        }
        Hex { digits, len: N * 2 }
    }

    pub(crate) fn as_str(&self) -> &str {
        self.digits.get(..self.len).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or_default()
    }
}

/// The digit for a value below 16.
const fn digit(value: u8) -> u8 {
    value + if value < 10 { b'0' } else { b'a' - 10 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_two_lower_case_digits() {
        for byte in 0..=u8::MAX {
            assert_eq!(Hex::of(&[byte]).as_str(), format!("{byte:02x}"));
        }
        assert_eq!(Hex::of(&[0xab; 32]).as_str(), "ab".repeat(32));
    }
}
