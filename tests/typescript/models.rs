//! Models that Modelina generates from the documents, checked by the compilers of their languages.

use std::{fs, path::Path};

use pusher_typed::schema::Catalog;
use pusher_typed_tests::{Models, mismatches};
use serde_json::json;

use crate::{forms, words::Nested};

fn assert_compiles(document: &str) -> Models {
    let models = Models::generate(document);
    models.check_typescript();
    models.check_python();
    models
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
