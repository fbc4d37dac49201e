//! Raw frames, and clients that violate the protocol, which pusher-js cannot test.

use pusher_typed::{client::User, testing::Server};
use serde_json::{Value, json};

use crate::{
    schema::{Member, News, Orders, Outcome, Room, Vault, ada, message},
    socket::{Next, Socket},
};

#[tokio::test]
async fn unknown_keys_and_other_versions_of_the_protocol_are_refused() -> Outcome {
    let server = Server::start().await?;
    let key = server.key();
    // Before version 6 a `pusher:error` precedes the closing handshake.
    let cases = [
        ("nobody", "?protocol=7", 4001, false),
        ("nobody", "?protocol=6", 4001, false),
        ("nobody", "?protocol=5", 4001, true),
        (key, "", 4008, true),
        (key, "?protocol=", 4008, true),
        (key, "?protocol=six", 4006, true),
        (key, "?protocol=7.0", 4006, true),
        (key, "?protocol=+7", 4006, true),
        (key, "?protocol=-7", 4006, true),
        (key, "?protocol=0", 4007, true),
        (key, "?protocol=4", 4007, true),
        (key, "?protocol=8", 4007, false),
        (key, "?protocol=77777777777777777777777", 4007, false),
    ];
    for (key, query, code, with_error) in cases {
        let mut socket = Socket::dial(&server, key, query).await;
        if with_error {
            assert_eq!(socket.event("pusher:error").await["code"], code, "{key} {query}");
        }
        assert_eq!(socket.next().await, Next::Closed(code), "{key} {query}");
    }
    assert!(server.connections().is_empty());
    Ok(())
}

#[tokio::test]
async fn before_version_6_an_error_precedes_every_closing_handshake() -> Outcome {
    let server = Server::start().await?;
    for (version, with_error) in [(5, true), (6, false), (7, false)] {
        let query = format!("?protocol={version}");
        let mut socket = Socket::dial(&server, server.key(), &query).await;
        socket.event("pusher:connection_established").await;
        server.close(&server.connections()[0], 4100, "over capacity");
        if with_error {
            assert_eq!(
                socket.event("pusher:error").await,
                json!({ "code": 4100, "message": "over capacity" })
            );
        }
        assert_eq!(socket.next().await, Next::Closed(4100), "{version}");

        server.refuse_next_connection(4200, "try again");
        let mut refused = Socket::dial(&server, server.key(), &query).await;
        if with_error {
            assert_eq!(refused.event("pusher:error").await["code"], 4200);
        }
        assert_eq!(refused.next().await, Next::Closed(4200), "{version}");
        server.wait_for_connections(0).await?;
    }
    Ok(())
}

#[tokio::test]
async fn versions_5_to_7_differ_in_the_activity_timeout_of_the_handshake() -> Outcome {
    let server = Server::start().await?;
    for (version, suggested) in [(5, None), (6, None), (7, Some(120))] {
        let mut socket = Socket::dial(&server, server.key(), &format!("?protocol={version}")).await;
        let greeting = socket.event("pusher:connection_established").await;
        assert!(greeting["socket_id"].is_string(), "{version}: {greeting}");
        assert_eq!(greeting["activity_timeout"].as_u64(), suggested, "{version}: {greeting}");

        assert_eq!(socket.subscribe("news-1").await, json!({}), "{version}");
        server.client().trigger_on(&News { id: 1 }, &message("hello")).await?;
        assert_eq!(socket.event("message").await, json!({ "text": "hello" }), "{version}");
        socket.say(json!({ "event": "pusher:ping", "data": {} })).await;
        socket.event("pusher:pong").await;
    }
    Ok(())
}

#[tokio::test]
async fn a_subscription_needs_a_signature_for_this_socket_and_channel() -> Outcome {
    let server = Server::start().await?;
    let client = server.client();
    let (mut socket, other) = (Socket::open(&server).await, Socket::open(&server).await);
    let order = Orders { id: 1 };

    socket.ask(&order, &client.authorize(&other.id, &order)?).await;
    assert_eq!(socket.event("pusher:subscription_error").await["status"], 401);
    socket.ask(&order, &client.authorize(&socket.id, &Orders { id: 2 })?).await;
    assert_eq!(socket.event("pusher:subscription_error").await["type"], "AuthError");
    for (channel, kind) in [
        ("private-orders-1", "AuthError"),
        ("presence-room", "AuthError"),
        ("#server-to-user-7", "AuthError"),
        ("a b", "InvalidData"),
        (&"c".repeat(165), "InvalidData"),
    ] {
        socket.say(json!({ "event": "pusher:subscribe", "data": { "channel": channel } })).await;
        assert_eq!(socket.event("pusher:subscription_error").await["type"], kind, "{channel}");
    }

    assert_eq!(server.subscriptions("private-orders-1"), 0);
    let auth = client.authorize(&socket.id, &order)?;
    assert_eq!(socket.subscribe_with(&order, &auth).await, json!({}));
    socket.ask(&order, &auth).await;
    assert_eq!(socket.event("pusher:error").await["code"], Value::Null);
    Ok(())
}

