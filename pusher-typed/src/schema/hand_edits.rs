//! What was edited in a document by hand, which would be lost when it is written again.

use serde_json::{Map, Value};

use super::{async_api::AsyncApi, digest::digest, references::reachable};

/// The paths of what was edited by hand in `json`, from which `document` was read and which `new` is to replace;
/// `None` if nothing was.
pub(super) fn hand_edits(json: &str, document: &AsyncApi, new: &AsyncApi) -> Option<Vec<String>> {
    let read: Value = serde_json::from_str(json).unwrap_or_default();
    let new = serde_json::to_value(new).unwrap_or_default();
    // The other case is a document that was merged from two versions.
    if document.digest.as_ref() == Some(&digest(&read)) || digest(&new) == digest(&read) {
        return None;
    }
    let mut edits = Edits::default();
    edits.collect(&read, &serde_json::to_value(document).unwrap_or_default(), "", |_, _| true);
    edits.collect(&read, &new, "", |key, is_name| !is_name && is_manual(key));
    edits.unused(document);
    // A document without a checksum is from an earlier version, which may have had other descriptions.
    if document.digest.is_none() {
        return Some(edits.0).filter(|paths| !paths.is_empty());
    }
    edits.descriptions(&read, &new, "");
    Some(edits.0)
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
            let within = within(path, key);
            match written.get(key) {
                Some(written) => self.collect(value, written, &within, is_edit),
                None if is_edit(key, has_names) => self.add(within),
                None => {}
            }
        }
    }

    /// Descriptions that differ from those of the catalog.
    fn descriptions(&mut self, read: &Value, new: &Value, path: &str) {
        let members = |value| Value::as_object(value).into_iter().flatten();
        for (key, value) in members(read) {
            let within = within(path, key);
            match (value, new.get(key)) {
                (Value::String(_), other) if key == "description" && other != Some(value) => self.add(within),
                (_, Some(other)) => self.descriptions(value, other, &within),
                _ => {}
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

/// `info.contact`
fn within(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::hand_edits;
    use crate::schema::{AsyncApi, Catalog};

    #[derive(serde::Serialize, schemars::JsonSchema, crate::Event)]
    #[pusher(channel = "news", event = "headline")]
    struct Headline {
        examples: String,
    }

    /// The edits in a document of this catalog, which another one is to replace.
    fn edits(edit: impl FnOnce(&mut Value)) -> Option<Vec<String>> {
        let catalog = |version| Catalog::new("news", version).description("All.").events::<Headline>();
        let old = catalog("1").async_api().expect("a document");
        let mut value = serde_json::to_value(&old).expect("JSON");
        edit(&mut value);
        let json = value.to_string();
        let new = catalog("2").async_api().expect("a document");
        hand_edits(&json, &AsyncApi::from_json(&json).expect("a document"), &new)
    }

    fn assert_edited(paths: Option<Vec<String>>, expected: &[&str]) {
        assert_eq!(paths.expect("it was edited"), expected);
    }

    #[test]
    fn what_a_person_added_is_found_wherever_it_is() {
        assert_eq!(edits(|_| ()), None);
        assert_edited(edits(|it| it["info"]["contact"] = json!({ "name": "Ada" })), &["info.contact"]);
        assert_edited(
            edits(|it| it["channels"]["HeadlineChannel"]["title"] = json!("News")),
            &["channels.HeadlineChannel.title"],
        );
        let examples = |it: &mut Value| {
            it["components"]["schemas"]["Headline"]["examples"] = json!([{ "examples": "a" }]);
        };
        assert_edited(edits(examples), &["components.schemas.Headline.examples"]);
        let note = |it: &mut Value| {
            it["components"]["schemas"]["Headline"]["properties"]["examples"]["x-note"] = json!(1);
        };
        assert_edited(edits(note), &["components.schemas.Headline.properties.examples.x-note"]);
        let schema = |it: &mut Value| it["components"]["schemas"]["Extra"] = json!({ "type": "string" });
        assert_edited(edits(schema), &["components.schemas.Extra"]);
    }

    #[test]
    fn descriptions_that_a_person_wrote_or_changed_are_found() {
        assert_edited(edits(|it| it["info"]["description"] = json!("Everything.")), &["info.description"]);
        let described = |it: &mut Value| {
            it["components"]["schemas"]["Headline"]["properties"]["examples"]["description"] = json!("Some.");
        };
        let path = "components.schemas.Headline.properties.examples.description";
        assert_edited(edits(described), &[path]);
    }

    #[test]
    fn other_edits_are_noticed_without_a_path() {
        let longer = |it: &mut Value| {
            it["components"]["schemas"]["Headline"]["properties"]["examples"]["minLength"] = json!(3);
        };
        assert_edited(edits(longer), &[]);
        assert_edited(edits(|it| it["x-pusher-digest"] = json!("0")), &[]);
    }

    #[test]
    fn a_document_that_was_merged_into_the_new_one_was_not_edited() {
        let new = Catalog::new("news", "1").events::<Headline>().async_api().expect("a document");
        let mut value = serde_json::to_value(&new).expect("JSON");
        value["x-pusher-digest"] = json!("0");
        let json = value.to_string();
        assert_eq!(hand_edits(&json, &AsyncApi::from_json(&json).expect("a document"), &new), None);
    }

    #[test]
    fn a_document_without_a_checksum_may_have_former_fields_and_descriptions() {
        let old = |it: &mut Value| {
            it.as_object_mut().expect("an object").remove("x-pusher-digest");
            it["components"]["schemas"]["Headline"]["properties"]["example"] = json!({ "type": "string" });
            it["components"]["schemas"]["Headline"]["description"] = json!("Formerly.");
        };
        assert_eq!(edits(old), None);
        let edited = |it: &mut Value| {
            old(it);
            it["info"]["contact"] = json!({ "name": "Ada" });
        };
        assert_edited(edits(edited), &["info.contact"]);
    }
}
