//! The check of handlers: those that are right pass, and each mistake is found.

use pusher_typed::{
    Position,
    subscriber::Item,
    testing::{HandlerCheck, HandlerCheckError, MemoryHistory},
};
use tokio::task::yield_now;

use crate::schema::{Entry, LEDGER, Note, Outcome, append, position};

#[derive(Debug, Default, Clone, PartialEq)]
struct Stored {
    sum: u64,
    position: Option<Position>,
}

/// Entries, and notes that the handlers do not know.
fn history() -> MemoryHistory {
    let history = MemoryHistory::new();
    for number in 1..=30 {
        append(&history, [number]);
        if number % 3 == 0 {
            history.append_on(&LEDGER, &Note { text: "x".into() }).expect("stored");
        }
    }
    history
}

async fn check(
    history: MemoryHistory,
    handler: impl AsyncFnMut(&mut Stored, Item<Entry>, &Position),
) -> Result<Stored, HandlerCheckError> {
    let check = HandlerCheck::new(&history, &LEDGER).expect("a name").seeds(0..30);
    check.run(handler, |stored| stored.position.clone()).await
}

#[tokio::test]
async fn a_handler_that_stores_the_position_with_the_effect_passes() -> Outcome {
    let stored = check(history(), async |stored, item, position| {
        let mut transaction = stored.clone();
        yield_now().await;
        if let Item::Event(Entry { number }) = item {
            transaction.sum += number;
        }
        yield_now().await;
        transaction.position = Some(position.clone());
        *stored = transaction;
    })
    .await?;
    assert_eq!(stored, Stored { sum: 465, position: Some(position(40)) });
    Ok(())
}

#[tokio::test]
async fn a_handler_that_stores_one_after_the_other_does_not_pass() {
    let effect_first = check(history(), async |stored, item, position| {
        if let Item::Event(Entry { number }) = item {
            stored.sum += number;
            yield_now().await;
        }
        stored.position = Some(position.clone());
    });
    assert!(matches!(effect_first.await, Err(HandlerCheckError::Different { .. })));
    let position_first = check(history(), async |stored, item, position| {
        stored.position = Some(position.clone());
        yield_now().await;
        if let Item::Event(Entry { number }) = item {
            stored.sum += number;
        }
    });
    assert!(matches!(position_first.await, Err(HandlerCheckError::Different { .. })));
}

#[tokio::test]
async fn a_handler_that_does_not_store_every_position_does_not_pass() {
    let only_of_entries = check(history(), async |stored, item, position| {
        if let Item::Event(Entry { number }) = item {
            stored.sum += number;
            stored.position = Some(position.clone());
        }
    });
    let error = only_of_entries.await.expect_err("the last event is a note");
    assert_eq!(error, HandlerCheckError::NotStored { seed: None, stored: position(39), last: position(40) });
    let only_without_faults = check(history(), async |stored, item, position| {
        match item {
            Item::Event(Entry { number }) => stored.sum += number,
            Item::Disconnected(_) => stored.sum = 0,
            _ => {}
        }
        stored.position = Some(position.clone());
    });
    assert!(matches!(only_without_faults.await, Err(HandlerCheckError::Different { .. })));
    let never = check(history(), async |stored, item, _| {
        if let Item::Event(Entry { number }) = item {
            stored.sum += number;
        }
    });
    let error = never.await.expect_err("nothing is stored").to_string();
    assert_eq!(error, "the stored position is epoch1.0 instead of epoch1.40");
}

#[tokio::test]
async fn a_seed_has_the_same_faults_every_time() -> Outcome {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let mut items = Vec::new();
        let handler = async |stored: &mut Stored, item: Item<Entry>, position: &Position| {
            items.push(format!("{item:?} {position}"));
            stored.position = Some(position.clone());
        };
        let check = HandlerCheck::new(&history(), &LEDGER)?.seeds(7..9);
        check.run(handler, |stored| stored.position.clone()).await?;
        runs.push(items);
    }
    assert_eq!(runs[0], runs[1]);
    // Without faults there are 40 items; each seed adds its own.
    assert!(runs[0].len() > 3 * 40, "{}", runs[0].len());
    for kind in ["Disconnected", "Resubscribed", "HistoryFailed"] {
        assert!(runs[0].iter().any(|item| item.starts_with(kind)), "{kind}");
    }
    Ok(())
}

#[tokio::test]
async fn a_history_without_events_and_one_that_was_trimmed() -> Outcome {
    let handler = async |stored: &mut Stored, item: Item<Entry>, position: &Position| {
        if let Item::Event(Entry { number }) = item {
            stored.sum += number;
        }
        stored.position = Some(position.clone());
    };
    assert_eq!(check(MemoryHistory::new(), handler).await?, Stored::default());
    let history = history();
    history.trim(&LEDGER, &position(39))?;
    let stored = check(history, handler).await?;
    assert_eq!(stored, Stored { sum: 0, position: Some(position(40)) });
    Ok(())
}
