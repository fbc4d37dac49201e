//! Presence channels.

use pusher_typed::{
    DecodeMemberError,
    subscriber::{DecodeItemError, Item, Presence, PresenceItem},
    testing::Server,
};
use serde_json::json;

use crate::{
    schema::{AnyEvent, Member, Outcome, Room, Typing, connect_as, member, message, soon},
    scripted::Scripted,
    time_limits::always,
};

async fn next(room: &mut Presence<Room, AnyEvent>) -> PresenceItem<AnyEvent, Member> {
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
        PresenceItem::Joined(bob) => assert_eq!(bob, member(8, "Bob")),
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

#[tokio::test(start_paused = true)]
async fn members_that_cannot_be_decoded_are_reported_and_listed() {
    let (_service, mut peer, subscriber) = Scripted::connected(|config| config.authorizer(always())).await;
    let confirm = async {
        peer.expect("pusher:subscribe").await;
        let hash = json!({
            "7": { "name": "Ada" },
            "8": { "nickname": "Bob" },
            "nobody": { "name": "Eve" },
            "9": null,
        });
        let members = json!({ "presence": { "count": 4, "ids": ["7", "8", "nobody", "9"], "hash": hash } });
        peer.send("pusher_internal:subscription_succeeded", Some("presence-room"), &members).await;
    };
    let (room, ()) = tokio::join!(subscriber.subscribe_presence::<AnyEvent, _>(&Room), confirm);
    let mut room = room.expect("a subscription");

    assert_eq!(room.members(), [member(7, "Ada")]);
    let undecodable = room.undecodable_members();
    let listed: Vec<_> = undecodable.iter().map(|it| (&*it.user_id, &*it.user_info)).collect();
    let expected = [("8", r#"{"nickname":"Bob"}"#), ("9", "null"), ("nobody", r#"{"name":"Eve"}"#)];
    assert_eq!(listed, expected);
    assert!(matches!(undecodable[0].error, DecodeMemberError::Info(_)));
    assert!(matches!(undecodable[2].error, DecodeMemberError::UserId(_)));

    for added in
        [json!({ "user_id": "10", "user_info": {} }), json!({ "user_id": "x", "user_info": { "name": "X" } })]
    {
        peer.send("pusher_internal:member_added", Some("presence-room"), &added).await;
        match next(&mut room).await {
            PresenceItem::Channel(Item::Undecodable { event, error: DecodeItemError::Member(_) }) => {
                assert_eq!(event.user_id.as_deref(), added["user_id"].as_str());
                assert_eq!(event.data, added["user_info"].to_string());
            }
            other => panic!("{other:?}"),
        }
    }
    // A number instead of a string, as some servers send it.
    let added = json!({ "user_id": 11, "user_info": { "name": "Kim" } });
    peer.send("pusher_internal:member_added", Some("presence-room"), &added).await;
    assert!(matches!(next(&mut room).await, PresenceItem::Joined(kim) if kim == member(11, "Kim")));
    peer.send("pusher_internal:member_removed", Some("presence-room"), &json!({ "user_id": "x" })).await;
    assert!(matches!(next(&mut room).await, PresenceItem::Channel(Item::Undecodable { .. })));
    assert_eq!(room.members(), [member(11, "Kim"), member(7, "Ada")]);
}
