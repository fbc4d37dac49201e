//! Presence channels.

use pusher_typed::{
    subscriber::{Item, Presence, PresenceItem},
    testing::Server,
};
use serde::Deserialize;

use crate::schema::{AnyEvent, Outcome, Room, Typing, connect_as, member, message, soon};

#[derive(Deserialize)]
struct Info {
    name: String,
}

async fn next(room: &mut Presence<Room, AnyEvent>) -> PresenceItem<AnyEvent, u64> {
    soon(room.next()).await.expect("an item")
}

fn ids(room: &Presence<Room, AnyEvent>) -> Vec<u64> {
    room.members().iter().map(|member| member.id).collect()
}

#[tokio::test]
async fn members_come_speak_and_go() -> Outcome {
    let server = Server::start().await?;
    let ada = connect_as(&server, &member(7, "Ada")).await;
    let bob = connect_as(&server, &member(8, "Bob")).await;
    let mut room = ada.subscribe_presence::<AnyEvent, _>(&Room).await?;
    assert_eq!(ids(&room), [7]);

    let theirs = bob.subscribe_presence::<AnyEvent, _>(&Room).await?;
    assert_eq!(ids(&theirs), [7, 8]);
    match next(&mut room).await {
        PresenceItem::Joined(bob) => {
            assert_eq!((bob.id, bob.info_as::<Info>()?.name), (8, "Bob".to_owned()));
        }
        other => panic!("{other:?}"),
    }

    bob.send(&Room, &Typing { on: true }).await?;
    match next(&mut room).await {
        PresenceItem::FromMember { user_id, event } => {
            assert_eq!((user_id, event), (8, AnyEvent::Typing(Typing { on: true })));
        }
        other => panic!("{other:?}"),
    }

    server.client().trigger_on(&Room, &message("hello")).await?;
    match next(&mut room).await {
        PresenceItem::Channel(Item::Event(event)) => assert_eq!(event, AnyEvent::Message(message("hello"))),
        other => panic!("{other:?}"),
    }

    drop(theirs);
    assert!(matches!(next(&mut room).await, PresenceItem::Left(8)));
    assert_eq!(ids(&room), [7]);
    Ok(())
}

#[tokio::test]
async fn after_a_gap_the_members_are_those_of_now() -> Outcome {
    let server = Server::start().await?;
    let ada = connect_as(&server, &member(7, "Ada")).await;
    let bob = connect_as(&server, &member(8, "Bob")).await;
    let mut room = ada.subscribe_presence::<AnyEvent, _>(&Room).await?;
    let _theirs = bob.subscribe_presence::<AnyEvent, _>(&Room).await?;
    assert!(matches!(next(&mut room).await, PresenceItem::Joined(_)));
    bob.close().await;
    server.drop_connections();
    loop {
        match next(&mut room).await {
            PresenceItem::Channel(Item::Gap) => break,
            PresenceItem::Channel(Item::Disconnected(_)) | PresenceItem::Left(8) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(ids(&room), [7]);
    Ok(())
}
