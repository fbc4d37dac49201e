//! Very many subscriptions on one connection.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use pusher_typed::{client::ChannelAuth, subscriber::Item};
use tokio::time::timeout;

use crate::{
    schema::{Message, Orders},
    scripted::{Peer, Scripted},
    time_limits::auth,
};

/// Confirms subscriptions, each before it reads the next, so that it stops reading
/// as soon as the subscriber does not read either. Returns when none is left.
async fn confirm(peer: &mut Peer, count: usize) {
    for _ in 0..count {
        let data = peer.expect("pusher:subscribe").await;
        peer.confirm(data["channel"].as_str().expect("a name")).await;
    }
}

#[tokio::test(start_paused = true)]
async fn twenty_thousand_channels_with_large_authorizations_come_back() {
    const CHANNELS: u32 = 20_000;
    let large = format!(r#"{{"auth":"key:{}"}}"#, "a".repeat(5 * 1024));
    let large: ChannelAuth = serde_json::from_str(&large).expect("an authorization");
    let calls = AtomicU32::new(0);
    let authorize = move |_, _| {
        let is_first = calls.fetch_add(1, Ordering::SeqCst) < CHANNELS;
        std::future::ready(Ok(if is_first { auth() } else { large.clone() }))
    };
    let (mut service, mut peer, subscriber) =
        Scripted::connected(|config| config.authorize_with(authorize)).await;
    let subscribing: Vec<_> =
        (0..CHANNELS).map(|id| tokio::spawn(subscriber.subscribe::<Message>(&Orders { id }))).collect();
    confirm(&mut peer, subscribing.len()).await;
    let mut all = Vec::new();
    for subscription in subscribing {
        all.push(subscription.await.expect("no panic").expect("a subscription"));
    }
    drop(peer);

    let mut peer = service.accept().await;
    let resubscribing = timeout(Duration::from_secs(60), confirm(&mut peer, all.len()));
    resubscribing.await.expect("reading and writing do not wait for each other");
    for orders in &mut all {
        assert!(matches!(orders.next().await, Some(Item::Disconnected(_))));
        assert!(matches!(orders.next().await, Some(Item::Gap)));
    }
}
