//! Recoverable channels of every kind, against the in-process server.

use std::time::Duration;

use pusher_typed::{
    Channel, Event, Position,
    client::Limits,
    subscriber::{Item, PresenceItem, Subscriber, SubscriberConfig, Trusted},
    testing::{MemoryHistory, Server},
};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use crate::schema::{
    Any, Board, Entry, LEDGER, Ledger, Lobby, Member, Note, Outcome, Safe, Typing, entries, entry, next,
};

fn config(server: &Server, history: &MemoryHistory) -> SubscriberConfig {
    SubscriberConfig::from_client(server.client())
        .history(history.clone())
        .history_jitter(Duration::ZERO)
        .backoff(Duration::from_millis(10), Duration::from_millis(50))
}

#[tokio::test]
async fn public_channels() -> Outcome {
    let (server, history) = (Server::start().await?, MemoryHistory::new());
    let subscriber = Subscriber::connect(config(&server, &history)).await?;
    let mut board = subscriber.subscribe::<Entry>(&Board).await?;
    history.publish_on(server.client(), &Board, &Entry { number: 1 }).await?;
    history.append_on(&Board, &Entry { number: 2 })?;
    history.publish_on(server.client(), &Board, &Entry { number: 3 }).await?;
    assert_eq!(entries(&mut board, 3).await, [(1, 1), (2, 2), (3, 3)]);
    Ok(())
}

#[tokio::test]
async fn encrypted_channels() -> Outcome {
    let (server, history) = (Server::start().await?, MemoryHistory::new());
    let subscriber = Subscriber::connect(config(&server, &history)).await?;
    let mut safe = subscriber.subscribe::<Entry>(&Safe).await?;
    history.publish_on(server.client(), &Safe, &Entry { number: 1 }).await?;
    history.append_on(&Safe, &Entry { number: 2 })?;
    history.publish_on(server.client(), &Safe, &Entry { number: 3 }).await?;
    assert_eq!(entries(&mut safe, 3).await, [(1, 1), (2, 2), (3, 3)]);

    // Encrypted with another key: the history has it as well.
    let other =
        server.client_builder().encryption_master_key_base64("CwsLCwsLCwsLCwsLCwsLCwsLCwsLCwsLCwsLCwsLCws=");
    history.publish_on(&other.build()?, &Safe, &Entry { number: 4 }).await?;
    let mut reports = 0;
    let number = loop {
        match next(&mut safe).await {
            Item::Event(entry) => break entry.number,
            Item::Undecodable { event, .. } => {
                assert_eq!(event.position, None);
                reports += 1;
            }
            other => panic!("{other:?}"),
        }
    };
    assert_eq!((number, reports), (4, 1));
    assert_eq!(safe.position(), Some(&history.last(&Safe)?));
    Ok(())
}

#[tokio::test]
async fn events_that_are_too_large_for_a_message() -> Outcome {
    let server = Server::builder().limits(Limits::default().payload(1_000)).start().await?;
    let history = MemoryHistory::new();
    let subscriber = Subscriber::connect(config(&server, &history)).await?;
    let mut ledger = subscriber.subscribe::<Note>(&LEDGER).await?;
    let mut safe = subscriber.subscribe::<Note>(&Safe).await?;
    let large = Note { text: "x".repeat(5_000) };
    history.publish_on(server.client(), &LEDGER, &large).await?;
    history.publish_on(server.client(), &Safe, &large).await?;
    assert!(matches!(next(&mut ledger).await, Item::Event(note) if note == large));
    assert!(matches!(next(&mut safe).await, Item::Event(note) if note == large));
    Ok(())
}

async fn soon<T>(work: impl Future<Output = Option<T>>) -> T {
    timeout(Duration::from_secs(60), work).await.expect("an item in time").expect("an item")
}

