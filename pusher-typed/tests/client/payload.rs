//! The maximum size of a payload, in bytes of UTF-8 as they are sent.

use pusher_typed::client::{Limits, TriggerError};

use crate::service::{Letter, News, Service, note};

/// The size in the error, or `None` if the payload is accepted.
async fn refused_size(service: &Service, text: &str) -> Option<usize> {
    match service.client().trigger_untyped(["a"], "big", text).await {
        Ok(_) => None,
        Err(TriggerError::PayloadTooLarge { event, size, limit }) => {
            assert_eq!((event.as_str(), limit), ("big", 10_240));
            Some(size)
        }
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_payload_of_10240_bytes_passes_and_of_10241_is_refused() {
    let service = Service::default();
    // The quotes of the JSON string are part of the payload.
    assert_eq!(refused_size(&service, &"x".repeat(10_238)).await, None);
    assert_eq!(refused_size(&service, &"x".repeat(10_239)).await, Some(10_241));
    assert_eq!(service.requests().len(), 1, "nothing is sent of what is refused");
}

#[tokio::test]
async fn bytes_are_counted_and_not_characters() {
    let service = Service::default();
    assert_eq!(refused_size(&service, &"é".repeat(5_119)).await, None);
    assert_eq!(refused_size(&service, &"é".repeat(5_120)).await, Some(10_242));
    assert_eq!(refused_size(&service, &"\u{1f600}".repeat(2_560)).await, Some(10_242));
}

#[tokio::test]
async fn the_escaping_of_the_body_does_not_count_but_that_of_the_payload_does() {
    let service = Service::default();
    // A quote is two bytes of payload, four of the body.
    assert_eq!(refused_size(&service, &"\"".repeat(5_119)).await, None);
    assert_eq!(refused_size(&service, &"\"".repeat(5_120)).await, Some(10_242));
}

#[tokio::test]
async fn an_encrypted_payload_counts_as_it_is_sent() {
    let service = Service::default();
    let letter = |len: usize| Letter { id: 7, text: "x".repeat(len) };
    // {"id":7,"text":"…"} and 16 bytes of the cipher, as base64, in
    // {"nonce":"<32>","ciphertext":"…"}.
    let sent = |len: usize| (len + 18 + 16usize).div_ceil(3) * 4 + 60;
    let largest = (0..10_240).rev().find(|len| sent(*len) <= 10_240).expect("a size that fits");
    service.encrypting().trigger(&letter(largest)).await.expect("it fits");
    let data = service.body()["data"].as_str().expect("a string").len();
    assert_eq!(data, sent(largest));
    match service.encrypting().trigger(&letter(largest + 1)).await {
        Err(TriggerError::PayloadTooLarge { size, .. }) => assert_eq!(size, sent(largest + 1)),
        other => panic!("{other:?}"),
    }
    assert!(largest < 7_650, "encryption adds a third");
}

#[tokio::test]
async fn limits_are_those_of_the_configuration() {
    let service = Service::default();
    let limits = Limits::default().payload(10).event_name(4).channel_name(6);
    let client = service.builder().limits(limits).build().expect("a client");
    client.trigger_untyped(["news-1"], "abc", "12345678").await.expect("within the limits");
    let error = client.trigger_untyped(["news-1"], "abc", "123456789").await.expect_err("11 bytes");
    assert!(matches!(error, TriggerError::PayloadTooLarge { size: 11, limit: 10, .. }), "{error}");
    let error = client.trigger_untyped(["news-1"], "abcde", &1).await.expect_err("5 characters");
    assert!(matches!(error, TriggerError::EventName { .. }), "{error}");
    let error = client.trigger_on(&News { topic: 22 }, &note("x")).await.expect_err("7 characters");
    assert!(
        matches!(
            error,
            TriggerError::ChannelName(pusher_typed::ChannelNameError::TooLong { len: 7, limit: 6, .. })
        ),
        "{error}"
    );
}

#[tokio::test]
async fn a_channel_name_of_164_characters_passes_and_of_165_is_refused_prefix_included() {
    let service = Service::default();
    let name = |len: usize| format!("private-{}", "x".repeat(len - 8));
    service.client().trigger_untyped([name(164)], "e", &1).await.expect("it fits");
    let error = service.client().trigger_untyped([name(165)], "e", &1).await.expect_err("too long");
    assert!(
        matches!(
            error,
            TriggerError::ChannelName(pusher_typed::ChannelNameError::TooLong { len: 165, limit: 164, .. })
        ),
        "{error}"
    );
}

#[tokio::test]
async fn a_payload_that_cannot_be_serialized_is_an_error() {
    let service = Service::default();
    let map = std::collections::BTreeMap::from([((1, 2), 3)]);
    let error = service.client().trigger_untyped(["a"], "e", &map).await.expect_err("no JSON");
    assert!(matches!(&error, TriggerError::Serialize { event, .. } if event == "e"), "{error}");
    let error = service.encrypting().trigger_untyped(["private-encrypted-a"], "e", &map).await;
    assert!(matches!(error, Err(TriggerError::Serialize { .. })), "{error:?}");
}
