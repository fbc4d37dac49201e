//! The cached event, in every form in which servers give it.

use std::{error::Error as _, time::Duration};

use pusher_typed::{
    DecodeEventError,
    client::{CacheError, CachedEvent, QueryError, RequestError},
};
use serde_json::{Value, json};

use crate::{
    schema::{Board, Kept, Offer, Offers, Price, Prices, SoldOut},
    service::Service,
};

fn responding(cache: &Value) -> Service {
    Service::responding(200, &json!({"occupied": true, "cache": cache}).to_string())
}

async fn price(cache: Value) -> Result<Option<CachedEvent<Price>>, QueryError> {
    Ok(responding(&cache).client().channel(&Prices { id: 3 }).cache::<Price>().await?.cache)
}

async fn kept(cache: Value) -> Result<Option<CachedEvent<Kept>>, QueryError> {
    Ok(responding(&cache).client().channel(&Prices { id: 3 }).cache::<Kept>().await?.cache)
}

/// The error of the cache, and the text that the error contains.
fn failed<T: std::fmt::Debug>(outcome: Result<T, QueryError>) -> (CacheError, String) {
    match outcome.expect_err("no event") {
        QueryError::Cache { channel, text, error } => {
            assert!(channel.kind().is_cache(), "{channel}");
            (error, text)
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_hosted_service_gives_the_payload_and_no_name() {
    let cached =
        price(json!({"data": "{\"cents\":999}", "ttl": 1800})).await.expect("read").expect("an event");
    assert_eq!(cached.event, Price { cents: 999 });
    assert_eq!(cached.time_to_live, Some(Duration::from_secs(1800)));
}

#[tokio::test]
async fn sockudo_gives_the_message() {
    let message = json!({"channel": "cache-prices-3", "event": "price", "data": "{\"cents\":999}"});
    let cached =
        price(json!({"data": message.to_string(), "ttl": 299})).await.expect("read").expect("an event");
    assert_eq!(cached.event, Price { cents: 999 });
    assert_eq!(cached.time_to_live, Some(Duration::from_secs(299)));

    // Sent as JSON instead of a string, by another library.
    let message = json!({"channel": "cache-prices-3", "event": "price", "data": {"cents": 999}});
    let cached = price(json!({"data": message.to_string()})).await.expect("read").expect("an event");
    assert_eq!(cached.event, Price { cents: 999 });
}

#[tokio::test]
async fn others_give_the_name_beside_the_payload() {
    let cache = json!({"event": "sold-out", "data": "{\"since\":\"noon\"}", "channel": "cache-prices-3"});
    let cached = kept(cache).await.expect("read").expect("an event");
    assert_eq!(cached.event, Kept::SoldOut(SoldOut { since: "noon".into() }));
    assert_eq!(cached.time_to_live, None);
}

#[tokio::test]
async fn a_set_is_decoded_by_the_event_name_if_there_is_one() {
    let message = |event, data: &str| {
        let message = json!({"channel": "cache-prices-3", "event": event, "data": data});
        json!({"data": message.to_string(), "ttl": 1})
    };
    let price = kept(message("price", "{\"cents\":1}")).await.expect("read").expect("an event");
    let sold_out = kept(message("sold-out", "{\"since\":\"noon\"}")).await.expect("read").expect("an event");
    assert_eq!(price.event, Kept::Price(Price { cents: 1 }));
    assert_eq!(sold_out.event, Kept::SoldOut(SoldOut { since: "noon".into() }));
}

#[tokio::test]
async fn without_a_name_a_set_is_read_if_the_channel_has_one_event_of_it() {
    let board = responding(&json!({"data": "{\"cents\":1}", "ttl": 1}));
    let cached = board.client().channel(&Board { id: 1 }).cache::<Kept>().await.expect("a state").cache;
    assert_eq!(cached.expect("an event").event, Kept::Price(Price { cents: 1 }));

    let (error, text) = failed(kept(json!({"data": "{\"cents\":1}", "ttl": 1})).await);
    assert!(
        matches!(&error, CacheError::Unnamed { events } if *events == ["price", "sold-out"]),
        "{error:?}"
    );
    assert!(error.to_string().contains("price, sold-out"), "{error}");
    assert_eq!(text, "{\"cents\":1}");
}

#[tokio::test]
async fn a_payload_that_looks_like_a_message_to_another_channel_is_a_payload() {
    let payload = json!({"channel": "cache-prices-4", "event": "price", "data": "{\"cents\":1}"}).to_string();
    let (error, text) = failed(price(json!({"data": &payload, "ttl": 1})).await);
    assert!(
        matches!(error, CacheError::Decode(DecodeEventError::Payload { event: "price", .. })),
        "{error:?}"
    );
    assert_eq!(text, payload);
}

#[tokio::test]
async fn nothing_cached_has_many_spellings() {
    for cache in [json!(null), json!([]), json!({})] {
        assert_eq!(price(cache.clone()).await.expect("read"), None, "{cache}");
    }
    let service = Service::responding(200, r#"{"occupied":true}"#);
    assert_eq!(
        service.client().channel(&Prices { id: 3 }).cache::<Price>().await.expect("a state").cache,
        None
    );
}

#[tokio::test]
async fn a_time_to_live_may_be_missing_or_endless() {
    for cache in [
        json!({"data": "{\"cents\":1}"}),
        json!({"data": "{\"cents\":1}", "ttl": null}),
        json!({"data": "{\"cents\":1}", "ttl": -1}),
    ] {
        let cached = price(cache.clone()).await.expect("read").expect("an event");
        assert_eq!(cached.time_to_live, None, "{cache}");
    }
}

#[tokio::test]
async fn a_payload_that_does_not_fit_is_kept_in_the_error() {
    let (error, text) = failed(price(json!({"data": "{\"euros\":1}", "ttl": 1})).await);
    assert!(
        matches!(error, CacheError::Decode(DecodeEventError::Payload { event: "price", .. })),
        "{error:?}"
    );
    assert!(error.source().is_some());
    assert_eq!(text, "{\"euros\":1}");

    let message = json!({"channel": "cache-prices-3", "event": "unheard-of", "data": "{}"});
    let (error, text) = failed(price(json!({"data": message.to_string(), "ttl": 1})).await);
    assert!(matches!(error, CacheError::Decode(DecodeEventError::Unknown { .. })), "{error:?}");
    assert_eq!(text, "{}");
}

#[tokio::test]
async fn an_invalid_cache_is_an_error() {
    for cache in [json!(7), json!("text"), json!([1]), json!({"ttl": 7}), json!({"data": "{}", "ttl": "7"})] {
        let error = price(cache.clone()).await.expect_err("no cache");
        assert!(
            matches!(error, QueryError::Request(RequestError::InvalidResponse { .. })),
            "{cache}: {error:?}"
        );
    }
}

/// The payload of an encrypted event as the client sends it.
async fn sealed(offer: &Offer, key: &str) -> String {
    let service = Service::responding(200, "{}");
    let client = service.builder().encryption_master_key_base64(key).build().expect("a client");
    client.trigger(offer).await.expect("sent");
    let body = service.requests().remove(0).body.expect("a body");
    let body: Value = serde_json::from_str(&body).expect("JSON");
    body["data"].as_str().expect("a string").to_owned()
}

async fn offer(data: &str) -> Result<Option<CachedEvent<Offer>>, QueryError> {
    let service = responding(&json!({"data": data, "ttl": 60}));
    Ok(service.decrypting().channel(&Offers { id: 4 }).cache::<Offer>().await?.cache)
}

#[tokio::test]
async fn an_encrypted_event_is_decrypted_with_the_channels_key() {
    let sent = Offer { id: 4, cents: 999 };
    let data = sealed(&sent, crate::service::MASTER_KEY).await;
    assert!(data.contains("ciphertext"), "{data}");
    assert_eq!(offer(&data).await.expect("read").expect("an event").event, sent);

    let message = json!({"channel": "private-encrypted-cache-offers-4", "event": "offer", "data": data});
    assert_eq!(offer(&message.to_string()).await.expect("read").expect("an event").event, sent);
}

#[tokio::test]
async fn a_payload_encrypted_with_another_key_is_an_error_with_the_ciphertext() {
    let other_channel = sealed(&Offer { id: 5, cents: 999 }, crate::service::MASTER_KEY).await;
    let other_key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    let other_key = sealed(&Offer { id: 4, cents: 999 }, other_key).await;
    let plain = "{\"cents\":999}".to_owned();
    let short = json!({"nonce": "AAAA", "ciphertext": "AAAA"}).to_string();
    for data in [other_channel, other_key, plain, short] {
        let (error, text) = failed(offer(&data).await);
        assert!(matches!(error, CacheError::Decrypt), "{error:?}");
        assert_eq!(text, data);
        assert!(!format!("{error} {error:?}").contains(crate::service::MASTER_KEY));
    }
}

#[tokio::test]
async fn an_encrypted_cache_is_not_requested_without_a_key() {
    let service = Service::default();
    let error = service.client().channel(&Offers { id: 4 }).cache::<Offer>().await.expect_err("no key");
    let QueryError::MissingEncryptionKey(pusher_typed::client::MissingEncryptionKey { channel, .. }) = &error
    else {
        panic!("{error:?}")
    };
    assert_eq!(*channel, "private-encrypted-cache-offers-4");
    assert!(error.to_string().contains("encryption_master_key_base64"), "{error}");
    assert!(service.requests().is_empty());
}
