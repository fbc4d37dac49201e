//! The AsyncAPI document.

use pusher_typed::schema::{AsyncApi, Sender};

use crate::shop;

#[test]
fn a_document_reads_back_as_it_was_written() {
    let document = shop::catalog().async_api();
    assert_eq!(AsyncApi::from_json(&document.to_json()).expect("a document"), document);
    assert_eq!(document.components.messages["Typing"].sender, Sender::Client);
}
