//! What subscribers that have missed events receive.

use pusher_typed::{
    ChannelSet, Position,
    history::{ChannelHistory, HistoryPage},
};
use pusher_typed_outbox::HistoryRequest;

use crate::{
    database::{Fixture, TestDatabase},
    on_each_database,
    orders::{Counted, Described, OrderChannel, SecretChannel, StockChannel},
    recoverable::publish,
};

on_each_database! {
    events_after_a_position_are_read_in_order
    several_channels_are_read_together
    without_a_position_only_the_last_one_is_read
    a_position_that_is_not_in_the_history_is_a_reset
    channels_that_the_application_does_not_allow_are_refused
    a_page_is_bounded_in_events
    a_page_is_bounded_in_bytes
    a_payload_that_is_not_json_is_null
    a_new_epoch_resets_every_position
}

#[derive(ChannelSet)]
pub(crate) enum AppChannel {
    Order(OrderChannel),
    Stock(StockChannel),
    Secret(SecretChannel),
}

/// A page for these channels, all of which are allowed.
pub(crate) async fn page<DB: TestDatabase>(
    fixture: &Fixture<DB>,
    channels: &[(&str, Option<Position>)],
) -> HistoryPage {
    let query = pusher_typed::history::HistoryQuery {
        channels: channels.iter().map(|(name, position)| ((*name).to_owned(), position.clone())).collect(),
    };
    let request = HistoryRequest::<AppChannel>::from(query);
    fixture.outbox.history(request.authorize(|_| true)).await.expect("a page").into_page()
}

/// The history of a channel after a position.
pub(crate) async fn after<DB: TestDatabase>(
    fixture: &Fixture<DB>,
    channel: &str,
    position: Position,
) -> ChannelHistory {
    let mut page = page(fixture, &[(channel, Some(position))]).await;
    page.channels.remove(channel).expect("an answer")
}

/// The position before all events.
pub(crate) async fn start<DB: TestDatabase>(fixture: &Fixture<DB>) -> Position {
    match page(fixture, &[("private-stock-0", None)]).await.channels.remove("private-stock-0") {
        Some(ChannelHistory::Events { last, .. }) => at(&last, 0),
        other => panic!("{other:?}"),
    }
}

/// A position of the same epoch.
pub(crate) fn at(position: &Position, offset: u64) -> Position {
    Position::new(position.epoch().clone(), offset).expect("a position")
}

/// The offsets and numbers of all events of a channel.
pub(crate) async fn events<DB: TestDatabase>(fixture: &Fixture<DB>, channel: &str) -> Vec<(u64, u64)> {
    numbers(after(fixture, channel, start(fixture).await).await)
}

pub(crate) fn numbers(history: ChannelHistory) -> Vec<(u64, u64)> {
    let ChannelHistory::Events { events, .. } = history else { panic!("{history:?}") };
    let number = |data: &str| serde_json::from_str::<serde_json::Value>(data).expect("JSON")["n"].as_u64();
    events.iter().map(|event| (event.offset, number(event.data.get()).unwrap_or_default())).collect()
}

fn last(history: &ChannelHistory) -> u64 {
    match history {
        ChannelHistory::Events { last, .. } | ChannelHistory::Reset { last } => last.offset(),
        ChannelHistory::Refused => panic!("refused"),
    }
}

async fn events_after_a_position_are_read_in_order<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, (1..=5).map(|n| Counted { id: 1, n: n * 10 })).await;
    let start = start(&fixture).await;
    for offset in 0..=5 {
        let history = after(&fixture, "private-stock-1", at(&start, offset)).await;
        assert_eq!(last(&history), 5);
        assert_eq!(numbers(history), (offset + 1..=5).map(|n| (n, n * 10)).collect::<Vec<_>>());
    }
    let history = after(&fixture, "private-stock-1", at(&start, 4)).await;
    let ChannelHistory::Events { events, .. } = history else { panic!("{history:?}") };
    assert_eq!((&*events[0].event, events[0].data.get()), ("counted", r#"{"id":1,"n":50}"#));
}

async fn several_channels_are_read_together<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, (1..=6).map(|n| Counted { id: n % 3, n })).await;
    let start = start(&fixture).await;
    let channels = [
        ("private-stock-0", Some(at(&start, 1))),
        ("private-stock-1", Some(at(&start, 0))),
        ("private-stock-2", Some(at(&start, 2))),
        ("private-stock-3", Some(at(&start, 0))),
    ];
    let mut page = page(&fixture, &channels).await;
    let mut answer = |name| numbers(page.channels.remove(name).expect("an answer"));
    assert_eq!(answer("private-stock-0"), [(2, 6)]);
    assert_eq!(answer("private-stock-1"), [(1, 1), (2, 4)]);
    assert_eq!(answer("private-stock-2"), []);
    assert_eq!(answer("private-stock-3"), []);
}

