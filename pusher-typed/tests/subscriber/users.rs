//! Sign-in and the user's events.

use pusher_typed::{
    client::User,
    subscriber::{Item, SubscribeError, Subscriber, Trusted, UserItem},
    testing::Server,
};

use crate::schema::{
    Message, News, Notice, Outcome, config, connect, connect_as, event, member, message, next, soon,
};

#[tokio::test]
async fn a_signed_in_user_gets_events_and_comings_and_goings() -> Outcome {
    let server = Server::start().await?;
    let ada = member(7, "Ada");
    let trusted = Trusted::new(server.client()).user(&User::new(&ada).watchlist([8_u64]))?;
    let ada = Subscriber::connect(config(&server).authorizer(trusted)).await?;
    let mut events = ada.sign_in::<Notice>().await?;

    let notice = Notice { text: "hello".into() };
    server.client().send_to_user(&7_u64, &notice).await?;
    match soon(events.next()).await {
        Some(UserItem::Channel(Item::Event(event))) => assert_eq!(event, notice),
        other => panic!("{other:?}"),
    }

    let bob = connect_as(&server, &member(8, "Bob")).await;
    let _theirs = bob.sign_in::<Notice>().await?;
    match soon(events.next()).await {
        Some(UserItem::Watchlist { online: true, user_ids }) => assert_eq!(user_ids, ["8"]),
        other => panic!("{other:?}"),
    }
    Ok(())
}

#[tokio::test]
async fn a_terminated_user_does_not_come_back() -> Outcome {
    let server = Server::start().await?;
    let ada = connect_as(&server, &member(7, "Ada")).await;
    let mut events = ada.sign_in::<Notice>().await?;
    assert!(matches!(ada.sign_in::<Notice>().await, Err(SubscribeError::AlreadySubscribed)));
    server.client().terminate_user_connections(&7_u64).await?;
    assert!(matches!(soon(events.next()).await, Some(UserItem::Channel(Item::Disconnected(_)))));
    match soon(events.next()).await {
        Some(UserItem::Channel(Item::Ended(lost))) => assert_eq!(lost.code, Some(4009)),
        other => panic!("{other:?}"),
    }
    assert!(soon(events.next()).await.is_none());
    Ok(())
}

#[tokio::test]
async fn a_lost_connection_signs_in_again() -> Outcome {
    let server = Server::start().await?;
    let ada = connect_as(&server, &member(7, "Ada")).await;
    let mut events = ada.sign_in::<Notice>().await?;
    server.drop_connections();
    assert!(matches!(soon(events.next()).await, Some(UserItem::Channel(Item::Disconnected(_)))));
    assert!(matches!(soon(events.next()).await, Some(UserItem::Channel(Item::Gap))));
    server.client().send_to_user(&7_u64, &Notice { text: "again".into() }).await?;
    assert!(matches!(soon(events.next()).await, Some(UserItem::Channel(Item::Event(_)))));
    Ok(())
}

#[tokio::test]
async fn after_a_dropped_stream_another_one_gets_the_users_events() -> Outcome {
    let server = Server::start().await?;
    let ada = connect_as(&server, &member(7, "Ada")).await;
    let mut news = ada.subscribe::<Message>(&News { id: 1 }).await?;
    drop(ada.sign_in::<Notice>().await?);
    server.client().send_to_user(&7_u64, &Notice { text: "nobody listens".into() }).await?;
    // After this one, the other has come.
    server.client().trigger_on(&News { id: 1 }, &message("end")).await?;
    assert_eq!(event(&mut news).await, message("end"));

    let mut events = ada.sign_in::<Notice>().await?;
    assert!(matches!(ada.sign_in::<Notice>().await, Err(SubscribeError::AlreadySubscribed)));
    let notice = Notice { text: "somebody does".into() };
    server.client().send_to_user(&7_u64, &notice).await?;
    match soon(events.next()).await {
        Some(UserItem::Channel(Item::Event(event))) => assert_eq!(event, notice),
        other => panic!("{other:?}"),
    }

    server.drop_connections();
    assert!(matches!(soon(events.next()).await, Some(UserItem::Channel(Item::Disconnected(_)))));
    assert!(matches!(soon(events.next()).await, Some(UserItem::Channel(Item::Gap))));
    Ok(())
}

#[tokio::test]
async fn a_dropped_stream_is_not_signed_in_again_on_another_connection() -> Outcome {
    let server = Server::start().await?;
    let ada = connect_as(&server, &member(7, "Ada")).await;
    let mut news = ada.subscribe::<Message>(&News { id: 1 }).await?;
    drop(ada.sign_in::<Notice>().await?);
    server.drop_connections();
    assert!(matches!(next(&mut news).await, Item::Disconnected(_)));
    assert!(matches!(next(&mut news).await, Item::Gap));

    server.client().send_to_user(&7_u64, &Notice { text: "to nobody".into() }).await?;
    let event = server.all_events().pop().ok_or("an event")?;
    assert_eq!((&*event.channel, event.receivers), ("#server-to-user-7", 0));

    let _events = ada.sign_in::<Notice>().await?;
    Ok(())
}

#[tokio::test]
async fn nobody_signs_in_without_a_user() -> Outcome {
    let server = Server::start().await?;
    let error = connect(&server).await.sign_in::<Notice>().await.expect_err("no user");
    assert!(matches!(error, SubscribeError::Unauthorized(_)));
    Ok(())
}