#[tokio::test]
async fn presence_in_its_own_words() -> Outcome {
    let server = Server::start().await?;
    let client = server.client();
    let (mut one, mut two) = (Socket::open(&server).await, Socket::open(&server).await);
    let bob = Member { id: 8, name: "Bob".into() };

    one.subscribe_with(&Room, &client.authorize_member(&one.id, &Room, &ada())?).await;
    let success = two.subscribe_with(&Room, &client.authorize_member(&two.id, &Room, &bob)?).await;

    let hash = json!({ "7": { "name": "Ada" }, "8": { "name": "Bob" } });
    assert_eq!(success, json!({ "presence": { "count": 2, "ids": ["7", "8"], "hash": hash } }));
    let added = json!({ "user_id": "8", "user_info": { "name": "Bob" } });
    assert_eq!(one.event("pusher_internal:member_added").await, added);
    two.unsubscribe("presence-room").await;
    assert_eq!(one.event("pusher_internal:member_removed").await, json!({ "user_id": "8" }));
    Ok(())
}

#[tokio::test]
async fn the_hundred_and_first_member_has_no_room() -> Outcome {
    let server = Server::start().await?;
    let client = server.client();
    let mut sockets = Vec::new();
    for id in 0..100 {
        let mut socket = Socket::open(&server).await;
        let member = Member { id, name: String::new() };
        socket.subscribe_with(&Room, &client.authorize_member(&socket.id, &Room, &member)?).await;
        sockets.push(socket);
    }
    let mut late = Socket::open(&server).await;

    let stranger = Member { id: 100, name: String::new() };
    late.ask(&Room, &client.authorize_member(&late.id, &Room, &stranger)?).await;
    assert_eq!(late.event("pusher:subscription_error").await["type"], "LimitReached");
    // One who is there already may have another connection.
    let known = Member { id: 99, name: String::new() };
    let success = late.subscribe_with(&Room, &client.authorize_member(&late.id, &Room, &known)?).await;
    assert_eq!(success["presence"]["count"], 100);
    Ok(())
}

#[tokio::test]
async fn client_events_for_others_on_channels_that_may() -> Outcome {
    let server = Server::start().await?;
    let client = server.client();
    let (mut one, mut two) = (Socket::open(&server).await, Socket::open(&server).await);
    for (socket, member) in [(&mut one, ada()), (&mut two, Member { id: 8, name: "Bob".into() })] {
        socket.subscribe_with(&Room, &client.authorize_member(&socket.id, &Room, &member)?).await;
        socket.subscribe_with(&Vault, &client.authorize(&socket.id, &Vault)?).await;
        socket.subscribe("news-1").await;
    }
    one.event("pusher_internal:member_added").await;
    let typing =
        |channel: &str, name: &str, data: Value| json!({ "event": name, "channel": channel, "data": data });

    for refused in [
        typing("news-1", "client-typing", json!({})),
        typing("private-encrypted-vault", "client-typing", json!({})),
        typing("private-orders-1", "client-typing", json!({})),
        typing("presence-room", "typing", json!({})),
        typing("presence-room", &"client-".repeat(40), json!({})),
        typing("presence-room", "client-typing", json!("x".repeat(10_239))),
        json!({ "event": "client-typing", "data": {} }),
        json!({ "event": "pusher:subscribe" }),
        json!([1]),
    ] {
        one.say(refused.clone()).await;
        assert_eq!(one.event("pusher:error").await["code"], Value::Null, "{refused}");
    }
    for count in 0..11 {
        one.say(typing("presence-room", "client-typing", json!({ "b": 1.50, "a": count }))).await;
    }

    assert_eq!(one.event("pusher:error").await["code"], 4301);
    for count in 0..10 {
        let expected = json!({ "event": "client-typing", "channel": "presence-room", "data": { "b": 1.50, "a": count }, "user_id": "7" });
        assert_eq!(two.frame().await, expected);
    }
    assert!(one.is_silent().await && two.is_silent().await);
    Ok(())
}

#[tokio::test]
async fn a_sign_in_with_a_wrong_signature_is_an_error_and_ends_the_connection() -> Outcome {
    let server = Server::start().await?;
    let (mut socket, other) = (Socket::open(&server).await, Socket::open(&server).await);
    let auth = server.client().authenticate_user(&other.id, &User::new(&ada()))?;

    socket.sign_in(&auth).await;

    assert_eq!(socket.event("pusher:error").await["code"], 4009);
    assert_eq!(socket.next().await, Next::Closed(4009));
    server.wait_for_connections(1).await?;
    Ok(())
}

#[tokio::test]
async fn a_watchlist_over_the_limit_is_cut_and_said_to_be() -> Outcome {
    let server = Server::start().await?;
    let lax =
        server.client_builder().limits(pusher_typed::client::Limits::default().watchlist(1000)).build()?;
    let mut socket = Socket::open(&server).await;
    let ids: Vec<_> = (100..201).map(|id| id.to_string()).collect();
    let watched = ids.iter().map(String::as_str);

    socket.sign_in(&lax.authenticate_user(&socket.id, &User::new(&ada()).watchlist(watched))?).await;

    socket.event("pusher:signin_success").await;
    assert_eq!(socket.event("pusher:error").await["code"], 4302);
    socket.say(json!({ "event": "pusher:ping", "data": {} })).await;
    socket.event("pusher:pong").await;
    Ok(())
}

#[tokio::test]
async fn after_unsubscribing_nothing_comes() -> Outcome {
    let server = Server::start().await?;
    let mut socket = Socket::open(&server).await;
    socket.subscribe("news-1").await;
    socket.unsubscribe("news-1").await;
    server.wait_until_vacated(&News { id: 1 }).await?;

    server.client().trigger_on(&News { id: 1 }, &message("nobody")).await?;

    assert!(socket.is_silent().await);
    assert_eq!(server.events_on("news-1")[0].receivers, 0);
    Ok(())
}
