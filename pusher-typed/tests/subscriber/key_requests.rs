//! If a channel cannot be decrypted, its key is not requested at every event.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use pusher_typed::{
    client::ChannelAuth,
    subscriber::{DecodeItemError, Item, SubscribeError, Subscription},
};
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::{
    schema::{Secret, Vault},
    scripted::{Peer, Scripted},
};

const VAULT: &str = "private-encrypted-cache-vault";

/// A subscription whose authorizer returns a wrong key, then fails.
async fn vault(calls: &Arc<AtomicUsize>) -> (Scripted, Peer, Subscription<Secret>) {
    let counted = Arc::clone(calls);
    let (service, mut peer, subscriber) = Scripted::connected(|config| {
        config.authorize_with(move |_, _| {
            let call = counted.fetch_add(1, Ordering::SeqCst);
            let auth =
                r#"{"auth":"key:signature","shared_secret":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}"#;
            let auth: ChannelAuth = serde_json::from_str(auth).expect("an authorization");
            std::future::ready(if call < 2 { Ok(auth) } else { Err("no key".into()) })
        })
    })
    .await;
    let (vault, ()) = tokio::join!(subscriber.subscribe::<Secret>(&Vault), peer.subscribe(VAULT));
    (service, peer, vault.expect("a subscription"))
}

async fn send_undecryptable(peer: &mut Peer) {
    let data = json!({ "nonce": "A".repeat(32), "ciphertext": "A".repeat(64) });
    peer.send("secret", Some(VAULT), &data).await;
}

async fn undecryptable(vault: &mut Subscription<Secret>) {
    let item = vault.next().await;
    assert!(
        matches!(&item, Some(Item::Undecodable { error: DecodeItemError::Undecryptable, .. })),
        "{item:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_key_that_does_not_help_is_requested_again_after_a_pause() {
    let calls = Arc::new(AtomicUsize::new(0));
    let (_service, mut peer, mut vault) = vault(&calls).await;
    assert_eq!(calls.load(Ordering::SeqCst), 1);

    for _ in 0..100 {
        send_undecryptable(&mut peer).await;
        undecryptable(&mut vault).await;
    }
    assert_eq!(calls.load(Ordering::SeqCst), 2);

    // The first pause is over after a second at the latest. This request fails, which is reported.
    sleep(Duration::from_secs(1)).await;
    for _ in 0..100 {
        send_undecryptable(&mut peer).await;
    }
    let item = vault.next().await;
    assert!(
        matches!(&item, Some(Item::KeyRequestFailed(SubscribeError::AuthorizerFailed(it))) if it.to_string() == "no key"),
        "{item:?}"
    );
    for _ in 0..100 {
        undecryptable(&mut vault).await;
    }
    assert_eq!(calls.load(Ordering::SeqCst), 3);
}

#[tokio::test(start_paused = true)]
async fn a_minute_of_undecryptable_events_makes_few_requests() {
    let calls = Arc::new(AtomicUsize::new(0));
    let (_service, mut peer, mut vault) = vault(&calls).await;
    let started = Instant::now();
    let mut events = 0;
    while started.elapsed() < Duration::from_secs(60) {
        send_undecryptable(&mut peer).await;
        events += 1;
        sleep(Duration::from_millis(100)).await;
    }
    drop(peer);
    let mut undecryptable = 0;
    while let Some(item) = vault.next().await {
        match item {
            Item::Undecodable { error: DecodeItemError::Undecryptable, .. } => undecryptable += 1,
            Item::KeyRequestFailed(_) => {}
            Item::Lagged(count) => undecryptable += count,
            Item::Disconnected(_) => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(undecryptable, events);
    // After pauses of up to 1, 2, 4, 8, 16 and 30 seconds, which may be half as long.
    let requests = calls.load(Ordering::SeqCst) - 1;
    assert!((6..=9).contains(&requests), "{requests}");
}

#[tokio::test(start_paused = true)]
async fn messages_of_the_service_are_not_decrypted() {
    let calls = Arc::new(AtomicUsize::new(0));
    let (_service, mut peer, mut vault) = vault(&calls).await;
    peer.send("pusher_internal:news", Some(VAULT), &json!({ "a": 1 })).await;
    let item = vault.next().await;
    assert!(matches!(&item, Some(Item::Unknown(raw)) if raw.event == "pusher_internal:news"), "{item:?}");
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}
