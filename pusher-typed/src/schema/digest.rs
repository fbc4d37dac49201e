//! A checksum of a document, by which edits by hand are noticed.

use std::collections::BTreeMap;

use serde_json::Value;

/// The member of a document that has its checksum.
pub(super) const DIGEST: &str = "x-pusher-digest";

/// The checksum of a document without its own member. It does not depend on the layout of the file or on the order of
/// members. FNV-1a: it need not resist attacks, only be the same on every machine.
pub(super) fn digest(document: &Value) -> String {
    let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
    let members = document.as_object().into_iter().flatten().filter(|(key, _)| *key != DIGEST);
    hash.members(members);
    format!("{:016x}", hash.0)
}

struct Fnv(u64);

impl Fnv {
    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Object(members) => self.members(members),
            Value::Array(items) => {
                self.bytes(b"[");
                for item in items {
                    self.value(item);
                }
                self.bytes(b"]");
            }
            scalar => {
                self.bytes(scalar.to_string().as_bytes());
                self.bytes(b",");
            }
        }
    }

    /// The members in the order of their names: `serde_json` may keep another one.
    fn members<'v>(&mut self, members: impl IntoIterator<Item = (&'v String, &'v Value)>) {
        self.bytes(b"{");
        for (name, value) in members.into_iter().collect::<BTreeMap<_, _>>() {
            self.bytes(format!("{name:?}:").as_bytes());
            self.value(value);
        }
        self.bytes(b"}");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::digest;

    #[test]
    fn the_same_document_has_the_same_checksum_everywhere() {
        let document = json!({ "a": [1, { "b": "c" }], "d": null });
        assert_eq!(digest(&document), "a164ee61de954365");
        let text = r#"{ "d":null, "x-pusher-digest": "0", "a" :[1,{"b":"c"}] }"#;
        let read: Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(digest(&read), digest(&document));
    }

    #[test]
    fn every_edit_changes_it() {
        let documents = [
            json!({ "a": [1, { "b": "c" }], "d": null }),
            json!({ "a": [1, { "b": "c," }], "d": null }),
            json!({ "a": [1, { "b": "c" }, null] }),
            json!({ "a": [1, { "b": ["c"] }], "d": null }),
            json!({ "a": [1, { "x-pusher-digest": "c" }], "d": null }),
            json!({ "a": [[1], { "b": "c" }], "d": null }),
            json!({}),
        ];
        let digests: std::collections::BTreeSet<String> = documents.iter().map(digest).collect();
        assert_eq!(digests.len(), documents.len());
    }
}
