//! The documents that catalogs write, read by the official AsyncAPI parser.

use std::{
    fs,
    path::{Path, PathBuf},
};

use pusher_typed_tests::{Reading, read_async_api};

/// A document of the library's own tests, where it is compared with the catalog.
fn written(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../pusher-typed/tests/schema").join(file)
}

/// No errors and no warnings; that the document has not the newest version is information.
fn assert_valid(reading: &Reading) {
    let problems: Vec<_> =
        reading.problems.iter().filter(|problem| problem.code != "asyncapi-latest-version").collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn a_document_is_valid_in_json_and_yaml_and_says_who_sends_what() {
    for file in ["shop/asyncapi.json", "shop/asyncapi.yaml"] {
        let reading = read_async_api(&written(file));
        assert_valid(&reading);
        let address =
            |key: &str| reading.channels.iter().find(|(other, _)| other == key).map(|(_, at)| at.as_str());
        assert_eq!(address("OrderChannel"), Some("private-orders-{region}-{id}"));
        assert_eq!(address("SignedInUser"), Some("#server-to-user-{user_id}"));
        let operation = |id: &str| {
            let operation = reading.operations.iter().find(|operation| operation.id == id);
            operation.map(|operation| (operation.action.as_str(), operation.events.join(" ")))
        };
        assert_eq!(operation("sendToOrderChannel"), Some(("send", "shipped".to_owned())));
        assert_eq!(
            operation("receiveFromRoomChannel"),
            Some(("receive", "client-offer client-typing".to_owned()))
        );
        assert_eq!(operation("sendToSignedInUser"), Some(("send", "notice".to_owned())));
    }
}

#[test]
fn the_parser_reports_an_invalid_document() {
    let json = fs::read_to_string(written("shop/asyncapi.json")).expect("it is there");
    let wrong = json.replace("#/components/schemas/Money", "#/components/schemas/Nothing");
    assert_ne!(json, wrong);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("asyncapi.json");
    fs::write(&path, wrong).expect("written");
    let problems = read_async_api(&path).problems;
    assert!(problems.iter().any(|problem| problem.severity == 0), "{problems:#?}");
}
