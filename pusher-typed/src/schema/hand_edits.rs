//! Members that somebody added to a document by hand, which would be lost when it is written again.

use serde_json::{Map, Value};

use super::{async_api::AsyncApi, references::reachable};

/// The paths of the members of `json` that a catalog would not write: those that `document`, which was read from it,
/// does not have, schemas that nothing refers to, and keywords in schemas that only a person adds and that `new` does
/// not have.
pub(super) fn added_by_hand(json: &str, document: &AsyncApi, new: &AsyncApi) -> Vec<String> {
    let value = |document: &AsyncApi| serde_json::to_value(document).unwrap_or_default();
    let read: Value = serde_json::from_str(json).unwrap_or_default();
    let mut edits = Edits::default();
    edits.collect(&read, &value(document), "", |_, _| true);
    edits.collect(&read, &value(new), "", |key, is_name| !is_name && is_manual(key));
    edits.unused(document);
    edits.0
}

/// Whether a keyword is added only by hand, because it does not describe a type.
fn is_manual(key: &str) -> bool {
    (key.starts_with("x-") && !key.starts_with("x-pusher-"))
        || matches!(
            key,
            "examples" | "example" | "externalDocs" | "discriminator" | "xml" | "$comment" | "$id"
        )
}

/// Whether a member that is missing was added by hand: by its key, which may be the name of a type or a field.
type IsEdit = fn(&str, bool) -> bool;

#[derive(Default)]
struct Edits(Vec<String>);

impl Edits {
    fn collect(&mut self, read: &Value, written: &Value, path: &str, is_edit: IsEdit) {
        match (read, written) {
            (Value::Object(read), Value::Object(written)) => self.members(read, written, path, is_edit),
            (Value::Array(read), Value::Array(written)) => {
                for (at, (read, written)) in read.iter().zip(written).enumerate() {
                    self.collect(read, written, &format!("{path}[{at}]"), is_edit);
                }
            }
            _ => {}
        }
    }

    fn members(
        &mut self,
        read: &Map<String, Value>,
        written: &Map<String, Value>,
        path: &str,
        is_edit: IsEdit,
    ) {
        // The members of these have the names of types and fields.
        let has_names = ["properties", "schemas", "messages", "channels", "parameters"]
            .iter()
            .any(|names| path.rsplit('.').next() == Some(names));
        for (key, value) in read {
            let within = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            match written.get(key) {
                Some(written) => self.collect(value, written, &within, is_edit),
                None if is_edit(key, has_names) => self.add(within),
                None => {}
            }
        }
    }

    fn unused(&mut self, document: &AsyncApi) {
        let messages = document.components.messages.values();
        let payloads = messages.flat_map(|message| std::iter::once(&message.payload).chain(&message.read_as));
        let members =
            document.channels.values().filter_map(|channel| Some(&channel.member.as_ref()?.user_info));
        let used = reachable(payloads.chain(members), &document.components.schemas);
        for name in document.components.schemas.keys().filter(|name| !used.contains(*name)) {
            self.add(format!("components.schemas.{name}"));
        }
    }

    fn add(&mut self, path: String) {
        if !self.0.contains(&path) {
            self.0.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::added_by_hand;
    use crate::schema::{AsyncApi, Catalog};

    #[derive(serde::Serialize, schemars::JsonSchema, crate::Event)]
    #[pusher(channel = "news", event = "headline")]
    struct Headline {
        examples: String,
    }

    fn edits(edit: impl FnOnce(&mut Value)) -> Vec<String> {
        let new = Catalog::new("news", "1").events::<Headline>().async_api().expect("a document");
        let mut value = serde_json::to_value(&new).expect("JSON");
        edit(&mut value);
        let json = value.to_string();
        added_by_hand(&json, &AsyncApi::from_json(&json).expect("a document"), &new)
    }

    #[test]
    fn what_a_person_added_is_found_wherever_it_is() {
        assert_eq!(edits(|_| ()), [""; 0]);
        assert_eq!(edits(|it| it["info"]["contact"] = json!({ "name": "Ada" })), ["info.contact"]);
        assert_eq!(
            edits(|it| it["channels"]["HeadlineChannel"]["title"] = json!("News")),
            ["channels.HeadlineChannel.title"]
        );
        let examples = |it: &mut Value| {
            it["components"]["schemas"]["Headline"]["examples"] = json!([{ "examples": "a" }]);
        };
        assert_eq!(edits(examples), ["components.schemas.Headline.examples"]);
        let note = |it: &mut Value| {
            it["components"]["schemas"]["Headline"]["properties"]["examples"]["x-note"] = json!(1);
        };
        assert_eq!(edits(note), ["components.schemas.Headline.properties.examples.x-note"]);
        let schema = |it: &mut Value| it["components"]["schemas"]["Extra"] = json!({ "type": "string" });
        assert_eq!(edits(schema), ["components.schemas.Extra"]);
    }

    #[test]
    fn what_an_earlier_catalog_wrote_is_no_edit() {
        let field = |it: &mut Value| {
            it["components"]["schemas"]["Headline"]["properties"]["example"] = json!({ "type": "string" });
            it["components"]["schemas"]["Headline"]["description"] = json!("Formerly.");
        };
        assert_eq!(edits(field), [""; 0]);
    }
}
