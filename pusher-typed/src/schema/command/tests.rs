//! The commands, with files in folders of their own.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{CommandError, execute};
use crate::schema::{AsyncApi, Catalog};

#[derive(serde::Serialize, schemars::JsonSchema, crate::Event)]
#[pusher(channel = "news", event = "headline")]
struct Headline {
    text: String,
}

fn run(args: &[&str]) -> Result<String, CommandError> {
    let mut out = Vec::new();
    let catalog = Catalog::new("news", "1").events::<Headline>();
    execute(&catalog, args, &mut out).map(|()| String::from_utf8(out).expect("text"))
}

#[test]
fn every_command_prints_its_output() {
    let document = run(&["asyncapi"]).expect("a document");
    assert_eq!(AsyncApi::from_json(&document).expect("a document").info.title, "news");
    assert!(run(&["asyncapi", "--yaml"]).expect("a document").contains("address: news\n"));
    assert!(run(&["json-schema"]).expect("schemas").contains(r#""title": "headline""#));
    assert!(run(&["typescript"]).expect("a file").contains("export interface Headline {"));
}

/// An empty folder for one test.
fn folder(test: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("pusher-typed-{}-command-{test}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("created");
    folder
}

fn in_folder(folder: &Path, file: &str) -> String {
    folder.join(file).to_str().expect("UTF-8").to_owned()
}

#[test]
fn documents_are_written_and_checked() {
    let folder = folder("check");
    let yaml = in_folder(&folder, "asyncapi.yaml");
    run(&["asyncapi", &yaml]).expect("written");
    assert!(fs::read_to_string(yaml).expect("it is there").starts_with("asyncapi: "));
    let file = in_folder(&folder, "asyncapi.json");
    assert_eq!(run(&["asyncapi", &file]).expect("written"), "");
    assert_eq!(run(&["asyncapi", &file]).expect("written again"), "");
    assert_eq!(run(&["check", &file]).expect("no breaking change"), "no changes\n");
    let mut out = Vec::new();
    let error = execute(&Catalog::new("news", "2"), &["check", &file], &mut out).expect_err("it breaks");
    assert_eq!(
        error.to_string(),
        format!(
            "there are breaking changes; if they are intended, write the document again: asyncapi {file}"
        )
    );
    assert_eq!(
        String::from_utf8(out).expect("text"),
        "breaks subscribers and publishers: news: channel removed\n\
         no deployment order is safe: add a new event or channel instead\n"
    );
}

mod earlier {
    #[derive(serde::Serialize, schemars::JsonSchema, crate::Event)]
    #[pusher(channel = "news", event = "headline")]
    pub(super) struct Headline {
        text: String,
        author: String,
    }
}

#[test]
fn several_versions_are_checked_at_once_as_text_and_as_json() {
    let folder = folder("versions");
    let [empty, author, current] = ["1.json", "2.json", "3.json"].map(|file| in_folder(&folder, file));
    let write = |catalog: Catalog, file: &str| {
        fs::write(file, catalog.async_api().expect("a document").to_json()).expect("written");
    };
    write(Catalog::new("news", "1"), &empty);
    write(Catalog::new("news", "2").events::<earlier::Headline>(), &author);
    write(Catalog::new("news", "3").events::<Headline>(), &current);
    let check = |args: &[&str]| {
        let mut out = Vec::new();
        let result = execute(&Catalog::new("news", "4").events::<Headline>(), args, &mut out);
        (result.map_err(|error| error.to_string()), String::from_utf8(out).expect("text"))
    };
    let (result, text) = check(&["check", &empty, &author, &current]);
    assert_eq!(
        text,
        format!(
            "{empty}:\ncompatible: news: channel added\ndeploy in any order\n\
             {author}:\nbreaks subscribers: news headline author: field removed\ndeploy subscribers first\n\
             {current}:\nno changes\n"
        )
    );
    assert!(result.is_err_and(|error| error.ends_with(&format!("asyncapi {author}"))));
    assert!(check(&["check", &empty, &current]).0.is_ok());

    let (result, json) = check(&["check", "--json", &author, &current]);
    assert!(result.is_err());
    let expected = serde_json::json!([
        { "file": author, "result": {
            "deployment": "subscribers_first",
            "changes": [{
                "channel": "news", "event": "headline", "field": "author", "change": "field_removed",
                "breaks": ["subscribers"], "breaks_generated_code": [], "deployment": "subscribers_first",
                "message": "breaks subscribers: news headline author: field removed",
            }],
            "unchecked_map_keys": [],
        } },
        { "file": current, "result": { "deployment": "any", "changes": [], "unchecked_map_keys": [] } },
    ]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&json).expect("JSON"), expected);
}

#[derive(serde::Serialize, schemars::JsonSchema, crate::Event)]
#[pusher(channel = "news", event = "votes")]
struct Votes {
    by_candidate: std::collections::BTreeMap<u64, u8>,
}

mod narrower {
    #[derive(serde::Serialize, schemars::JsonSchema, crate::Event)]
    #[pusher(channel = "news", event = "votes")]
    pub(super) struct Votes {
        by_candidate: std::collections::BTreeMap<u8, u8>,
    }
}

#[test]
fn what_is_not_compared_is_said() {
    let folder = folder("keys");
    let file = in_folder(&folder, "asyncapi.json");
    let old = Catalog::new("news", "1").events::<Votes>();
    fs::write(&file, old.async_api().expect("a document").to_json()).expect("written");
    let new = Catalog::new("news", "1").events::<narrower::Votes>();
    let mut out = Vec::new();
    execute(&new, &["check", &file], &mut out).expect("no break that it sees");
    assert_eq!(
        String::from_utf8(out).expect("text"),
        "no changes\nnot compared: news votes: the integer type of map keys\n"
    );
    let mut out = Vec::new();
    execute(&new, &["check", "--json", &file], &mut out).expect("no break that it sees");
    let json: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
    let place = serde_json::json!([{ "channel": "news", "event": "votes" }]);
    assert_eq!(json[0]["result"]["unchecked_map_keys"], place);
}

#[test]
fn a_document_that_was_edited_and_another_file_are_not_replaced() {
    let folder = folder("edited");
    let file = in_folder(&folder, "asyncapi.json");
    run(&["asyncapi", &file]).expect("written");
    let edited = fs::read_to_string(&file).expect("it is there").replacen(
        "\"string\"",
        "\"string\", \"description\": \"Text.\"",
        1,
    );
    fs::write(&file, &edited).expect("written");
    let error = run(&["asyncapi", &file]).expect_err("it was edited").to_string();
    assert!(
        error.contains("was edited by hand (components.schemas.Headline.properties.text.description)"),
        "{error}"
    );
    assert_eq!(fs::read_to_string(&file).expect("it is there"), edited);
    let other = in_folder(&folder, "package.json");
    fs::write(&other, "{}").expect("written");
    let error = run(&["asyncapi", &other]).expect_err("something else").to_string();
    assert!(error.contains("is not a JSON document written by `asyncapi`: missing field"), "{error}");
    assert_eq!(fs::read_to_string(&other).expect("it is there"), "{}");
}

#[test]
fn a_folder_of_schemas_keeps_the_files_of_others() {
    let folder = folder("schemas");
    let schemas = in_folder(&folder, "schemas");
    let write = |catalog: Catalog| {
        execute(&catalog, &["json-schema", &schemas], &mut Vec::new()).expect("written");
    };
    let files = || {
        let files = fs::read_dir(&schemas).expect("a folder").map(|file| file.expect("an entry").file_name());
        let mut files: Vec<String> = files.map(|name| name.into_string().expect("UTF-8")).collect();
        files.sort();
        files
    };
    write(Catalog::new("news", "1").events::<Headline>().events::<Votes>());
    assert_eq!(files(), [".pusher-typed", "Headline.json", "Votes.json"]);
    let schema = fs::read_to_string(Path::new(&schemas).join("Headline.json")).expect("it is there");
    assert!(schema.contains("2020-12"), "{schema}");
    for foreign in ["Foreign.json", "README.md"] {
        fs::write(Path::new(&schemas).join(foreign), "mine").expect("written");
    }
    write(Catalog::new("news", "1").events::<Headline>());
    assert_eq!(files(), [".pusher-typed", "Foreign.json", "Headline.json", "README.md"]);
    assert_eq!(fs::read_to_string(Path::new(&schemas).join("Foreign.json")).expect("it is there"), "mine");
    // A list that was tampered with leads nowhere else.
    fs::write(folder.join("outside.json"), "mine").expect("written");
    fs::write(Path::new(&schemas).join(".pusher-typed"), "../outside.json\nREADME.md\n").expect("written");
    write(Catalog::new("news", "1"));
    assert!(folder.join("outside.json").exists() && Path::new(&schemas).join("README.md").exists());
}

#[test]
fn an_unknown_command_prints_the_usage() {
    for args in [&[][..], &["asyncapi", "--json"], &["check"], &["json-schema", "-o"], &["nothing"]] {
        assert!(matches!(run(args), Err(CommandError::Usage(_))), "{args:?}");
    }
    assert!(matches!(run(&["check", "nowhere.json"]), Err(CommandError::File(..))));
}
