//! Lower-case hexadecimal text.

/// Appends `bytes` to `out` as hexadecimal digits.
pub(crate) fn push_hex(out: &mut String, bytes: &[u8]) {
    out.reserve(bytes.len() * 2);
    for byte in bytes {
        out.push(digit(byte >> 4));
        out.push(digit(byte & 0x0f));
    }
}

/// The digit for a value below 16.
fn digit(value: u8) -> char {
    char::from(if value < 10 { b'0' + value } else { b'a' + (value - 10) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_two_lower_case_digits() {
        for byte in 0..=u8::MAX {
            let mut text = String::new();
            push_hex(&mut text, &[byte]);
            assert_eq!(text, format!("{byte:02x}"));
        }
    }
}
