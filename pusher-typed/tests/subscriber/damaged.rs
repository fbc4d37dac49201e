//! Messages that cannot be read are reported by each stream that may have missed an event.

use pusher_typed::subscriber::{ConnectionItem, ConnectionItems, Item, Subscription};

use crate::{
    schema::{Message, News, Notice, message},
    scripted::{Peer, Scripted},
};

const CUT_OFF: &str = r#"{"event":"message","channel":"news-1","data":"{\"text\":\"to"#;
const CUT_OFF_EARLY: &str = r#"{"event":"message","data":"{\"text\":\"to"#;

/// Two subscriptions on one connection.
struct Two {
    _service: Scripted,
    peer: Peer,
    connection: ConnectionItems,
    one: Subscription<Message>,
    other: Subscription<Message>,
    subscriber: pusher_typed::subscriber::Subscriber,
}

async fn two() -> Two {
    let (service, mut peer, subscriber) =
        Scripted::connected(|config| config.authorizer(crate::time_limits::always())).await;
    let mut connection = subscriber.connection();
    assert!(matches!(connection.next().await, Some(ConnectionItem::State(_))));
    let mut subscriptions = Vec::new();
    for id in [1, 2] {
        let (channel, name) = (News { id }, format!("news-{id}"));
        let (news, ()) = tokio::join!(subscriber.subscribe::<Message>(&channel), peer.subscribe(&name));
        subscriptions.push(news.expect("a subscription"));
    }
    let (other, one) = (subscriptions.pop().expect("two"), subscriptions.pop().expect("two"));
    Two { _service: service, peer, connection, one, other, subscriber }
}

/// Receives from a stream the report of a message with this beginning.
async fn unreadable(stream: &mut Subscription<Message>, beginning: &str) {
    let item = stream.next().await;
    assert!(
        matches!(&item, Some(Item::Unreadable(text)) if beginning.starts_with(&**text) && !text.is_empty()),
        "{item:?}"
    );
}

async fn whole(stream: &mut Subscription<Message>) {
    let item = stream.next().await;
    assert!(matches!(&item, Some(Item::Event(it)) if *it == message("whole")), "{item:?}");
}

#[tokio::test(start_paused = true)]
async fn a_message_that_names_its_channel_is_reported_there() {
    let damaged = [
        CUT_OFF,
        r#"{"event":"message","event":"message","channel":"news-1","data":"{\"text\":\"a\"}"}"#,
        r#"{"event":null,"channel":"news-1","data":"{\"text\":\"a\"}"}"#,
        r#"{"channel":"news-1","data":"{\"text\":\"a\"}"}"#,
        r#"{"event":["message"],"channel":"news-1","data":"{}"}"#,
    ];
    let mut two = two().await;
    for text in damaged {
        two.peer.send_text(text).await;
        unreadable(&mut two.one, text).await;
        let reported = two.connection.next().await;
        assert!(matches!(&reported, Some(ConnectionItem::Unrecognized(it)) if **it == *text), "{reported:?}");
    }
    two.peer.event("news-1", "whole").await;
    two.peer.event("news-2", "whole").await;
    whole(&mut two.one).await;
    whole(&mut two.other).await;
}

#[tokio::test(start_paused = true)]
async fn a_message_that_names_no_channel_any_more_is_reported_everywhere() {
    let damaged = [CUT_OFF_EARLY, "", "[]", "null", r#"{"event":"message","channel":7,"data":"{}"}"#, "{}}"];
    let mut two = two().await;
    for text in damaged {
        two.peer.send_text(text).await;
        for stream in [&mut two.one, &mut two.other] {
            let item = stream.next().await;
            assert!(matches!(&item, Some(Item::Unreadable(it)) if **it == *text), "{text}: {item:?}");
        }
    }
    two.peer.send_binary(br#"{"event":"message","channel":"news-1","data":"{\"text\":\"a\"}"}"#).await;
    let item = two.one.next().await;
    assert!(matches!(&item, Some(Item::Unreadable(_))), "{item:?}");
    two.peer.send_binary(b"\xff\xfe\x00").await;
    for stream in [&mut two.one, &mut two.other] {
        let item = stream.next().await;
        assert!(matches!(&item, Some(Item::Unreadable(_))), "{item:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_report_of_a_large_message_is_small() {
    let mut two = two().await;
    let text = format!(r#"{{"event":"message","channel":"news-1","data":"{}"#, "x".repeat(1024 * 1024));
    two.peer.send_text(&text).await;
    let item = two.one.next().await;
    assert!(matches!(&item, Some(Item::Unreadable(it)) if it.len() == 1024), "{item:?}");
}

#[tokio::test(start_paused = true)]
async fn the_signed_in_user_hears_of_damage_too() {
    let mut two = two().await;
    let (user, ()) = tokio::join!(two.subscriber.sign_in::<Notice>(), two.peer.sign_in());
    let mut user = user.expect("a sign-in");
    two.peer.send_text(CUT_OFF_EARLY).await;
    let damaged = r##"{"event":null,"channel":"#server-to-user-7","data":"{}"}"##;
    two.peer.send_text(damaged).await;
    for _ in 0..2 {
        let item = user.next().await;
        assert!(
            matches!(&item, Some(pusher_typed::subscriber::UserItem::Channel(Item::Unreadable(_)))),
            "{item:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_of_no_subscription_is_reported_by_the_connection() {
    let mut two = two().await;
    two.peer.event("news-9", "whose?").await;
    let reported = two.connection.next().await;
    assert!(
        matches!(&reported, Some(ConnectionItem::Unrecognized(it)) if it.contains("whose?")),
        "{reported:?}"
    );
}
