//! The committed files are those that the command writes.

use std::{fs, path::Path};

use super::catalog;

#[test]
fn no_change_breaks_anybody() {
    catalog().assert_kept("../asyncapi.json");
}

#[test]
fn the_types_of_the_page_are_those_of_the_services() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/src/generated/orders.ts");
    let committed = fs::read_to_string(&file).expect("the types are committed");
    let generated = catalog().typescript();
    assert!(
        committed == generated,
        "{} is out of date: cargo run -p orders-catalog -- typescript examples/orders/web/src/generated/orders.ts",
        file.display()
    );
}
