//! The documents in other tools: the official parser, and models that Modelina generates, by the compilers of their
//! languages.

use std::{fs, path::Path};

use pusher_typed::schema::Catalog;
use pusher_typed_tests::{Models, mismatches, read_async_api};
use serde_json::json;

use crate::{
    forms, schema,
    words::{self, Nested},
};

fn assert_compiles(document: &str) -> Models {
    let models = Models::generate(document);
    models.check_typescript();
    models.check_python();
    models
}

/// The official parser finds no errors and no warnings.
fn assert_parsed(document: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("asyncapi.json");
    fs::write(&path, document).expect("written");
    let reading = read_async_api(&path);
    // That the document has not the newest version is information.
    let is_problem = |code: &str| code != "asyncapi-latest-version";
    let problems: Vec<_> = reading.problems.iter().filter(|it| is_problem(&it.code)).collect();
    assert!(problems.is_empty(), "{problems:#?}\n{document}");
    assert!(!reading.channels.is_empty() && !reading.operations.is_empty());
}

#[test]
fn the_official_parser_reads_every_document() {
    let orders = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/orders/asyncapi.json");
    assert_parsed(&fs::read_to_string(orders).expect("the document"));
    let recursive = Catalog::new("nested", "1.0.0").events::<Nested>();
    for catalog in [schema::catalog(), forms::catalog(), words::catalog(), recursive] {
        assert_parsed(&catalog.async_api().expect("a document").to_json());
    }
}

#[test]
fn of_the_orders_document() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/orders/asyncapi.json");
    let models = assert_compiles(&fs::read_to_string(file).expect("the document"));
    assert!(models.names.iter().any(|name| name == "OrderShipped"), "{:?}", models.names);
    let shipped = models.typescript("Shipped");
    assert!(shipped.contains("carrier: "), "{shipped}");
}

#[test]
fn of_payloads_in_every_form() {
    let document = forms::catalog().async_api().expect("a document").to_json();
    // Modelina writes this text as `"3rd "quoted""`.
    let quoted = r#""3rd \"quoted\"""#;
    assert!(document.contains(quoted), "{document}");
    let models = assert_compiles(&document.replace(quoted, r#""3rd""#));
    assert!(models.names.iter().any(|name| name == "Collections"), "{:?}", models.names);
}

#[test]
fn of_a_type_that_contains_itself_in_an_untagged_variant() {
    let catalog = Catalog::new("nested", "1.0.0").events::<Nested>();
    assert_compiles(&catalog.async_api().expect("a document").to_json());
    let schema = catalog.json_schemas().expect("schemas").remove("Nested").expect("the event");
    let pairs = [json!([[], [[]]]), json!([7])].map(|depth| (schema.clone(), json!({ "depth": depth })));
    let [nested, wrong] = mismatches(&pairs).try_into().expect("two");
    assert_eq!(nested, None);
    assert!(wrong.is_some());
}
