//! Errors that the service sends, with and without the end of the connection.

use std::time::Duration;

use pusher_typed::subscriber::{ConnectError, ConnectionItem, ConnectionItems, Item, State, Subscriber};
use tokio::time::sleep;

use crate::{
    schema::{Message, News, message},
    scripted::Scripted,
};

const NEWS: News = News { id: 1 };

/// The items of the connection after the first, which is its state.
async fn listen(subscriber: &Subscriber) -> ConnectionItems {
    let mut connection = subscriber.connection();
    assert!(matches!(connection.next().await, Some(ConnectionItem::State(State::Connected(_)))));
    connection
}

#[tokio::test(start_paused = true)]
async fn an_error_without_a_close_does_not_count_for_a_later_reset() {
    for code in [4000, 4009, 4200] {
        let (mut service, mut peer, subscriber) = Scripted::connected(|it| it).await;
        let mut connection = listen(&subscriber).await;
        let (news, ()) = tokio::join!(subscriber.subscribe::<Message>(&NEWS), peer.subscribe("news-1"));
        let mut news = news.expect("a subscription");

        peer.error(code).await;
        let error = connection.next().await;
        assert!(matches!(error, Some(ConnectionItem::Error { code: Some(it), .. }) if it == code));
        sleep(Duration::from_secs(60)).await;
        drop(peer);

        let lost = news.next().await;
        assert!(matches!(&lost, Some(Item::Disconnected(lost)) if lost.code.is_none()), "{lost:?}");
        service.accept().await.subscribe("news-1").await;
        assert!(matches!(news.next().await, Some(Item::Gap)));
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_before_another_message_does_not_count_for_a_reset() {
    let (mut service, mut peer, subscriber) = Scripted::connected(|it| it).await;
    let (news, ()) = tokio::join!(subscriber.subscribe::<Message>(&NEWS), peer.subscribe("news-1"));
    let mut news = news.expect("a subscription");

    peer.error(4009).await;
    peer.event("news-1", "still open").await;
    drop(peer);

    assert!(matches!(news.next().await, Some(Item::Event(it)) if it == message("still open")));
    assert!(matches!(news.next().await, Some(Item::Disconnected(lost)) if lost.code.is_none()));
    service.accept().await.subscribe("news-1").await;
    assert!(matches!(news.next().await, Some(Item::Gap)));
}

#[tokio::test(start_paused = true)]
async fn an_error_immediately_before_the_end_is_its_reason() {
    for with_handshake in [true, false] {
        let (service, mut peer, subscriber) = Scripted::connected(|it| it).await;
        let (news, ()) = tokio::join!(subscriber.subscribe::<Message>(&NEWS), peer.subscribe("news-1"));
        let mut news = news.expect("a subscription");

        peer.error(4009).await;
        if with_handshake {
            peer.close(1000, "").await;
        } else {
            drop(peer);
        }

        assert!(matches!(news.next().await, Some(Item::Disconnected(lost)) if lost.code == Some(4009)));
        assert!(matches!(news.next().await, Some(Item::Ended(lost)) if lost.code == Some(4009)));
        assert!(news.next().await.is_none());
        assert!(!service.has_connection());
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_before_the_greeting_keeps_its_code_and_reason() {
    let (mut service, config) = Scripted::new();
    let refuse = async {
        service.accept_silently().await.error(4004).await;
    };
    let (error, ()) = tokio::join!(Subscriber::connect(config.clone()), refuse);
    let error = error.expect_err("a refusal");
    assert!(matches!(&error, ConnectError::Closed(lost) if lost.code == Some(4004)), "{error:?}");
    assert_eq!(error.to_string(), "the connection was closed with the code 4004: an error");

    let close = async { service.accept_silently().await.close(4001, "no such app").await };
    let (error, ()) = tokio::join!(Subscriber::connect(config), close);
    let error = error.expect_err("a refusal");
    assert_eq!(error.to_string(), "the connection was closed with the code 4001: no such app");
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_fails_is_an_item_of_the_connection() {
    let (mut service, peer, subscriber) = Scripted::connected(|it| it).await;
    let mut connection = listen(&subscriber).await;
    drop(peer);
    service.accept_silently().await.close(4100, "over capacity").await;
    let _peer = service.accept().await;

    let first = connection.next().await;
    assert!(
        matches!(&first, Some(ConnectionItem::State(State::Reconnecting(lost))) if lost.code.is_none()),
        "{first:?}"
    );
    let second = connection.next().await;
    assert!(
        matches!(&second, Some(ConnectionItem::State(State::Reconnecting(lost))) if lost.code == Some(4100)),
        "{second:?}"
    );
    assert!(matches!(connection.next().await, Some(ConnectionItem::State(State::Connected(_)))));
}

#[tokio::test(start_paused = true)]
async fn a_signature_that_the_service_quotes_is_in_no_error() {
    let signature = "0123456789abcdef".repeat(4);
    let quoting = format!("Invalid signature: expected something, got {}", signature.to_uppercase());
    let (_service, mut peer, subscriber) = Scripted::connected(|it| it).await;
    let mut connection = listen(&subscriber).await;
    let refuse = async {
        peer.expect_subscribe("news-1").await;
        let error = serde_json::json!({ "type": "AuthError", "error": quoting, "status": 401 });
        peer.send("pusher:subscription_error", Some("news-1"), &error).await;
        let error = serde_json::json!({ "code": null, "message": quoting });
        peer.send("pusher:error", None, &error).await;
    };
    let (news, ()) = tokio::join!(subscriber.subscribe::<Message>(&NEWS), refuse);

    let texts = format!("{:?} {:?}", news.expect_err("a refusal"), connection.next().await);
    assert_eq!(texts.matches("got [redacted]").count(), 2, "{texts}");
    assert!(!texts.to_lowercase().contains(&signature), "{texts}");
}