async fn without_a_position_only_the_last_one_is_read<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, (1..=3).map(|n| Counted { id: 1, n })).await;
    let page = page(&fixture, &[("private-stock-1", None), ("private-stock-2", None)]).await;
    for (name, offset) in [("private-stock-1", 3), ("private-stock-2", 0)] {
        let ChannelHistory::Events { last, events } = &page.channels[name] else { panic!("{page:?}") };
        assert_eq!((last.offset(), events.len()), (offset, 0));
    }
}

async fn a_position_that_is_not_in_the_history_is_a_reset<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, (1..=10).map(|n| Counted { id: 1, n })).await;
    let start = start(&fixture).await;
    fixture.execute("DELETE FROM pusher_outbox WHERE channel_offset <= 3").await;
    let other_epoch: Position = "k3v9.5".parse().expect("a position");
    for position in [at(&start, 0), at(&start, 2), at(&start, 11), other_epoch] {
        let history = after(&fixture, "private-stock-1", position.clone()).await;
        assert!(matches!(history, ChannelHistory::Reset { .. }), "{position}: {history:?}");
        assert_eq!(last(&history), 10);
    }
    assert_eq!(numbers(after(&fixture, "private-stock-1", at(&start, 3)).await).len(), 7);
    // A channel whose events were all removed.
    fixture.execute("DELETE FROM pusher_outbox").await;
    let history = after(&fixture, "private-stock-1", at(&start, 9)).await;
    assert!(matches!(history, ChannelHistory::Reset { .. }), "{history:?}");
    assert_eq!(numbers(after(&fixture, "private-stock-1", at(&start, 10)).await), []);
    // A subscriber that is far behind would read for a long time.
    fixture.execute("UPDATE pusher_offsets SET last_offset = 20000").await;
    let insert = "INSERT INTO pusher_outbox (channel, event, data, channel_offset)";
    for offset in [10_000, 10_001] {
        let values = format!("'private-stock-1', 'e', '{{}}', {offset}");
        fixture.execute(&format!("{insert} VALUES ({values})")).await;
    }
    let history = after(&fixture, "private-stock-1", at(&start, 9_999)).await;
    assert!(matches!(history, ChannelHistory::Reset { .. }), "{history:?}");
    assert_eq!(numbers(after(&fixture, "private-stock-1", at(&start, 10_000)).await).len(), 1);
    // What is not a position at all.
    let body = br#"{"channels":{"private-stock-1":"41"}}"#;
    let request = HistoryRequest::<AppChannel>::parse(body).expect("a request");
    let response = fixture.outbox.history(request.authorize(|_| true)).await.expect("a response");
    let history = &response.page().channels["private-stock-1"];
    assert!(matches!(history, ChannelHistory::Reset { .. }), "{history:?}");
}

async fn channels_that_the_application_does_not_allow_are_refused<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, [Counted { id: 1, n: 1 }, Counted { id: 2, n: 1 }]).await;
    let start = start(&fixture).await;
    let body = format!(
        r#"{{"channels":{{"private-stock-1":"{start}","private-stock-2":"{start}","private-stock-01":"{start}","private-orders-1":null,"x":null}}}}"#
    );
    let request = HistoryRequest::<AppChannel>::parse(body.as_bytes()).expect("a request");
    let request = request
        .try_authorize(async |channel| match channel {
            AppChannel::Stock(stock) => Ok::<_, std::io::Error>(stock.id == 2),
            AppChannel::Order(_) | AppChannel::Secret(_) => Ok(true),
        })
        .await
        .expect("decisions");
    let response = fixture.outbox.history(request).await.expect("a response");
    let page = response.page();
    for name in ["private-stock-1", "private-stock-01", "private-orders-1", "x"] {
        assert!(matches!(page.channels[name], ChannelHistory::Refused), "{page:?}");
    }
    assert_eq!(last(&page.channels["private-stock-2"]), 1);
    assert_eq!(page.channels.len(), 5);
}

