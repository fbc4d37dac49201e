//! A request that is not from the service is refused before it is parsed.

use std::{borrow::Cow, error::Error};

use pusher_typed::{
    Client,
    client::{ConfigError, WebhookError},
    testing::SignedWebhook,
    webhook::{Event, Webhook, WebhookBodyError},
};
use reqwest::header::HeaderValue;

use crate::hook::{KEY, SECRET, accepted, body, builder, client};

const OCCUPIED: &str = r#"[{"name":"channel_occupied","channel":"private-orders-7"}]"#;

fn signed() -> SignedWebhook {
    SignedWebhook::new(&client(), body(OCCUPIED))
}

fn refused(key: &str, signature: &str, body: impl AsRef<[u8]>) -> WebhookError {
    client().webhook::<Event>(key, signature, body).expect_err("not a webhook")
}

#[test]
fn the_signature_is_that_of_the_documented_algorithm() {
    let client = Client::builder("1", "key", "secret").build().expect("a client");
    let signature = "2677ad3e7c090b2fa2c0fb13020d66d5420879b8316eb356a2d60fb9073bc778";
    let error = client.webhook::<Event>("key", signature, r#"{"hello":"world"}"#).expect_err("no webhook");
    assert!(matches!(error, WebhookError::Body(WebhookBodyError::Time)), "{error:?}");
}

#[test]
fn a_changed_body_is_refused_wherever_it_is_changed() {
    let SignedWebhook { key, signature, body, .. } = signed();
    for at in 0..body.len() {
        let mut altered = body.clone().into_bytes();
        altered[at] ^= 1;
        assert!(matches!(refused(&key, &signature, altered), WebhookError::WrongSignature), "{at}");
        let truncated = &body.as_bytes()[..at];
        assert!(matches!(refused(&key, &signature, truncated), WebhookError::WrongSignature), "{at}");
    }
    assert!(matches!(refused(&key, &signature, body + "\n"), WebhookError::WrongSignature));
}

#[test]
fn a_changed_signature_is_refused_wherever_it_is_changed() {
    let SignedWebhook { key, signature, body, .. } = signed();
    for at in 0..signature.len() {
        let digit = if signature.as_bytes()[at] == b'0' { "1" } else { "0" };
        let mut altered = signature.clone();
        altered.replace_range(at..=at, digit);
        assert!(matches!(refused(&key, &altered, &body), WebhookError::WrongSignature), "{at}");
    }
}

#[test]
fn a_malformed_signature_is_refused() {
    let SignedWebhook { key, signature, body, .. } = signed();
    let strange = [
        String::new(),
        " ".to_owned(),
        signature[1..].to_owned(),
        format!("{signature}0"),
        format!("{signature}00"),
        format!(" {signature}"),
        format!("{signature}\n"),
        format!("0x{}", &signature[2..]),
        format!("{}g", &signature[1..]),
        format!("{}é", &signature[2..]),
        "é".repeat(32),
        "٣".repeat(32),
        "\0".repeat(64),
        "+1".repeat(32),
        "zz".repeat(100_000),
    ];
    for signature in strange {
        assert!(
            matches!(refused(&key, &signature, &body), WebhookError::MalformedSignature),
            "{signature:?}"
        );
    }
}

#[test]
fn hexadecimal_digits_of_either_case_are_the_same_bytes() {
    let SignedWebhook { key, signature, body, .. } = signed();
    let upper: Webhook<Event> =
        client().webhook(&*key, &*signature.to_uppercase(), &body).expect("a webhook");
    let lower: Webhook<Event> = client().webhook(&key, &signature, &body).expect("a webhook");
    assert_eq!((upper.id(), upper.id().to_string()), (lower.id(), signature));
}

#[test]
fn only_the_secret_of_the_key_is_tried() {
    let rotated = builder().webhook_key("old-key", "old-secret").build().expect("a client");
    let old = Client::builder("3", "old-key", "old-secret").build().expect("a client");
    let by_old = SignedWebhook::new(&old, body(OCCUPIED));

    assert!(rotated.webhook::<Event>(&*by_old.key, &*by_old.signature, &by_old.body).is_ok());
    assert_eq!(accepted::<Event>(&rotated, &body(OCCUPIED)).events.len(), 1);
    let mixed = rotated.webhook::<Event>(KEY, &*by_old.signature, &by_old.body).unwrap_err();
    assert!(matches!(mixed, WebhookError::WrongSignature), "{mixed:?}");
    let by_own = signed();
    let mixed = rotated.webhook::<Event>("old-key", &*by_own.signature, &by_own.body).unwrap_err();
    assert!(matches!(mixed, WebhookError::WrongSignature), "{mixed:?}");
    let unknown = client().webhook::<Event>("old-key", &*by_old.signature, &by_old.body).unwrap_err();
    assert!(matches!(unknown, WebhookError::UnknownKey { .. }), "{unknown:?}");
    for strange in ["", "old-key ", "OLD-KEY", "old-key\0"] {
        assert!(matches!(refused(strange, &by_old.signature, &by_old.body), WebhookError::UnknownKey { .. }));
    }
}

#[test]
fn a_webhook_key_that_could_mean_two_secrets_is_no_configuration() {
    let wrong = |key: &str, secret: &str| builder().webhook_key("a", "b").webhook_key(key, secret).build();
    assert!(matches!(wrong(KEY, "x"), Err(ConfigError::WebhookKeyTwice)));
    assert!(matches!(wrong("a", "x"), Err(ConfigError::WebhookKeyTwice)));
    assert!(matches!(wrong("", "x"), Err(ConfigError::WebhookKey)));
    assert!(matches!(wrong("a b", "x"), Err(ConfigError::WebhookKey)));
    assert!(matches!(wrong("c", ""), Err(ConfigError::WebhookSecret)));
}

#[test]
fn a_body_over_the_limit_is_refused_before_it_is_hashed() {
    let SignedWebhook { key, signature, body, .. } = signed();
    let limited = |limit| builder().webhook_body_limit(limit).build().expect("a client");
    assert!(limited(body.len()).webhook::<Event>(&*key, &*signature, &body).is_ok());
    let error = limited(body.len() - 1).webhook::<Event>(&*key, "no signature", &body).unwrap_err();
    assert!(matches!(error, WebhookError::TooLarge { limit } if limit == body.len() - 1), "{error:?}");
}

#[test]
fn no_error_tells_the_secret_or_the_right_signature() {
    let SignedWebhook { key, signature, body, .. } = signed();
    let errors = [
        refused("strange", &signature, &body),
        refused(&key, "00", &body),
        refused(&key, &"0".repeat(64), &body),
        refused(&key, &signature, &body[1..]),
    ];
    for error in errors {
        let texts = [format!("{error}"), format!("{error:?}"), format!("{:?}", error.source())];
        for text in texts {
            assert!(!text.contains(SECRET) && !text.contains(&signature) && !text.contains(KEY), "{text}");
        }
    }
    let long = refused(&"x".repeat(1_000_000), &signature, &body).to_string();
    assert!(long.len() < 400, "{}", long.len());
}

#[test]
fn headers_are_strings_or_header_values_or_options_of_them() {
    let client = client();
    let SignedWebhook { key, signature, body, .. } = signed();
    let values: Vec<HeaderValue> =
        [&key, &signature].map(|text| text.parse().expect("a header value")).into();
    let (key_value, signature_value) = (&values[0], &values[1]);
    assert!(client.webhook::<Event>(&key, &signature, &body).is_ok());
    assert!(client.webhook::<Event>(Some(&key), Some(&signature), &body).is_ok());
    assert!(client.webhook::<Event>(Some(&*key), Cow::from(&*signature), &body).is_ok());
    assert!(client.webhook::<Event>(key.clone(), Some(signature.clone()), &body).is_ok());
    assert!(client.webhook::<Event>(key_value, signature_value.clone(), &body).is_ok());
    assert!(client.webhook::<Event>(Some(key_value), Some(signature_value), &body).is_ok());

    let latin = HeaderValue::from_bytes(&[0xe9]).expect("a header value");
    let error = client.webhook::<Event>(latin, &signature, &body).unwrap_err();
    assert!(matches!(error, WebhookError::MissingKey), "{error:?}");
    let error = client.webhook::<Event>(key, None::<&String>, &body).unwrap_err();
    assert!(matches!(error, WebhookError::MissingSignature), "{error:?}");
}

#[test]
fn debug_does_not_show_the_signature() {
    let request = signed();
    let webhook = accepted::<Event>(&client(), &request.body);
    for text in [format!("{request:?}"), format!("{webhook:?}"), format!("{:#?}", webhook.id())] {
        assert!(!text.contains(&request.signature), "{text}");
    }
    assert_eq!(format!("{:?}", webhook.id()), "WebhookId(…)");
    assert!(format!("{request:?}").contains(KEY));
}

#[test]
fn each_error_has_its_status() {
    let SignedWebhook { key, signature, body, .. } = signed();
    let junk = SignedWebhook::new(&client(), "[]");
    assert_eq!(refused("strange", &signature, &body).status(), 401);
    assert_eq!(refused(&key, "x", &body).status(), 401);
    assert_eq!(refused(&junk.key, &junk.signature, &junk.body).status(), 400);
    let tiny = builder().webhook_body_limit(1).build().expect("a client");
    assert_eq!(tiny.webhook::<Event>(&*key, &*signature, &body).unwrap_err().status(), 413);
}
