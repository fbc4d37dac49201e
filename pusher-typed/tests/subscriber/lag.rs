//! Consumers that are too slow.

use pusher_typed::subscriber::{Item, SubscriberConfig, Subscription};

use crate::{
    schema::{Message, News, message},
    scripted::{Peer, Scripted},
};

const NEWS: News = News { id: 1 };

async fn subscribed(
    configure: impl FnOnce(SubscriberConfig) -> SubscriberConfig,
) -> (Scripted, Peer, Subscription<Message>) {
    let (service, mut peer, subscriber) = Scripted::connected(configure).await;
    let (news, ()) = tokio::join!(subscriber.subscribe::<Message>(&NEWS), peer.subscribe("news-1"));
    (service, peer, news.expect("a subscription"))
}

/// Waits until the subscriber has received everything that was sent.
async fn taken(peer: &mut Peer) {
    peer.send("pusher:ping", None, &serde_json::json!({})).await;
    peer.expect("pusher:pong").await;
}

#[tokio::test(start_paused = true)]
async fn a_gap_survives_a_full_buffer() {
    let (mut service, mut peer, mut news) = subscribed(|config| config.capacity(2)).await;
    for text in ["a", "b", "c", "d"] {
        peer.event("news-1", text).await;
    }
    taken(&mut peer).await;
    drop(peer);
    let mut peer = service.accept().await;
    peer.subscribe("news-1").await;
    for text in ["e", "f", "g"] {
        peer.event("news-1", text).await;
    }
    taken(&mut peer).await;

    assert!(matches!(news.next().await, Some(Item::Event(it)) if it == message("a")));
    assert!(matches!(news.next().await, Some(Item::Event(it)) if it == message("b")));
    assert!(matches!(news.next().await, Some(Item::Lagged(2))));
    assert!(matches!(news.next().await, Some(Item::Disconnected(_))));
    assert!(matches!(news.next().await, Some(Item::Gap)));
    assert!(matches!(news.next().await, Some(Item::Lagged(3))));
    peer.event("news-1", "h").await;
    assert!(matches!(news.next().await, Some(Item::Event(it)) if it == message("h")));
}

#[tokio::test(start_paused = true)]
async fn the_end_survives_a_full_buffer() {
    let (_service, mut peer, mut news) = subscribed(|config| config.capacity(1)).await;
    for text in ["a", "b", "c"] {
        peer.event("news-1", text).await;
    }
    peer.close(4004, "over quota").await;
    assert!(matches!(news.next().await, Some(Item::Event(_))));
    assert!(matches!(news.next().await, Some(Item::Lagged(2))));
    assert!(matches!(news.next().await, Some(Item::Disconnected(_))));
    assert!(matches!(news.next().await, Some(Item::Ended(lost)) if lost.code == Some(4004)));
    assert!(news.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn unread_events_are_limited_in_bytes() {
    const SIZE: usize = 64 * 1024;
    let (_service, mut peer, mut news) =
        subscribed(|config| config.capacity(1000).capacity_bytes(10 * SIZE)).await;
    for _ in 0..150 {
        peer.event("news-1", &"x".repeat(SIZE)).await;
    }
    taken(&mut peer).await;
    let mut kept = 0;
    let lagged = loop {
        match news.next().await {
            Some(Item::Event(_)) => kept += 1,
            Some(Item::Lagged(count)) => break count,
            other => panic!("{other:?}"),
        }
    };
    // Nine fit, as each is a little larger than its text.
    assert_eq!((kept, lagged), (9, 141));
}

#[tokio::test(start_paused = true)]
async fn an_event_beyond_the_limit_is_kept_alone() {
    let (_service, mut peer, mut news) = subscribed(|config| config.capacity_bytes(10)).await;
    for text in ["longer than ten bytes", "b"] {
        peer.event("news-1", text).await;
    }
    taken(&mut peer).await;
    assert!(matches!(news.next().await, Some(Item::Event(it)) if it == message("longer than ten bytes")));
    assert!(matches!(news.next().await, Some(Item::Lagged(1))));
}
