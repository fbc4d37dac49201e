//! Every kind of channel, and every item that is not an event of the declared type.

use pusher_typed::{
    Event,
    subscriber::{DecodeItemError, Item, SendError, Subscriber},
    testing::Server,
};
use serde_json::json;

use crate::schema::{
    AnyEvent, Message, News, Orders, Outcome, Price, Secret, Typing, Vault, config, connect, event, message,
    next, soon,
};

#[tokio::test]
async fn public_and_private_channels_bring_typed_events() -> Outcome {
    let server = Server::start().await?;
    let subscriber = connect(&server).await;
    let mut news = subscriber.subscribe::<Message>(&News { id: 1 }).await?;
    let mut orders = subscriber.subscribe::<AnyEvent>(&Orders { id: 2 }).await?;
    assert_eq!(orders.channel().as_str(), "private-orders-2");

    server.client().trigger_on(&News { id: 1 }, &message("a")).await?;
    server.client().trigger_on(&Orders { id: 2 }, &message("b")).await?;

    assert_eq!(event(&mut news).await, message("a"));
    assert_eq!(event(&mut orders).await, AnyEvent::Message(message("b")));
    Ok(())
}

#[tokio::test]
async fn unexpected_values_are_reported() -> Outcome {
    let server = Server::start().await?;
    let subscriber = connect(&server).await;
    let mut news = subscriber.subscribe::<Message>(&News { id: 1 }).await?;
    let client = server.client();

    client.trigger_untyped(["news-1"], "other", &json!({ "a": 1 })).await?;
    client.trigger_untyped(["news-1"], "message", &json!({ "text": 1 })).await?;

    match next(&mut news).await {
        Item::Unknown(raw) => assert_eq!((&*raw.event, &*raw.data), ("other", r#"{"a":1}"#)),
        other => panic!("{other:?}"),
    }
    match next(&mut news).await {
        Item::Undecodable { event, error: DecodeItemError::Payload(_) } => {
            assert_eq!(event.data, r#"{"text":1}"#);
        }
        other => panic!("{other:?}"),
    }
    Ok(())
}

#[tokio::test]
async fn encrypted_cache_channels_are_decrypted_and_start_with_the_cached_event() -> Outcome {
    let server = Server::start().await?;
    let subscriber = connect(&server).await;
    let mut vault = subscriber.subscribe::<Secret>(&Vault).await?;
    assert!(matches!(next(&mut vault).await, Item::CacheMiss));

    let secret = Secret { text: "psst".into() };
    server.client().trigger_on(&Vault, &secret).await?;
    assert_eq!(event(&mut vault).await, secret);

    let late = connect(&server).await;
    assert_eq!(event(&mut late.subscribe::<Secret>(&Vault).await?).await, secret);
    Ok(())
}

#[tokio::test]
async fn an_event_encrypted_with_another_key_is_reported() -> Outcome {
    let server = Server::start().await?;
    let subscriber = connect(&server).await;
    let mut vault = subscriber.subscribe::<Secret>(&Vault).await?;
    assert!(matches!(next(&mut vault).await, Item::CacheMiss));

    let other_key = "OHRXNUZRTG5pUTFzQlFGd3J3N3Q2VFZFc0paZDEweVk=";
    let stranger = server.client_builder().encryption_master_key_base64(other_key).build()?;
    stranger.trigger_on(&Vault, &Secret { text: "psst".into() }).await?;
    assert!(matches!(
        next(&mut vault).await,
        Item::Undecodable { error: DecodeItemError::Undecryptable, .. }
    ));
    Ok(())
}

#[tokio::test]
async fn cache_channels_tell_that_nothing_is_kept() -> Outcome {
    let server = Server::start().await?;
    let subscriber = connect(&server).await;
    let mut price = subscriber.subscribe::<Message>(&Price).await?;
    assert!(matches!(next(&mut price).await, Item::CacheMiss));
    Ok(())
}

#[tokio::test]
async fn client_events_go_to_the_others() -> Outcome {
    let server = Server::start().await?;
    let (one, other) = (connect(&server).await, connect(&server).await);
    let orders = Orders { id: 1 };
    let _own = one.subscribe::<Typing>(&orders).await?;
    let mut theirs = other.subscribe::<AnyEvent>(&orders).await?;

    one.send(&orders, &Typing { on: true }).await?;
    assert_eq!(event(&mut theirs).await, AnyEvent::Typing(Typing { on: true }));
    assert!(one.send(&Orders { id: 2 }, &Typing { on: true }).await.is_err());
    Ok(())
}

/// What a client sends is not in another string, and neither is what some server libraries send, if it is text.
#[tokio::test]
async fn text_that_is_json_as_well_is_decoded_as_text() -> Outcome {
    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize, Event)]
    #[pusher(channel = Orders, event = "client-note")]
    struct Note(String);

    let server = Server::builder().client_events_per_second(100).start().await?;
    let (one, other) = (connect(&server).await, connect(&server).await);
    let orders = Orders { id: 1 };
    let _own = one.subscribe::<Note>(&orders).await?;
    let mut theirs = other.subscribe::<Note>(&orders).await?;

    for text in ["hello", "123", "true", "null", r#"{"a":1}"#, "[1]", r#""quoted""#, "12 apples", ""] {
        one.send(&orders, &Note(text.into())).await?;
        assert_eq!(event(&mut theirs).await, Note(text.into()));
    }
    Ok(())
}

/// The service would refuse it later, without naming the event.
#[tokio::test]
async fn a_client_event_over_the_limit_is_not_sent() -> Outcome {
    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize, Event)]
    #[pusher(channel = Orders, event = "client-note")]
    struct Note(String);

    let server = Server::start().await?;
    let subscriber = connect(&server).await;
    let patient = Subscriber::connect(config(&server).payload_limit(20_000)).await?;
    let orders = Orders { id: 1 };
    let _own = subscriber.subscribe::<Note>(&orders).await?;
    let _theirs = patient.subscribe::<Note>(&orders).await?;

    // with the quotes
    let note = |size: usize| Note("x".repeat(size - 2));
    subscriber.send(&orders, &note(10_240)).await?;
    match subscriber.send(&orders, &note(10_241)).await {
        Err(SendError::PayloadTooLarge { size: 10_241, limit: 10_240 }) => {}
        other => panic!("{other:?}"),
    }
    patient.send(&orders, &note(10_241)).await?;
    Ok(())
}

