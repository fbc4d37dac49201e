//! The committed files are up to date.

use std::{fs, path::Path};

use super::catalog;

#[test]
fn no_change_is_breaking() {
    catalog().assert_kept("../asyncapi.json");
}

#[test]
fn the_generated_types_are_up_to_date() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/src/generated/orders.ts");
    let committed = fs::read_to_string(&file).expect("the types are committed");
    let generated = catalog().typescript().expect("a file");
    assert!(
        committed == generated,
        "{} is out of date: cargo run -p orders-catalog -- typescript examples/orders/web/src/generated/orders.ts",
        file.display()
    );
}