/// 1,000 events over all channels.
async fn a_page_is_bounded_in_events<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, (1..=1800).map(|n| Counted { id: n % 3, n })).await;
    let start = start(&fixture).await;
    let names = ["private-stock-0", "private-stock-1", "private-stock-2"];
    let asked: Vec<_> = names.iter().map(|name| (*name, Some(start.clone()))).collect();
    let mut answers = page(&fixture, &asked).await.channels;
    let counts = names.map(|name| {
        let history = answers.remove(name).expect("an answer");
        assert_eq!(last(&history), 600);
        numbers(history).len()
    });
    assert_eq!(counts, [600, 400, 0]);
    // A subscriber goes on from where it is.
    let asked = [("private-stock-1", Some(at(&start, 400))), ("private-stock-2", Some(start.clone()))];
    let mut answers = page(&fixture, &asked).await.channels;
    assert_eq!(numbers(answers.remove("private-stock-1").expect("an answer")).first(), Some(&(401, 1201)));
    assert_eq!(numbers(answers.remove("private-stock-2").expect("an answer")).len(), 600);
}

async fn a_page_is_bounded_in_bytes<DB: TestDatabase>(fixture: Fixture<DB>) {
    let mut tx = fixture.begin().await;
    for (id, length) in [(1, 400_000), (1, 400_000), (1, 400_000), (2, 10), (3, 1_048_560), (3, 10)] {
        let event = Described { text: "x".repeat(length) };
        fixture.outbox.publish_on(&mut tx, &StockChannel { id }, &event).await.expect("published");
    }
    tx.commit().await.expect("a commit");
    let start = start(&fixture).await;
    let mut offsets = Vec::new();
    for asked in [&[(1, 0), (2, 0)][..], &[(1, 2), (2, 0)], &[(3, 0)], &[(2, 0), (3, 0)]] {
        let names: Vec<_> =
            asked.iter().map(|(id, offset)| (format!("private-stock-{id}"), at(&start, *offset))).collect();
        let asked: Vec<_> = names.iter().map(|(name, position)| (&**name, Some(position.clone()))).collect();
        let page = page(&fixture, &asked).await;
        let counts = page.channels.into_values().map(|history| numbers(history).len());
        offsets.push(counts.collect::<Vec<_>>());
    }
    // 1 MiB, but at least one event
    assert_eq!(offsets, [vec![2, 0], vec![1, 1], vec![1], vec![1, 0]]);
}

/// What another program has inserted.
async fn a_payload_that_is_not_json_is_null<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, (1..=3).map(|n| Counted { id: 1, n })).await;
    fixture.execute("UPDATE pusher_outbox SET data = 'no JSON' WHERE channel_offset = 2").await;
    let history = after(&fixture, "private-stock-1", start(&fixture).await).await;
    let ChannelHistory::Events { events, .. } = history else { panic!("{history:?}") };
    let data: Vec<_> = events.iter().map(|event| event.data.get()).collect();
    assert_eq!(data, [r#"{"id":1,"n":1}"#, "null", r#"{"id":1,"n":3}"#]);
}

async fn a_new_epoch_resets_every_position<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, (1..=3).map(|n| Counted { id: 1, n })).await;
    let old = start(&fixture).await;
    assert_eq!(start(&fixture).await, old);
    fixture.outbox.new_epoch().await.expect("a new epoch");
    let new = start(&fixture).await;
    assert_ne!(old, new);
    for offset in 0..=3 {
        let history = after(&fixture, "private-stock-1", at(&old, offset)).await;
        assert!(matches!(history, ChannelHistory::Reset { .. }), "{history:?}");
    }
    assert_eq!(numbers(after(&fixture, "private-stock-1", new).await).len(), 3);
}
