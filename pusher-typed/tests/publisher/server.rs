//! With the in-process server, up to the events that subscribers would receive.

use pusher_typed::testing::{ScriptedResponse, Server};

use crate::schema::{Note, Notice, Orders, Outcome, Shipped, Vault, note, shipped};

#[tokio::test]
async fn events_of_every_kind_arrive() -> Outcome {
    let server = Server::start().await?;
    let client = server.client();
    let publisher = client.publisher().start();
    for number in 0..25 {
        publisher.publish(&shipped(number % 3, number))?;
    }
    publisher.publish_on(&Vault { id: 1 }, &note("secret"))?;
    publisher.publish_to_user(&7_u64, &Notice { text: "hi".into() })?;
    publisher.enqueue(client.trigger_on_many(&[Orders { id: 8 }, Orders { id: 9 }], &note("both")))?;
    let report = publisher.close().await;
    assert_eq!((report.delivered, report.failed), (28, 0));

    for id in 0..3 {
        let on_channel = server.events_on(&format!("private-orders-{id}"));
        let numbers: Result<Vec<Shipped>, _> =
            on_channel.iter().map(|event| serde_json::from_str(&event.data)).collect();
        let numbers: Vec<_> = numbers?.iter().map(|event| event.number).collect();
        assert!(numbers.len() >= 8 && numbers.is_sorted(), "{numbers:?}");
    }
    assert_eq!(server.events::<Note>()?.len(), 3);
    Ok(())
}

#[tokio::test]
async fn an_outage_is_survived() -> Outcome {
    let server = Server::start().await?;
    server
        .respond(ScriptedResponse::status(429, "slow down"))
        .respond(ScriptedResponse::status(503, "not now"));
    let publisher = server.client().publisher().start();
    publisher.publish(&shipped(1, 1))?;
    publisher.flush().await;
    publisher.publish(&shipped(1, 2))?;
    publisher.flush().await;
    let stats = publisher.stats();
    assert_eq!((stats.delivered, stats.failed, stats.may_have_arrived, stats.outage), (1, 1, 1, None));
    assert_eq!(server.events::<Shipped>()?, [shipped(1, 2)]);
    Ok(())
}
