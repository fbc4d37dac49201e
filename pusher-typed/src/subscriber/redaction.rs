//! Texts of the service in errors: without signatures, and of a limited length.

/// The longest part of a text or message of the service in a report, in bytes.
pub(super) const MAX_REPORTED: usize = 1024;

/// The digits of a signature, which is an HMAC-SHA256 in hex.
const SIGNATURE_DIGITS: usize = 64;

/// The beginning of a text of the service, in which signatures are replaced: a
/// service that refuses a signature may quote it.
pub(super) fn service_text(text: &str) -> String {
    let mut redacted = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(|it: char| it.is_ascii_hexdigit()) {
        let (before, digits) = rest.split_at(start);
        let end = digits.find(|it: char| !it.is_ascii_hexdigit()).unwrap_or(digits.len());
        let (digits, after) = digits.split_at(end);
        redacted.push_str(before);
        redacted.push_str(if digits.len() < SIGNATURE_DIGITS { digits } else { "[redacted]" });
        rest = after;
    }
    redacted.push_str(rest);
    beginning(&redacted).to_owned()
}

fn beginning(text: &str) -> &str {
    let end = (0..=text.len().min(MAX_REPORTED)).rev().find(|end| text.is_char_boundary(*end));
    end.and_then(|end| text.get(..end)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_replaced_in_any_case_and_place() {
        let signature = "0123456789abcdef".repeat(4);
        for quoted in [signature.clone(), signature.to_uppercase(), signature.repeat(2)] {
            let text = service_text(&format!("Invalid signature: expected {quoted}, got key:{quoted}."));
            assert_eq!(text, "Invalid signature: expected [redacted], got key:[redacted].");
        }
        for kept in ["", "Channel deadbeef is full", "über 63: é", &signature[1..]] {
            assert_eq!(service_text(kept), kept);
        }
    }

    #[test]
    fn a_text_is_cut_off_between_characters() {
        assert_eq!(service_text(&"é".repeat(5000)).len(), MAX_REPORTED);
        assert_eq!(service_text(&format!("x{}", "é".repeat(5000))).len(), MAX_REPORTED - 1);
        // Cutting does not leave the beginning of a signature.
        let text = format!("{}{}", "-".repeat(MAX_REPORTED - 10), "f".repeat(64));
        assert_eq!(service_text(&text), format!("{}[redacted]", "-".repeat(MAX_REPORTED - 10)));
    }
}
