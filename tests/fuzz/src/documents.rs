//! No document makes reading it, comparing it or generating TypeScript from it
//! panic or overflow the stack, and a document is compatible with itself.
//!
//! The input is cut at form feeds into two documents.

use pusher_typed::schema::{AsyncApi, ChangeKind};

/// Runs the target.
pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let documents: Vec<_> =
        text.splitn(2, '\u{c}').filter_map(|text| AsyncApi::from_json(text).ok()).collect();
    for document in &documents {
        // Not equal: serde_json rounds long floating-point numbers.
        assert!(AsyncApi::from_json(&document.to_json()).is_ok(), "it cannot read what it wrote");
        let _ = document.typescript();
        // Types that are nested too deeply are an error.
        if let Ok(changes) = document.changes_since(document) {
            // A parameter whose bounds are not numbers accepts nothing, not even its own values.
            let breaking = changes.breaking().find(|change| change.kind != ChangeKind::ParameterNarrowed);
            assert!(breaking.is_none(), "breaks itself: {breaking:?}");
        }
    }
    if let [previous, document] = &documents[..] {
        let _ = document.changes_since(previous);
        let _ = previous.changes_since(document);
    }
}