#[tokio::test]
async fn subscription_counts_are_items() -> Outcome {
    let server = Server::builder().subscription_counts(true).start().await?;
    let subscriber = connect(&server).await;
    let mut news = subscriber.subscribe::<Message>(&News { id: 1 }).await?;
    assert!(matches!(next(&mut news).await, Item::SubscriptionCount(1)));
    Ok(())
}

#[tokio::test]
async fn a_slow_consumer_receives_the_number_of_missed_items() -> Outcome {
    let server = Server::start().await?;
    let subscriber = Subscriber::connect(config(&server).capacity(4)).await?;
    let mut slow = subscriber.subscribe::<Message>(&News { id: 1 }).await?;
    let mut quick = subscriber.subscribe::<Message>(&News { id: 2 }).await?;
    for number in 0..50 {
        server.client().trigger_on(&News { id: 1 }, &message(number.to_string())).await?;
    }
    // The events come in order, so that after this one all others have come.
    server.client().trigger_on(&News { id: 2 }, &message("end")).await?;
    assert_eq!(event(&mut quick).await, message("end"));
    for number in 0..4 {
        assert_eq!(event(&mut slow).await, message(number.to_string()));
    }
    assert!(matches!(next(&mut slow).await, Item::Lagged(46)));
    server.client().trigger_on(&News { id: 1 }, &message("again")).await?;
    assert_eq!(event(&mut slow).await, message("again"));
    Ok(())
}

#[tokio::test]
async fn a_dropped_stream_unsubscribes_and_the_last_handle_disconnects() -> Outcome {
    let server = Server::start().await?;
    let subscriber = connect(&server).await;
    let news = subscriber.subscribe::<Message>(&News { id: 1 }).await?;
    drop(news);
    server.wait_until_vacated(&News { id: 1 }).await?;
    let mut news = subscriber.subscribe::<Message>(&News { id: 1 }).await?;
    drop(subscriber);
    server.client().trigger_on(&News { id: 1 }, &message("still here")).await?;
    assert_eq!(event(&mut news).await, message("still here"));
    drop(news);
    server.wait_for_connections(0).await?;
    Ok(())
}

#[tokio::test]
async fn closing_ends_the_streams() -> Outcome {
    let server = Server::start().await?;
    let subscriber = connect(&server).await;
    let mut news = subscriber.subscribe::<Message>(&News { id: 1 }).await?;
    soon(subscriber.close()).await;
    assert!(soon(news.next()).await.is_none());
    server.wait_for_connections(0).await?;
    assert!(subscriber.subscribe::<Message>(&News { id: 2 }).await.is_err());
    subscriber.close().await;
    Ok(())
}
