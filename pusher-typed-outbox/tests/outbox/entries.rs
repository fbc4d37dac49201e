//! Rows for other database libraries.

use pusher_typed::client::Limits;
use pusher_typed_outbox::OutboxEntry;

use crate::orders::{Changed, Comment, Moved, Notice, OrderChannel, Paid, StockChannel};

#[test]
fn an_entry_has_the_columns_of_an_event() {
    let limits = Limits::default();
    let socket = "1.2".parse().expect("a socket id");
    let paid = OutboxEntry::for_event(&Paid { id: 1, customer: 2 }, &limits).expect("entries");
    let channels: Vec<_> = paid.iter().map(|entry| &*entry.channel).collect();
    assert_eq!(channels, ["private-orders-1", "private-customers-2"]);
    assert!(paid.iter().all(|entry| entry.event == "paid" && entry.data == r#"{"id":1,"customer":2}"#));
    let comment = Comment { text: "x".to_owned() };
    let entries = OutboxEntry::for_event_on(&OrderChannel { id: 3 }, &comment, &limits).expect("entries");
    assert_eq!(entries.len(), 1);
    assert_eq!(entries.exclude(&socket)[0].socket_id.as_deref(), Some("1.2"));
    let notice = Notice { text: "x".to_owned() };
    let entries = OutboxEntry::for_user("ada", &notice, &limits).expect("entries");
    assert_eq!(entries[0].channel, "#server-to-user-ada");
}

#[test]
fn the_entry_of_a_recoverable_channel_says_so() {
    let limits = Limits::default();
    let moved = Moved { id: 1, warehouse: 2, n: 3 };
    let entries = OutboxEntry::for_event(&moved, &limits).expect("entries");
    let channels: Vec<_> = entries.iter().map(|entry| (&*entry.channel, entry.recoverable)).collect();
    assert_eq!(channels, [("private-stock-1", true), ("private-warehouses-2", false)]);
    let entries = OutboxEntry::for_event_on(&StockChannel { id: 1 }, &moved, &limits).expect("entries");
    assert!(entries[0].recoverable);
}

#[test]
fn an_entry_is_checked_and_does_not_show_its_payload() {
    let small = Limits::default().payload(5);
    assert!(OutboxEntry::for_event(&Changed { id: 1, n: 1 }, &small).is_err());
    let entries = OutboxEntry::for_event(&Changed { id: 1, n: 77 }, &Limits::default()).expect("entries");
    let shown = format!("{entries:?}");
    assert!(shown.contains("private-orders-1") && !shown.contains("77"), "{shown}");
}
