//! The name of an event.

use syn::{DeriveInput, LitStr};

use crate::{attr::Attributes, errors::Errors};

/// The maximum length of an event name on the service.
const MAX_NAME: usize = 200;

pub(super) fn read(input: &DeriveInput, attributes: &Attributes, errors: &mut Errors) -> Option<LitStr> {
    let name = attributes.event.as_ref().map(|name| name.value.clone());
    match &name {
        Some(name) => check(name, errors),
        None if attributes.incomplete => {}
        None => {
            let example = kebab(&input.ident.to_string());
            let message = format!("the event has no name; add `event = \"{example}\"` to `#[pusher(…)]`");
            errors.at(&input.ident, message);
        }
    }
    name
}

/// `OrderCreated` as `order-created`.
fn kebab(ident: &str) -> String {
    let mut kebab = String::new();
    for character in ident.chars() {
        if character.is_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.extend(character.to_lowercase());
    }
    kebab
}

fn check(literal: &LitStr, errors: &mut Errors) {
    let name = literal.value();
    let len = name.chars().count();
    if name.is_empty() {
        errors.at(literal, "the event's name is empty; write for example `event = \"created\"`");
    }
    if len > MAX_NAME {
        errors.at(literal, format!("the event's name has {len} characters; the maximum is {MAX_NAME}"));
    }
    if let Some(control) = name.chars().find(|character| character.is_control()) {
        errors.at(literal, format!("the event's name contains the control character {control:?}; remove it"));
    } else if name.trim() != name {
        let message =
            format!("the event's name begins or ends with white space; write `event = {:?}`", name.trim());
        errors.at(literal, message);
    }
    if let Some(rest) = name.strip_prefix('.') {
        let message = format!(
            "the event's name begins with a dot, which Laravel Echo's `listen` removes before it compares names; write `event = {rest:?}`"
        );
        errors.at(literal, message);
    }
    for reserved in ["pusher:", "pusher_internal:"] {
        if name.starts_with(reserved) {
            let message = format!(
                "event names that begin with `{reserved}` are reserved for the protocol; choose another name"
            );
            errors.at(literal, message);
        }
    }
}