#[tokio::test]
async fn presence_channels() -> Outcome {
    let (server, history) = (Server::start().await?, MemoryHistory::new());
    let me = |id, name: &str| Trusted::new(server.client()).member(&Member { id, name: name.into() });
    let ada = Subscriber::connect(config(&server, &history).authorizer(me(7, "Ada")?)).await?;
    let bob = Subscriber::connect(config(&server, &history).authorizer(me(8, "Bob")?)).await?;
    history.append_on(&Lobby, &Entry { number: 1 })?;
    let mut lobby = ada.subscribe_presence::<Any, _>(&Lobby).after("epoch1.0".parse()?).await?;
    assert_eq!(lobby.members().len(), 1);
    let _bobs = bob.subscribe_presence::<Any, _>(&Lobby).await?;
    history.publish_on(server.client(), &Lobby, &Entry { number: 2 }).await?;
    bob.send(&Lobby, &Typing { on: true }).await?;

    let (mut numbers, mut joined, mut typing) = (Vec::new(), 0, 0);
    while numbers.len() < 2 || joined + typing < 2 {
        match soon(lobby.next()).await {
            PresenceItem::Channel(Item::Event(Any::Entry(entry))) => numbers.push(entry.number),
            PresenceItem::Joined(member) => joined += member.id / 8,
            PresenceItem::FromMember { user_id: 8, event: Any::Typing(Typing { on: true }) } => typing += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(numbers, [1, 2]);
    assert_eq!(lobby.position(), Some(&history.last(&Lobby)?));

    server.drop_connections();
    history.append_on(&Lobby, &Entry { number: 3 })?;
    loop {
        match soon(lobby.next()).await {
            PresenceItem::Channel(Item::Event(Any::Entry(entry))) => break assert_eq!(entry.number, 3),
            PresenceItem::Channel(Item::Disconnected(_) | Item::Resubscribed)
            | PresenceItem::Joined(_)
            | PresenceItem::Left(_) => {}
            other => panic!("{other:?}"),
        }
    }
    history.new_epoch();
    history.publish_on(server.client(), &Lobby, &Entry { number: 4 }).await?;
    loop {
        match soon(lobby.next()).await {
            PresenceItem::Channel(Item::Reset { last }) => break lobby.resume(last),
            PresenceItem::Joined(_) | PresenceItem::Left(_) => {}
            other => panic!("{other:?}"),
        }
    }
    Ok(())
}

#[derive(Debug, Channel)]
#[pusher(channel = "shelf-<id>", recoverable)]
struct Shelf {
    id: u32,
}

#[derive(Debug, Channel)]
#[pusher(channel = "feed-<id>")]
struct Feed {
    id: u32,
}

/// An event on two recoverable channels and one that is not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = Ledger { id }, channel = Shelf { id }, channel = Feed { id }, event = "moved")]
struct Moved {
    id: u32,
}

#[tokio::test]
async fn an_event_has_a_position_in_each_of_its_recoverable_channels() -> Outcome {
    let (server, history) = (Server::start().await?, MemoryHistory::new());
    let subscriber = Subscriber::connect(config(&server, &history)).await?;
    let moved = Moved { id: 1 };
    history.append_on(&Shelf { id: 1 }, &moved)?;
    let mut ledger = subscriber.subscribe::<Moved>(&LEDGER).await?;
    let mut shelf = subscriber.subscribe::<Moved>(&Shelf { id: 1 }).await?;
    let mut feed = subscriber.subscribe::<Moved>(&Feed { id: 1 }).await?;
    history.publish(server.client(), &moved).await?;
    for (stream, offset) in [(&mut ledger, Some(1)), (&mut shelf, Some(2)), (&mut feed, None)] {
        assert!(matches!(next(stream).await, Item::Event(Moved { id: 1 })));
        assert_eq!(stream.position().map(Position::offset), offset);
    }
    let sent = server.all_events().into_iter().map(|event| event.data.contains("_position"));
    assert!(sent.eq([true, true, false]));
    history.append(&moved)?;
    assert_eq!((history.last(&LEDGER)?.offset(), history.last(&Shelf { id: 1 })?.offset()), (2, 3));
    Ok(())
}

/// Positions in client events are forged: late, early, of another epoch, and malformed.
#[tokio::test]
async fn forged_positions_in_client_events() -> Outcome {
    let (server, history) = (Server::start().await?, MemoryHistory::new());
    let subscriber = Subscriber::connect(config(&server, &history)).await?;
    let forger = Subscriber::connect(config(&server, &history)).await?;
    let mut ledger = subscriber.subscribe::<Any>(&LEDGER).await?;
    let _forgers = forger.subscribe::<Any>(&LEDGER).await?;
    let raw = |position: &str| Forged { position: position.to_owned(), on: true };
    for (number, position) in (1..).zip(["epoch1.9", "epoch1.1", "epoch1.0", "epoch9.2", "x"]) {
        forger.send(&LEDGER, &raw(position)).await?;
        match next(&mut ledger).await {
            Item::Event(Any::Typing(Typing { on: true })) => {}
            other => panic!("{other:?}"),
        }
        assert_eq!(ledger.position().map(Position::offset), Some(number - 1));
        history.publish_on(server.client(), &LEDGER, &Entry { number }).await?;
        assert!(matches!(next(&mut ledger).await, Item::Event(Any::Entry(entry)) if entry.number == number));
    }
    // Each of the two has requested its first position, and nothing else.
    assert_eq!(history.queries().len(), 2);
    Ok(())
}

/// What another program sends as `client-typing`.
#[derive(Debug, Clone, serde::Serialize, pusher_typed::Event)]
#[pusher(channel = crate::schema::Ledger, event = "client-typing")]
struct Forged {
    #[serde(rename = "_position")]
    position: String,
    on: bool,
}

#[tokio::test]
async fn a_service_that_is_restarted() -> Outcome {
    let (server, history) = (Server::start().await?, MemoryHistory::new());
    let port = server.port();
    let subscriber = Subscriber::connect(config(&server, &history)).await?;
    let mut ledger = subscriber.subscribe::<Entry>(&LEDGER).await?;
    history.publish_on(server.client(), &LEDGER, &Entry { number: 1 }).await?;
    assert_eq!(entry(&mut ledger).await, (1, 1));
    drop(server);
    history.append_on(&LEDGER, &Entry { number: 2 })?;
    let server = Server::builder().port(port).start().await?;
    assert!(matches!(next(&mut ledger).await, Item::Disconnected(_)));
    assert!(matches!(next(&mut ledger).await, Item::Resubscribed));
    assert_eq!(entry(&mut ledger).await, (2, 2));
    history.publish_on(server.client(), &LEDGER, &Entry { number: 3 }).await?;
    assert_eq!(entry(&mut ledger).await, (3, 3));
    Ok(())
}
