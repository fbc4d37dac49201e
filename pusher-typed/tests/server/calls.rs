//! Every call of the client.

use std::time::Duration;

use pusher_typed::{
    client::{ChannelAttribute, User},
    testing::Server,
};
use serde_json::json;

use crate::{
    schema::{Member, Message, News, Notice, Orders, Outcome, Price, Room, Secret, Vault, ada, message},
    socket::Socket,
};

#[tokio::test]
async fn events_reach_their_channels_and_not_the_excluded_connection() -> Outcome {
    let server = Server::start().await?;
    let client = server.client();
    let (mut one, mut two) = (Socket::open(&server).await, Socket::open(&server).await);
    for socket in [&mut one, &mut two] {
        socket.subscribe("news-1").await;
        let auth = client.authorize(&socket.id, &Orders { id: 2 })?;
        socket.subscribe_with(&Orders { id: 2 }, &auth).await;
    }

    let triggered = client.trigger_on(&News { id: 1 }, &message("hello")).exclude(&one.id).info().await?;
    client.trigger_on_many(&[Orders { id: 2 }, Orders { id: 3 }], &message("many")).await?;
    client
        .batch()
        .event_on(&News { id: 1 }, &message("a"))
        .event_on(&Orders { id: 2 }, &message("b"))
        .send()
        .await?;

    assert_eq!(triggered.channels["news-1"].subscription_count, Some(2));
    assert_eq!(two.event("message").await, json!({ "text": "hello" }));
    for socket in [&mut one, &mut two] {
        for text in ["many", "a", "b"] {
            assert_eq!(socket.event("message").await, json!({ "text": text }));
        }
    }
    Ok(())
}

#[tokio::test]
async fn encrypted_events_stay_so_on_the_wire_and_are_read_by_the_test() -> Outcome {
    let server = Server::start().await?;
    let mut socket = Socket::open(&server).await;
    socket.subscribe_with(&Vault, &server.client().authorize(&socket.id, &Vault)?).await;

    server.client().trigger_on(&Vault, &Secret { text: "psst".into() }).await?;

    let sealed = socket.event("secret").await;
    assert!(sealed["ciphertext"].is_string() && !sealed.to_string().contains("psst"), "{sealed}");
    assert_eq!(server.events::<Secret>()?, [Secret { text: "psst".into() }]);
    Ok(())
}

#[tokio::test]
async fn queries_of_channels_and_users() -> Outcome {
    let server = Server::start().await?;
    let client = server.client();
    let mut sockets = [Socket::open(&server).await, Socket::open(&server).await, Socket::open(&server).await];
    for (socket, id) in sockets.iter_mut().zip([7, 7, 8]) {
        let member = Member { id, name: "x".into() };
        socket.subscribe_with(&Room, &client.authorize_member(&socket.id, &Room, &member)?).await;
        socket.subscribe("news-1").await;
    }

    assert_eq!(client.users(&Room).await?, [7, 8]);
    assert_eq!(client.channel(&Room).user_count().await?.user_count, Some(2));
    let news = client.channel(&News { id: 1 }).subscription_count().await?;
    assert_eq!((news.occupied, news.subscription_count), (true, Some(3)));
    assert!(!client.channel(&News { id: 2 }).await?.occupied);
    let found = client.channels::<News>().subscription_count().await?;
    assert_eq!(found.channels[0].0, News { id: 1 });
    let all = client.channels_untyped("presence-", [ChannelAttribute::UserCount]).await?;
    assert_eq!((all.channels.len(), all.channels[0].1.user_count), (1, Some(2)));
    Ok(())
}

#[tokio::test]
async fn the_cached_event_until_its_time_is_over() -> Outcome {
    let server = Server::start().await?;
    let client = server.client();
    assert_eq!(client.channel(&Price).cache::<Message>().await?.cache, None);
    client.trigger_on(&Price, &message("first")).await?;
    client.trigger_on(&Price, &message("last")).await?;

    server.advance(Duration::from_secs(29 * 60));
    let cached = client.channel(&Price).cache::<Message>().await?.cache.ok_or("an event")?;
    assert_eq!(cached.event, message("last"));
    assert!(cached.time_to_live <= Some(Duration::from_secs(60)), "{cached:?}");
    server.advance(Duration::from_secs(61));

    assert_eq!(client.channel(&Price).cache::<Message>().await?.cache, None);
    let mut late = Socket::open(&server).await;
    late.subscribe("cache-price").await;
    late.event("pusher:cache_miss").await;
    Ok(())
}

#[tokio::test]
async fn users_get_their_events_and_are_terminated() -> Outcome {
    let server = Server::start().await?;
    let client = server.client();
    let (mut desk, mut phone, mut stranger) =
        (Socket::open(&server).await, Socket::open(&server).await, Socket::open(&server).await);
    let other = Member { id: 8, name: "Bob".into() };
    for (socket, member) in [(&mut desk, ada()), (&mut phone, ada()), (&mut stranger, other)] {
        let auth = client.authenticate_user(&socket.id, &User::new(&member))?;
        socket.sign_in(&auth).await;
        socket.event("pusher:signin_success").await;
    }

    client.send_to_user(&7_u64, &Notice { text: "hi".into() }).await?;
    client.terminate_user_connections(&7_u64).await?;

    for socket in [&mut desk, &mut phone] {
        assert_eq!(socket.frame().await["channel"], "#server-to-user-7");
        assert_eq!(socket.next().await, crate::socket::Next::Closed(4009));
    }
    assert!(stranger.is_silent().await);
    assert_eq!(server.events::<Notice>()?, [Notice { text: "hi".into() }]);
    server.wait_for_connections(1).await?;
    Ok(())
}
